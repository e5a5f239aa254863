import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Document } from "yaml";
import { parseDocument } from "yaml";
import { copyProject, instancePlace } from "../../benchmarks/project-copy";
import { requirePulumi } from "../../cli/pulumi/cli";
import { deployedInstances } from "../../cli/health/deployed";
import { WriteLoad } from "../../cli/load";
import { run } from "../../cli/process";
import { findProject } from "../../cli/project";
import { readStackFile } from "../../cli/project/stack-file";
import { deployedWorkspace } from "../../cli/pulumi/workspace";
import { writtenIn } from "../../cli/review/states";
import { beginning, type Change } from "./corpus";
import { Nodes } from "./nodes";
import type { Place } from "./place";

const repository = join(__dirname, "../..");

/** Stack `local` of a copy of the project, deployed by the real Pulumi CLI. */
export async function startLocal(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-verify-"));
  await copyProject(repository, folder, (settings) => write(settings, beginning));
  const project = findProject(folder);
  const stackFile = () => readStackFile(project, "local");
  const tool = async (...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(process.execPath, ["bin/redis-cache.js", ...args], { cwd: folder });
    if (code !== 0) throw new Error(`redis-cache ${args.join(" ")} ended with code ${code}:\n${stdout}${stderr}`);
  };
  await tool("up");
  let nodes: Nodes | undefined;
  const deployed = async () => {
    if (nodes) return nodes;
    const [instance] = await deployedInstances(deployedWorkspace(project, stackFile(), await requirePulumi()));
    return (nodes = new Nodes(instance!));
  };
  return {
    settlesWithinMs: 40_000,
    inOrder: true,
    fixed: [],
    use: async (work) => work(await deployed()),
    async load() {
      const load = new WriteLoad((await deployed()).instance, 1, () => undefined);
      await load.start();
      return load;
    },
    change(change) {
      const current = stackFile();
      const settings = parseDocument(current.text);
      write(settings, change);
      writeFileSync(current.file, settings.toString());
      return { before: writtenIn(project, current), after: writtenIn(project, stackFile()) };
    },
    async apply() {
      await tool("up").finally(() => {
        nodes?.close();
        nodes = undefined;
      });
    },
    close() {
      nodes?.close();
      // Also where the run is stopped by a signal, after which nothing else is started.
      spawnSync(process.execPath, ["bin/redis-cache.js", "down"], { cwd: folder, stdio: "ignore" });
      rmSync(folder, { recursive: true });
    },
  };
}

function write(settings: Document, change: Change): void {
  for (const [path, value] of Object.entries(change)) {
    const place = [...instancePlace, ...path.split(".")];
    if (value !== undefined) settings.setIn(place, value);
    else if (settings.hasIn(place)) settings.deleteIn(place);
  }
}
