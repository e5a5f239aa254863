import type * as pulumi from "@pulumi/pulumi";
import { type CheckedCacheArgs, RedisCache } from "../components";
import { instanceContext, type InstanceSecrets, type StackSettings } from "../configs";
import { kubernetesOptions } from "./kubernetes";

/** What a stack is made of beside its settings. */
export interface StackInputs {
  secrets: pulumi.Output<Record<string, Partial<InstanceSecrets>>>;
  /** Folder of the nodes' folders, for platform `local`. */
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
  const instances = Object.entries(settings.instances).map(([name, instance]) => {
    const args: CheckedCacheArgs = {
      context: instanceContext(settings, name, instance),
      secrets: secrets.apply((all) => all[name] ?? {}),
      localDirectory,
      sentinelsRun: running?.then((components) => components.has(`${name}-sentinel`)),
    };
    return [name, new RedisCache(name, args, opts)] as const;
  });
  return Object.fromEntries(instances);
}
