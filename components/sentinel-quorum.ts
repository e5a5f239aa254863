import * as pulumi from "@pulumi/pulumi";
import { type Endpoint, endpointOf } from "../configs/connection";
import { filesOfKind, type InstanceArgs } from "./instance-args";
import { createNodes } from "./platform";

/** Arguments of {@link SentinelQuorum}. */
export type SentinelQuorumArgs = InstanceArgs;

/**
 * The Sentinels of an instance: they watch its master, choose another when it fails, and tell clients where it is.
 *
 * @example
 * ```typescript
 * const quorum = new SentinelQuorum("cache-sentinel", { context, secrets });
 * ```
 */
export class SentinelQuorum extends pulumi.ComponentResource {
  /** Addresses of the Sentinels, in order. */
  readonly endpoints: pulumi.Output<Endpoint[]>;
  /** Name under which clients ask for the master. */
  readonly masterName: pulumi.Output<string>;
  /** What the platform made of them, for what this component does not offer. */
  readonly nodes: pulumi.Resource[];

  constructor(name: string, args: SentinelQuorumArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:SentinelQuorum", name, { platform: context.platform, instance: context.name }, opts);

    const addresses = context.nodes.sentinels;
    const group = { ...args, addresses, count: addresses.length, ...filesOfKind(args, "sentinel") };
    this.nodes = createNodes(name, { ...group, part: "sentinel" }, this);

    this.endpoints = pulumi.output(addresses.map(endpointOf));
    this.masterName = pulumi.output(context.masterName);
    this.registerOutputs({ endpoints: this.endpoints, masterName: this.masterName });
  }
}
