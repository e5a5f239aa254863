import { join } from "node:path";
import { output } from "../../../cli/process";
import type { Toolchain } from "./toolchain";
import { builtFolder, sourcesOf } from "./toolchain";

export const rust: Toolchain = {
  programs: ["cargo"],
  async prepare(report) {
    const folder = builtFolder("rust");
    const manifest = join(sourcesOf("rust"), "Cargo.toml");
    const args = ["build", "--locked", "--manifest-path", manifest, "--target-dir", folder];
    await output("cargo", args, { onLine: report });
    return (client) => ({ command: join(folder, "debug", "redis-cache-client"), args: [client] });
  },
};
