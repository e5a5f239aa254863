import type { AdviceRule } from "./advice";
import { replicasOf } from "./facts";
import { percent } from "./sizes";

/** Less is no load. */
const enoughReads = 500;

const timesOthers = 3;
const busy = 0.8;

/** A replica that gets most of the reads, beside others that could share them. */
export const hotReplica: AdviceRule = (facts) => {
  const replicas = replicasOf(facts).sort((a, b) => b.reads - a.reads);
  const [hottest, ...others] = replicas;
  if (!hottest || others.length === 0 || hottest.reads < enoughReads) return [];
  const mean = others.reduce((sum, { reads }) => sum + reads, 0) / others.length;
  if (hottest.reads < timesOthers * mean) return [];
  const hasProxy = facts.settings.proxy.kind !== "none";
  return [
    {
      seen:
        `${hottest.name} answers ${Math.round(hottest.reads)} look-ups a second, ` +
        `the other replicas ${Math.round(mean)} each`,
      why: "its clients wait for one core, and when it goes all of its load falls on another",
      ...(!hasProxy && { edit: { proxy: { kind: "haproxy" as const } } }),
      act: "let clients choose among all replicas, or read through the proxy's port for reads",
    },
  ];
};

/** All replicas have much to do. */
export const replicasAreBusy: AdviceRule = (facts) => {
  const replicas = replicasOf(facts);
  const least = Math.min(...replicas.map(({ cpu }) => cpu));
  const { min, max } = facts.settings.replicas;
  if (replicas.length === 0 || least < busy) return [];
  return [
    {
      seen: `each of ${replicas.length} replicas uses ${percent(least)} of a core or more`,
      why: "reads wait for each other",
      ...(min < 99 && { edit: { replicas: { min: min + 1, ...(max > min && { max: Math.max(max, min + 1) }) } } }),
    },
  ];
};
