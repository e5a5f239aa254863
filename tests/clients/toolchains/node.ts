import { join } from "node:path";
import type { Toolchain } from "./toolchain";
import { sourcesOf } from "./toolchain";

/** The libraries are devDependencies of the repository. */
export const node: Toolchain = {
  programs: [],
  prepare: () => (client) => ({
    command: process.execPath,
    args: ["--import", "tsx", join(sourcesOf("node"), "main.ts"), client],
    cwd: sourcesOf("node"),
  }),
};
