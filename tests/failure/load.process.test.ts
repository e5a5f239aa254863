import { existsSync, statSync } from "node:fs";
import { keyValues } from "../../cli/failover/answer";
import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters } from "../support/cluster";
import { commandLine } from "../support/cluster/processes";
import { serverInput } from "../support/contexts";
import { serverBinary } from "../support/servers";
import { settle, startUnderLoad, writesGoOn } from "./scenario";

afterEach(closeClusters);

test("kill -9 of the master's server while a child of it saves: the child ends with the node", async () => {
  // From 7.0 on such a child notices that its server is gone.
  const server = { engine: "redis", version: "6.2.5" } as const;
  const scenario = await startUnderLoad({
    input: { server: serverInput(server), memory: { activeDefrag: false } },
    environment: { REDIS_SERVER: serverBinary(server) },
  });
  const { cluster } = scenario;
  const { home } = cluster;
  await fill(home, 3_000);
  await home.ask("CONFIG", "SET", "rdb-key-save-delay", 100_000);
  await home.ask("CONFIG", "SET", "save", "1 1");
  await cluster.waitFor("it saves", () => savingChild(home) !== undefined);
  const child = savingChild(home)!;
  home.kill("server");
  expect((await settle(scenario)).name).not.toBe(home.name);

  expect(home.events("start")).toHaveLength(2);
  expect(commandLine(child)).toBe("");
  const size = () => sizeOf(home.path("data", `temp-${child}.rdb`));
  const before = size();
  await writesGoOn(scenario);
  expect(size()).toBe(before);
});

test("the master's node killed with minutes of data to load: it hands over before it loads them", async () => {
  const scenario = await startUnderLoad();
  const { cluster } = scenario;
  const { home } = cluster;
  const keys = 100_000;
  await fill(home, keys);
  await writeDataAnew(cluster, home);
  let conf = "";
  home.edit("config", "redis.conf", (text) => {
    conf = text;
    return `${text}key-load-delay 4500\nloading-process-events-interval-bytes 1024\n`;
  });
  await home.end();
  home.start();
  const names = async () => Object.values(await cluster.sentinelViews());
  const another = async () => new Set(await names()).size === 1 && !(await names()).includes(home.address);
  await cluster.waitFor("all Sentinels name another master", another);
  await cluster.waitFor("its script tells of it", () => home.events("hand-over").length > 0);
  expect(keyValues(home.events("hand-over")[0]!)).toMatchObject({ cause: "start", step: "crash-7" });
  const loading = async () => (await home.info("persistence")).loading === "1";
  await cluster.waitFor("it loads", loading);
  await writesGoOn(scenario);
  expect(await loading()).toBe(true);

  await home.end();
  home.write("config", { "redis.conf": conf });
  home.start();
  expect((await settle(scenario)).name).not.toBe(home.name);
});

/** Keys of 100 bytes each. */
async function fill(node: ClusterNode, keys: number): Promise<void> {
  const value = "x".repeat(100);
  for (let i = 0; i < keys; i += 1_000) {
    const numbers = Array.from({ length: 1_000 }, (_, j) => i + j);
    await node.askAs("app", "MSET", ...numbers.flatMap((number) => [`filled:${number}`, value]));
  }
}

/** Has the server write its append-only file anew, so that it begins with a snapshot, which is loaded key by key. */
async function writeDataAnew(cluster: Cluster, node: ClusterNode): Promise<void> {
  await node.ask("CONFIG", "SET", "appendonly", "no");
  await node.ask("CONFIG", "SET", "appendonly", "yes");
  const written = async () => {
    const info = await node.info("persistence");
    return info.aof_rewrite_in_progress === "0" && info.aof_rewrite_scheduled === "0";
  };
  await cluster.waitFor("the append-only file is written", written);
}

function savingChild(node: ClusterNode): number | undefined {
  return node.processes().find((pid) => commandLine(pid).startsWith("redis-rdb-bgsave"));
}

/** Undefined where there is no such file. */
function sizeOf(file: string): number | undefined {
  return existsSync(file) ? statSync(file).size : undefined;
}
