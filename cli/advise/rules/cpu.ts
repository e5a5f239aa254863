import type { AdviceRule } from "./advice";
import { masterOf } from "./facts";
import { percent } from "./sizes";

/** Of one core, which is all that commands get. */
const busy = 0.8;

const threads = 4;

/** Reading and writing of sockets can be given to other threads; commands cannot. */
export const coreIsBusy: AdviceRule = (facts) => {
  const master = masterOf(facts);
  if (!master || master.cpu < busy || master.ioThreads > 1) return [];
  return [
    {
      seen:
        `the main thread of ${master.name} uses ${percent(master.cpu)} of a core ` +
        `for ${Math.round(master.commands)} commands a second`,
      why: "clients wait for each other; threads can read and write their sockets",
      edit: { cpu: { limit: `${threads}` }, extra: { redis: { "io-threads": threads } } },
    },
  ];
};
