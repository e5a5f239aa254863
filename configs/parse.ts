import { z } from "zod";
import { asWritten, type Finding, SettingsError, type TextAt } from "./schema/errors";
import { isObject, layOver, valueAt, withoutPath } from "./schema/merge";
import { presets } from "./defaults/presets";
import { rules, stackRules } from "./rules";
import type { Subject } from "./rules/rule";
import { outputsIn } from "./schema/outputs";
import { checkSecrets, readForSecrets } from "./secrets/check";
import { secretsInSettings } from "./secrets/in-settings";
import type { DefaultsContext, Installed } from "./defaults";
import { withComputedDefaults } from "./defaults";
import { type Instance, instanceSchema } from "./settings/instance";
import { bare, schemaAt } from "./schema/walk";
import { reasonFor } from "./schema/reasons";
import type { Refusal } from "./schema/refusals";
import { refusals } from "./schema/refusals";
import type { Platform, StackSettings } from "./settings/stack";
import { stackSchema } from "./settings/stack";
import { own } from "./directives/own";

export interface ParseOptions {
  /** The server of this machine, for platform local: the default of `server`. */
  installed?: Installed;
  /** `<project>.<stack>`: what tells the stack's backups from those of others. */
  stack?: string;
  /** What is wrong with the configuration beside the settings; told with the rest. */
  findings?: Finding[];
  /**
   * What `redis-cache:secrets` holds; what is wrong with it is told with the rest.
   * @default not checked
   */
  secrets?: unknown;
  /**
   * What stands in the file that the settings were read from.
   * @default not known
   */
  written?: TextAt;
}

export interface InstanceOptions extends ParseOptions {
  name: string;
  platform: Platform;
  namespace: string;
}

/** Checks the settings of a stack and fills in the defaults; throws a SettingsError with all findings. */
export function parseStack(raw: unknown, options: ParseOptions = {}): StackSettings {
  const read = readStack(raw, options.written);
  const stack = read.parsed && fillIn(read.parsed, options);
  const broken = read.refusals.map(({ means }) => means);
  const findings = [
    ...(options.findings ?? []),
    ...read.refusals.map(({ finding }) => finding),
    ...(stack ? [...ruleFindings(stack, options, broken), ...secretsFindings(stack, options, broken)] : []),
  ];
  if (findings.length > 0 || !stack) throw new SettingsError(findings.map((one) => inFile(one, options)));
  return stack;
}

function inFile(finding: Finding, { written }: ParseOptions): Finding {
  return asWritten(finding, finding.property.split("."), written);
}

/** Checks the settings of one instance and fills in the defaults; throws a SettingsError with all findings. */
export function parseInstance(raw: unknown, { name, platform, namespace, installed }: InstanceOptions): Instance {
  const stack = parseStack({ platform, namespace, createNamespace: false, instances: { [name]: raw } }, { installed });
  return stack.instances[name] as Instance;
}

type ParsedStack = z.output<typeof stackSchema>;

interface Read {
  /** Undefined where too much is missing to go on. */
  parsed?: ParsedStack;
  refusals: Refusal[];
}

/** Reads what can be read: refused parts are left out, so that the rules report on the rest at the same time. */
function readStack(raw: unknown, written: TextAt | undefined): Read {
  const outputs = outputsIn(raw);
  if (outputs.length > 0) return { refusals: outputs };
  const leaks = secretsInSettings(raw).map((leak) => ({ ...leak, means: leak.finding.property }));
  const laid = withPresets(leaks.reduce((left, { path }) => withoutPath(left, path), raw));
  const result = parse(laid);
  if (result.success) return { parsed: result.data, refusals: leaks };

  const found = refusals(stackSchema, laid, result.error.issues, written);
  return { parsed: salvage(laid, found), refusals: [...leaks, ...found] };
}

/** The settings without what is refused; what is refused only then follows from it, and is not reported. */
function salvage(raw: unknown, found: Refusal[]): ParsedStack | undefined {
  const rest = found.reduce((left, { path }) => withoutPart(left, path), raw);
  if (rest === undefined) return undefined;

  const result = parse(rest);
  return result.success ? result.data : salvage(rest, refusals(stackSchema, rest, result.error.issues));
}

/** Without the value; without its group, where a value is refused for being missing. */
function withoutPart(raw: unknown, path: string[]): unknown {
  if (path.length === 0) return undefined;
  return valueAt(raw, path) === undefined ? withoutPart(raw, path.slice(0, -1)) : withoutPath(raw, path);
}

function parse(raw: unknown) {
  return stackSchema.safeParse(raw, { error: reasonFor });
}

/** Lays each instance over the defaults of its preset; an empty entry is an instance with defaults. */
function withPresets(raw: unknown): unknown {
  if (!isObject(raw) || !isObject(raw.instances)) return raw;
  const instances = Object.entries(raw.instances).map(([name, value]) => [name, withPreset(value ?? {})] as const);
  return { ...raw, instances: Object.fromEntries(instances) };
}

function withPreset(instance: unknown): unknown {
  if (!isObject(instance)) return instance;
  return layOver(own<Record<string, unknown>>(presets, String(instance.preset)) ?? {}, instance);
}

function fillIn(parsed: ParsedStack, { installed, stack }: ParseOptions): StackSettings {
  const context: DefaultsContext = { platform: parsed.platform, installed };
  const instances = Object.entries(parsed.instances).map(
    ([name, instance]) => [name, withComputedDefaults(instance, context)] as const,
  );
  return { ...parsed, instances: Object.fromEntries(instances), ...(stack && { stack }) };
}

function ruleFindings(stack: StackSettings, { installed }: ParseOptions, broken: string[]): Finding[] {
  const { platform, namespace, instances } = stack;
  const names = Object.keys(instances);
  return [
    ...names.flatMap((name) =>
      instanceFindings({ name, platform, namespace, settings: instances[name] as Instance, installed }, broken),
    ),
    ...stackRules
      .filter(({ reads }) => names.every((name) => isReadable(name, reads, broken)))
      .flatMap(({ check }) => check(stack)),
  ];
}

function instanceFindings(subject: Subject, broken: string[]): Finding[] {
  return rules
    .filter(({ reads }) => isReadable(subject.name, reads, broken))
    .flatMap(({ check }) => check(subject))
    .map((finding) => ({ ...finding, property: `instances.${subject.name}.${finding.property}` }));
}

/** Certificates hold names that the stack's namespace is a part of. */
function secretsFindings(stack: StackSettings, { secrets }: ParseOptions, broken: string[]): Finding[] {
  if (secrets === undefined || broken.some((path) => path === "platform" || path === "namespace")) return [];
  return checkSecrets(stack, secrets, new Date(), (name) => isReadable(name, readForSecrets, broken));
}

function isReadable(name: string, reads: string[], broken: string[]): boolean {
  const missing = broken.filter((path) => !isMapEntry(path));
  return !reads.some((read) => missing.some((path) => overlap(path, `instances.${name}.${read}`)));
}

/** An entry of `extra.redis` or `labels`: the others can be read without it. */
function isMapEntry(path: string): boolean {
  const [, , ...keys] = path.split(".");
  return keys.some((_, i) => {
    const schema = schemaAt(instanceSchema, keys.slice(0, i));
    return i > 0 && schema !== undefined && bare(schema) instanceof z.ZodRecord;
  });
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}
