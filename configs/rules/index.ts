import { annotationsRules, wavesOfToolkit } from "./annotations";
import { autoscalingRules, autoscalingWarnings } from "./autoscaling";
import { backupPlacesApart, backupRules, backupWarnings } from "./backup";
import { bootstrapRules, bootstrapWarnings } from "./bootstrap";
import { cpuRules } from "./cpu";
import { extraRules, extraWarnings } from "./extra";
import { namesApart } from "./instances";
import { labelsRules } from "./labels";
import { masterRules, masterWarnings } from "./master";
import { memoryRules, memoryWarnings } from "./memory";
import { monitoringRules } from "./monitoring";
import { namespaceOfItsOwn } from "./namespace";
import { networkRules, networkWarnings, portsApart, subnetsApart } from "./network";
import { persistenceRules, persistenceWarnings } from "./persistence";
import { idsOfOneNamespace, podsRules, podsWarnings } from "./pods";
import { proxyRules, proxyWarnings } from "./proxy";
import { replicasRules } from "./replicas";
import type { Rule, StackRule } from "./rule";
import { secretsApart, secretsRules } from "./secrets";
import { sentinelRules, sentinelWarnings } from "./sentinel";
import { serverRules } from "./server";
import { stopRules } from "./stop";
import { storageWarnings } from "./storage";
import { tlsRules, tlsWarnings } from "./tls";
import { shardsFit, twemproxyRules, twemproxyWarnings } from "./twemproxy";
import { usersRules } from "./users";
import { stackWithoutEffect, withoutEffect } from "./without-effect";
import type { Finding } from "../schema/errors";
import type { StackSettings } from "../settings/stack";

/** All rules over the settings of one instance; what breaks one is refused. */
export const rules: Rule[] = [
  ...serverRules,
  ...replicasRules,
  ...masterRules,
  ...autoscalingRules,
  ...sentinelRules,
  ...memoryRules,
  ...persistenceRules,
  ...networkRules,
  ...proxyRules,
  ...twemproxyRules,
  ...tlsRules,
  ...secretsRules,
  ...usersRules,
  ...stopRules,
  ...cpuRules,
  ...podsRules,
  ...labelsRules,
  ...annotationsRules,
  ...monitoringRules,
  ...backupRules,
  ...bootstrapRules,
  ...extraRules,
];

/** Rules whose breach is allowed, and probably not meant. */
const warningRules: Rule[] = [
  ...autoscalingWarnings,
  ...backupWarnings,
  ...bootstrapWarnings,
  ...withoutEffect,
  ...extraWarnings,
  ...masterWarnings,
  ...sentinelWarnings,
  ...memoryWarnings,
  ...networkWarnings,
  ...persistenceWarnings,
  ...podsWarnings,
  ...proxyWarnings,
  ...twemproxyWarnings,
  ...storageWarnings,
  ...tlsWarnings,
];

/** All rules over several instances. */
export const stackRules: StackRule[] = [
  ...[namesApart, portsApart, subnetsApart, secretsApart],
  ...[namespaceOfItsOwn, backupPlacesApart, wavesOfToolkit, shardsFit],
];

/** What is allowed, and probably not meant. */
export function warnings(stack: StackSettings): Finding[] {
  const { platform, namespace, instances } = stack;
  const ofInstances = Object.entries(instances).flatMap(([name, settings]) =>
    warningRules
      .flatMap(({ check }) => check({ name, platform, namespace, settings }))
      .map((finding) => ({ ...finding, property: `instances.${name}.${finding.property}` })),
  );
  return [...stackWithoutEffect(stack), ...idsOfOneNamespace(stack), ...ofInstances];
}
