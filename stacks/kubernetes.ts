import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { StackSettings } from "../configs";
import { waveOf } from "../components/kubernetes/waves";

/** The cluster of a stack on Kubernetes, and its namespace, which all instances wait for. */
export function kubernetesOptions(settings: StackSettings): pulumi.ComponentResourceOptions {
  const provider = new kubernetes.Provider("kubernetes", {
    ...(settings.kubeContext !== undefined && { context: settings.kubeContext }),
    enableServerSideApply: true,
    // Names are fixed, and scripts and servers read changed files; otherwise a changed line would replace the object,
    // and the StatefulSets with it.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    // What outlived an earlier stack, a namespace and volumes, is taken up again. What another stack or tool owns is
    // not: the server refuses to take its fields from it.
    upsertExistingObjects: true,
  });
  return { provider, dependsOn: settings.createNamespace ? [namespaceOf(settings, provider)] : [] };
}

/** Of the `restricted` level: pods that ask for more than they need are refused. */
function namespaceOf({ namespace, syncWaves }: StackSettings, provider: kubernetes.Provider) {
  const metadata = {
    name: namespace,
    labels: {
      "app.kubernetes.io/managed-by": "pulumi",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    },
    ...(syncWaves && { annotations: { "argocd.argoproj.io/sync-wave": String(waveOf({ kind: "Namespace" })) } }),
  };
  // What others keep in it, and data that outlives the stack, would go with it.
  return new kubernetes.core.v1.Namespace(namespace, { metadata }, { provider, retainOnDelete: true });
}
