import { execFileSync } from "node:child_process";
import type { ClusterOptions } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { encryptedOptions } from "../support/cluster/encrypted";

afterEach(closeClusters);

async function startAndFailOver(options: ClusterOptions): Promise<void> {
  const cluster = await startCluster(options);
  const load = await cluster.writeLoad();
  await cluster.waitFor("writes", () => load.acknowledged.length > 50);
  await load.stop();
  expect((await cluster.master()).name).toBe(cluster.home.name);

  cluster.home.kill("server");
  await cluster.waitFor("another master", async () => {
    const [master] = await cluster.masters();
    return master !== undefined && master !== cluster.home;
  });
  await cluster.waitHealthy();
  for (const node of cluster.redis) expect(await load.missingOn(node)).toEqual([]);
  await cluster.stop();
  for (const node of cluster.nodes) expect(node.processes()).toEqual([]);
}

test("TLS on every connection: first start and failover", async () => {
  await startAndFailOver(await encryptedOptions());
});

const has = (command: string): boolean => {
  try {
    execFileSync("sh", ["-c", `command -v ${command}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

const shells = [["dash"], ["busybox", "ash"], ["bash", "--posix"]].filter(([command = ""]) => has(command));

test.each(shells.map((shell) => ({ name: shell.join(" "), shell })))(
  "$name runs the scripts: first start and failover",
  async ({ shell }) => {
    await startAndFailOver({ shell });
  },
);
