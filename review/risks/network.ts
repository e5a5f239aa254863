import type { RiskRule } from "./risk";
import { bySecondInstance } from "./risk";

const otherPort: RiskRule = ({ network: from }, { network: to }) =>
  from.port === to.port
    ? undefined
    : {
        setting: "network.port",
        reason:
          `nodes on port ${from.port} do not find those on ${to.port}: the master ends without a ` +
          "hand-over, and the writes that it has not passed on are lost",
        fix: bySecondInstance,
        source: "Redis: REPLICAOF",
        interrupts: true,
      };

const otherSentinelPort: RiskRule = ({ network: from }, { network: to }) =>
  from.sentinelPort === to.sentinelPort
    ? undefined
    : {
        setting: "network.sentinelPort",
        reason:
          `Sentinels on port ${from.sentinelPort} do not hear those on ${to.sentinelPort}: a master that ` +
          "dies before all have restarted has no successor, and clients ask in vain at the old port",
        fix: bySecondInstance,
        source: "redis.io: Sentinel",
        interrupts: true,
      };

const otherDomain: RiskRule = ({ network: from }, { network: to }) =>
  from.clusterDomain === to.clusterDomain
    ? undefined
    : {
        setting: "network.clusterDomain",
        reason:
          `nodes that are called by ${from.clusterDomain} do not know those that are called by ${to.clusterDomain}: ` +
          "while they restart, Sentinels have no majority for either, and a master that ends has no successor",
        fix: bySecondInstance,
        source: "redis.io: Sentinel",
        interrupts: true,
      };

const otherSubnet: RiskRule = ({ network: from }, { network: to }) =>
  from.subnet === to.subnet
    ? undefined
    : {
        setting: "network.subnet",
        reason:
          "the network is made anew, and for that all containers end: the last of them without a hand-over, " +
          "and clients find nobody until all have started again",
        fix: bySecondInstance,
        source: "docs/docker.md",
        interrupts: true,
      };

export const networkRisks = [otherPort, otherSentinelPort];

export const domainRisks = [otherDomain];

export const bridgeRisks = [otherSubnet];
