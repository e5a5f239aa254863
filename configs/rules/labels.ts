import type { Finding } from "../schema/errors";
import { rule } from "./rule";

const ofControllers = ["pod-template-hash", "controller-revision-hash", "controller-uid", "job-name"];

/** Labels that somebody else writes, and why theirs stay. */
const taken: [isTaken: (name: string) => boolean, reason: string][] = [
  [
    (name) => /^app\.kubernetes\.io\/(name|instance|component|managed-by)$/.test(name),
    "the toolkit sets this label, and selects pods by it",
  ],
  [
    (name) => name.startsWith("redis-cache/"),
    "the toolkit's own labels begin with redis-cache/: Services and network policies go by them",
  ],
  [
    (name) => ofControllers.includes(name) || /^(statefulset|apps|batch)\.kubernetes\.io\//.test(name),
    "the controllers of Kubernetes set this label on pods",
  ],
];

const labelsOfOthers = rule(["labels", "monitoring.labels"], ({ labels, monitoring }) => [
  ...takenIn("labels", labels),
  ...takenIn("monitoring.labels", monitoring.labels),
]);

function takenIn(property: string, labels: Record<string, string>): Finding[] {
  return Object.entries(labels).flatMap(([name, value]) => {
    const [, reason] = taken.find(([isTaken]) => isTaken(name)) ?? [];
    return reason === undefined
      ? []
      : [{ property: `${property}.${name}`, value, reason, fix: "remove it, or choose another name" }];
  });
}

export const labelsRules = [labelsOfOthers];
