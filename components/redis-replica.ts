import * as pulumi from "@pulumi/pulumi";
import { type Endpoint, endpointOf } from "../configs/connection";
import { filesOfKind, type InstanceArgs } from "./instance-args";
import { createNodes } from "./platform";

/** Arguments of {@link RedisReplica}. */
export type RedisReplicaArgs = InstanceArgs;

/**
 * The replicas of an instance: `replicas.min` that are always there and, on Kubernetes, room for `replicas.max`.
 *
 * @example
 * ```typescript
 * const replicas = new RedisReplica("cache-replica", { context, secrets });
 * ```
 */
export class RedisReplica extends pulumi.ComponentResource {
  /** Addresses of the replicas that always run, in order. */
  readonly endpoints: pulumi.Output<Endpoint[]>;
  /** What the platform made of them, for what this component does not offer. */
  readonly nodes: pulumi.Resource[];

  constructor(name: string, args: RedisReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:RedisReplica", name, { platform: context.platform, instance: context.name }, opts);

    const { autoscaling, replicas } = context.settings;
    const addresses = context.nodes.replicas;
    const group = { ...args, addresses, count: replicas.min, ...filesOfKind(args, "redis") };
    this.nodes = createNodes(name, { ...group, part: "replica", autoscaled: autoscaling !== undefined }, this);

    this.endpoints = pulumi.output(addresses.slice(0, replicas.min).map(endpointOf));
    this.registerOutputs({ endpoints: this.endpoints });
  }
}
