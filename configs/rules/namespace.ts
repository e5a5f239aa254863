import type { Finding } from "../schema/errors";
import type { StackSettings } from "../settings/stack";
import type { StackRule } from "./rule";

/** The stack would create the namespace, label it, and refuse the pods of others in it. */
export const namespaceOfItsOwn: StackRule = { reads: [], check: takenNamespace };

function takenNamespace({ platform, namespace, createNamespace }: StackSettings): Finding[] {
  if (platform !== "kubernetes") return [];
  const finding = { property: "namespace", value: namespace };
  if (namespace.startsWith("kube-")) {
    return [{ ...finding, reason: "kube- is reserved for Kubernetes itself", fix: "write another namespace" }];
  }
  if (namespace !== "default" || !createNamespace) return [];
  const reason = "is there in every cluster, and createNamespace would label it restricted, for all that run in it";
  return [{ ...finding, reason, fix: "write another namespace, or createNamespace: false" }];
}
