import { checkDirective, isKnownServer } from "../directives";
import { maxmemoryBytes, mostBesideReserves, reservedBytes, shareBytes } from "../defaults/memory";
import { bytes, formatSize, MiB } from "../schema/units";
import { rule } from "./rule";

const smallest = 32 * MiB;
const memory = ["memory.limit", "memory.maxmemory", "memory.maxmemoryShare", "memory.reserves"];

const fitsContainer = rule(memory, ({ memory }) => {
  if (memory.maxmemory === undefined) return undefined; // computed from what the reserves leave

  const maxmemory = bytes(memory.maxmemory);
  const reserved = reservedBytes(memory, maxmemory);
  return (
    maxmemory + reserved > bytes(memory.limit) && {
      property: "memory.maxmemory",
      value: memory.maxmemory,
      reason:
        `with reserves of ${inMiB(reserved)} (copy-on-write, backlog, client buffers) above memory.limit ` +
        `(${memory.limit}): the kernel would OOM-kill the node`,
      fix: `write ${formatSize(mostBesideReserves(memory))} or less, a larger memory.limit, or smaller memory.reserves`,
    }
  );
});

const largeEnough = rule([...memory, "persistence.mode"], (settings) => {
  const maxmemory = maxmemoryBytes(settings);
  const given = settings.memory.maxmemory;
  return (
    maxmemory < smallest && {
      property: given === undefined ? "memory.limit" : "memory.maxmemory",
      value: given ?? settings.memory.limit,
      reason:
        `maxmemory would be ${inMiB(maxmemory)}, under the ${inMiB(smallest)} of which a server itself ` +
        "needs a part",
      fix: given === undefined ? "write a larger memory.limit, or smaller memory.reserves" : "write 32Mi or more",
    }
  );
});

const policyOfVersion = rule(["memory.policy", "server"], ({ memory: { policy }, server }) => {
  const reason = isKnownServer(server) ? checkDirective(server, "maxmemory-policy", policy) : undefined;
  return (
    reason !== undefined && {
      property: "memory.policy",
      value: policy,
      reason: `${server.engine} ${server.version} does not know it: it ${reason}`,
      fix: `write ${policy.replace("lrm", "lru")}, or a server.version that knows it`,
    }
  );
});

/** Evicting a message is losing it. */
const messagesStay = rule(
  ["preset", "memory.policy"],
  ({ preset, memory: { policy } }) =>
    preset === "messaging" &&
    policy !== "noeviction" && {
      property: "memory.policy",
      value: policy,
      reason: "evicts keys when memory is full, and preset messaging promises that no message is lost",
      fix: "write noeviction, or another preset",
    },
);

/** The server itself was asked. */
const defragNeedsJemalloc = rule(
  ["memory.activeDefrag", "server"],
  ({ memory: { activeDefrag }, server }, { platform, installed }) => {
    return (
      activeDefrag &&
      runsInstalled() &&
      installed?.defragments === false && {
        property: "memory.activeDefrag",
        value: activeDefrag,
        reason: "the server of this machine refuses to start with it: it was built without the jemalloc of its sources",
        fix: "write false, or install a server that was built with it",
      }
    );

    function runsInstalled() {
      const sameVersion = `${installed?.version}.`.startsWith(`${server.version}.`);
      return platform === "local" && installed?.engine === server.engine && sameVersion;
    }
  },
);

/** While a child writes the data set, every page that changes is there twice. */
const roomForCopies = rule(
  ["memory.reserves.copyOnWriteShare", "persistence.mode"],
  ({ memory: { reserves }, persistence }) =>
    persistence.mode !== "none" &&
    reserves.copyOnWriteShare !== undefined &&
    reserves.copyOnWriteShare < 0.05 && {
      property: "memory.reserves.copyOnWriteShare",
      value: reserves.copyOnWriteShare,
      reason:
        "leaves no memory for pages that change during a rewrite or a snapshot: the kernel would OOM-kill the node",
      fix: "write 0.2, or remove it for the default",
    },
);

const shareLowered = rule([], (settings) => {
  const { memory } = settings;
  const missing = shareBytes(memory) - maxmemoryBytes(settings);
  return (
    memory.maxmemory === undefined &&
    missing >= MiB && {
      property: "memory.maxmemoryShare",
      value: memory.maxmemoryShare,
      reason: `the reserves leave less: maxmemory is ${formatSize(maxmemoryBytes(settings))}`,
      fix: "write a smaller share, smaller memory.reserves or a larger memory.limit",
    }
  );
});

const cacheFillsUp = rule(
  [],
  ({ preset, memory: { policy } }) =>
    preset !== "messaging" &&
    policy === "noeviction" && {
      property: "memory.policy",
      value: policy,
      reason: "a cache that is full refuses writes instead of evicting keys",
      fix: "write allkeys-lru, or preset messaging",
    },
);

const defragOnLocal = rule(
  [],
  ({ memory: { activeDefrag } }, { platform }) =>
    platform === "local" &&
    activeDefrag && {
      property: "memory.activeDefrag",
      value: activeDefrag,
      reason: "servers of most distributions, built with the system's jemalloc, refuse to start with it",
      fix: "write false, unless the servers of all who use this stack take it",
    },
);

export const memoryRules = [
  fitsContainer,
  largeEnough,
  roomForCopies,
  policyOfVersion,
  messagesStay,
  defragNeedsJemalloc,
];

export const memoryWarnings = [shareLowered, cacheFillsUp, defragOnLocal];

function inMiB(amount: number): string {
  return `${Math.ceil(amount / MiB)}Mi`;
}
