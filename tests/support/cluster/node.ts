import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pWaitFor from "p-wait-for";
import { parseInfo } from "../../../cli/health/observe";
import type { NodeAddress } from "../../../configs/instance/context";
import type { UserName } from "../../../configs/secrets/users";
import { runtimeScripts } from "../../../runtime";
import type { Guard } from "./guard";
import type { Login } from "./ask";
import { ask, Questions, toRecord } from "./ask";
import { commandLine, killGroup, processesOfGroup } from "./processes";

export interface NodeFiles {
  address: NodeAddress;
  config: Record<string, string>;
  secrets: Record<string, string>;
  tls: Record<string, string>;
  scripts?: Record<string, string>;
  shell?: string[];
  newPods?: boolean;
  environment?: Record<string, string>;
  /** Where the test reaches it. @default 127.0.0.1 */
  reach?: string;
  /** The words before its script's command. */
  enter?: string[];
  guard: Guard;
}

/** How a node's script ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One node: its folder, its script with the server below it, and the loop that starts the script again. */
export class ClusterNode {
  readonly exits: Exit[] = [];
  private readonly folder: string;
  private readonly questions: Questions;
  private script: ChildProcess | undefined;
  private wanted = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    folder: string,
    private readonly files: NodeFiles,
  ) {
    this.folder = join(folder, this.name);
    this.questions = new Questions(this.login("ops"));
    for (const name of ["config", "scripts", "secrets", "tls", "run", "data"])
      mkdirSync(this.path(name), { recursive: true });
    this.write("config", files.config);
    this.write("secrets", files.secrets);
    this.write("tls", files.tls);
    this.write("scripts", { ...runtimeScripts(), ...files.scripts });
  }

  get name(): string {
    return this.files.address.name;
  }

  get port(): number {
    return this.files.address.port;
  }

  /** Where this process reaches it. */
  get host(): string {
    return this.files.reach ?? "127.0.0.1";
  }

  /** `127.0.0.1:20000`, as the Sentinels name it. */
  get address(): string {
    return `${this.files.address.host}:${this.port}`;
  }

  get tls(): Record<string, string> {
    return this.files.tls;
  }

  /** Whether it was started and not stopped since. */
  get isWanted(): boolean {
    return this.wanted;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Text by file name, into one of the node's folders. */
  write(folder: string, files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(this.path(folder, name), text, { mode: 0o600 });
  }

  /** Passwords, as a kubelet shows a changed Secret: no file is ever half written. */
  mount(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(this.path("run", "mounted"), text, { mode: 0o600 });
      renameSync(this.path("run", "mounted"), this.path("secrets", name));
    }
  }

  /** Changes one of the node's files. */
  edit(folder: string, file: string, change: (text: string) => string): void {
    this.write(folder, { [file]: change(readFileSync(this.path(folder, file), "utf8")) });
  }

  remove(folder: string, file: string): void {
    rmSync(this.path(folder, file));
  }

  /** What the script has in its environment from its next start on, beside what it has already. */
  set(environment: Record<string, string>): void {
    this.files.environment = { ...this.files.environment, ...environment };
  }

  /** Starts the script, and again each time it ends, until `stop`. */
  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.loop = this.keepRunning();
  }

  /** SIGTERM to the script, as a kubelet does; returns when it has ended, fails where it does not. */
  async stop(limit = 180_000): Promise<void> {
    this.wanted = false;
    let ended = false;
    const loop = this.loop.then(() => (ended = true));
    this.script?.kill("SIGTERM");
    try {
      await pWaitFor(() => ended, { interval: 20, timeout: limit });
    } catch {
      throw new Error(
        `${this.name} has not stopped within ${limit} ms\n${this.log().split("\n").slice(-30).join("\n")}`,
      );
    }
    await loop;
  }

  /** SIGKILL to all of it. */
  async end(): Promise<void> {
    this.wanted = false;
    this.questions.close();
    if (this.script?.pid) killGroup(this.script.pid);
    await this.loop;
  }

  /** A signal to the server, or to the script above it. */
  kill(target: "server" | "script", signal: NodeJS.Signals = "SIGKILL"): void {
    const pid = target === "server" ? this.serverPid() : this.script?.pid;
    if (!pid) throw new Error(`${this.name}: no ${target} to send ${signal} to`);
    process.kill(pid, signal);
  }

  /** The volume is lost. */
  wipe(): void {
    this.empty("data");
  }

  private empty(folder: string): void {
    rmSync(this.path(folder), { recursive: true, force: true });
    mkdirSync(this.path(folder));
  }

  /** Copies the volume as it is now; returns what puts the copy in its place. */
  copyVolume(): () => void {
    const copy = this.path("old-data");
    rmSync(copy, { recursive: true, force: true });
    cpSync(this.path("data"), copy, { recursive: true });
    return () => {
      this.wipe();
      cpSync(copy, this.path("data"), { recursive: true });
    };
  }

  get scriptPid(): number | undefined {
    return this.script?.pid;
  }

  /** The server's process; undefined where none runs. */
  serverPid(): number | undefined {
    return this.processes().find((pid) =>
      /^(\S*\/)?((redis|valkey)-(server|sentinel)|haproxy|envoy|nutcracker) /.test(commandLine(pid)),
    );
  }

  /** The redis-cli that stays connected for its script, the only one without a command; undefined where none runs. */
  linePid(): number | undefined {
    return this.processes().find((pid) => /redis-cli \S+ \S+ \S+ \S+ --user ops $/.test(commandLine(pid)));
  }

  /** All processes that this node's script has started and that still run, the script among them. */
  processes(): number[] {
    return this.script?.pid ? processesOfGroup(this.script.pid) : [];
  }

  log(): string {
    return existsSync(this.path("node.log")) ? readFileSync(this.path("node.log"), "utf8") : "";
  }

  /** The log lines of one event, oldest first. */
  events(event: string): string[] {
    return this.log()
      .split("\n")
      .filter((line) => line.startsWith("time=") && line.includes(` event=${event} `));
  }

  /** The answer to one command, on a connection of its own. */
  ask<T = string>(command: string, ...args: (string | number)[]): Promise<T> {
    return this.askAs<T>("ops", command, ...args);
  }

  askAs<T = string>(user: UserName, command: string, ...args: (string | number)[]): Promise<T> {
    return ask<T>(this.login(user), command, args);
  }

  /** INFO's fields; empty where nobody answers. */
  async info(section = "replication"): Promise<Record<string, string>> {
    return parseInfo(await this.questions.ask<string>("INFO", [section]).catch(() => ""));
  }

  /** What this Sentinel tells about a master; undefined where it is silent, empty where it knows none. */
  async sentinelMaster(masterName: string): Promise<Record<string, string> | undefined> {
    try {
      return toRecord(await this.questions.ask<string[] | Record<string, string>>("SENTINEL", ["MASTER", masterName]));
    } catch (error) {
      return (error as Error).message.includes("No such master") ? {} : undefined;
    }
  }

  /** What this Sentinel tells about a master's replicas. */
  sentinelReplicas(masterName: string): Promise<Record<string, string>[]> {
    return this.sentinelList("REPLICAS", masterName);
  }

  /** What this Sentinel knows of the other ones; empty where it gives no answer. */
  sentinelPeers(masterName: string): Promise<Record<string, string>[]> {
    return this.sentinelList("SENTINELS", masterName);
  }

  private async sentinelList(what: string, masterName: string): Promise<Record<string, string>[]> {
    const listed = await this.questions.ask<string[][]>("SENTINEL", [what, masterName]).catch(() => []);
    return listed.map(toRecord);
  }

  /** `host:port`, `none` or `silent`. */
  async namedMaster(masterName: string): Promise<string> {
    const master = await this.sentinelMaster(masterName);
    if (!master) return "silent";
    return master.ip ? `${master.ip}:${master.port}` : "none";
  }

  private login(user: UserName): Login {
    const { host, port } = this;
    return { host, port, user, password: this.files.secrets[user] ?? "", tls: this.files.tls };
  }

  /** A probe as a kubelet runs it: a script, in the environment of the node. */
  probe(script: "alive.sh" | "ready.sh" | "started.sh"): { passes: boolean; says: string } {
    const { status, stdout } = spawnSync("sh", [this.path("scripts", script), this.files.address.kind], {
      env: this.environment(),
      encoding: "utf8",
    });
    return { passes: status === 0, says: stdout.trim() };
  }

  private async keepRunning(): Promise<void> {
    while (this.wanted) {
      if (this.files.newPods) this.empty("run");
      this.exits.push(await this.runOnce());
      // A kubelet's back-off; nothing waits for it.
      if (this.wanted) await delay(200);
    }
  }

  private async runOnce(): Promise<Exit> {
    const output = openSync(this.path("node.log"), "a");
    const [shell = "sh", ...args] = [...(this.files.enter ?? []), ...(this.files.shell ?? ["sh"])];
    const entry = this.path("scripts", `${this.files.address.kind}.sh`);
    const script = spawn(shell, [...args, entry], {
      env: this.environment(),
      detached: true,
      stdio: ["ignore", output, output],
    });
    this.script = script;
    closeSync(output);
    if (script.pid) this.files.guard.watch(script.pid);
    const [code, signal] = (await once(script, "exit")) as [number | null, NodeJS.Signals | null];
    // What a script left behind does not outlive its pod.
    if (!(code === 0 && signal === null) && script.pid) killGroup(script.pid);
    return { code, signal };
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      NODE_NAME: this.name,
      CONFIG_DIR: this.path("config"),
      SECRETS_DIR: this.path("secrets"),
      TLS_DIR: this.path("tls"),
      RUN_DIR: this.path("run"),
      DATA_DIR: this.path("data"),
      SCRIPTS_DIR: this.path("scripts"),
      BIND: this.files.reach ? "0.0.0.0" : "127.0.0.1",
      ...this.files.environment,
    };
  }
}
