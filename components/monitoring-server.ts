import * as pulumi from "@pulumi/pulumi";
import { type MonitoringKind, monitoringKinds } from "../configs";
import { type Endpoint, monitoringEndpoints } from "../configs/connection";
import { filesOfKind, type InstanceArgs } from "./instance-args";
import { localNodes } from "./platform/local";

/** Arguments of {@link MonitoringServer}. */
export type MonitoringServerArgs = InstanceArgs;

/**
 * A Prometheus, an Alertmanager and a redis_exporter on this machine for an instance; only for platform `local` with
 * `monitoring.server`.
 *
 * @example
 * ```typescript
 * const server = new MonitoringServer("cache-monitoring", { context, secrets, localDirectory });
 * ```
 */
export class MonitoringServer extends pulumi.ComponentResource {
  /** Where each of them answers, by HTTP. */
  readonly endpoints: pulumi.Output<Record<MonitoringKind, Endpoint>>;

  constructor(name: string, args: MonitoringServerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:MonitoringServer", name, { platform: context.platform, instance: context.name }, opts);

    const addresses = context.nodes.monitoring!;
    for (const kind of monitoringKinds) {
      localNodes(
        `${name}-${kind}`,
        { ...args, addresses: [addresses[kind]], count: 1, ...filesOfKind(args, kind) },
        this,
      );
    }

    this.endpoints = pulumi.output(monitoringEndpoints(addresses));
    this.registerOutputs({ endpoints: this.endpoints });
  }
}
