import type { RiskRule } from "./risk";

const wayOut =
  "make a second instance with it, which takes the data over (bootstrap.replicaOf, docs/bootstrap.md), and move the clients";

const otherPort: RiskRule = ({ network: from }, { network: to }) =>
  from.port === to.port
    ? undefined
    : {
        setting: "network.port",
        reason: `nodes on port ${from.port} do not find those on ${to.port}: the master ends without a hand-over, and the writes that it has not passed on are lost`,
        wayOut,
        source: "Redis: REPLICAOF",
        interrupts: true,
      };

const otherSentinelPort: RiskRule = ({ network: from }, { network: to }) =>
  from.sentinelPort === to.sentinelPort
    ? undefined
    : {
        setting: "network.sentinelPort",
        reason: `Sentinels on port ${from.sentinelPort} do not hear those on ${to.sentinelPort}: a master that dies before all have started again has no successor, and clients ask in vain at the old port`,
        wayOut,
        source: "redis.io: Sentinel",
        interrupts: true,
      };

const otherProtocol: RiskRule = ({ tls: from }, { tls: to }) =>
  from.enabled === to.enabled
    ? undefined
    : {
        setting: "tls.enabled",
        reason:
          "nodes with TLS and without do not understand each other: writes are refused from the first replica's start until all nodes have started again, and what is in memory only is lost",
        wayOut,
        source: "redis.io: TLS",
        interrupts: true,
      };

export const addressRisks = [otherPort, otherSentinelPort, otherProtocol];
