import type { RiskRule } from "./risk";
import { bySecondInstance } from "./risk";

const otherProtocol: RiskRule = ({ tls: from }, { tls: to }) =>
  from.enabled === to.enabled
    ? undefined
    : {
        setting: "tls.enabled",
        reason:
          "nodes with TLS and without do not understand each other: writes are refused from the first " +
          "replica's start until all nodes have restarted, and what is in memory only is lost",
        fix: bySecondInstance,
        source: "redis.io: TLS",
        interrupts: true,
      };

export const tlsRisks = [otherProtocol];
