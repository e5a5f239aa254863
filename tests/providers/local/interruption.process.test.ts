import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePorts } from "../../../benchmarks/free-ports";
import waitFor from "p-wait-for";
import { isListening } from "../../../providers/local/ask";
import type { NodeInputs } from "../../../providers/local/inputs";
import { endProcessesIn, processesIn } from "../../../providers/local/processes";
import { type ScratchProject, scratchProject } from "../../support/scratch-project";
import { nodeInputs } from "./fixture";

const program = `
import { readFileSync } from "node:fs";
import { LocalNode } from ${JSON.stringify(join(__dirname, "../../../providers/local/node"))};

for (const node of JSON.parse(readFileSync("nodes.json", "utf8"))) new LocalNode(node.node, node);
`;

let project: ScratchProject;
let node: NodeInputs;
let gate: string;

/** A node whose server starts only when the gate is open. */
beforeEach(async () => {
  project = await scratchProject({ "index.ts": program });
  const port = await freePorts(1);
  gate = join(project.directory, "gate");
  node = nodeInputs({ directory: join(project.directory, "nodes", "cache-master-0"), port });
  node.config["instance.env"] = `PORT=${port}\nWAIT_FOR=${gate}\n`;
  await project.write("nodes.json", JSON.stringify([node]));
});

afterEach(async () => {
  // The language host does not notice that its Pulumi CLI was killed.
  await endProcessesIn(project.directory, 2_000);
  await project.remove();
});

const up = ["up", "--yes", "--skip-preview"];
const down = ["destroy", "--yes", "--skip-preview"];
const gone = () => processesIn(node.directory).length === 0 && !existsSync(node.directory);

async function interruptedUp(signal: NodeJS.Signals): Promise<void> {
  const pulumi = project.start(...up);
  await waitFor(() => processesIn(node.directory).length > 1, { interval: 20, timeout: 180_000 });
  pulumi.kill(signal);
  expect((await pulumi.outcome).exitCode).not.toBe(0);
  await waitFor(gone, { interval: 20, timeout: 180_000 });
}

async function expectUpAndDown(): Promise<void> {
  await writeFile(gate, "");
  expect(await project.pulumi(...up)).toMatchObject({ exitCode: 0 });
  expect(await isListening(node.host, node.port)).toBe(true);
  expect(await project.pulumi(...down)).toMatchObject({ exitCode: 0 });
  expect(gone()).toBe(true);
}

test("Ctrl-C in the middle of up leaves nothing running; up and down work afterwards", async () => {
  await interruptedUp("SIGINT");
  await expectUpAndDown();
});

test("down works right after Ctrl-C in the middle of up", async () => {
  await interruptedUp("SIGINT");
  expect(await project.pulumi(...down)).toMatchObject({ exitCode: 0 });
});

test("a Pulumi CLI that is killed leaves nothing running; up and down work afterwards", async () => {
  await interruptedUp("SIGKILL");
  await project.pulumi("cancel", "--yes");
  await expectUpAndDown();
});
