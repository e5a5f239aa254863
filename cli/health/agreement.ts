import { metWithin } from "../process/wait";
import type { DeployedInstance } from "./deployed";
import { judge } from "./judge";
import { observe } from "./observe";

const lookEveryMs = 50;

/** Waits until all nodes agree; what is not as it should be when they do, or when the time is over. */
export async function problemsWithin(limitMs: number, instance: DeployedInstance): Promise<string[]> {
  let problems: string[] = [];
  const agreed = async () => (problems = judge(await observe(instance))).length === 0;
  await metWithin(limitMs, agreed, lookEveryMs);
  return problems;
}
