import * as pulumi from "@pulumi/pulumi";
import { type Endpoint, endpointOf } from "../configs/connection";
import { filesOfKind, type InstanceArgs } from "./instance-args";
import { createNodes } from "./platform";

/** Arguments of {@link RedisMaster}. */
export type RedisMasterArgs = InstanceArgs;

/**
 * The home of an instance's master: the node that is master first, and to which the role returns.
 *
 * @example
 * ```typescript
 * const master = new RedisMaster("cache-master", { context, secrets }, { dependsOn: replicas });
 * ```
 */
export class RedisMaster extends pulumi.ComponentResource {
  /** Address of the home; the Sentinels know where the role is now. */
  readonly endpoint: pulumi.Output<Endpoint>;
  /** What the platform made of it, for what this component does not offer. */
  readonly nodes: pulumi.Resource[];

  constructor(name: string, args: RedisMasterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:RedisMaster", name, { platform: context.platform, instance: context.name }, opts);

    const group = { ...args, addresses: [context.nodes.home], count: 1, ...filesOfKind(args, "redis") };
    this.nodes = createNodes(name, { ...group, part: "master" }, this);

    this.endpoint = pulumi.output(endpointOf(context.nodes.home));
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
