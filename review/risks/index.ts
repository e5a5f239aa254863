import type { Instance, Platform } from "../../configs";
import { backupRisks } from "./backup";
import { bootstrapRisks } from "./bootstrap";
import { extraRisks } from "./extra";
import { masterRisks } from "./master";
import { memoryRisks, riskOfUse } from "./memory";
import { bridgeRisks, domainRisks, networkRisks } from "./network";
import { persistenceRisks } from "./persistence";
import { podsRisks } from "./pods";
import { proxyRisks } from "./proxy";
import type { Risk, RiskRule } from "./risk";
import { secretsRisks } from "./secrets";
import { sentinelRisks } from "./sentinel";
import { serverRisks } from "./server";
import { keepRisks, storageRisks } from "./storage";
import { tlsRisks } from "./tls";
import { usersRisks } from "./users";

export { risksOfPlace } from "./stack";
export { losesData, type Risk } from "./risk";

const rules = [
  ...persistenceRisks,
  ...memoryRisks,
  ...serverRisks,
  ...masterRisks,
  ...networkRisks,
  ...tlsRisks,
  ...secretsRisks,
  ...usersRisks,
  ...proxyRisks,
  ...extraRisks,
  ...backupRisks,
  ...bootstrapRisks,
  ...keepRisks,
];

/** About what only one platform has. */
const rulesOf: Record<Platform, readonly RiskRule[]> = {
  kubernetes: [...storageRisks, ...sentinelRisks, ...podsRisks, ...domainRisks],
  docker: bridgeRisks,
  local: [],
};

/** Why a change of an instance may lose data; `used` is what its data set takes, in bytes, where that is known. */
export function risksOf(platform: Platform, base: Instance, head: Instance, used?: number): Risk[] {
  const all = [...rules, ...rulesOf[platform]];
  return [...all.map((rule) => rule(base, head)), riskOfUse(base, head, used)].flatMap((risk) => risk ?? []);
}

/** An instance that is gone, be it by another name for it. */
export function riskOfRemoval(name: string): Risk {
  return {
    setting: "",
    reason:
      `instance ${name} is deleted: its nodes stop, and clients find nothing; a new name is a new, ` + "empty instance",
    fix: "take a backup, and restore it into the instance of the new name",
    source: "README",
  };
}
