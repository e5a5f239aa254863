import { existsSync } from "node:fs";
import { join } from "node:path";
import { output, which } from "../process";
import type { Workspace } from "./workspace";
import { UserError } from "../terminal/errors";
import type { Step } from "../terminal/steps";

/** The step that finds or downloads Pulumi's plugin for Docker. */
export function dockerPluginStep(workspace: () => Workspace): Step {
  return {
    title: "Pulumi's plugin for Docker",
    run: async (report) => {
      const version = sdkVersion();
      if (which("pulumi-resource-docker")) return "on PATH";
      const { env, stack } = workspace();
      if (existsSync(join(env.PULUMI_HOME!, "plugins", `resource-docker-v${version}`))) return version;
      report(`downloading ${version}`);
      try {
        await output("pulumi", ["plugin", "install", "resource", "docker", version], { env, timeoutMs: 600_000 });
      } catch (error) {
        throw cannotBeHad(stack, version, error as Error);
      }
      return version;
    },
  };
}

function cannotBeHad(stack: string, version: string, error: Error): UserError {
  return new UserError(
    `Pulumi's plugin for Docker, ${version}, cannot be downloaded: ${error.message}`,
    "Put pulumi-resource-docker on PATH, or let Compose deploy the stack: " +
      `\`redis-cache render -s ${stack} --format compose --out compose\`, docs/docker.md.`,
  );
}

/** That of the SDK which the program uses. */
function sdkVersion(): string {
  try {
    // Only stacks of this platform need it to be installed.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return (require("@pulumi/docker/package.json") as { version: string }).version;
  } catch {
    throw new UserError("The package @pulumi/docker is not installed.", "`npm install @pulumi/docker@5` installs it.");
  }
}
