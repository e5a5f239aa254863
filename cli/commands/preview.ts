import { Command } from "commander";
import { instanceContext, type InstanceContext, type StackSettings } from "../../configs";
import { markdown, type ReviewReport, review, worst } from "../../review";
import { print, withExamples } from "../terminal/command";
import { changedStacks } from "../preview/changed-stacks";
import { boot, serverFor } from "../preview/boot";
import { type PolicyFinding, policyFindings } from "../preview/policies";
import { findProject } from "../project";
import { openStack, type OpenStack } from "../project/stack-file";
import { exitCodes } from "../review/exit-codes";
import { stateOf, writtenSince } from "../review/states";

interface PreviewOptions {
  base: string;
  json?: boolean;
}

/** What CI tells of one stack. */
interface StackPreview {
  stack: string;
  report: ReviewReport;
  findings: PolicyFinding[];
  /** By instance: that its very server starts from its files, or why that was not tried. */
  starts: Record<string, Start>;
}

interface Start {
  outcome: string;
  failed: boolean;
}

/** `redis-cache preview`: what CI says of a pull request, without the Pulumi CLI. */
export function previewCommand(): Command {
  const command = new Command("preview").description(
    "for each stack that a change since a commit concerns: check its settings and policies, start its server from " +
      "its files where that version is on PATH, and show what the change will do; exit code 1 for a policy that " +
      "is not met or a server that does not start, else as `review`",
  );
  return withExamples(command, ["preview --base origin/main"])
    .option("--base <ref>", "the commit to compare with", "HEAD")
    .option("--json", "print the result as JSON")
    .action(preview);
}

async function preview({ base, json }: PreviewOptions): Promise<void> {
  const project = findProject();
  const previews: StackPreview[] = [];
  for (const stack of await changedStacks(project, base)) {
    const opened = openStack(stack, project);
    previews.push(await previewStack(opened, base));
  }
  print(json, previews, () => previews.map(text).join("\n") || "No stack is concerned.");
  process.exitCode = exitCodeOf(previews);
}

async function previewStack(opened: OpenStack, base: string): Promise<StackPreview> {
  const { project, stackFile } = opened;
  const { stack } = stackFile;
  const written = await writtenSince(opened, base);
  const head = await stateOf(written.head);
  return {
    stack,
    report: review(await stateOf(written.base), head),
    findings: await policyFindings(project, stack, head.resources),
    starts: await startsOf(head.settings),
  };
}

async function startsOf(settings: StackSettings): Promise<Record<string, Start>> {
  const starts: Record<string, Start> = {};
  for (const [name, instance] of Object.entries(settings.instances)) {
    starts[name] = await startOf(instanceContext(settings, name, instance));
  }
  return starts;
}

async function startOf(context: InstanceContext): Promise<Start> {
  const { engine, version } = context.settings.server;
  const binary = serverFor(context);
  if (binary === undefined) return { outcome: `not tried: ${engine} ${version} is not on PATH`, failed: false };
  try {
    await boot(binary, context);
    return { outcome: `${engine} ${version} starts`, failed: false };
  } catch (error) {
    return { outcome: (error as Error).message, failed: true };
  }
}

function text({ stack, report, findings, starts }: StackPreview): string {
  const policies = findings.map(({ policy, level, finding }) => `- ${level}, ${policy}: ${finding}`);
  const servers = Object.entries(starts).map(([instance, { outcome }]) => `- ${instance}: ${outcome}`);
  const sections = [
    ["### Policies", ...policies],
    ["### Servers", ...servers],
  ].filter((lines) => lines.length > 1);
  return [markdown(stack, report), ...sections.map((lines) => `${lines[0]}\n\n${lines.slice(1).join("\n")}\n`)].join(
    "\n",
  );
}

function exitCodeOf(previews: readonly StackPreview[]): number {
  const isRefused = ({ findings, starts }: StackPreview) =>
    findings.some(({ level }) => level === "mandatory") || Object.values(starts).some(({ failed }) => failed);
  if (previews.some(isRefused)) return 1;
  return exitCodes[worst(previews.map(({ report }) => report.changeClass))];
}
