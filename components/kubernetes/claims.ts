import { claimName, type InstanceContext, type NodeAddress, type Part } from "../../configs";
import { redisParts } from "../pod/labels";
import { metadata, notAwaited } from "./metadata";

/**
 * The volume of a node, made before its pod under the name that the StatefulSet's controller adopts: so it can outlive
 * the stack and grow in place, which the controller's own claims cannot.
 */
export function claim(context: InstanceContext, part: Part, { name }: NodeAddress) {
  return {
    metadata: metadata(context, {
      kind: "PersistentVolumeClaim",
      name: claimName(name),
      part,
      annotations: notAwaited,
    }),
    spec: claimSpec(context, part),
  };
}

export function claimSpec({ settings: { sentinel, storage } }: InstanceContext, part: Part) {
  return {
    accessModes: ["ReadWriteOnce"],
    ...(storage.class !== undefined && { storageClassName: storage.class }),
    resources: { requests: { storage: redisParts.includes(part) ? storage.size : sentinel.volume } },
  };
}
