import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { runLabel } from "../../../benchmarks/cluster/environment";
import { apply, kubectl } from "../../../benchmarks/cluster/kubectl";
import type { KubernetesObject } from "../../../cli/render/objects";

/** Where projects keep the definitions of the custom resources that are rendered, in their Go modules. */
const modules: { module: string; folder: string; files?: RegExp; kinds: string[] }[] = [
  { module: "github.com/cert-manager/cert-manager@v1.18.2", folder: "deploy/crds", kinds: ["Certificate"] },
  {
    module: "github.com/external-secrets/external-secrets@v0.19.2",
    folder: "config/crds/bases",
    kinds: ["ExternalSecret"],
  },
  {
    module: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
    folder: "example/prometheus-operator-crd",
    kinds: ["PrometheusRule", "ServiceMonitor", "PodMonitor"],
  },
  { module: "github.com/kedacore/keda/v2@v2.21.0", folder: "config/crd/bases", kinds: ["ScaledObject"] },
  {
    module: "k8s.io/autoscaler/vertical-pod-autoscaler@v1.5.1",
    folder: "deploy",
    // Those of older versions are beside it.
    files: /^vpa-v1-crd-gen\.yaml$/,
    kinds: ["VerticalPodAutoscaler"],
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

async function definitionsOf({
  module,
  folder,
  files = /\.yaml$/,
  kinds,
}: (typeof modules)[number]): Promise<KubernetesObject[]> {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", module], { cwd: "/" });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const definitions = readdirSync(join(Dir, folder))
    .filter((file) => files.test(file))
    .flatMap((file) => parseAllDocuments(readFileSync(join(Dir, folder, file), "utf8")))
    .map((document) => document.toJS() as Definition);
  // Their own labels are left out: in some of these files they are places for a chart to fill.
  return definitions
    .filter((one) => one?.spec?.names !== undefined && kinds.includes(one.spec.names.kind))
    .map(({ apiVersion, kind, metadata, spec }) => ({
      apiVersion,
      kind,
      // Of a group of Kubernetes' own it says who has approved it.
      metadata: { name: metadata.name, labels: runLabel, annotations: metadata.annotations },
      spec,
    }));
}

/** Other files of the folder have none. */
type Definition = KubernetesObject & { spec?: { names?: { kind: string } } };
