import { z } from "zod";
import { stackSchema } from "../settings/stack";
import { knownKeys } from "../schema/walk";

const prefix = "redis-cache:";

/** configs/settings.schema.json: completion and checks in editors for `Pulumi.<stack>.yaml`. */
export function settingsJsonSchema(): string {
  const { properties = {} } = z.toJSONSchema(stackSchema, { target: "draft-7", io: "input", override: forEditors });
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Pulumi.<stack>.yaml of redis-cache",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: { ...withPrefix(properties), [`${prefix}secrets`]: secrets },
        propertyNames: { pattern: `^(?!${prefix})|^${prefix}(${[...knownKeys(stackSchema), "secrets"].join("|")})$` },
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const secrets = {
  type: "object",
  description: "Passwords, encrypted; `redis-cache secrets init` writes them.",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

function withPrefix(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [prefix + name, schema as unknown]));
}

type Override = Parameters<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"] & {}>[0];

/** Puts unit, computed default and source into the text that an editor shows. */
function forEditors({ jsonSchema }: Override): void {
  const { unit, computed, source } = jsonSchema as Record<string, string | undefined>;
  const details = [
    unit === undefined ? undefined : `Unit: ${unit}.`,
    computed === undefined ? undefined : `Default: ${computed}.`,
    source === undefined ? undefined : `Source: ${source}.`,
  ];
  const text = [jsonSchema.description, ...details].filter((part) => part !== undefined);
  if (text.length > 0) jsonSchema.description = text.join(" ");
  for (const key of ["unit", "computed", "source", "form", "example"]) delete jsonSchema[key];
}
