import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeClusters, createCluster } from "../../support/cluster";
import { canHaveNetworks } from "../../support/network/network";
import { brokenScripts } from "../../../verification/chaos/broken-scripts";
import { judge } from "../../../verification/history/judge";
import type { Operation } from "../../../verification/history/operation";
import { Registers } from "../../../verification/history/registers";

const folder = mkdtempSync(join(tmpdir(), "redis-cache-history-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(closeClusters);

const write = (value: string, call: number, end: number | null): Operation => ({
  ...{ client: 0, key: "a", kind: "write", value, call, return: end },
});
const read = (value: string | null, call: number, end: number): Operation => ({
  ...{ client: 1, key: "a", kind: "read", value, call, return: end },
});

test.each<[string, Operation[]]>([
  ["what was written last is read", [read(null, 1, 2), write("1", 3, 4), read("1", 5, 6)]],
  ["of writes at the same time either may be the last", [write("1", 1, 9), write("2", 2, 8), read("1", 10, 11)]],
  ["a write that nobody answered was done", [write("1", 1, 2), write("2", 3, null), read("2", 5, 6)]],
  ["a write that nobody answered was not done", [write("1", 1, 2), write("2", 3, null), read("1", 5, 6)]],
  ["a write that nobody answered was done later", [write("2", 1, null), read(null, 2, 3), read("2", 5, 6)]],
])("as of one copy: %s", async (_, operations) => {
  expect(await judge(operations)).toEqual([]);
});

test.each<[string, Operation[]]>([
  ["a write is lost", [write("1", 1, 2), write("2", 3, 4), read("1", 5, 6)]],
  ["a write is lost, and comes back", [write("1", 1, 2), read(null, 3, 4), read("1", 5, 6)]],
  ["a read is older than one before it", [write("1", 1, 2), write("2", 3, null), read("2", 4, 5), read("1", 6, 7)]],
  ["what nobody wrote is read", [write("1", 1, 2), read("3", 3, 4)]],
])("not as of one copy: %s", async (_, operations) => {
  const picture = join(folder, "history.html");
  rmSync(picture, { force: true });
  expect(await judge([{ ...write("1", 1, 2), key: "b" }, ...operations], picture)).toEqual(["a Illegal"]);
  expect(existsSync(picture)).toBe(true);
});

const withNetworks = canHaveNetworks() || Boolean(process.env.CI);

(withNetworks ? test : test.skip)("a node that takes writes as soon as a Sentinel promotes it is found", async () => {
  const cluster = await createCluster({
    ...{ network: true, scripts: brokenScripts.noGate, environment: { STEADY_SECONDS: "0" } },
  });
  cluster.start();
  await cluster.waitReady();
  const registers = new Registers(cluster);
  try {
    await cluster.waitFor("reads and writes", () => registers.operations.length > 100);
    const master = await cluster.master();
    const names = cluster.sentinels.map(({ name }) => name);
    cluster.network.cut([master.name], names);
    await cluster.waitFor("another master", async () =>
      Object.values(await cluster.sentinelViews()).every((view) => view !== master.address),
    );
    cluster.network.heal();
    await cluster.waitHealthy();
  } finally {
    await registers.stop();
  }
  expect((await judge(registers.operations)).length).toBeGreaterThan(0);
});
