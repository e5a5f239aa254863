import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { askNode, isListening } from "./ask";
import { hasData, pathsOf, readFolder, readLog, removeFolder, rotateLog, writeFolder, writeRecord } from "./folder";
import type { NodeInputs, NodeState } from "./inputs";
import { findServer } from "./installed";
import { commandLineOf, endProcessesIn, processesIn, realPathOf, startTimeOf } from "./processes";

const answerLimit = 120_000;
const readLimit = 20_000;
const linkLimit = 60_000;
const hastyGrace = 2_000;

type Process = Pick<NodeState, "pid" | "startTime">;
type Startable = Pick<NodeInputs, "node" | "kind" | "host" | "directory" | "server">;

/** Starts a node and resolves when its server answers; what an interrupted create left behind is ended first. */
export async function createNode(inputs: NodeInputs, signal: AbortSignal): Promise<Process> {
  const { directory } = inputs;
  await endProcessesIn(directory, inputs.stopGrace);
  const keepData = await hasData(directory);
  try {
    await writeFolder(inputs);
    return await startNode(inputs, signal);
  } catch (error) {
    await endProcessesIn(directory, hastyGrace);
    await removeFolder(directory, keepData);
    throw error;
  }
}

/** Writes a node's files anew and, where asked, restarts it. */
export async function updateNode(inputs: NodeInputs, restart: boolean, signal: AbortSignal): Promise<Process> {
  await writeFolder(inputs);
  if (!restart) return processOf(inputs) ?? startNode(inputs, signal);
  await endProcessesIn(inputs.directory, inputs.stopGrace);
  const started = await startNode(inputs, signal);
  if (inputs.kind === "redis") await linked(inputs, signal);
  return started;
}

/** What runs, or undefined where the node's processes are gone or another server has its port. */
export async function readNode(state: NodeState): Promise<NodeState | undefined> {
  if (!isSupervisorOf(state)) return undefined;
  const answer = await waitFor(readLimit, async () => {
    if (!isSupervisorOf(state)) return "gone";
    const who = await whoAnswers(state);
    return who === "nobody" ? undefined : who;
  });
  return answer === "node" ? { ...state, ...(await readFolder(state)) } : undefined;
}

/** Ends a node and removes its files; its data stays where it is kept. */
export async function deleteNode(inputs: NodeInputs): Promise<void> {
  await endProcessesIn(inputs.directory, inputs.stopGrace);
  await removeFolder(inputs.directory, inputs.keepData);
}

async function startNode(inputs: NodeInputs, signal: AbortSignal): Promise<Process> {
  signal.throwIfAborted();
  if (await isListening(inputs.host, inputs.port)) throw new Error(`port ${inputs.port} is used by another process`);
  await rotateLog(inputs.directory);
  const logStart = Buffer.byteLength(await readLog(inputs.directory));
  const started = startSupervisor(inputs);
  await writeRecord({ ...inputs, ...started });
  await answered(inputs, logStart, signal);
  return started;
}

/** Starts what is in a node's folder already, as a machine that comes up again would. */
export function startSupervisor(inputs: Startable): Process {
  const paths = pathsOf(inputs.directory);
  const log = openSync(paths.log, "a", 0o600);
  try {
    const child = spawn("sh", [paths.supervisor, `${inputs.kind}.sh`], {
      cwd: inputs.directory,
      detached: true,
      env: environmentOf(inputs),
      stdio: ["ignore", log, log],
    });
    child.unref();
    child.on("error", () => {}); // told by the missing pid
    const startTime = child.pid && startTimeOf(child.pid);
    if (!child.pid || !startTime) throw new Error("could not start `sh`: is it on PATH?");
    return { pid: child.pid, startTime };
  } finally {
    closeSync(log);
  }
}

/** Only what a node needs: Pulumi's environment holds the passphrase of the stack's secrets. */
function environmentOf({ node, host, directory, server }: Startable): NodeJS.ProcessEnv {
  const paths = pathsOf(directory);
  const found = findServer(server);
  return {
    ...pick(process.env, ["HOME", "LANG", "PATH", "TMPDIR", "TZ", "USER"]),
    NODE_NAME: node,
    BIND: host,
    CONFIG_DIR: paths.config,
    DATA_DIR: paths.data,
    RUN_DIR: paths.run,
    SCRIPTS_DIR: paths.scripts,
    SECRETS_DIR: paths.secrets,
    TLS_DIR: paths.tls,
    REDIS_CLI: found?.cli,
    REDIS_SERVER: found?.server,
  };
}

async function answered(inputs: NodeInputs, logStart: number, signal: AbortSignal): Promise<void> {
  const failure = await waitFor(answerLimit, async () => {
    signal.throwIfAborted();
    const who = await whoAnswers(inputs);
    if (who === "node") return "none";
    if (who === "other") return `port ${inputs.port} is answered by another server`;
    const restarts = (await readLog(inputs.directory, logStart)).match(/event=supervise-restart/g) ?? [];
    return restarts.length >= 3 ? "its start script ended three times" : undefined;
  });
  if (failure === "none") return;
  const tail = (await readLog(inputs.directory, logStart)).trimEnd().split("\n").slice(-20).join("\n  ");
  const reason = failure ?? `no answer on ${inputs.host}:${inputs.port} within ${answerLimit / 1000} s`;
  throw new Error(`${inputs.node} did not start: ${reason}. The end of its log:\n  ${tail || "(empty)"}`);
}

/** Waits for a replica to follow its master again, so that the next node restarts with this one whole. */
async function linked(inputs: NodeInputs, signal: AbortSignal): Promise<void> {
  await waitFor(linkLimit, async () => {
    signal.throwIfAborted();
    const [info] = await askNode(inputs, [["INFO", "replication"]]).catch(() => []);
    return /^role:master|^master_link_status:up/m.test(info?.text ?? "") || undefined;
  });
}

function processOf(inputs: NodeInputs): Process | undefined {
  const supervisor = processesIn(inputs.directory).find(({ pid }) => runsSupervisor(pid, inputs.directory));
  const startTime = supervisor && startTimeOf(supervisor.pid);
  return supervisor && startTime ? { pid: supervisor.pid, startTime } : undefined;
}

const isSupervisorOf = ({ pid, startTime, directory }: NodeState) =>
  startTimeOf(pid) === startTime && runsSupervisor(pid, directory);

const runsSupervisor = (pid: number, directory: string) => commandLineOf(pid).includes(pathsOf(directory).supervisor);

/**
 * Who answers on the node's port. Any answer counts, also `-LOADING` and `-MASTERDOWN`: the server runs. Its
 * configuration file tells whose server it is; where the user may not ask for it, the running processes must do.
 */
async function whoAnswers(node: NodeInputs): Promise<"node" | "other" | "nobody"> {
  const isOwn = () => processesIn(node.directory).length > 1;
  if (node.kind !== "redis" && node.kind !== "sentinel") {
    if (!(await isListening(node.host, node.port))) return "nobody";
    return isOwn() ? "node" : "other";
  }
  const [ping, info] = await askNode(node, [["PING"], ["INFO", "server"]]).catch(() => []);
  if (!ping || !info) return "nobody";
  const file = /^config_file:(.+)$/m.exec(info.text)?.[1]?.trim();
  if (file) return realPathOf(file).startsWith(`${realPathOf(node.directory)}/`) ? "node" : "other";
  return isOwn() ? "node" : "other";
}

async function waitFor<T>(limit: number, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const end = Date.now() + limit; Date.now() < end; await sleep(25)) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  return undefined;
}

const pick = (from: NodeJS.ProcessEnv, names: string[]) => Object.fromEntries(names.map((name) => [name, from[name]]));
