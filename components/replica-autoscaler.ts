import * as apiextensions from "@pulumi/kubernetes/apiextensions";
import * as autoscaling from "@pulumi/kubernetes/autoscaling/v2";
import * as pulumi from "@pulumi/pulumi";
import type { Instance, InstanceContext } from "../configs";
import { autoscaler } from "./kubernetes/autoscaler";
import { scaledObject } from "./kubernetes/scaled-object";

/** Arguments of {@link ReplicaAutoscaler}. */
export interface ReplicaAutoscalerArgs {
  /** The instance, as `instanceContext` makes it, on platform `kubernetes`. */
  context: InstanceContext;
  /** When replicas are added; docs/settings.md explains it. */
  autoscaling: NonNullable<Instance["autoscaling"]>;
}

/**
 * Replicas between `replicas.min` and `replicas.max` by load. Only replicas: more masters would be more data sets.
 *
 * @example
 * ```typescript
 * new ReplicaAutoscaler("cache-autoscaler", { context, autoscaling }, { dependsOn: replicas });
 * ```
 */
export class ReplicaAutoscaler extends pulumi.ComponentResource {
  /** KEDA's with `autoscaling.kind: keda`. */
  readonly autoscaler: autoscaling.HorizontalPodAutoscaler | apiextensions.CustomResource;

  constructor(name: string, args: ReplicaAutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:ReplicaAutoscaler", name, { instance: context.name }, opts);
    this.autoscaler =
      args.autoscaling.kind === "keda"
        ? new apiextensions.CustomResource(`${name}-keda`, scaledObject(context, args.autoscaling), { parent: this })
        : new autoscaling.HorizontalPodAutoscaler(`${name}-hpa`, autoscaler(context, args.autoscaling), {
            parent: this,
          });
    this.registerOutputs({ autoscaler: this.autoscaler.metadata.name });
  }
}
