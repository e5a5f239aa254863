import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";

/** A role with its rights, each in a policy of its own. */
export function role(
  name: string,
  trust: pulumi.Input<string>,
  rights: Record<string, pulumi.Input<string>>,
  parent: pulumi.Resource,
): iam.Role {
  const made = new iam.Role(name, { assumeRolePolicy: trust }, { parent });
  for (const [suffix, policy] of Object.entries(rights)) {
    new iam.RolePolicy(`${name}-${suffix}`, { role: made.id, policy }, { parent });
  }
  return made;
}
