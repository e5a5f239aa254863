import { Installation } from "../../benchmarks/cluster/installation";
import { kubectl, removeNamespaces } from "../../benchmarks/cluster/kubectl";
import { small } from "../../benchmarks/cluster/small-instance";
import { withClusterInstances } from "../../cli/deployed/in-cluster";
import type { InstanceInput } from "../../configs";
import { beginning, type Change } from "./corpus";
import { Nodes } from "./nodes";
import type { Place } from "./place";

/** A stack on the cluster that KUBECONFIG names, in a namespace of its own; deployed as the cluster's tests do. */
export async function startOnKubernetes(): Promise<Place> {
  let written = beginning;
  let installation = await Installation.start("verify", nested(written));
  let deployed = installation.settings;
  return {
    // A kubelet shows a pod a changed ConfigMap within its sync period of a minute and what it keeps in memory.
    settlesWithinMs: 150_000,
    inOrder: installation.byPulumi,
    // A first replica with TLS is never ready, and the deployment waits for it until its limit. The load takes no proxy.
    fixed: ["tls.enabled", "proxy.exclusive", ...((await volumesGrow()) ? [] : ["storage.size"])],
    use: (work) =>
      withClusterInstances(deployed, ["cache"], async ([instance]) => {
        const nodes = new Nodes(instance!);
        return work(nodes).finally(() => nodes.close());
      }),
    load: async () => (await installation.client()).load(),
    change(change) {
      written = { ...written, ...change };
      const { settings: before } = installation;
      installation = installation.with(nested(written));
      return { before: { settings: before }, after: { settings: installation.settings } };
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
