import pWaitFor from "p-wait-for";
import { images } from "../../benchmarks/cluster/environment";
import { Installation } from "../../benchmarks/cluster/installation";
import { kubectl } from "../../benchmarks/cluster/kubectl";
import type { Backup } from "../../cli/backup";
import type { Drill } from "../../cli/backup/drill";
import type { InstanceInput } from "../../configs";
import { CommandLine } from "./support/command-line";
import { Store } from "./support/store";

let store: Store;
let installation: Installation;
let tool: CommandLine;
let taken: Backup;

beforeAll(async () => {
  store = await Store.start();
  installation = await Installation.start("backup", { tls: { enabled: true }, backup: backupTo(store) });
  tool = new CommandLine(installation);
});

afterAll(async () => {
  tool.close();
  await installation.close();
  await store.close();
});

test("a backup under write load, by the CronJob's own pod", async () => {
  const load = await (await installation.client()).load();
  taken = (await tool.json<Record<string, Backup>>("backup")).cache!;
  const { lost, acknowledged } = await load.stop();
  expect(taken).toMatchObject({ kept: 1, warnings: [], source: expect.stringContaining("replica") as string });
  expect({ lost, wrote: acknowledged > 0, copied: taken.keys > 0 }).toEqual({ lost: 0, wrote: true, copied: true });
});

test("a drill restores it in a pod of its own", async () => {
  const { cache } = await tool.json<Record<string, Drill>>("drill");
  expect(cache).toMatchObject({ id: taken.id, keys: taken.keys, digest: expect.stringMatching(/^[1-9a-f]/) as string });
});

test("every exporter tells Prometheus of both", async () => {
  for (const pod of ["cache-master-0", "cache-replica-0"]) {
    const path = `/api/v1/namespaces/${installation.namespace}/pods/${pod}:9121/proxy/metrics`;
    const told = async () => {
      const metrics = await kubectl(["get", "--raw", path]);
      return ["backup:time", "backup:bytes", "drill:time", "drill:age"].filter(
        (name) => !metrics.includes(`redis_key_value{db="db0",key="redis-cache:${name}"}`),
      );
    };
    await pWaitFor(async () => (await told()).length === 0, { interval: 1000, timeout: 30_000 });
  }
});

test("an instance without data begins with the backup, and no other does", async () => {
  const restored = await Installation.start("restored", {
    backup: { ...backupTo(store), drill: { enabled: false } },
    restore: { from: taken.id, prefix: `${installation.namespace}/cache` },
  });
  expect(await restored.askReplica("GET", "redis-cache:canary")).toBe(taken.id);
  expect(Number(await restored.askReplica("DBSIZE"))).toBeGreaterThanOrEqual(taken.keys);
  await restored.close();
});

test("a backup that fails says why, and leaves the one before", async () => {
  const keys = JSON.stringify({ stringData: { secretAccessKey: "another-secret-key" } });
  await installation.kubectl("patch", "secret", "cache-backup", "-p", keys);
  const { exitCode, output } = await tool.run("backup");
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/the store does not take these credentials/) as string,
  });
});

function backupTo({ bucket, endpoint }: Store): InstanceInput["backup"] {
  return {
    bucket,
    endpoint: endpoint,
    encryption: "none",
    job: { image: images.aws, memory: "128Mi", volume: "64Mi" },
  };
}
