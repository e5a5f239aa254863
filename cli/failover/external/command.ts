import type { Instance } from "../../../configs";
import { checkTable } from "../../terminal/checks";
import type { StackOptions } from "../../terminal/command";
import { confirmed, print } from "../../terminal/command";
import { UserError } from "../../terminal/errors";
import type { HandOverChannel } from "../channel";
import type { CutOver } from ".";
import { cutOver } from ".";
import { checkCutOver } from "./checks";
import { cutOverPlan, cutOverText } from "./text";
import { look } from "../look";
import type { DeployedInstance } from "../../health/deployed";
import { addressOf } from "../../health/observe";
import type { Report } from "../../terminal/steps";
import type { Check } from "../../terminal/checks";
import { runSteps } from "../../terminal/steps";

/** An instance, and how the scripts of its nodes are asked. */
export interface AskedInstance {
  instance: DeployedInstance;
  channel: HandOverChannel;
  settings: Instance;
}

interface CutOverOptions extends StackOptions {
  pause: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

/** `redis-cache failover --from-external`: the end of following a Redis outside. */
export async function cutOverOf(
  { instance, channel, settings }: AskedInstance,
  options: CutOverOptions,
): Promise<void> {
  const { replicaOf } = settings.bootstrap ?? noExternal(instance.name);
  const address = addressOf(replicaOf);
  const checked = await checkCutOver(await look(instance), address);
  const paused = options.pause;
  if (!checked.passed) throw handOverNotReady(checked.checks);
  const home = checked.home!.name;
  const shown = { checks: checked.checks, passed: true, home };
  if (options.dryRun) {
    const plan = () => cutOverPlan(instance.name, { home, address, paused });
    return print(options.json, shown, () => `${checkTable(checked.checks)}\n${plan()}`);
  }
  const question = `Cut ${instance.name} over from ${address} to ${home}?`;
  if (!(await confirmed(question, options))) throw new UserError("Not cut over.");
  let result: CutOver;
  const run = async (report: Report) => {
    result = await cutOver(instance, channel, { home, replicaOf, paused, report });
  };
  await runSteps([{ title: `Cut-over of ${instance.name}`, run }], options);
  print(options.json, { ...shown, ...result! }, () => cutOverText(instance.name, replicaOf.hold, result));
  const { answer, client, problems } = result!;
  if (answer.outcome !== "done" || (client?.lost ?? 0) > 0 || problems.length > 0) process.exitCode = 1;
}

function noExternal(instance: string): never {
  throw new UserError(
    `--from-external: ${instance} has no bootstrap.replicaOf in its settings.`,
    "Write it before the first `redis-cache up` of an instance; it then follows that Redis.",
  );
}

export function handOverNotReady(checks: readonly Check[]): UserError {
  const reasons = checks.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}\n${reason}`]));
  return new UserError(`Nothing was asked for.\n${reasons.join("\n")}`.replaceAll("\n", "\n  "));
}
