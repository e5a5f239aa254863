import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { policies } from "../../policies/rules";
import type { Resource } from "../../policies/policy";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

/** What a policy reports about resources. */
export async function reports(policy: Policy, resources: readonly Resource[]): Promise<string[]> {
  const found: string[] = [];
  const report = (text: string) => void found.push(text);
  if ("validateStack" in policy) {
    await policy.validateStack({ resources } as never, report);
  } else {
    const validations = [policy.validateResource ?? []].flat();
    for (const resource of resources) for (const validate of validations) await validate(resource as never, report);
  }
  return found;
}

export function policyNamed(name: string): Policy {
  return policies.find((policy) => policy.name === name)!;
}
