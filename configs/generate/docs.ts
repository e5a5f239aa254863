import settingClasses from "../data/setting-classes.json";
import { presets } from "../defaults/presets";
import { presetNames } from "../settings/preset";
import { instanceSchema } from "../settings/instance";
import { configNamespace, stackSchema } from "../settings/stack";
import type { SettingEntry } from "../schema/walk";
import { bare, child, defaultOf, knownKeys, metaOf, settingsOf } from "../schema/walk";
import { markdownTable } from "./markdown-table";
import { typeText } from "./type-text";
import { z } from "zod";

/** docs/settings.md: a table per group. */
export function settingsDocs(): string {
  const keys = knownKeys(instanceSchema);
  const groups = keys.filter((key) => knownKeys(child(instanceSchema, key)).length > 0);
  const single = settingsOf(instanceSchema).filter(({ path }) => path.length === 1);
  return [
    intro,
    section(
      "Stack",
      "Keys under `redis-cache:` in `Pulumi.<stack>.yaml`.",
      settingsOf(stackSchema),
      `${configNamespace}:`,
    ),
    section("Instance", "Keys of an entry of `instances`; the groups below stand beside them.", single),
    ...keys.flatMap((key) => (groups.includes(key) ? [groupSection(key)] : mapSection(key))),
    presetsSection(),
    memorySection,
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function groupSection(key: string): string {
  const group = child(instanceSchema, key) as z.ZodType;
  return section(`\`${key}\``, metaOf(group).description ?? "", settingsOf(group), `${key}.`);
}

/** Of a setting that is a map of groups. */
function mapSection(key: string): string[] {
  const map = bare(child(instanceSchema, key) as z.ZodType);
  const entry = map instanceof z.ZodRecord ? (map.valueType as z.ZodType) : undefined;
  if (knownKeys(entry).length === 0) return [];
  return [section(`\`${key}.NAME\``, metaOf(entry).description ?? "", settingsOf(entry!), `${key}.NAME.`)];
}

function section(title: string, description: string, settings: SettingEntry[], prefix = ""): string {
  const rows = settings.map((setting) => [
    `\`${setting.path.join(".")}\``,
    typeAndUnit(setting),
    defaultText(setting),
    classText(setting, `${prefix}${setting.path.join(".")}`),
    setting.meta.description ?? "",
    setting.meta.source ?? "",
  ]);
  const header = ["Setting", "Type", "Default", "Change", "What it does", "Source"];
  return [`## ${title}`, description, markdownTable(header, rows)].join("\n\n");
}

function typeAndUnit({ schema, meta }: SettingEntry): string {
  return meta.unit === undefined ? typeText(schema) : `${typeText(schema)} (${meta.unit})`;
}

function defaultText({ schema, meta }: SettingEntry): string {
  const value = defaultOf(schema);
  if (value === undefined) return meta.computed ?? "required";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Where the review knows of no possible change, there is none. */
function classText({ schema }: SettingEntry, path: string): string {
  const classes: Record<string, string[]> = settingClasses;
  const [first, ...more] = classes[path] ?? [];
  if (first !== undefined) return [first, ...more].join(", ");
  return bare(schema) instanceof z.ZodNever ? "refused" : "cannot change";
}

function presetsSection(): string {
  const rows = presetNames.map((name) => [`\`${name}\``, presetText(presets[name])]);
  return ["## Presets", presetIntro, markdownTable(["Preset", "Defaults that differ"], rows)].join("\n\n");
}

function presetText(preset: object): string {
  const lines = flat(preset).map(([path, value]) => `\`${path}: ${String(value)}\``);
  return lines.length === 0 ? "none" : lines.join(", ");
}

function flat(value: object, prefix = ""): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === "object" && part !== null ? flat(part as object, `${prefix}${key}.`) : [[`${prefix}${key}`, part]],
  );
}

const intro = `# Settings

<!-- Generated from configs/settings by \`npm run generate\`; do not edit. -->

A stack's settings are in \`Pulumi.<stack>.yaml\` under \`redis-cache:\`. Only what differs from the defaults is
written:

\`\`\`yaml
config:
  redis-cache:instances:
    cache:
      memory:
        limit: 4Gi
\`\`\`

Sizes are whole numbers of \`Ki\`, \`Mi\` or \`Gi\`, durations of \`ms\`, \`s\`, \`m\`, \`h\` or \`d\`. Unknown
keys, values that the chosen server version does not know, and settings that do not go together are refused, all at
once. Passwords are no settings: \`redis-cache secrets init\` generates them, under \`redis-cache:secrets\`.

"Change" is what a change of the setting does to the running Redis on Kubernetes, by its class (docs/changes.md);
several where it depends on the values. On platform local what only pods have changes nothing; what only that one has
has its class of there. \`redis-cache review\`
shows it for a given change.

"HA rule" is a rule of the high-availability protocol by its number.`;

const presetIntro = `A preset changes defaults; what is written in the file wins over it. \`messaging\` also refuses
what could lose messages: eviction, and no persistence.`;

const memorySection = `## How maxmemory is computed

\`\`\`
maxmemory = min(maxmemoryShare x limit, (limit - replicationBacklog - clientBuffers) / (1 + copyOnWriteShare))
\`\`\`

rounded down to a whole Mi, unless \`memory.maxmemory\` is written. The second term is what the reserves leave: while
a child process writes the data set, pages that change exist twice, and maxmemory does not bound the backlog and the
buffers of replicas. The default reserves leave the default share of 0.75 whole. Without persistence the copy-on-write
reserve is smaller, not zero: a full sync of a replica forks too.`;
