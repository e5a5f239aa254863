import { z } from "zod";
import { dnsLabel, group, namespaceName, oneLine, setting } from "../schema/fields";
import type { Instance } from "./instance";
import { instanceSchema } from "./instance";

/** The namespace of all settings, whatever the Pulumi project is called. */
export const configNamespace = "redis-cache";

/** Where passwords and certificates are, beside the settings. */
export const secretsKey = `${configNamespace}:secrets`;

export const platforms = ["local", "docker", "kubernetes"] as const;

/** What nodes are: processes of this machine, its containers, or pods. */
export type Platform = (typeof platforms)[number];

// Kubernetes writes NAME-sentinel and a hash of 10 characters into a label, which holds 63 (kubernetes#64023).
const longestInstanceName = 43;

const instanceName = dnsLabel({ max: longestInstanceName });

export const stackSchema = group(
  {
    platform: setting(z.enum(platforms).default("kubernetes"), {
      description: "Where the nodes run: pods of Kubernetes, containers of Docker, or processes of this machine.",
      source: "README",
    }),
    namespace: setting(namespaceName().default("redis"), {
      description: "Namespace of the objects, and first part of the Sentinels' name for a master.",
      source: "Kubernetes: namespaces",
    }),
    createNamespace: setting(z.boolean().default(true), {
      description: "The stack creates the namespace, with the restricted level of Pod Security.",
      source: "Kubernetes: Pod Security Standards",
    }),
    syncWaves: setting(z.boolean().default(false), {
      description: "Objects carry Argo CD's sync waves, in the order in which Pulumi deploys them at first.",
      source: "Argo CD: sync waves",
    }),
    kubeContext: setting(oneLine().optional(), {
      description: "Context of the kubeconfig.",
      computed: "the current one",
      source: "Kubernetes: kubeconfig",
    }),
    instances: setting(
      z.record(instanceName, instanceSchema).refine((map) => Object.keys(map).length > 0, {
        error: "must have at least one instance",
      }),
      {
        description: "The instances by name; objects and nodes are called NAME-...",
        example: "{ cache: {} }",
        source: "README",
      },
    ),
  },
  { description: "A stack." },
);

/** What a user may write for a stack: the keys under `redis-cache:`. */
export type StackInput = z.input<typeof stackSchema>;

/** A stack with every default filled in. */
export interface StackSettings {
  platform: Platform;
  namespace: string;
  createNamespace: boolean;
  syncWaves: boolean;
  kubeContext?: string;
  instances: Record<string, Instance>;
  /** `<project>.<stack>`, where it is known. */
  stack?: string;
}
