import { copyFileSync, writeFileSync } from "node:fs";
import { pulumiProject, type StackName, stacks } from "./pulumi-project";
import { releasedSettings, releasedState } from "./released";

/**
 * `npm run release:snapshot`, a part of a release: keeps what the Pulumi CLI has made of each stack, for the next one's
 * test.
 */
async function main(): Promise<void> {
  for (const stack of stacks) await keep(stack);
}

async function keep(stack: StackName): Promise<void> {
  console.log(`Deploying stack ${stack} without a cluster`);
  const project = await pulumiProject(stack);
  try {
    await project.tool("secrets", "init");
    await project.pulumi("up", "--yes", "--skip-preview");
    copyFileSync(project.settingsFile, releasedSettings(stack));
    writeFileSync(releasedState(stack), withoutOrigins(await project.pulumi("stack", "export")));
  } finally {
    project.remove();
  }
}

/** What says where and when the state was made is of no use to Pulumi. */
function withoutOrigins(state: string): string {
  const origins = ["created", "modified", "sourcePosition", "stackTrace"];
  return `${JSON.stringify(JSON.parse(state), (key, value: unknown) => (origins.includes(key) ? undefined : value), 1)}\n`;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
