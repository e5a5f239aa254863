import type { Instance } from "../../configs";
import { backupRisks } from "./backup";
import { bootstrapRisks } from "./bootstrap";
import { extraRisks } from "./extra";
import { masterRisks } from "./master";
import { memoryRisks, riskOfUse } from "./memory";
import { networkRisks } from "./network";
import { persistenceRisks } from "./persistence";
import { podsRisks } from "./pods";
import type { Risk } from "./risk";
import { secretsRisks } from "./secrets";
import { sentinelRisks } from "./sentinel";
import { serverRisks } from "./server";
import { storageRisks } from "./storage";
import { tlsRisks } from "./tls";
import { usersRisks } from "./users";

export { risksOfPlace } from "./stack";
export { losesData, type Risk } from "./risk";

const rules = [
  ...storageRisks,
  ...persistenceRisks,
  ...memoryRisks,
  ...serverRisks,
  ...masterRisks,
  ...networkRisks,
  ...tlsRisks,
  ...sentinelRisks,
  ...secretsRisks,
  ...usersRisks,
  ...podsRisks,
  ...extraRisks,
  ...backupRisks,
  ...bootstrapRisks,
];

/** Why a change of an instance may lose data; `used` is what its data set takes, in bytes, where that is known. */
export function risksOf(base: Instance, head: Instance, used?: number): Risk[] {
  return [...rules.map((rule) => rule(base, head)), riskOfUse(base, head, used)].flatMap((risk) => risk ?? []);
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
