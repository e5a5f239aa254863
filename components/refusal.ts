import * as pulumi from "@pulumi/pulumi";
import { type Finding, formatFinding } from "../configs";

/** An error that the engine shows with the resource it belongs to, without a stack. */
export function refusal(finding: Finding, resource: pulumi.Resource): pulumi.ResourceError {
  return new pulumi.ResourceError(formatFinding(finding), resource, true);
}
