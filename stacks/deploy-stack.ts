import { availableParallelism } from "node:os";
import type * as pulumi from "@pulumi/pulumi";
import { type CheckedCacheArgs, RedisCache } from "../components";
import { instanceContext, type InstanceSecrets, type StackSettings } from "../configs";
import { withShared } from "../configs/secrets/shared";
import { kubernetesOptions } from "./kubernetes";

/** What a stack is made of beside its settings. */
export interface StackInputs {
  secrets: pulumi.Output<Record<string, Partial<InstanceSecrets>>>;
  /** Folder of the nodes' folders, for platforms `local` and `docker`. */
  localDirectory: string;
  /**
   * Components whose nodes run since the last deployment.
   * @default none
   */
  running?: Promise<ReadonlySet<string>>;
}

/** An instance for each entry of the settings, by its name. */
export function deployStack(settings: StackSettings, { secrets, localDirectory, running }: StackInputs) {
  const opts = settings.platform === "kubernetes" ? kubernetesOptions(settings) : {};
  const made: RedisCache[] = [];
  const instances = Object.entries(settings.instances).map(([name, instance], i) => {
    const before = settings.platform === "kubernetes" ? undefined : made[i - atOnce];
    const context = instanceContext(settings, name, instance);
    const args: CheckedCacheArgs = {
      context,
      secrets: secrets.apply((all) => withShared(context, all)),
      localDirectory,
      sentinelsRun: running?.then((components) => components.has(`${name}-sentinel`)),
    };
    const cache = new RedisCache(name, args, before ? { ...opts, dependsOn: before } : opts);
    made.push(cache);
    return [name, cache] as const;
  });
  return Object.fromEntries(instances);
}

/**
 * Instances of one machine that start or stop at the same time. Nodes that start wait for their master, and what all of
 * them use for that is what keeps each from being done.
 */
const atOnce = Math.max(2, availableParallelism());
