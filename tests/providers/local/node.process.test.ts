import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { freePorts } from "../../../benchmarks/free-ports";
import { askNode, isListening } from "../../../providers/local/ask";
import type { NodeInputs } from "../../../providers/local/inputs";
import { processesIn } from "../../../providers/local/processes";
import { killAll } from "../../support/cluster/processes";
import { run } from "../../support/command";
import { type ScratchProject, scratchProject } from "../../support/scratch-project";
import { nodeInputs, password } from "./fixture";

const program = `
import { readFileSync } from "node:fs";
import { LocalNode } from ${JSON.stringify(join(__dirname, "../../../providers/local/node"))};

for (const node of JSON.parse(readFileSync("nodes.json", "utf8"))) new LocalNode(node.node, node);
`;

let project: ScratchProject;
let node: NodeInputs;

beforeEach(async () => {
  project = await scratchProject({ "index.ts": program });
  node = nodeInputs({ directory: join(project.directory, "nodes", "cache-master-0"), port: await freePorts(1) });
});

afterEach(async () => {
  await project.pulumi("destroy", "--yes", "--skip-preview");
  expect(processesIn(project.directory)).toEqual([]);
  await project.remove();
});

const deploy = async (...nodes: NodeInputs[]) => {
  await project.write("nodes.json", JSON.stringify(nodes));
  return project.pulumi("up", "--yes", "--skip-preview");
};

const info = async (field: string) => {
  const [reply] = await askNode(node, [["INFO"]]);
  return new RegExp(`^${field}:(.*)\r$`, "m").exec(reply!.text)?.[1];
};

test("a node is created once, shows its password nowhere, and is deleted with its process, port and files", async () => {
  expect(await deploy(node)).toMatchObject({ exitCode: 0 });
  expect(await info("config_file")).toBe(join(node.directory, "run", "redis.conf"));

  const preview = await project.pulumi("preview", "--diff", "--expect-no-changes");
  expect(preview).toMatchObject({ exitCode: 0 });
  await expectNoPassword(preview.output);
  expect(await project.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({
    exitCode: 0,
  });

  expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ exitCode: 0 });
  expect(processesIn(node.directory)).toEqual([]);
  expect(await isListening(node.host, node.port)).toBe(false);
  expect(existsSync(join(project.directory, "nodes"))).toBe(false);
});

test("a refresh notices a node whose processes were killed, whoever else answers; the next up starts it with its data", async () => {
  node.config["redis.conf"] = "appendonly yes\nappendfsync always\n";
  await deploy(node);
  await askNode(node, [["SET", "key", "kept"]]);
  killAll(processesIn(node.directory).map(({ pid }) => pid));
  await pWaitFor(async () => !(await isListening(node.host, node.port)), { interval: 20, timeout: 180_000 });
  // Whoever only looks whether the port is open resets the connection.
  const foreign = createServer((socket) => socket.on("error", () => {}).end("+PONG\r\n")).listen(node.port, node.host);

  const { output } = await project.pulumi("refresh", "--yes", "--skip-preview");
  expect(output).toMatch(/cache-master-0 deleted/);
  const refused = await project.pulumi("preview");
  foreign.close();
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toMatch(/port = \d+ is used by .*\(pid \d+\)\. Fix: end that process/);

  expect(await deploy(node)).toMatchObject({ exitCode: 0 });
  expect(await askNode(node, [["GET", "key"]])).toEqual([{ ok: true, text: "kept" }]);
});

test("a change is shown by its lines; only a changed checksum restarts the server", async () => {
  await deploy(node);
  const before = await info("run_id");

  const live = { ...node, config: { ...node.config, "redis.conf": 'maxmemory 20mb\nsave ""\n' } };
  await project.write("nodes.json", JSON.stringify([live]));
  const { output } = await project.pulumi("preview", "--diff");
  expect(output).toMatch(/- maxmemory 10mb\n\s+\+ maxmemory 20mb/);
  await deploy(live);
  expect(await info("run_id")).toBe(before);
  expect(await info("maxmemory")).toBe(String(10 * 1024 * 1024));

  await deploy({ ...live, restartChecksum: "second" });
  expect(await info("run_id")).not.toBe(before);
  expect(await info("maxmemory")).toBe(String(20 * 1024 * 1024));
});

test("a changed port replaces the node, and kept data outlives it", async () => {
  const kept = { ...node, keepData: true };
  await deploy(kept);
  await askNode(node, [["SET", "key", "kept"], ["SAVE"]]);

  const port = await freePorts(1);
  const moved = { ...kept, port, config: { ...node.config, "instance.env": `PORT=${port}\n` } };
  const { output } = await deploy(moved);
  expect(output).toMatch(/1 replaced/);
  expect(await askNode(moved, [["GET", "key"]])).toEqual([{ ok: true, text: "kept" }]);

  await project.pulumi("destroy", "--yes", "--skip-preview");
  const { output: left } = await run("find", [join(project.directory, "nodes"), "-type", "f"]);
  expect(left.trim()).toBe(join(node.directory, "data", "dump.rdb"));
});

test("a node that cannot start says why and leaves nothing", async () => {
  const { output, exitCode } = await deploy({ ...node, config: { ...node.config, "redis.conf": "no-such 1\n" } });

  expect(exitCode).not.toBe(0);
  expect(output).toMatch(/did not start: its start script ended three times/);
  expect(output).toContain("Bad directive or wrong number of arguments");
  expect(processesIn(project.directory)).toEqual([]);
  expect(existsSync(node.directory)).toBe(false);
});

/** In clear the password is in its own file alone. */
async function expectNoPassword(diff: string): Promise<void> {
  const { output: state } = await project.pulumi("stack", "export");
  const elsewhere = ["--exclude-dir=secrets", "--exclude=nodes.json", "-rlF", password];
  const { output: files } = await run("grep", [...elsewhere, project.directory]);
  const { output: processes } = await run("ps", ["-eww", "-o", "args"]);

  expect(state).toContain("ciphertext");
  expect(`${state}${diff}${files}${processes}`).not.toContain(password);
  expect(files).toBe("");
}
