import type { Advice, AdviceRule } from "./advice";
import type { Facts } from "./facts";
import { backlogTooSmall } from "./backlog";
import { buffersNearReserve } from "./client-buffers";
import { clientsNearLimit } from "./clients";
import { clusterDue } from "./cluster";
import { copiesAboveReserve } from "./copy-on-write";
import { coreIsBusy } from "./cpu";
import { fragmented } from "./fragmentation";
import { memoryTooLarge, memoryTooSmall } from "./memory";
import { wrongPolicy } from "./policy";
import { hotReplica, replicasAreBusy } from "./replicas";
import { slowCommandsStop } from "./slow-commands";
import { disksAreSlow, forksAreLong, monitorSeesStalls } from "./stalls";

/** By subject. */
const rules: readonly (readonly [subject: string, rule: AdviceRule])[] = [
  ["memory", memoryTooSmall],
  ["memory", memoryTooLarge],
  ["eviction policy", wrongPolicy],
  ["fragmentation", fragmented],
  ["copy-on-write", copiesAboveReserve],
  ["backlog", backlogTooSmall],
  ["maxclients", clientsNearLimit],
  ["client buffers", buffersNearReserve],
  ["cpu", coreIsBusy],
  ["hot replica", hotReplica],
  ["replicas", replicasAreBusy],
  ["slow commands", slowCommandsStop],
  ["fork", forksAreLong],
  ["latency", monitorSeesStalls],
  ["disk", disksAreSlow],
  ["Redis Cluster", clusterDue],
];

/** What to change; empty where all is well. */
export function adviceFor(facts: Facts): Advice[] {
  return rules.flatMap(([subject, rule]) => rule(facts).map((advice) => ({ subject, ...advice })));
}
