import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { freePorts } from "../../benchmarks/free-ports";
import type { BucketSecrets, TlsSecrets } from "../../configs";

/** A real S3 server with one bucket, whose files lie in a folder. */
export class Bucket {
  readonly keys: BucketSecrets = { accessKeyId: "access-key-for-tests", secretAccessKey: "secret-key-for-tests" };
  readonly name = "backups";
  private readonly folder = mkdtempSync(join(tmpdir(), "redis-cache-bucket-"));

  private constructor(
    readonly port: number,
    private readonly tls?: Pick<TlsSecrets, "cert" | "key">,
    private server?: ChildProcess,
  ) {}

  /** With a certificate it is reached by https alone. */
  static async start(tls?: Pick<TlsSecrets, "cert" | "key">): Promise<Bucket> {
    const bucket = new Bucket(await freePorts(1), tls);
    if (tls) for (const file of ["cert", "key"] as const) writeFileSync(join(bucket.folder, file), tls[file]);
    for (const name of [join("buckets", bucket.name), "metadata", "users"])
      mkdirSync(join(bucket.folder, name), { recursive: true });
    const { accessKeyId, secretAccessKey } = bucket.keys;
    const posix = ["posix", "--sidecar", join(bucket.folder, "metadata"), join(bucket.folder, "buckets")];
    bucket.server = spawn("versitygw", [...bucket.listen, ...posix], {
      env: { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
      stdio: "ignore",
    });
    process.once("exit", bucket.kill);
    await pWaitFor(() => isListening(bucket.port), { interval: 50, timeout: 120_000 });
    return bucket;
  }

  private get listen(): string[] {
    const files = ["cert", "key"].flatMap((file) => [`--${file}`, join(this.folder, file)]);
    const address = ["--port", `127.0.0.1:${this.port}`, ...(this.tls ? files : [])];
    return [...address, "--quiet", "--iam-dir", join(this.folder, "users")];
  }

  /** Keys that the server knows, and that have no right on the bucket. */
  addStranger(): BucketSecrets {
    const stranger = { accessKeyId: "stranger-for-tests", secretAccessKey: "secret-of-stranger" };
    const user = ["--access", stranger.accessKeyId, "--secret", stranger.secretAccessKey, "--role", "user"];
    execFileSync("versitygw", ["admin", "--endpoint-url", this.endpoint, "create-user", ...user], {
      env: {
        ...process.env,
        ADMIN_ACCESS_KEY_ID: this.keys.accessKeyId,
        ADMIN_SECRET_ACCESS_KEY: this.keys.secretAccessKey,
      },
    });
    return stranger;
  }

  get endpoint() {
    return `${this.tls ? "https" : "http"}://127.0.0.1:${this.port}` as const;
  }

  /** The backups of an instance that it holds, whole or not, in the order of their names. */
  ids(prefix: string): string[] {
    const folder = this.path(prefix);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  read(key: string): Buffer {
    return readFileSync(this.path(key));
  }

  has(key: string): boolean {
    return existsSync(this.path(key));
  }

  write(key: string, text: string | Buffer): void {
    mkdirSync(join(this.path(key), ".."), { recursive: true });
    writeFileSync(this.path(key), text);
  }

  /** Removes all objects. */
  clear(): void {
    const objects = readdirSync(this.path("")).filter((name) => !name.startsWith("."));
    for (const name of objects) rmSync(this.path(name), { recursive: true });
  }

  /** The store's own time of an object. */
  date(key: string, time: Date): void {
    utimesSync(this.path(key), time, time);
  }

  private path(key: string): string {
    return join(this.folder, "buckets", this.name, key);
  }

  private readonly kill = () => void this.server?.kill("SIGKILL");

  async stop(): Promise<void> {
    process.off("exit", this.kill);
    if (this.server?.exitCode === null) {
      const ended = once(this.server, "exit");
      this.kill();
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => (socket.destroy(), resolve(true))).once("error", () => resolve(false));
  });
}
