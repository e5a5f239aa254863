import { type Demand, ofData, planFor } from "../../capacity";
import { drillSteps, type Drill } from "../backup/drill";
import { forEachWithBackups } from "../backup/for-each";
import { openStack } from "../project/stack-file";
import { UserError } from "../terminal/errors";
import type { Planned } from ".";
import { demandOf, type PlanOptions } from "./options";

interface Options extends PlanOptions {
  stack: string;
  instance?: string;
  json?: boolean;
}

/** By a drill of each instance's newest backup: what the scratch server took for the data is what they take. */
export async function planByBackups(options: Options): Promise<Planned[]> {
  const drills = await forEachWithBackups<Drill>("drill", options, drillSteps);
  const { instances } = openStack(options.stack).settings();
  return Object.entries(drills).map(([name, drill]) => {
    const { server, persistence } = instances[name]!;
    const demand = demandBy(drill, { ...options, memoryOnly: options.memoryOnly ?? persistence.mode === "none" });
    const source = `By backup ${drill.id} of ${name}, as a drill loaded it into ${server.engine} ${server.version}.`;
    const what = `${drill.keys.toLocaleString("en")} keys`;
    return { plan: planFor(demand, ofData(drill.memory, drill.keys), server), source, what, name };
  });
}

/** What its keys hold is not looked at: all of their memory counts as value, which is more than the truth. */
export function demandBy({ keys, memory }: Pick<Drill, "keys" | "memory">, options: PlanOptions): Demand {
  const value = Math.max(1, Math.round(memory / keys) - options.keyLength);
  if (keys === 0) throw new UserError("The backup holds no keys, so there is nothing to plan by.");
  return demandOf({ ...options, keys, shape: "strings", value });
}
