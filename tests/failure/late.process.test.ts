import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { closeClusters, type ClusterNode } from "../support/cluster";
import { ask } from "../support/cluster/hand-over-request";
import { isTrapped, stepTrap, trapStep } from "../support/cluster/step-trap";
import { downAfter, settle, startUnderLoad, startWithSlowSentinels, writesGoOn } from "./scenario";

const folder = mkdtempSync(join(tmpdir(), "redis-cache-late-"));
afterAll(async () => {
  await closeClusters();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * The real one, which begins only after the limit of a call where the node has a file `late`; the line, which alone is
 * given no command, not at all.
 */
const lateCli = join(folder, "redis-cli");
const late = '[ ! -e "$RUN_DIR/late" ] || { [ $# -gt 6 ] || exec sleep 600; sleep 0.6; }';
writeFileSync(lateCli, `#!/bin/sh\n${late}\nexec redis-cli "$@"\n`, { mode: 0o700 });

function starve(node: ClusterNode): void {
  node.write("run", { late: "" });
  const line = node.linePid();
  if (line) process.kill(line, "SIGSTOP");
}

describe("the master's script, all of whose calls begin late, as on a machine without a free processor", () => {
  const environment = { REDIS_CLI: lateCli };
  afterEach(closeClusters);

  test("does not end its healthy server", async () => {
    // Which may be late themselves.
    const scenario = await startWithSlowSentinels({ environment });
    const { cluster } = scenario;
    const master = await cluster.master();
    starve(master);
    const since = Date.now();
    await cluster.waitFor("twice down-after has passed", () => Date.now() - since > 2 * downAfter);
    master.remove("run", "late");
    expect(await settle(scenario)).toBe(master);
    expect(master.events("hung")).toEqual([]);
  });

  test("is no reason to keep a master that hangs", async () => {
    const scenario = await startUnderLoad({ environment });
    const { cluster } = scenario;
    const master = await cluster.master();
    starve(master);
    master.kill("server", "SIGSTOP");
    await cluster.waitFor("another master", async () =>
      Object.values(await cluster.sentinelViews()).every((view) => view !== master.address),
    );
    master.kill("server", "SIGCONT");
    master.remove("run", "late");
    expect(await settle(scenario)).not.toBe(master);
  });
});

test("the answer to the end of a pause is lost: the master goes on as soon as it can be reached", async () => {
  const deafCli = join(folder, "deaf-redis-cli");
  // Which does not let the end of a pause through where the node has a file `deaf`.
  const deaf =
    'if [ -e "$RUN_DIR/deaf" ] && [ $# -eq 6 ]; then\n  text=$(cat)\n  case $text in *UNPAUSE*) exit 1 ;; esac';
  const script = `#!/bin/sh\n${deaf}\n  printf '%s\\n' "$text" | exec redis-cli "$@"\nfi\nexec redis-cli "$@"\n`;
  writeFileSync(deafCli, script, { mode: 0o700 });
  const scenario = await startUnderLoad({ environment: { REDIS_CLI: deafCli }, scripts: stepTrap() });
  const { cluster } = scenario;
  const master = await cluster.master();
  const target = cluster.redis.find((node) => node !== master)!;
  await cluster.waitReady();
  trapStep(master, "stop-4", "STOP");
  ask(master, "never", target.name);
  await cluster.waitFor("the script stands still", () => isTrapped(master));
  target.kill("server", "SIGSTOP");
  master.write("run", { deaf: "" });
  master.kill("script", "SIGCONT");
  await cluster.waitFor("it has given up", () => master.events("no-hand-over").length > 0);
  target.kill("server", "SIGCONT");
  master.remove("run", "deaf");
  expect(await settle(scenario)).toBe(master);
});

test("a replica that loads a full sync does not keep a promoted node from writes", async () => {
  const scenario = await startUnderLoad({ input: { replicas: { min: 3 } } });
  const { cluster } = scenario;
  const master = await cluster.master();
  const loading = cluster.node("replica-2");
  await loading.stop();
  const fill = 'for i = 1, 20000 do redis.call("SET", "filling:" .. i, i) end';
  await master.askAs("app", "EVAL", fill, 0);
  loading.wipe();
  // It loads for a minute, and answers meanwhile.
  const slow = "key-load-delay 3000\nloading-process-events-interval-bytes 1024\n";
  loading.edit("config", "redis.conf", (text) => `${text}\n${slow}`);
  loading.start();
  await cluster.waitFor("it loads", async () => (await loading.ask("INFO", "persistence")).includes("loading:1"));
  await cluster.sentinels[0]!.ask("SENTINEL", "FAILOVER", cluster.context.masterName);
  const isTurned = () => master.events("role").some((line) => line.includes("role=slave"));
  await cluster.waitFor("the old master takes no more writes", isTurned);
  await writesGoOn(scenario);
  expect(loading.log()).not.toMatch(/keys loaded: \d{5}/);
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
  await cluster.waitHealthy();
  expect(await (await cluster.master()).askAs("app", "GET", "newest")).toBe("acknowledged");
});
