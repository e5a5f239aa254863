import { ceilingPerServer, largestDataSet } from "../../../capacity";
import { humanBytes } from "../../terminal/units";
import type { AdviceRule } from "./advice";
import { masterOf } from "./facts";
import { percent } from "./sizes";

const busy = 0.8;

/** What one master cannot do, more memory and threads do not help. */
export const clusterDue: AdviceRule = (facts) => {
  const master = masterOf(facts);
  if (!master) return [];
  const act = "divide the data among several instances, or move to Redis Cluster";
  if (master.used > largestDataSet) {
    const seen = `the data take ${humanBytes(master.used)}, more than ${humanBytes(largestDataSet)}`;
    return [{ seen, why: "to load, copy and fork so much takes minutes", act }];
  }
  const exhausted = master.cpu >= busy && (master.ioThreads > 1 || master.commands > ceilingPerServer);
  if (!exhausted) return [];
  const seen =
    `the main thread of ${master.name} uses ${percent(master.cpu)} of a core, ` +
    `with ${master.ioThreads} threads for sockets`;
  return [{ seen, why: "one master runs all writes on one core", act }];
};
