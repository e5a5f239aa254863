import * as pulumi from "@pulumi/pulumi";
import { type Endpoint, endpointOf } from "../configs/connection";
import { filesOfKind, type InstanceArgs } from "./instance-args";
import { createProxy } from "./platform";

/** Arguments of {@link Proxy}. */
export type ProxyArgs = InstanceArgs;

/**
 * One address for clients that know no Sentinel: a port for writes, which moves with the master, and one for reads.
 *
 * @example
 * ```typescript
 * const proxy = new Proxy("cache-proxy", { context, secrets, localDirectory });
 * ```
 */
export class Proxy extends pulumi.ComponentResource {
  /** Where it takes writes. */
  readonly writes: pulumi.Output<Endpoint>;
  /** Where it takes reads. */
  readonly reads: pulumi.Output<Endpoint>;
  /** What the platform made of it, for what this component does not offer. */
  readonly nodes: pulumi.Resource[];

  constructor(name: string, args: ProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:Proxy", name, { platform: context.platform, instance: context.name }, opts);

    this.nodes = createProxy(name, { ...args, ...filesOfKind(args, "proxy") }, this);

    const address = context.nodes.proxy!;
    this.writes = pulumi.output(endpointOf(address));
    this.reads = pulumi.output({ ...endpointOf(address), port: context.settings.proxy.readPort });
    this.registerOutputs({ writes: this.writes, reads: this.reads });
  }
}
