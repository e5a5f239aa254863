import { setInterval } from "node:timers";
import { Redis } from "ioredis";
import type { Provocation } from "./provocation";
import { maxclients, type Scene } from "./scene";

/** With those of scripts, Sentinels, replicas and the exporter it is above 80 % and below all. */
const held = Math.round(0.78 * maxclients);
const blocked = Math.round(0.6 * maxclients);

/** So many that some of them are refused. */
const more = maxclients - held;

const lookUpsAtOnce = 50;
const lookUpEveryMs = 250;

function clientOf({ instances, passwordOf }: Scene, retryStrategy: () => number | null): Redis {
  const { host, port } = instances.clients.redis[0]!;
  const login = { username: "app", password: passwordOf("clients") };
  const client = new Redis({ host, port, ...login, lazyConnect: true, retryStrategy });
  client.on("error", () => undefined);
  return client;
}

/** While others take all connections that there are, they try again. */
async function connectAll(scene: Scene, count: number): Promise<Redis[]> {
  const clients = Array.from({ length: count }, () => clientOf(scene, () => 100));
  await Promise.all(
    clients.map(async (client) => {
      const ready = new Promise((resolve) => client.once("ready", resolve));
      client.connect().catch(() => undefined);
      await ready;
    }),
  );
  return clients;
}

async function holdConnections(scene: Scene): Promise<() => void> {
  const clients = await connectAll(scene, held);
  for (const [i, client] of clients.slice(0, blocked).entries()) {
    client.blpop(`alerts:nothing:${i}`, 0).catch(() => undefined); // Ends with its connection.
  }
  return () => clients.forEach((client) => client.disconnect());
}

async function exceedConnections(scene: Scene): Promise<() => void> {
  const clients = Array.from({ length: 2 * more }, () => clientOf(scene, () => null));
  await Promise.allSettled(clients.map((client) => client.connect()));
  // At once: while there is no room, neither scripts nor the exporter can ask the server.
  clients.forEach((client) => client.disconnect());
  return () => undefined;
}

async function missKeys(scene: Scene): Promise<() => void> {
  const [client] = await connectAll(scene, 1);
  const keys = Array.from({ length: lookUpsAtOnce }, (_, i) => `alerts:missing:${i}`);
  const timer = setInterval(() => void client!.mget(keys).catch(() => undefined), lookUpEveryMs);
  return () => {
    clearInterval(timer);
    client!.disconnect();
  };
}

/** What clients do to the master. */
export const crowds: readonly Provocation[] = [
  {
    instance: "clients",
    words: `${held} more of ${maxclients} clients connected, ${blocked} of them in BLPOP`,
    alerts: ["RedisClientsNearLimit", "RedisClientsBlocked"],
    begin: holdConnections,
  },
  {
    instance: "clients",
    words: "more connections than maxclients, for a moment",
    alerts: ["RedisConnectionsRejected"],
    begin: exceedConnections,
  },
  {
    instance: "clients",
    words: `${(lookUpsAtOnce * 1_000) / lookUpEveryMs} look-ups a second of keys that are not there`,
    alerts: ["RedisHitRateLow"],
    begin: missKeys,
  },
];
