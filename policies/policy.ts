import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

/** What a policy reads of a resource. */
export type Resource = Pick<PolicyResource, "type" | "name" | "props">;

/** What each policy says of itself. */
export interface Purpose {
  /** In kebab case; what a policy's level is configured by. */
  name: string;
  /** What must hold, and why. */
  description: string;
  /** The setting that mends it. */
  fix: string;
}

/**
 * A policy that looks at one resource at a time. `findings` tells what is wrong with it, each in words that begin with
 * where.
 */
export function resourcePolicy(
  { name, description, fix }: Purpose,
  findings: (resource: Resource) => string[],
): ResourceValidationPolicy {
  return {
    name,
    description,
    remediationSteps: fix,
    enforcementLevel: "mandatory",
    validateResource: (resource, report) => {
      for (const finding of findings(resource)) report(`${finding}. Fix: ${fix}`);
    },
  };
}

/** A policy that needs all resources of the stack. */
export function stackPolicy(
  { name, description, fix }: Purpose,
  findings: (resources: Resource[]) => string[],
): StackValidationPolicy {
  return {
    name,
    description,
    remediationSteps: fix,
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => {
      for (const finding of findings(resources)) report(`${finding}. Fix: ${fix}`);
    },
  };
}
