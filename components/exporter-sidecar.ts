import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, Part } from "../configs";
import { metricsService } from "./kubernetes/services";
import { exporterContainer } from "./pod/exporter-container";
import type { Container } from "./pod/pod-template";

/** Arguments of {@link ExporterSidecar}. */
export interface ExporterSidecarArgs {
  /** The instance, as `instanceContext` makes it, on platform `kubernetes`. */
  context: InstanceContext;
}

/**
 * A redis_exporter beside every Redis and Sentinel, and the Service by which their metrics are found.
 *
 * @example
 * ```typescript
 * const exporter = new ExporterSidecar("cache-exporter", { context });
 * const replicas = new RedisReplica("cache-replica", { context, exporter });
 * ```
 */
export class ExporterSidecar extends pulumi.ComponentResource {
  /** Headless Service of all exporters. */
  readonly service: core.Service;
  private readonly context: InstanceContext;

  constructor(name: string, { context }: ExporterSidecarArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis-cache:index:ExporterSidecar", name, { instance: context.name }, opts);
    this.context = context;
    this.service = new core.Service(`${name}-service`, metricsService(context), { parent: this });
    this.registerOutputs({ service: this.service.metadata.name });
  }

  /** The container for a pod of a part of the instance. */
  container(part: Part): Container {
    return exporterContainer(this.context, part);
  }
}
