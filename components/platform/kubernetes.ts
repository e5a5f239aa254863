import * as apps from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { claim } from "../kubernetes/claims";
import { nodeService } from "../kubernetes/services";
import { statefulSet } from "../kubernetes/stateful-set";
import { startLimit } from "../pod/probes";
import type { NodeGroup } from "./node-group";

/** A StatefulSet, with an address for each node that there may ever be and a volume for each that is always there. */
export function kubernetesNodes(name: string, group: NodeGroup, parent: pulumi.Resource): pulumi.Resource[] {
  const { context, part, addresses, autoscaled } = group;
  const { settings } = context;
  const lasting = addresses.slice(0, group.count);
  const services = addresses.map(
    (node, i) => new core.Service(`${name}-service-${i}`, nodeService(context, part, node), { parent }),
  );
  const claims = lasting.map(
    (node, i) =>
      new core.PersistentVolumeClaim(`${name}-claim-${i}`, claim(context, part, node), {
        parent,
        // `protect` would end a destroy half-way, the master gone already, and refuse every change to fewer replicas.
        retainOnDelete: settings.storage.keep,
      }),
  );
  const set = new apps.StatefulSet(`${name}-set`, setOf(group), {
    parent,
    dependsOn: [...services, ...claims],
    ignoreChanges: [
      // A change would replace the set; claims that are resources of their own grow in place.
      "spec.volumeClaimTemplates",
      ...(autoscaled ? ["spec.replicas"] : []),
    ],
    customTimeouts: rollTimeouts(startLimit(settings), autoscaled ? addresses.length : group.count),
  });
  return [set, ...claims, ...services];
}

function setOf({ context, part, restartChecksum, count, autoscaled, exporter }: NodeGroup) {
  const beside = exporter ? [exporter.container(part)] : [];
  return statefulSet(context, { part, restartChecksum, beside, ...(!autoscaled && { replicas: count }) });
}

/** Nodes roll one after the other, and each may have to load a full data set. */
function rollTimeouts(startSeconds: number, nodes: number) {
  const minutes = `${Math.ceil((2 * startSeconds * Math.max(1, nodes)) / 60) + 5}m`;
  return { create: minutes, update: minutes };
}
