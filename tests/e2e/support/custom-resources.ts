import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { runLabel } from "../../../benchmarks/cluster/environment";
import { apply, kubectl } from "../../../benchmarks/cluster/kubectl";
import type { KubernetesObject } from "../../../cli/render/objects";

/** Where projects keep the definitions of the custom resources that are rendered, in their Go modules. */
const modules = [
  { module: "github.com/cert-manager/cert-manager@v1.18.2", folder: "deploy/crds", kinds: ["Certificate"] },
  {
    module: "github.com/external-secrets/external-secrets@v0.19.2",
    folder: "config/crds/bases",
    kinds: ["ExternalSecret"],
  },
];

/** Those that the cluster lacks; they go with the run. Fetched by Go, which keeps them in its cache. */
export async function installCustomResources(): Promise<void> {
  const installed = await kubectl(["get", "customresourcedefinitions", "-o", "name"]);
  const definitions = (await Promise.all(modules.map(definitionsOf))).flat();
  const missing = definitions.filter(({ metadata }) => !installed.includes(`/${metadata.name}\n`));
  if (missing.length > 0) await apply(missing);
  for (const { metadata } of missing) {
    await kubectl([
      "wait",
      "--for=condition=Established",
      `customresourcedefinition/${metadata.name}`,
      "--timeout=60s",
    ]);
  }
}

async function definitionsOf({ module, folder, kinds }: (typeof modules)[number]): Promise<KubernetesObject[]> {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", module], { cwd: "/" });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const files = readdirSync(join(Dir, folder)).filter((file) => file.endsWith(".yaml"));
  const definitions = files.map((file) => parse(readFileSync(join(Dir, folder, file), "utf8")) as Definition);
  // Their own labels are left out: in some of these files they are places for a chart to fill.
  return definitions
    .filter(({ spec }) => spec && kinds.includes(spec.names.kind))
    .map(({ apiVersion, kind, metadata, spec }) => ({
      apiVersion,
      kind,
      metadata: { name: metadata.name, labels: runLabel },
      spec,
    }));
}

/** Other files of the folder have none. */
type Definition = KubernetesObject & { spec?: { names: { kind: string } } };
