import pWaitFor from "p-wait-for";
import type { StackSettings } from "../../configs";
import type { DeployedInstance } from "../health/deployed";
import { judge } from "../health/judge";
import type { InstanceView } from "../health/observe";
import { observe } from "../health/observe";
import { throwIfInterrupted } from "../process/signals";
import type { Check } from "../terminal/checks";
import { checkConfiguration } from "./configuration";
import { checkData } from "./data";
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
    report(`${instance.name}: ${problems[0] ?? "all nodes agree"}`);
    return problems.length === 0 || Date.now() >= deadline;
  };
  await pWaitFor(decided, { interval: askEveryMs });
  const name = "one master; all replicas linked to it; all Sentinels name it";
  const reason = problems.length > 0 ? `after ${timeoutMs / 1000} s:\n${problems.join("\n")}` : undefined;
  return { view: view!, check: reason === undefined ? { name, found: masterOf(view!) } : { name, reason } };
}

function masterOf(view: InstanceView): string | undefined {
  return view.redis.find(({ role }) => role === "master")?.name;
}

/** The checks of an instance, with the reason of each that does not hold. */
export function smokeText({ instance, checks, passed }: SmokeResult): string {
  const verdict = passed ? pc.green("smoke test passed") : pc.red("smoke test failed");
  return `${instance}: ${verdict}\n${checkTable(checks)}`;
}
