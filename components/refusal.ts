import * as pulumi from "@pulumi/pulumi";
import { type Finding, formatFinding, type SettingsError } from "../configs";

/** An error that Pulumi shows with the resource it belongs to, without a stack. */
export function refusal(reason: Finding | SettingsError, resource: pulumi.Resource): pulumi.ResourceError {
  const text = reason instanceof Error ? reason.message : formatFinding(reason);
  const error = new pulumi.ResourceError(text, resource, true);
  // Pulumi shows it once, and would begin it with the name of each property that has waited for it.
  return Object.defineProperty(error, "message", { get: () => text, set: () => undefined });
}
