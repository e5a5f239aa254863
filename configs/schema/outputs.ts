import { isObject } from "./merge";
import type { Refusal } from "./refusals";

/** What Pulumi makes of an Output in a text. */
const outputInText = /Calling \[(toString|toJSON)\] on an \[Output<T>\]/;

/** Values that are known only during a deployment; settings decide its shape before. */
export function outputsIn(value: unknown, path: string[] = []): Refusal[] {
  if (typeof value === "string") return outputInText.test(value) ? [refusal(path, "holds an Output in its text")] : [];
  if (isOutput(value)) return [refusal(path, "is an Output")];
  if (Array.isArray(value)) return value.flatMap((item) => outputsIn(item, path));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => outputsIn(part, [...path, key]));
}

function isOutput(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { __pulumiOutput?: boolean }).__pulumiOutput === true;
}

function refusal(path: string[], what: string): Refusal {
  const property = path.join(".");
  const reason = `${what}, known only during the deployment, and settings decide what is deployed`;
  const fix = "write plain text, such as the name or ARN that the resource is given";
  return { finding: { property, reason, fix }, path, means: property };
}
