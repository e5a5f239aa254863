import { withCleanup } from "../../cli/process/signals";
import { seconds } from "../statistics";
import { Installation } from "./installation";
import { removeNamespaces, waitGone } from "./kubectl";
import { NodeAgent } from "./node-agent";
import type { Outage } from "./outages";
import { outages } from "./outages";

/** What became of the runs of one kind. */
interface ClusterRow {
  what: string;
  limitMs: number;
  times: number[];
  refused: number;
  lost: number;
}

export interface ClusterReport {
  rows: ClusterRow[];
  /** Resident memory of each node's script, the first process of its container, in KiB. */
  scriptKb: Record<string, number>;
}

/** What is measured: starts, and each kind of outage. */
export const clusterParts = ["start", ...outages.map(({ part }) => part)] as const;

export type ClusterPart = (typeof clusterParts)[number];

export interface ClusterOptions {
  runs: number;
  tls: boolean;
  only: readonly ClusterPart[];
}

type Tell = (text: string) => void;

/** Measures, on the cluster that KUBECONFIG names, how long a client in it cannot write, and how long a start takes. */
export function measureCluster(options: ClusterOptions, tell: Tell): Promise<ClusterReport> {
  return withCleanup(removeNamespaces, async () => {
    const starts = options.only.includes("start") ? [await measureStarts(options, tell)] : [];
    const { rows, scriptKb } = await measureOutages(options, tell);
    return { rows: [...starts, ...rows], scriptKb };
  });
}

async function measureStarts({ runs, tls }: ClusterOptions, tell: Tell): Promise<ClusterRow> {
  const row = emptyRow({ what: "from nothing to healthy", limitMs: 15_000 });
  for (let count = 1; count <= runs; count++) {
    const installation = await Installation.create(`start-${count}`, { tls: { enabled: tls } });
    await installation.startClientFirst();
    const began = performance.now();
    await installation.apply();
    await installation.settled(60_000);
    row.times.push(performance.now() - began);
    tell(`${row.what}, run ${count} of ${runs}: ${seconds(row.times.at(-1)!)}`);
    await installation.close();
    await waitGone(installation.namespace);
  }
  return row;
}

async function measureOutages({ runs, tls, only }: ClusterOptions, tell: Tell): Promise<ClusterReport> {
  const agent = await NodeAgent.start();
  const installation = await Installation.start("outages", { tls: { enabled: tls } });
  const rows: ClusterRow[] = [];
  for (const outage of outages.filter(({ part }) => only.includes(part))) {
    const row = emptyRow(outage);
    for (let count = 1; count <= runs; count++) {
      await measureOutage(outage, row, { installation, agent });
      tell(`${row.what}, run ${count} of ${runs}: ${seconds(row.times.at(-1)!)}`);
    }
    rows.push(row);
  }
  return { rows, scriptKb: await measureScripts(installation) };
}

async function measureScripts(installation: Installation): Promise<Record<string, number>> {
  const { nodes, settings } = installation.context;
  const all = [nodes.home, ...nodes.replicas.slice(0, settings.replicas.min), ...nodes.sentinels];
  const used = all.map(async ({ name, kind }) => {
    const resident = await installation.kubectl("exec", name, "-c", kind, "--", "grep", "VmRSS", "/proc/1/status");
    return [name, Number(/\d+/.exec(resident)![0])] as const;
  });
  return Object.fromEntries(await Promise.all(used));
}

interface Scene {
  installation: Installation;
  agent: NodeAgent;
}

async function measureOutage(outage: Outage, row: ClusterRow, { installation, agent }: Scene): Promise<void> {
  await installation.settled(60_000);
  if (outage.rests) await installation.masterForHalfAMinute();
  const load = await (await installation.client()).load();
  const master = await installation.master();
  await outage.cause({ installation, master, load, agent });
  const { longestPauseMs, refused, lost } = await load.stop();
  row.times.push(longestPauseMs);
  row.refused += Object.values(refused).reduce((sum, count) => sum + count, 0);
  row.lost += lost ?? NaN;
  if (outage.backsOff) await installation.pods.delete(master);
}

function emptyRow({ what, limitMs }: Pick<ClusterRow, "what" | "limitMs">): ClusterRow {
  return { what, limitMs, times: [], refused: 0, lost: 0 };
}
