import { z } from "zod";
import { group, kubernetesName, namespaceName, setting } from "../schema/fields";

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
