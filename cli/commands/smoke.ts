import type { Command } from "commander";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand, durationOption } from "../terminal/command";
import { openStack } from "../project/stack-file";
import type { SmokeResult } from "../smoke";
import { smoke, smokeText } from "../smoke";
import { withDeployed } from "../deployed";
import { runSteps } from "../terminal/steps";

interface SmokeCommandOptions extends StackOptions {
  timeout: number;
}

/** How long nodes may take to agree, where the user does not say. */
export const smokeTimeoutMs = 30_000;

/** `redis-cache smoke`: uses a deployed stack as its applications do. */
export function smokeCommand(): Command {
  return stackCommand({
    name: "smoke",
    description: "test a deployed stack with ioredis: discovery, write, read, WAIT, roles, configuration in effect",
    examples: ["smoke -s dev", "smoke -s local -i cache --timeout 10s"],
  })
    .addOption(durationOption("--timeout <duration>", "how long the nodes may take to agree", smokeTimeoutMs))
    .action(runSmoke);
}

async function runSmoke(options: SmokeCommandOptions): Promise<void> {
  const stack = openStack(options.stack);
  const settings = stack.settings();
  const results: SmokeResult[] = [];
  await withDeployed(stack, options.instance, async (instances) => {
    const steps = instances.map((instance) => ({
      title: `Smoke test of ${instance.name}`,
      run: async (report: (text: string) => void) => {
        results.push(await smoke(instance, settings, { timeoutMs: options.timeout, report }));
      },
    }));
    await runSteps(steps, options);
  });
  print(options.json, results, () => results.map(smokeText).join("\n\n"));
  if (results.some(({ passed }) => !passed)) process.exitCode = 1;
}
