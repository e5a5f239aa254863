import { autoscalingRules } from "./autoscaling";
import { backupRules } from "./backup";
import { bootstrapRules } from "./bootstrap";
import { extraRules } from "./extra";
import { memoryRules } from "./memory";
import { nameRules, namesApart } from "./names";
import { persistenceRules } from "./persistence";
import { portRules, portsApart } from "./ports";
import { replicaRules } from "./replicas";
import type { Rule, StackRule } from "./rule";
import { sentinelRules } from "./sentinel";
import { serverRules } from "./server";
import { sourceRules } from "./sources";
import { stopRules } from "./stop";

/** All rules over the settings of one instance. */
export const rules: Rule[] = [
  ...serverRules,
  ...replicaRules,
  ...autoscalingRules,
  ...sentinelRules,
  ...memoryRules,
  ...persistenceRules,
  ...portRules,
  ...sourceRules,
  ...stopRules,
  ...nameRules,
  ...backupRules,
  ...bootstrapRules,
  ...extraRules,
];

/** All rules over several instances. */
export const stackRules: StackRule[] = [namesApart, portsApart];
