import { join } from "node:path";
import { findGo, goEnvironment } from "../../../cli/install/go-program";
import { output } from "../../../cli/process";
import { UserError } from "../../../cli/terminal/errors";
import type { Toolchain } from "./toolchain";
import { builtFolder, sourcesOf } from "./toolchain";

export const go: Toolchain = {
  programs: [],
  async prepare(report) {
    const command = findGo();
    if (!command) throw new UserError("Go is not installed.", "Install Go, which `npm run up` may need too.");
    const program = join(builtFolder("go"), "client");
    const env = { ...goEnvironment(), GOFLAGS: "-mod=readonly -buildvcs=false" };
    await output(command, ["build", "-o", program, "."], { cwd: sourcesOf("go"), env, onLine: report });
    return (client) => ({ command: program, args: [client] });
  },
};
