import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { closeClusters } from "../support/cluster";
import { downAfter, healthLimit, settle, startUnderLoad } from "./scenario";
import { shareScenario } from "./shared-scenario";

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "redis-cache-late-"));
afterAll(async () => {
  await closeClusters();
  rmSync(folder, { recursive: true, force: true });
});

/** The real one, which begins only after the limit of a call where the node has a file `late`. */
const lateCli = join(folder, "redis-cli");
writeFileSync(lateCli, '#!/bin/sh\n[ ! -e "$RUN_DIR/late" ] || sleep 0.6\nexec redis-cli "$@"\n', { mode: 0o700 });

describe("the master's script, all of whose calls begin late, as on a machine without a free processor", () => {
  const shared = shareScenario({ environment: { REDIS_CLI: lateCli } });

  test("does not end its healthy server", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    master.write("run", { late: "" });
    const since = Date.now();
    await cluster.waitFor("twice down-after has passed", () => Date.now() - since > 2 * downAfter);
    master.remove("run", "late");
    expect(await settle(scenario)).toBe(master);
    expect(master.events("hung")).toEqual([]);
  });

  test("is no reason to keep a master that hangs", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    master.write("run", { late: "" });
    master.kill("server", "SIGSTOP");
    await cluster.waitFor("another master", async () =>
      Object.values(await cluster.sentinelViews()).every((view) => view !== master.address),
    );
    master.kill("server", "SIGCONT");
    master.remove("run", "late");
    expect(await settle(scenario, 2 * healthLimit)).not.toBe(master);
  });
});

test("the master dies while the only replica with the newest write stands still for a moment: that one takes over", async () => {
  const { cluster, load } = await startUnderLoad();
  await cluster.waitReady();
  await load.stop();
  const master = await cluster.master();
  const [newest, older] = cluster.redis.filter((node) => node !== master);
  older!.kill("server", "SIGSTOP");
  await master.ask("CLIENT", "KILL", "TYPE", "replica");
  await cluster.waitFor("one is back", async () => (await newest!.info()).master_link_status === "up");
  await master.askAs("app", "SET", "newest", "acknowledged");
  await cluster.waitFor("it has the write", async () => (await newest!.askAs("app", "GET", "newest")) !== null);
  newest!.kill("server", "SIGSTOP");
  older!.kill("server", "SIGCONT");
  master.kill("server");
  // Longer than the limit of a call.
  await delay(700);
  newest!.kill("server", "SIGCONT");
  await cluster.waitHealthy(2 * healthLimit);
  expect(await (await cluster.master()).askAs("app", "GET", "newest")).toBe("acknowledged");
});
