import { type PodContainer, containersOf, objectName, type PodSpec, podOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

export const restrictedPods = resourcePolicy(
  {
    name: "restricted-pods",
    description:
      "Pods pass the restricted level of Kubernetes' Pod Security Standards, and cannot write to their image's files.",
    fix: "Take the pods as the components make them; transformations must not loosen them.",
  },
  (resource) => {
    const pod = podOf(resource);
    if (!pod) return [];
    const name = objectName(resource);
    return [
      ...ofPod(pod).map((finding) => `${name}: ${finding}`),
      ...containersOf(pod).flatMap((container) =>
        ofContainer(container, pod).map((finding) => `${name}: container ${container.name} ${finding}`),
      ),
    ];
  },
);

function ofPod({ hostNetwork, hostPID, hostIPC, volumes = [] }: PodSpec): string[] {
  const shared = Object.entries({ hostNetwork, hostPID, hostIPC }).filter(([, value]) => value);
  const ofHost = volumes.filter((volume) => volume.hostPath !== undefined);
  return [
    ...shared.map(([field]) => `${field} is set`),
    ...ofHost.map(({ name }) => `volume ${name} is a folder of the node`),
  ];
}

function ofContainer({ securityContext: own = {} }: PodContainer, { securityContext: ofAll = {} }: PodSpec): string[] {
  const { allowPrivilegeEscalation, capabilities, privileged, readOnlyRootFilesystem } = own;
  const profile = (own.seccompProfile ?? ofAll.seccompProfile)?.type;
  const checks: [boolean, string][] = [
    [(own.runAsNonRoot ?? ofAll.runAsNonRoot) === true, "may run as root"],
    [(own.runAsUser ?? ofAll.runAsUser) !== 0, "runs as root"],
    [privileged !== true, "is privileged"],
    [allowPrivilegeEscalation === false, "may gain privileges"],
    [capabilities?.drop?.includes("ALL") === true, "keeps capabilities"],
    [(capabilities?.add ?? []).every((added) => added === "NET_BIND_SERVICE"), "adds capabilities"],
    [profile === "RuntimeDefault" || profile === "Localhost", "has no seccomp profile"],
    [readOnlyRootFilesystem === true, "may write to its image's files"],
  ];
  return checks.filter(([passes]) => !passes).map(([, finding]) => finding);
}
