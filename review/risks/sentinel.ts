import { bytes } from "../../configs";
import type { RiskRule } from "./risk";

const smallerVolume: RiskRule = ({ sentinel: from }, { sentinel: to }) =>
  bytes(to.volume) < bytes(from.volume)
    ? {
        setting: "sentinel.volume",
        reason: `volumes cannot shrink from ${from.volume} to ${to.volume}: Kubernetes refuses the change of the set`,
        fix: "leave it",
        source: "Kubernetes: expanding persistent volume claims",
        loses: false,
      }
    : undefined;

export const sentinelRisks = [smallerVolume];
