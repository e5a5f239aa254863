import { z } from "zod";
import { group, kubernetesName, namespaceName, qualifiedName, refuse, setting } from "../schema/fields";
import { annotationsOf } from "./annotations";
import { labelValue } from "./labels";

/** User and group where nobody writes any. */
export const idOfImages = 10_001;

const byNamespace = "namespace";

/** An ID of a user or group, or none: OpenShift then takes one of the namespace's range. */
function id() {
  const error = "must be a number from 1 on, since nothing runs as root, or namespace";
  return z.union([z.int().min(1, { error }).max(2_147_483_647), z.literal(byNamespace)], { error });
}

const securityContext = group(
  {
    runAsUser: setting(id().default(idOfImages), {
      description:
        "User of all containers. Change it together with fsGroup, by which files on volumes stay readable. " +
        "`namespace` leaves it out, as OpenShift's restricted-v2 asks: it takes one of the namespace's range.",
      source: "Kubernetes: security context",
    }),
    runAsGroup: setting(id().default(idOfImages), {
      description: "Group of all containers, or `namespace`.",
      source: "Kubernetes: security context",
    }),
    fsGroup: setting(id().default(idOfImages), {
      description: "Group of the volumes' files, or `namespace`.",
      source: "Kubernetes: security context",
    }),
  },
  { description: "As whom containers run; never as root." },
);

const toleration = z
  .strictObject({
    key: qualifiedName().optional(),
    operator: z.enum(["Equal", "Exists"]).optional(),
    value: labelValue.optional(),
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
    tolerationSeconds: z.int().min(0).optional(),
  })
  .superRefine(({ key, operator, value, effect, tolerationSeconds }, context) => {
    if (key === undefined && operator !== "Exists")
      refuse(context, "needs a key, or operator Exists, which tolerates all", "write key: the key of the taint");
    if (operator === "Exists" && value !== undefined)
      refuse(context, "has a value, which operator Exists does not take", "remove the value, or write operator: Equal");
    if (tolerationSeconds !== undefined && effect !== "NoExecute")
      refuse(
        context,
        "has tolerationSeconds without NoExecute",
        "write effect: NoExecute, or remove tolerationSeconds",
      );
  });

export const pods = group(
  {
    spread: setting(z.enum(["preferred", "required"]).default("preferred"), {
      description:
        "Pods of one kind run on different nodes where there are enough of them, or never on the same node; " +
        "over zones always where possible.",
      source: "Kubernetes: pod anti-affinity, topology spread constraints",
    }),
    priorityClass: setting(kubernetesName().optional(), {
      description: "Priority class of all pods; it has to exist.",
      computed: "none",
      source: "Kubernetes: pod priority",
    }),
    nodeSelector: setting(z.record(qualifiedName(), labelValue).default({}), {
      description: "Labels of the nodes that all pods run on.",
      example: "{ pool: redis }",
      source: "Kubernetes: nodeSelector",
    }),
    tolerations: setting(z.array(toleration).default([]), {
      description: "Taints of nodes that all pods tolerate.",
      example: "[{ key: dedicated, value: redis, effect: NoSchedule }]",
      source: "Kubernetes: taints and tolerations",
    }),
    imagePullSecrets: setting(z.array(kubernetesName()).default([]), {
      description: "Names of Secrets with which images are pulled; they have to exist.",
      example: "[registry]",
      source: "Kubernetes: imagePullSecrets",
    }),
    securityContext: securityContext.prefault({}),
    annotations: annotationsOf("Annotations for the pods of nodes and of the proxy, before those of `annotations`."),
    clientNamespaces: setting(z.array(namespaceName()).default([]), {
      description:
        'Namespaces whose pods may connect if they carry the label `redis-cache/INSTANCE-client: "true"`; ' +
        "the instance's own always may.",
      example: "[shop]",
      source: "Kubernetes: network policies",
    }),
    awaitConfiguration: setting(z.boolean().default(false), {
      description:
        "A Job ends when every node has changed directives and rights of users in force, so that a " +
        "deployment waits for that.",
      source: "README",
    }),
  },
  { description: "Where pods run, and who reaches them; used on platform kubernetes." },
);
