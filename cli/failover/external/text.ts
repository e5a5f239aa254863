import pc from "picocolors";
import type { CutOver } from ".";
import { loadText } from "../../load/text";
import type { Followed } from "./followed";

/** What an instance waits for that follows a Redis outside. */
export function followedText(stack: string, instance: string, { address, home }: Followed): string {
  return [
    `${instance}: ${home} follows ${address}, and is in sync with it; the instance takes no writes yet.`,
    `  redis-cache failover -s ${stack} --from-external   cuts over`,
  ].join("\n");
}

/** What a cut-over would do now. */
export function cutOverPlan(
  instance: string,
  { home, address, paused }: { home: string; address: string; paused: boolean },
): string {
  const pause = paused ? `pause writes at ${address}, ` : "";
  return (
    `${instance}: ${home} would ${pause}wait until it has them all, and become master; ${address} is ` +
    "not made a replica of it."
  );
}

/** What was done, by the script and as a client saw it. */
export function cutOverText(instance: string, hold: string, { answer, client, unmeasured, problems }: CutOver): string {
  const { outcome, fields, reason } = answer;
  const { from, to, offset, paused, pause_ms: pause, total_ms: total } = fields;
  const isDone = outcome === "done";
  const rows = {
    offset,
    script: pause && total && `writes paused for ${pause} ms, ${total} ms in all`,
    client: client ? loadText(client) : unmeasured && `not measured: ${unmeasured}`,
    after: isDone && (problems.length === 0 ? "all nodes agree" : pc.red(problems.join("; "))),
    next:
      isDone &&
      (paused === "yes" ? `${from} takes no writes for ${hold}: send its clients here` : "send its clients here"),
  };
  const title = isDone ? pc.green(`cut over from ${from} to ${to}`) : pc.red(`${outcome}: ${reason}`);
  const lines = Object.entries(rows).flatMap(([name, text]) => (text ? [`  ${name.padEnd(8)} ${text}`] : []));
  return [`${instance}: ${title}`, ...lines].join("\n");
}
