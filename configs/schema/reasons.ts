import type { z } from "zod";

/** Says in our words why zod refuses a value; a message of the schema itself wins. */
export function reasonFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${named(issue.expected)}, not ${kindOf(issue.input)}`;
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return "must not be empty";
      return `must be at least ${issue.minimum}${issue.origin === "string" ? " characters long" : ""}`;
    case "too_big":
      return `must be at most ${issue.maximum}${issue.origin === "string" ? " characters long" : ""}`;
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "unrecognized_keys":
      return "is not a known setting";
    case "invalid_key":
      return (issue.issues[0] as z.core.$ZodIssue).message;
    case "invalid_union":
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return "is not valid"; // the schemas of these have messages of their own
    default: {
      const exhaustiveCheck: never = issue;
      return exhaustiveCheck;
    }
  }
}

const names: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a group of settings",
  record: "a map of names to values",
};

function named(type: string): string {
  return names[type] ?? type;
}

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number" && !Number.isInteger(value)) return "a fraction";
  return names[typeof value] ?? typeof value;
}
