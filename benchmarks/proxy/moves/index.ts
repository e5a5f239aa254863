import type { DeployedInstance } from "../../../cli/health/deployed";
import type { ClientName } from "../../failover/client";
import { mustHandOver } from "../../failover/hand-over";
import { clientEnvironment, waitReady } from "../../failover/instance";
import type { LocalStack } from "../../failover/local-stack";
import { measureMove } from "../../failover/measure";
import { seconds } from "../../statistics";
import type { Tell } from "../parts";
import { withBusyLoops } from "./busy";
import { type RivalName, rivalNames } from "./rivals-cfg";
import { withRivals } from "./rivals";
import type { MoveRow, WayName } from "./table";

export { type MoveRow, movesTable } from "./table";

interface MovesOptions {
  /** Through the proxy. */
  moves: number;
  /** Each of the other ways. */
  rivalMoves: number;
  /** Loops beside, each of which would take a core. */
  busy: number;
}

/** How clients reach the master while it moves. */
interface Way {
  name: WayName;
  moves: number;
  clients: readonly ClientName[];
  environment: Record<string, string>;
}

/** In which the master has to have moved, and then clients to write again, or never. */
const limitMs = 20_000;

/** Planned moves under clients that write without pause, each way by turns as long as it has moves left. */
export async function measureMoves(stack: LocalStack, options: MovesOptions, tell: Tell): Promise<MoveRow[]> {
  const { instance } = stack;
  await waitReady(instance);
  return withRivals(instance, (urls) =>
    withBusyLoops(options.busy, async () => {
      const ways = waysOf(stack, options, urls);
      const rows = ways.flatMap(({ name, clients }) =>
        clients.map((client): MoveRow => ({ way: name, client, runs: [] })),
      );
      for (let move = 1; move <= Math.max(...ways.map(({ moves }) => moves)); move++) {
        for (const way of ways.filter(({ moves }) => move <= moves)) {
          const written = await moveOnce(stack, way);
          way.clients.forEach((client, i) => rowOf(rows, way.name, client).runs.push(written[i]!));
          const gaps = written.map(({ longestGapMs }, i) => `${way.clients[i]} ${seconds(longestGapMs)}`);
          tell(`planned move, ${way.name}, ${move} of ${way.moves}: ${gaps.join(", ")}`);
        }
      }
      return rows;
    }),
  );
}

function waysOf({ instance, folder }: LocalStack, options: MovesOptions, urls: Record<RivalName, string>): Way[] {
  const environment = clientEnvironment(instance, folder);
  const plain: ClientName[] = ["ioredis, proxy", "redis-py, proxy"];
  return [
    { name: "this proxy", moves: options.moves, clients: plain, environment },
    ...rivalNames.map((name): Way => {
      return {
        name,
        moves: options.rivalMoves,
        clients: plain,
        environment: { ...environment, REDIS_PROXY_URL: urls[name] },
      };
    }),
    { name: "Sentinels", moves: options.rivalMoves, clients: ["ioredis", "redis-py"], environment },
  ];
}

async function moveOnce({ instance, channel }: LocalStack, { clients, environment }: Way) {
  const master = await waitReady(instance);
  const cause = ({ name }: DeployedInstance["redis"][number]) => mustHandOver(channel, name);
  return measureMove({ instance, limitMs, cause }, master, clients, environment);
}

function rowOf(rows: readonly MoveRow[], way: WayName, client: ClientName): MoveRow {
  return rows.find((row) => row.way === way && row.client === client)!;
}
