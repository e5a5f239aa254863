import type { types } from "@pulumi/kubernetes";
import { type InstanceContext, objectNames, type Part, setName } from "../../configs";
import { checksumOf } from "../../configs/render/checksum";
import { restartChecksum } from "../../configs/render";
import { podLabels } from "../pod/labels";
import { type Container, podTemplate } from "../pod/pod-template";
import { claimSpec } from "./claims";
import { metadata } from "./metadata";
import { mountedScripts } from "./mounted-scripts";

/** The nodes of a part. Without `replicas` an autoscaler says how many. */
export interface NodeSet {
  part: Part;
  replicas?: number;
  /** Of the files that the nodes read. */
  restartChecksum: string;
  /** Containers beside the node's own. */
  beside: readonly Container[];
}

export function statefulSet(context: InstanceContext, { part, replicas, restartChecksum, beside }: NodeSet) {
  const spec: types.input.apps.v1.StatefulSetSpec = {
    ...(replicas !== undefined && { replicas }),
    serviceName: objectNames(context).nodes,
    selector: { matchLabels: podLabels(context, part) },
    // All start and go at once; a roll goes one by one whatever this says.
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate" },
    // The data of a replica that was scaled in, or of a set that was deleted, is kept (HA rule 7.1).
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    template: podTemplate(context, part, withScripts(context, restartChecksum), beside),
    volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claimSpec(context, part) }],
  };
  return { metadata: metadata(context, { kind: "StatefulSet", name: setName(context, part), part }), spec };
}

/** Changes with whatever a node reads only at its start: that restarts the pods. */
function withScripts({ settings: { server } }: InstanceContext, ofFiles: string): string {
  return checksumOf(ofFiles + restartChecksum(server, mountedScripts()));
}
