import type { DeployedInstance } from "../health/deployed";
import { Prometheus } from "../prometheus";
import { UserError } from "../terminal/errors";
import type { OpenStack } from "../project/stack-file";
import { outcomeOf } from "./edit";
import { withHistory } from "./history";
import { factsOf, waiting } from "./look";
import { adviceFor } from "./rules";
import type { Advised } from "./text";

interface AdvisedInstance {
  /** How long it was looked at, in s. */
  seconds: number;
  advice: Advised[];
  /** How far Prometheus was asked about, in s. */
  past?: number;
}

interface AdviseOptions {
  forMs: number;
  outageSeconds: number;
  /** Of Prometheus, with how far to look back. */
  prometheus?: { url: string; sinceMs: number };
}

/** Looks at an instance, and says what to change in its settings, with what the review says of each edit. */
export async function advise(
  stack: OpenStack,
  instance: DeployedInstance,
  { forMs, outageSeconds, prometheus }: AdviseOptions,
): Promise<AdvisedInstance> {
  const { instances, namespace } = stack.settings();
  const settings = instances[instance.name];
  if (!settings) throw new UserError(`Instance ${instance.name} is deployed, but not in the stack's file.`);
  const looked = await factsOf(instance, { settings, outageSeconds, wait: waiting(forMs) });
  if (looked.nodes.length === 0)
    throw new UserError(`${instance.name}: no node answers.`, "`redis-cache status` shows why.");
  const past = prometheus && {
    prometheus: new Prometheus(prometheus.url),
    namespace,
    seconds: Math.round(prometheus.sinceMs / 1000),
  };
  const facts = past ? await withHistory(looked, past) : looked;
  const advice: Advised[] = [];
  for (const one of adviceFor(facts)) {
    advice.push(one.edit ? { ...one, outcome: await outcomeOf(stack, instance.name, one.edit) } : one);
  }
  return { seconds: facts.seconds, advice, ...(past && { past: past.seconds }) };
}
