import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingCertificates } from "../../../cli/secrets/certificates";
import { mustHandOver } from "../../failover/hand-over";
import { waitMoved, waitReady } from "../../failover/instance";
import type { LocalStack } from "../../failover/local-stack";
import { serverOf } from "../../failover/processes";
import type { Driver } from "../driver";
import type { Tell } from "../parts";
import { withServer } from "../server";
import { type Bench, ok, pause, until, type Vector } from "./vector";

/** What changes under clients that are connected. */
export const moving: readonly Vector[] = [
  { what: "22. user and password change over: no error", needs: ["folder"], run: rotation },
  { what: "23. the certificates' authority changes: no error", needs: ["folder", "tls"], run: authority },
];

/** Fetches without end, while the source changes and is invalidated. */
class Callers {
  readonly errors: string[] = [];
  fetches = 0;
  private stale = 0;
  private source = 0;
  private floor = 0;
  private running = true;
  private readonly loops: Promise<void>[];

  constructor(private readonly driver: Driver) {
    driver.source = () => this.source;
    this.loops = [...Array.from({ length: 3 }, () => this.read()), this.write()];
  }

  /** Whether values come from the cache again. */
  async hits(limitMs = 15_000): Promise<boolean> {
    return until(async () => {
      const [before, fetches] = [this.driver.loads.length, this.fetches];
      await until(() => this.fetches > fetches + 20, 1000);
      return this.fetches > fetches + 20 && this.driver.loads.length < before + 15;
    }, limitMs);
  }

  async verdict(): Promise<string> {
    const back = await this.hits();
    this.running = false;
    await Promise.race([Promise.all(this.loops), pause(5000)]);
    if (this.stale > 0) return `${this.stale} stale`;
    if (this.errors.length > 0) return `${this.errors.length} of ${this.fetches} throw`;
    return back ? ok : "no hits again";
  }

  private async read(): Promise<void> {
    while (this.running) {
      const { floor } = this;
      this.fetches++;
      try {
        if (((await this.driver.fetch("moving")) as number) < floor) this.stale++;
      } catch (error) {
        this.errors.push((error as Error).message);
      }
      await pause(20);
    }
  }

  private async write(): Promise<void> {
    while (this.running) {
      const next = ++this.source;
      await this.driver.order({ do: "delete", key: "moving" }).then(
        () => (this.floor = next),
        () => {},
      );
      await pause(500);
    }
  }
}

async function rotation({ start, server }: Bench): Promise<string> {
  const { admin, port } = server;
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-connection-"));
  const user = (name: string, password: string) =>
    admin.call("ACL", "SETUSER", name, "on", `>${password}`, "~*", "&*", "+@all");
  try {
    await user("app", "first");
    mount(folder, { url: `redis://127.0.0.1:${port}`, username: "app", password: "first" });
    const callers = new Callers(await start({ folder }));
    if (!(await callers.hits())) return "no hits";
    await user("app-b", "second");
    mount(folder, { username: "app-b", password: "second" });
    const isIn = async (name: string) => ((await admin.client("LIST")) as string).includes(` user=${name} `);
    if (!(await until(async () => (await isIn("app-b")) && !(await isIn("app")), 10_000))) return "stays logged in";
    await admin.call("ACL", "DELUSER", "app");
    return await callers.verdict();
  } finally {
    await admin.call("ACL", "DELUSER", "app", "app-b");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function authority({ start }: Bench): Promise<string> {
  const [first, second] = await Promise.all([1, 2].map(() => missingCertificates(["127.0.0.1"], undefined)));
  const both = `${first!.ca}\n${second!.ca}`;
  const files = (name: string, { cert, key }: typeof first & object) => ({
    [`${name}.crt`]: cert!,
    [`${name}.key`]: key!,
  });
  const lines = ["tls-cert-file first.crt", "tls-key-file first.key", "tls-ca-cert-file ca.crt", "tls-auth-clients no"];
  const all = { ...files("first", first!), ...files("second", second!), "ca.crt": both };
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-connection-"));
  try {
    return await withServer({ lines, files: all }, async ({ admin, port, folder: at }) => {
      mount(folder, { url: `rediss://127.0.0.1:${port}`, username: "default", password: "", ca: first!.ca! });
      const callers = new Callers(await start({ folder }));
      if (!(await callers.hits())) return "no hits";
      mount(folder, { ca: both });
      await pause(2500);
      const next = ["tls-cert-file", join(at, "second.crt"), "tls-key-file", join(at, "second.key")];
      await admin.config("SET", ...(next as [string, string]));
      await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      if (!(await callers.hits())) return "no hits with the new certificate";
      mount(folder, { ca: second!.ca! });
      await pause(2500);
      await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      return callers.verdict();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a kubelet shows a changed Secret: no file is ever half written. */
function mount(folder: string, entries: Record<string, string>): void {
  for (const [name, text] of Object.entries(entries)) {
    writeFileSync(join(folder, "..new"), text);
    renameSync(join(folder, "..new"), join(folder, name));
  }
}

export const handOverVectors = {
  planned: "20. a planned hand-over under callers: no error, nothing stale",
  crash: "21. kill -9 of the master under callers: no error",
} as const;

/** The verdicts on all ways that know Sentinels, which go through one hand-over and one crash of the same instance. */
export async function tryHandOvers(
  { instance, nodeFolder, channel }: LocalStack,
  drivers: ReadonlyMap<string, Driver>,
  tell: Tell,
): Promise<Record<keyof typeof handOverVectors, Map<string, string>>> {
  const under = async (cause: (master: string) => Promise<void> | void) => {
    const master = await waitReady(instance);
    const callers = [...drivers].map(([id, driver]) => [id, new Callers(driver)] as const);
    await Promise.all(callers.map(([, one]) => one.hits()));
    await cause(master.name);
    await waitMoved(instance, master, 60_000);
    const verdicts = callers.map(async ([id, one]) => [id, await one.verdict()] as const);
    return new Map(await Promise.all(verdicts));
  };
  tell("a planned hand-over");
  const planned = await under((name) => mustHandOver(channel, name));
  tell("kill -9 of the master, once it has been master for 33 s");
  await pause(33_000);
  const crash = await under((name) => void process.kill(serverOf(nodeFolder(name)).pid, "SIGKILL"));
  return { planned, crash };
}
