import type { RiskRule } from "./risk";

const endedEarly: RiskRule = ({ bootstrap: from }, { bootstrap: to }) =>
  from && !to
    ? {
        setting: "bootstrap",
        reason: "an instance that is not cut over yet goes on with what it has so far, beside the Redis outside",
        fix: "run `redis-cache failover --from-external` before, unless it has been done",
        source: "docs/bootstrap.md",
      }
    : undefined;

export const bootstrapRisks = [endedEarly];
