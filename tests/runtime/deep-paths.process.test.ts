import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drillSteps } from "../../cli/backup/drill";
import { missingCertificates } from "../../cli/secrets/certificates";
import type { TlsSecrets } from "../../configs";
import { closeScenes, startScene, takeBackup, withSceneJob } from "./backup/scene";

/** As deep as a checkout of a CI service; a socket's path may have 107 characters. */
const deep = join(
  "builds",
  "X8KYPN3xm",
  "0",
  "platform-engineering-group",
  "shared-services-team",
  "redis-cache",
  "x".repeat(60),
);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-deep-"));
  mkdirSync(join(folder, deep), { recursive: true });
});
afterEach(closeScenes);
afterAll(() => rmSync(folder, { recursive: true }));

const filesOf = ({ ca, cert, key }: Partial<TlsSecrets>) => ({ "ca.crt": ca!, "tls.crt": cert!, "tls.key": key! });

test("in a deep folder nodes take renewed certificates, and a drill passes", async () => {
  const names = ["127.0.0.1", "localhost"];
  const first = await missingCertificates(names, undefined);
  const scene = await startScene({ place: join(folder, deep), input: { tls: { enabled: true } }, tls: filesOf(first) });
  const { cluster } = scene;
  expect(cluster.home.path("run").length).toBeGreaterThan(160);
  const { ca, caKey } = first;
  const renewed = { ...first, ...(await missingCertificates(names, { ca, caKey })) };
  for (const node of cluster.nodes) node.write("tls", filesOf(renewed));
  const taken = () =>
    cluster.redis.every((node) => node.events("configured").some((line) => line.includes("tls-cert-file"))) &&
    cluster.sentinels.every((node) => node.events("certificates").length === 1);
  await cluster.waitFor("all have taken them", taken);
  expect(cluster.nodes.flatMap((node) => node.events("refused"))).toEqual([]);
  await cluster.waitHealthy();

  const backup = await takeBackup({ ...scene, tls: filesOf(renewed) });
  let drilled: string | undefined;
  await withSceneJob(scene, async (job) => {
    for (const { run } of drillSteps(job, ({ id }) => (drilled = id))) await run(() => undefined);
  });
  expect(drilled).toBe(backup.id);
});
