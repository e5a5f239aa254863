import { millicores } from "../schema/units";
import { rule } from "./rule";

/** The API server accepts it in a StatefulSet, and then no pod of it (kubernetes#119435). */
const requestWithinLimit = rule(
  ["cpu.request", "cpu.limit"],
  ({ cpu: { request, limit } }) =>
    millicores(request) > millicores(limit) && {
      property: "cpu.request",
      value: request,
      reason: `above cpu.limit (${limit}): Kubernetes refuses such a pod, one after the other in a rolling restart`,
      fix: `write "${limit}" or less, or a larger cpu.limit`,
    },
);

export const cpuRules = [requestWithinLimit];
