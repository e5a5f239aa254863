import { join } from "node:path";
import type { Toolchain } from "./toolchain";
import { sourcesOf } from "./toolchain";

/** Sidekiq comes as a package of the system, with Ruby and its own Redis library. */
export const ruby: Toolchain = {
  programs: ["sidekiq"],
  prepare: () => (client) => ({
    command: "ruby",
    args: [join(sourcesOf("ruby"), "main.rb"), client],
    cwd: sourcesOf("ruby"),
  }),
};
