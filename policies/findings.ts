import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Resource } from "./policy";

/**
 * What a policy reports about resources: asked as Pulumi asks it, with the part of its arguments that these policies
 * read.
 */
export async function findingsOf(
  policy: ResourceValidationPolicy | StackValidationPolicy,
  resources: readonly Resource[],
): Promise<string[]> {
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
