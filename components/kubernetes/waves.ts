import type { Part } from "../../configs";

/** What decides when an object is applied. */
export interface Applied {
  kind: string;
  part?: Part;
}

/**
 * The order in which objects are applied, the one that the components' dependencies give in a first deployment: a
 * number, lowest first.
 *
 * Replicas roll before the master, so that the role moves once and to a node that is already new. The autoscaler comes
 * with the master, which waits at its first start for as many replicas as the autoscaler makes. A claim comes with its
 * pod: many storage classes bind it only then, and Argo CD waits for that before the next wave (argo-cd#12840). A proxy
 * is ready once there is a master.
 */
export function waveOf({ kind, part }: Applied): number {
  switch (kind) {
    case "Namespace":
      return 0;
    case "PersistentVolumeClaim":
    case "StatefulSet":
      return part === "master" ? 3 : 2;
    case "HorizontalPodAutoscaler":
    case "ScaledObject":
    case "VerticalPodAutoscaler":
      return 3;
    case "Deployment":
    case "Job":
      return 4;
    default:
      return 1;
  }
}
