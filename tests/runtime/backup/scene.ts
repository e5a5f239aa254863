import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Backup } from "../../../cli/backup";
import { backupSteps } from "../../../cli/backup";
import type { Job } from "../../../cli/backup/job";
import { withJob } from "../../../cli/backup/job";
import type {
  BucketSecrets,
  Instance,
  InstanceContext,
  InstanceInput,
  InstanceSecrets,
  TlsSecrets,
} from "../../../configs";
import { Bucket } from "../../support/bucket";
import type { Cluster, ClusterOptions } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { type Spoil, startProxy } from "../../support/proxy";

/** Where the test instance's backups lie. */
export const prefix = "redis/cache";

/** An instance, its settings as jobs know them, and the bucket of its backups. */
export interface Scene {
  cluster: Cluster;
  context: InstanceContext;
  bucket: Bucket;
  /** What jobs prove themselves by to the bucket. */
  keys: BucketSecrets;
  /** Certificate files of jobs. @default those of the nodes */
  tls?: Record<string, string>;
}

export interface SceneOptions extends ClusterOptions {
  backup?: InstanceInput["backup"];
  /** What becomes of bytes on their way to the bucket. */
  spoil?: Spoil;
  /** The certificate with which the bucket is reached, by https. */
  store?: Pick<TlsSecrets, "cert" | "key">;
}

const closes: (() => unknown)[] = [];

/** Ends all that the scenes of a test have started: `afterEach(closeScenes)`. */
export async function closeScenes(): Promise<void> {
  await Promise.all([closeClusters(), ...closes.splice(0).map((close) => close())]);
}

/** What this test does when it is over. */
export function onClose(close: () => unknown): void {
  closes.push(close);
}

export async function startScene({ backup, spoil, store, ...options }: SceneOptions = {}): Promise<Scene> {
  const bucket = await Bucket.start(store);
  onClose(() => bucket.stop());
  let { port } = bucket;
  if (spoil) {
    const proxy = await startProxy(port, spoil);
    onClose(proxy.close);
    port = proxy.port;
  }
  const written = { bucket: bucket.name, endpoint: `${store ? "https" : "http"}://127.0.0.1:${port}`, ...backup };
  const cluster = await startCluster({ ...options, input: { ...options.input, backup: written } });
  return { cluster, context: cluster.context, bucket, keys: bucket.keys };
}

/** One scene for the tests of a file; each begins with all well and an empty bucket. */
export function shareScene(options?: SceneOptions): () => Scene {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(options);
  });
  beforeEach(async () => {
    scene.bucket.clear();
    await scene.cluster.waitHealthy();
  });
  afterAll(closeScenes);
  return () => scene;
}

/** The scene with other settings of its backups. */
export function withBackup(scene: Scene, backup: Partial<NonNullable<Instance["backup"]>>): Scene {
  const { settings } = scene.context;
  return {
    ...scene,
    context: { ...scene.context, settings: { ...settings, backup: { ...settings.backup!, ...backup } } },
  };
}

/** Works with a job of the instance, as its CronJob and the command line have it. */
export function withSceneJob<T>(
  { cluster, context, keys: bucket, tls = cluster.home.tls }: Scene,
  use: (job: Job) => Promise<T>,
  environment: NodeJS.ProcessEnv = {},
): Promise<T> {
  const { "ca.crt": ca, "tls.crt": cert, "tls.key": key } = tls;
  const secrets = { ...cluster.passwords, bucket, ...(ca && { tls: { ca, cert, key } }) };
  return withJob(cluster.folder, context, secrets as InstanceSecrets, use, environment);
}

/** A backup, and what its scripts said on the way. */
export interface Taken extends Backup {
  said: string[];
}

export async function takeBackup(scene: Scene, environment: NodeJS.ProcessEnv = {}): Promise<Taken> {
  let taken: Backup | undefined;
  const said: string[] = [];
  await withSceneJob(
    scene,
    async (job) => {
      for (const { run } of backupSteps(job, (made) => (taken = made))) await run((text) => said.push(text));
    },
    environment,
  );
  return { ...taken!, said };
}

export function manifestOf({ bucket }: Scene, { id }: Pick<Backup, "id">): Record<string, unknown> {
  return JSON.parse(bucket.read(`${prefix}/${id}/manifest.json`).toString()) as Record<string, unknown>;
}

/** A program of the test's own, which jobs find before the machine's; returns the folder for PATH. */
export function program({ cluster }: Scene, name: string, text: string): string {
  const folder = mkdtempSync(join(cluster.folder, "programs-"));
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
  return `${folder}:${process.env.PATH}`;
}
