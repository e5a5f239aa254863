import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { withJob, type Job } from "../../cli/backup/job";
import { requirePulumi } from "../../cli/pulumi/cli";
import { output } from "../../cli/process";
import { findProject } from "../../cli/project";
import { readSecrets } from "../../cli/pulumi/secrets";
import { parseSettings, readStackFile } from "../../cli/project/stack-file";
import { deployedWorkspace } from "../../cli/pulumi/workspace";
import { instanceContext, type InstanceSecrets } from "../../configs";
import type { LocalStack } from "../failover/local-stack";

/** Works with the job of the stack's instance, as the command line does. */
export async function withStackJob<T>(stack: LocalStack, use: (job: Job) => Promise<T>): Promise<T> {
  const { context, secrets } = await knowledgeOf(stack);
  return withJob(stack.folder, context, secrets, use);
}

/** How large a copy redis-cli --rdb makes of a node, and how long that takes, with nothing beside it. */
export async function copyAlone(stack: LocalStack, node: string): Promise<{ bytes: number; ms: number }> {
  const { secrets } = await knowledgeOf(stack);
  const { host, port } = stack.instance.redis.find(({ name }) => name === node)!;
  const file = join(stack.folder, "alone.rdb");
  const env = { ...process.env, REDISCLI_AUTH: secrets.backup };
  const began = performance.now();
  await output("redis-cli", ["-h", host, "-p", String(port), "--user", "backup", "--rdb", file], { env });
  const ms = performance.now() - began;
  const bytes = statSync(file).size;
  rmSync(file);
  return { bytes, ms };
}

async function knowledgeOf({ folder, instance: { name } }: LocalStack) {
  const project = findProject(folder);
  const stackFile = readStackFile(project, "local");
  const settings = parseSettings(stackFile);
  const secrets = await readSecrets(deployedWorkspace(project, stackFile, await requirePulumi()));
  const context = instanceContext(settings, name, settings.instances[name]!);
  return { context, secrets: secrets[name] as unknown as InstanceSecrets };
}
