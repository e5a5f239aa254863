import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EnforcementLevel } from "@pulumi/policy";
import { findingsOf } from "../../policies/findings";
import { policies } from "../../policies/rules";
import type { StackResource } from "../../review";
import type { Project } from "../project";

/** What a policy has found. */
export interface PolicyFinding {
  policy: string;
  level: EnforcementLevel;
  finding: string;
}

/** What the policies say of a stack's resources, by the levels of that stack: policies/levels/STACK.json. */
export async function policyFindings(
  project: Project,
  stack: string,
  registered: readonly StackResource[],
): Promise<PolicyFinding[]> {
  const levels = levelsOf(project, stack);
  const resources = registered.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
  const findings: PolicyFinding[] = [];
  for (const policy of policies) {
    const level = levels[policy.name] ?? policy.enforcementLevel ?? "mandatory";
    if (level === "disabled") continue;
    for (const finding of await findingsOf(policy, resources)) findings.push({ policy: policy.name, level, finding });
  }
  return findings;
}

function levelsOf({ root }: Project, stack: string): Record<string, EnforcementLevel | undefined> {
  const file = join(root, "policies", "levels", `${stack}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, EnforcementLevel>) : {};
}
