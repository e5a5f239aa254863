import pc from "picocolors";
import type { HandOver } from ".";
import type { DeployedInstance } from "../health/deployed";
import { loadText } from "../load/text";
import type { Checked } from "./checks";

/** What a hand-over would do now. */
export function planText(instance: string, { master, candidates }: Checked, to?: string): string {
  const target = to ?? `${candidates[0]!.name}, if it has every write by then: the script of ${master!.name} chooses`;
  return [
    `${instance}: ${master!.name} would hand over to ${target}.`,
    "It would pause writes, wait for that node to have them all, ask the Sentinels for their votes, promote " +
      "it, and follow it.",
  ].join("\n");
}

/** What was done, by the script and as a client saw it. */
export function handOverText(
  { name, reach, proxy }: DeployedInstance,
  { answer, client, proxyClient, problems }: HandOver,
): string {
  const { outcome, fields, reason } = answer;
  const { from, to, epoch, votes, offsets, pause_ms: pause, total_ms: total } = fields;
  const title = outcome === "done" ? pc.green(`${from} has handed over to ${to}`) : pc.red(`${outcome}: ${reason}`);
  const rows = {
    epoch,
    votes,
    offsets,
    script: pause && total && `writes paused for ${pause} ms, ${total} ms in all`,
    client: `${loadText(client)}${reach ? "; a forwarded port reports up to 1 s late that a connection ended" : ""}`,
    proxy: proxyClient && `${loadText(proxyClient)}; a client without Sentinels, ${clientOf(proxy)}`,
    after: problems.length === 0 ? "all nodes agree" : pc.red(problems.join("; ")),
  };
  const lines = Object.entries(rows).flatMap(([name, text]) => (text ? [`  ${name.padEnd(8)} ${text}`] : []));
  return [`${name}: ${title}`, ...lines].join("\n");
}

const clientOf = (proxy: DeployedInstance["proxy"]) => (proxy?.shard ? "set up for Twemproxy" : "default settings");
