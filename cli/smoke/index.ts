import pWaitFor from "p-wait-for";
import type { StackSettings } from "../../configs";
import type { DeployedInstance } from "../health/deployed";
import { ask } from "../health/connect";
import { judge } from "../health/judge";
import type { InstanceView } from "../health/observe";
import { observe } from "../health/observe";
import { throwIfInterrupted } from "../process/signals";
import type { Check } from "../terminal/checks";
import { checkConfiguration } from "./configuration";
import { checkData } from "./data";
import { checkProxy } from "./proxy";
import { askEveryMs, type SmokeOptions } from "./options";
import pc from "picocolors";
import { checkTable } from "../terminal/checks";

/** The result of the smoke test of one instance. */
export interface SmokeResult {
  instance: string;
  view: InstanceView;
  checks: Check[];
  passed: boolean;
}

/** Tests a deployed instance as its applications would use it. */
export async function smoke(
  instance: DeployedInstance,
  settings: StackSettings,
  options: SmokeOptions,
): Promise<SmokeResult> {
  const { view, check: agreement } = await agree(instance, options);
  options.report(`${instance.name}: writing, reading, comparing the configuration`);
  const checks = [
    agreement,
    ...(await checkData(instance, view)),
    ...(instance.proxy ? await checkProxy(instance) : []),
    await checkConfiguration(instance, settings, options),
  ];
  return { instance: instance.name, view, checks, passed: checks.every(({ reason }) => reason === undefined) };
}

/** Waits until all nodes agree, for as long as they may take; the check says who is master, or what is wrong. */
export async function agree(instance: DeployedInstance, { timeoutMs, report }: SmokeOptions) {
  let view: InstanceView | undefined;
  let problems: string[] = [];
  const deadline = Date.now() + timeoutMs;
  const decided = async () => {
    throwIfInterrupted();
    view = await observe(instance);
    problems = judge(view);
    if (problems.length === 0) problems = await lockedOut(instance);
    report(`${instance.name}: ${problems[0] ?? "all nodes agree"}`);
    return problems.length === 0 || Date.now() >= deadline;
  };
  await pWaitFor(decided, { interval: askEveryMs });
  const all = view!.proxies ? "all Sentinels and the proxy" : "all Sentinels";
  const name = `one master; all replicas linked to it; ${all} name it`;
  const reason = problems.length > 0 ? `after ${timeoutMs / 1000} s:\n${problems.join("\n")}` : undefined;
  return { view: view!, check: reason === undefined ? { name, found: masterOf(view!) } : { name, reason } };
}

/** Nodes take changed users and passwords a moment after they have been written. */
async function lockedOut(instance: DeployedInstance): Promise<string[]> {
  const { username } = instance.connection;
  const looks = [...instance.redis, ...instance.sentinels].map((node) =>
    ask(node, instance, "app", (client) => client.ping()).then(
      () => [],
      (error: Error) => [`${node.name} does not let user ${username} in: ${error.message}`],
    ),
  );
  return (await Promise.all(looks)).flat();
}

function masterOf(view: InstanceView): string | undefined {
  return view.redis.find(({ role }) => role === "master")?.name;
}

/** The checks of an instance, with the reason of each that does not hold. */
export function smokeText({ instance, checks, passed }: SmokeResult): string {
  const verdict = passed ? pc.green("smoke test passed") : pc.red("smoke test failed");
  return `${instance}: ${verdict}\n${checkTable(checks)}`;
}
