import { own } from "../directives/own";
import type { Finding } from "../schema/errors";
import { idOfImages } from "../settings/pods";
import type { StackSettings } from "../settings/stack";
import { rule } from "./rule";

const machine = "kubernetes.io/hostname";
const system = "kubernetes.io/os";

/** Pods of one kind never share a machine with `spread: required`. */
const machinesEnough = rule(
  ["pods.spread", "pods.nodeSelector"],
  ({ pods: { spread, nodeSelector } }) =>
    spread === "required" &&
    nodeSelector[machine] !== undefined && {
      property: `pods.nodeSelector.${machine}`,
      value: nodeSelector[machine],
      reason: "is one machine, where pods.spread required lets one pod of a kind run: the others would wait for ever",
      fix: "write a label that several machines have, or pods.spread: preferred",
    },
);

const systemOfImages = rule(
  ["pods.nodeSelector"],
  ({ pods: { nodeSelector } }) =>
    (nodeSelector[system] ?? "linux") !== "linux" && {
      property: `pods.nodeSelector.${system}`,
      value: nodeSelector[system],
      reason: "is a system for which there are no images of the nodes",
      fix: "write linux, or remove it",
    },
);

const architectures: Record<string, string> = { x86_64: "amd64", x64: "amd64", aarch64: "arm64", armv8: "arm64" };

const architectureOfNodes = rule(["pods.nodeSelector"], ({ pods: { nodeSelector } }) => {
  const value = nodeSelector["kubernetes.io/arch"] ?? "";
  const meant = own(architectures, value.toLowerCase());
  return (
    meant !== undefined && {
      property: "pods.nodeSelector.kubernetes.io/arch",
      value,
      reason: "is what no node has there: Kubernetes names architectures as Go does",
      fix: `write ${meant}`,
    }
  );
});

const onOneMachine = rule(
  [],
  ({ pods: { spread, nodeSelector } }) =>
    spread === "preferred" &&
    nodeSelector[machine] !== undefined && {
      property: `pods.nodeSelector.${machine}`,
      value: nodeSelector[machine],
      reason: "is one machine: the master, all replicas and the Sentinels are lost with it",
      fix: "write a label that several machines have",
    },
);

/** OpenShift's restricted-v2 fills in user and files of the namespace's range, and refuses those that are not of it. */
const idsTogether = rule(["pods.securityContext"], ({ pods: { securityContext } }): Finding[] => {
  const { runAsUser, runAsGroup, fsGroup } = securityContext;
  const other = runAsUser === "namespace" ? "fsGroup" : "runAsUser";
  const isApart = [runAsUser, fsGroup].includes("namespace") && [runAsUser, fsGroup].includes(idOfImages);
  const isWithoutUser = runAsGroup === "namespace" && runAsUser === idOfImages;
  if (!isApart && !isWithoutUser) return [];
  const written = isApart ? (other === "fsGroup" ? "runAsUser" : "fsGroup") : "runAsGroup";
  const reason = `and ${other} is ${idOfImages}: a cluster whose namespaces have their own ids refuses that one`;
  const fix = "write namespace for all three, or a number here";
  return [{ property: `pods.securityContext.${written}`, value: "namespace", reason, fix }];
});

export const podsRules = [machinesEnough, systemOfImages, architectureOfNodes, idsTogether];

export const podsWarnings = [onOneMachine];

/** Instances of a stack share the namespace, and who may run there. */
export function idsOfOneNamespace({ platform, instances }: StackSettings): Finding[] {
  const all = Object.entries(instances).map(([name, { pods }]) => ({ name, user: pods.securityContext.runAsUser }));
  const first = all.find(({ user }) => user === "namespace");
  if (platform !== "kubernetes" || first === undefined) return [];
  return all
    .filter(({ user }) => user === idOfImages)
    .map(({ name, user }) => ({
      property: `instances.${name}.pods.securityContext.runAsUser`,
      value: user,
      reason: `instance ${first.name} takes the ids of their namespace, and a cluster that has such refuses this one`,
      fix: `write namespace here too, or a number for instance ${first.name}`,
    }));
}
