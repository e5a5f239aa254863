import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../../benchmarks/free-ports";
import waitFor from "p-wait-for";
import { askNode, isListening } from "../../../providers/local/ask";
import { readLog } from "../../../providers/local/folder";
import type { NodeInputs } from "../../../providers/local/inputs";
import { createNode, deleteNode, readNode } from "../../../providers/local/lifecycle";
import { commandLineOf, processesIn } from "../../../providers/local/processes";
import { nodeInputs } from "./fixture";

const never = new AbortController().signal;
const patient = { interval: 100, timeout: 180_000 };

let folder: string;
let node: NodeInputs;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "redis-cache-")));
  node = nodeInputs({ directory: join(folder, "cache-master-0"), port: await freePorts(1) });
});

afterEach(async () => {
  await deleteNode(node);
  expect(processesIn(folder)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

const pidOf = (part: string) => processesIn(node.directory).find(({ pid }) => commandLineOf(pid).includes(part))!.pid;
const answers = async () => (await askNode(node, [["PING"]]).catch(() => []))[0]?.text === "PONG";
const runId = async () =>
  /run_id:(\w+)/.exec((await askNode(node, [["INFO", "server"]]).catch(() => []))[0]?.text ?? "")?.[1];

test.each(["-server", "redis.sh"])("%s killed: the node is started again by the same supervisor", async (part) => {
  const started = await createNode(node, never);
  const before = await runId();
  const killed = processesIn(node.directory)
    .filter(({ pid }) => pid !== started.pid && commandLineOf(pid).includes(part))
    .map(({ pid }) => pid)[0]!;
  process.kill(killed, "SIGKILL");

  await waitFor(async () => ![undefined, before].includes(await runId()), patient);
  expect(processesIn(node.directory)).toHaveLength(3);
  expect(await readNode({ ...node, ...started })).toMatchObject(started);
  expect(await readLog(node.directory)).toMatch(/node=cache-master-0 event=supervise-restart script=redis\.sh/);
});

test("what was changed by hand in the folder is read back, so that a refresh shows it", async () => {
  const state = { ...node, ...(await createNode(node, never)) };
  await writeFile(join(node.directory, "config", "redis.conf"), "maxmemory 1gb\n");

  const found = await readNode(state);
  expect(found).toMatchObject({ config: { ...node.config, "redis.conf": "maxmemory 1gb\n" }, scripts: node.scripts });
});

test("TERM to the supervisor ends the whole node cleanly", async () => {
  const { pid } = await createNode(node, never);
  process.kill(pid, "SIGTERM");

  await waitFor(() => processesIn(node.directory).length === 0, patient);
  expect(await readLog(node.directory)).toContain("Redis is now ready to exit, bye bye...");
  expect(await isListening(node.host, node.port)).toBe(false);
});

test("a supervisor that is killed leaves a server, which the next create ends", async () => {
  const first = await createNode(node, never);
  process.kill(first.pid, "SIGKILL");
  await waitFor(() => !processesIn(node.directory).some(({ pid }) => pid === first.pid), patient);
  await waitFor(answers, patient);
  expect(await readNode({ ...node, ...first })).toBeUndefined();

  const second = await createNode(node, never);
  expect(second.pid).not.toBe(first.pid);
  expect(processesIn(node.directory)).toHaveLength(3);
});

test("a node that ignores TERM is killed after its grace period", async () => {
  node = { ...node, stopGrace: 200 };
  await createNode(node, never);
  process.kill(pidOf("-server"), "SIGSTOP");

  await deleteNode(node);
  expect(processesIn(node.directory)).toEqual([]);
  expect(await isListening(node.host, node.port)).toBe(false);
});

test("a cancelled create ends what it started", async () => {
  node.config["instance.env"] += `WAIT_FOR=${join(folder, "never")}\n`;
  const abort = new AbortController();
  const creating = createNode(node, abort.signal);
  await waitFor(() => processesIn(node.directory).length > 1, patient);
  abort.abort(new Error("cancelled"));

  await expect(creating).rejects.toThrow("cancelled");
  expect(processesIn(node.directory)).toEqual([]);
});
