import { join } from "node:path";
import { buildGoFolder } from "../../../cli/install/go-program";
import type { Toolchain } from "./toolchain";
import { builtFolder, sourcesOf } from "./toolchain";

export const go: Toolchain = {
  programs: [],
  async prepare(report) {
    const program = join(builtFolder("go"), "client");
    await buildGoFolder(sourcesOf("go"), program, report);
    return (client) => ({ command: program, args: [client] });
  },
};
