import { freemem } from "node:os";
import type { InstanceInput } from "../../configs";
import type { DeployedInstance } from "../../cli/health/deployed";
import { WriteLoad } from "../../cli/load";
import { fill } from "../backup/fill";
import { lastHandOver, mustHandOver } from "../failover/hand-over";
import { type LocalStack, withLocalStack } from "../failover/local-stack";
import { measureSeries, type Trial } from "../failover/measure";
import { gapsOf, lostIn, refusedIn, type Row } from "../failover/series";
import type { Figure } from "../figures";
import { IdleClients } from "./idle-clients";
import type { Tell } from "./parts";

/** What a hand-over might take longer with. */
export interface Burden {
  gigabytes: number;
  clients: number;
  writers: number;
}

const nothing: Burden = { gigabytes: 0, clients: 0, writers: 0 };

export function burdens(short: boolean): Burden[] {
  const all = [
    nothing,
    ...[2_000, 9_000].map((clients) => ({ ...nothing, clients })),
    { ...nothing, writers: 50 },
    ...[1, 4].map((gigabytes) => ({ ...nothing, gigabytes })),
  ];
  return short ? all.filter(({ gigabytes, clients }) => gigabytes === 0 && clients < 9_000) : all;
}

/** How long writes wait in a planned hand-over, by what the instance holds and bears. */
export async function measureHandOvers(all: readonly Burden[], runs: number, tell: Tell): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const gigabytes of new Set(all.map((burden) => burden.gigabytes))) {
    // Three nodes hold it, and one of them may be saving it.
    if (gigabytes * 4e9 > freemem()) {
      tell(`leaving out ${gigabytes} GB: this machine has too little memory free`);
      continue;
    }
    await withLocalStack(roomFor(gigabytes), async (stack) => {
      if (gigabytes > 0) tell(`writing ${gigabytes} GB`);
      await fill(stack.instance, gigabytes * 1e3);
      for (const burden of all.filter((one) => one.gigabytes === gigabytes)) {
        figures.push(...(await measureBurden(stack, burden, runs, tell)));
      }
    });
  }
  const [empty] = figures;
  return figures.map((figure) =>
    figure.unit === "s" && figure !== empty ? { ...figure, beside: empty!.values } : figure,
  );
}

function roomFor(gigabytes: number): InstanceInput {
  if (gigabytes === 0) return {};
  return { memory: { limit: `${2 * gigabytes + 2}Gi` }, storage: { size: `${10 * gigabytes}Gi`, keep: false } };
}

async function measureBurden(stack: LocalStack, burden: Burden, runs: number, tell: Tell): Promise<Figure[]> {
  const { instance, folder, nodeFolder, channel } = stack;
  const what = `planned hand-over${nameOf(burden)}`;
  tell(what);
  const trial: Trial = {
    ...{ series: "planned", runs: 1, clients: [["ioredis"]], instance, folder, limitMs: 60_000 },
    cause: ({ name }) => mustHandOver(channel, name),
    explain: ({ name }) => lastHandOver(nodeFolder(name)),
  };
  const rows: Row[] = [];
  const lost = await withLoad(instance, burden, async (idle) => {
    for (let run = 1; run <= runs; run++) {
      await idle.connected();
      rows.push(...(await measureSeries(trial, tell)));
    }
  });
  const row = { ...rows[0]!, runs: rows.flatMap((one) => one.runs) };
  const [gaps, missed] = [gapsOf(row), refusedIn(row) + lostIn(row) + lost];
  return [
    { what, values: gaps.map((ms) => ms / 1000), unit: "s", goal: { atMost: 0.3 } },
    { what: `${what}: refused or lost`, values: [missed], unit: "writes", goal: { atMost: 0 } },
  ];
}

/** Idle and busy clients while the work lasts; resolves with the acknowledged writes of the busy ones that are lost. */
async function withLoad(instance: DeployedInstance, burden: Burden, work: (idle: IdleClients) => Promise<void>) {
  const idle = new IdleClients(instance, burden.clients);
  const load = burden.writers > 0 ? new WriteLoad(instance, burden.writers, () => undefined) : undefined;
  try {
    await load?.start();
    await work(idle);
    return (await load?.stop())?.lost ?? 0;
  } finally {
    load?.close();
    await idle.close();
  }
}

function nameOf({ gigabytes, clients, writers }: Burden): string {
  const parts = [
    gigabytes > 0 && `${gigabytes} GB of data`,
    clients > 0 && `${clients} idle clients`,
    writers > 0 && `${writers} busy writers`,
  ].filter(Boolean);
  return parts.length === 0 ? ", nothing else" : `, ${parts.join(", ")}`;
}
