import { Installation } from "../../benchmarks/cluster/installation";
import { kubectl, removeNamespaces } from "../../benchmarks/cluster/kubectl";
import { small } from "../../benchmarks/cluster/small-instance";
import { withClusterInstances } from "../../cli/deployed/in-cluster";
import type { DeployedInstance } from "../../cli/health/deployed";
import type { InstanceInput } from "../../configs";
import { beginning, type Change } from "./corpus";
import { factsOf, markInstance } from "./facts";
import type { Place } from "./place";

/** A stack on the cluster that KUBECONFIG names, in a namespace of its own; deployed as the cluster's tests do. */
export async function startOnKubernetes(): Promise<Place> {
  let written = beginning;
  let installation = await Installation.start("verify", nested(written));
  let deployed = installation.settings;
  const use = <T>(work: (instance: DeployedInstance) => Promise<T>) =>
    withClusterInstances(deployed, ["cache"], ([instance]) => work(instance!));
  return {
    // A kubelet shows a pod a changed ConfigMap within its sync period of a minute and what it keeps in memory.
    settlesWithinMs: 150_000,
    inOrder: installation.byPulumi,
    // A first replica with TLS is never ready, and the deployment waits for it until its limit.
    fixed: ["tls.enabled", ...((await volumesGrow()) ? [] : ["storage.size"])],
    mark: (value) => use((instance) => markInstance(instance, value)),
    look: () => use(factsOf),
    load: async () => (await installation.client()).load(),
    change(change) {
      written = { ...written, ...change };
      const before = installation.settings;
      installation = installation.with(nested(written));
      return { before, after: installation.settings };
    },
    async apply() {
      await installation.apply();
      deployed = installation.settings;
      await installation.pods.allRolledOut();
    },
    close: removeNamespaces,
  };
}

/** Where the storage class does not allow it, the cluster refuses a larger claim. */
async function volumesGrow(): Promise<boolean> {
  const growing = await kubectl(["get", "storageclasses", "-o", "jsonpath={.items[*].allowVolumeExpansion}"]);
  return growing.includes("true");
}

/** What the cluster's tests begin with, and `{ "memory.limit": "256Mi" }` as a user writes it. */
function nested(change: Change): InstanceInput {
  const input = structuredClone(small) as Record<string, unknown>;
  for (const [path, value] of Object.entries(change)) {
    if (value === undefined) continue;
    const names = path.split(".");
    const last = names.pop()!;
    const group = names.reduce((at, name) => (at[name] ??= {}) as Record<string, unknown>, input);
    group[last] = value;
  }
  return input;
}
