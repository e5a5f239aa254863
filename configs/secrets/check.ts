import { checkCertificates } from "./certificates";
import type { Finding } from "../schema/errors";
import { isObject } from "../schema/merge";
import { nearestName } from "../schema/nearest";
import { type InstanceContext, instanceContext } from "../instance/context";
import { usesCertificates } from "../instance/proxy-tls";
import type { Instance } from "../settings/instance";
import { secretsKey, type StackSettings } from "../settings/stack";
import { appUserNames } from "../settings/secrets";
import { applicationUsers, loginsOf, optionalUserNames, otherLoginOf, passwordPath, userNames } from "./users";
import type { TlsSecrets } from "./types";
import { own } from "../directives/own";

const shortest = 16;
const longest = 256;
const tlsParts = ["ca", "cert", "key"];
const bucketParts = ["accessKeyId", "secretAccessKey"];
const allNames: string[] = [...new Set([...userNames, ...appUserNames, ...optionalUserNames])];

/** The settings that say what an instance needs. */
export const readForSecrets = [
  "secrets",
  "users",
  "backup",
  "bootstrap",
  "tls",
  "proxy",
  "network",
  "replicas",
  "autoscaling",
  "sentinel",
];

/**
 * What is wrong with the stack's secrets; passwords are never shown. Nothing is said of an instance that is not
 * readable: what it needs is not known.
 */
export function checkSecrets(
  stack: StackSettings,
  secrets: unknown,
  now = new Date(),
  isReadable: (instance: string) => boolean = () => true,
): Finding[] {
  const { instances } = stack;
  const init = initOf(stack);
  if (secrets !== undefined && !isObject(secrets)) return [noMap(init)];
  const given = secrets ?? {};
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(instances, name) && isReadable(name));
  const known = Object.entries(instances).filter(([name]) => isReadable(name));
  return [
    ...unknown.map((name) => unknownName(`secrets.${name}`, "no instance of the stack", name, Object.keys(instances))),
    ...known.flatMap(([name, settings]) =>
      instanceFindings(instanceContext(stack, name, settings), own(given, name), { now, init }),
    ),
  ];
}

function noMap(init: string): Finding {
  return { property: secretsKey, reason: "is no map of instances", fix: `remove it and run ${init}` };
}

interface Circumstances {
  now: Date;
  /** The command that makes what is missing. */
  init: string;
}

function initOf({ stack }: StackSettings): string {
  return `\`redis-cache secrets init -s ${stack === undefined ? "STACK" : stack.slice(stack.indexOf(".") + 1)}\``;
}

function instanceFindings(context: InstanceContext, given: unknown, { now, init }: Circumstances): Finding[] {
  const { name, settings } = context;
  const secrets = isObject(given) ? given : {};
  const property = `secrets.${name}`;
  return [
    ...(settings.secrets.source === "config" ? passwordFindings(property, secrets, { settings, init }) : []),
    ...externalFindings(`${property}.external`, settings, secrets.external),
    ...(settings.backup?.credentials.source === "config" ? bucketFindings(`${property}.bucket`, secrets.bucket) : []),
    ...(usesCertificates(settings) && settings.tls.source === "selfMade"
      ? tlsFindings(`${property}.tls`, secrets.tls, context, now)
      : []),
  ];
}

function passwordFindings(
  property: string,
  secrets: Record<string, unknown>,
  { settings, init }: Pick<Circumstances, "init"> & { settings: Instance },
): Finding[] {
  const known = [...allNames, "tls", "bucket", "external", "other", "rotating", "users"];
  const unknown = Object.keys(secrets).filter((name) => !known.includes(name));
  const passwords = byPath(secrets);
  const others = applicationUsers(settings).map((user) => passwordPath(otherLoginOf(settings, user)));
  return [
    ...unknown.map((name) => unknownName(`${property}.${name}`, "no user of the toolkit", name, allNames)),
    ...loginsOf(settings)
      .map(passwordPath)
      .flatMap((path) => passwordFinding(`${property}.${path}`, passwords.get(path), init)),
    // Those that count beside others while these are rotated.
    ...[...passwords]
      .filter(([path]) => others.includes(path) || path.startsWith("other."))
      .flatMap(([path, password]) => passwordFinding(`${property}.${path}`, password, init)),
    ...sharedPasswords(property, passwords),
  ];
}

/** Passwords by their path below the instance; those of users that the settings have no more among them. */
function byPath(secrets: Record<string, unknown>): Map<string, unknown> {
  const below = (group: "users" | "other") =>
    Object.entries(isObject(secrets[group]) ? secrets[group] : {}).map(
      ([name, one]) => [`${group}.${name}`, one] as const,
    );
  const top = allNames.filter((name) => Object.hasOwn(secrets, name)).map((name) => [name, secrets[name]] as const);
  return new Map([...top, ...below("users"), ...below("other")]);
}

/** Whoever runs the Redis outside has chosen it: any text of one line. */
function externalFindings(property: string, { bootstrap, secrets }: Instance, given: unknown): Finding[] {
  if (!bootstrap?.replicaOf.secret || secrets.source !== "config") return [];
  if (typeof given === "string" && /^[^\r\n]+$/.test(given)) return [];
  const reason = "is missing, or more than one line, and bootstrap.replicaOf needs it";
  const path = `redis-cache:${property}`;
  return [{ property, reason, fix: `run \`pulumi config set --secret --path '${path}'\`, or write secret: false` }];
}

/** Keys of a store, which makes them itself: any text of one line. */
function bucketFindings(property: string, given: unknown): Finding[] {
  const keys = isObject(given) ? given : {};
  const missing = bucketParts.filter((part) => typeof keys[part] !== "string" || !/^\S+$/.test(keys[part]));
  const reason = "is missing, or holds spaces, and backup needs it";
  const fix = "run `redis-cache secrets init`, or set the store's by `pulumi config set --secret --path`";
  return missing.map((part) => ({ property: `${property}.${part}`, reason, fix }));
}

function passwordFinding(property: string, password: unknown, init: string): Finding[] {
  const reason = refusal(password);
  if (reason === undefined) return [];
  const fix =
    password === undefined
      ? `run ${init}, which adds what is missing and changes nothing else`
      : `remove it and run ${init}, or set another`;
  return [{ property, reason, fix }];
}

function refusal(password: unknown): string | undefined {
  if (password === undefined) return "is missing";
  if (typeof password !== "string") return "must be text";
  if (password.length < shortest) return `is shorter than ${shortest} characters`;
  if (password.length > longest) return `is longer than ${longest} characters`;
  // Only these stand for themselves in an ACL file, in redis.conf, in a URL and in a shell alike.
  return /^[A-Za-z0-9._~-]+$/.test(password)
    ? undefined
    : "has characters that ACL files or URLs cannot hold: only letters, digits and - . _ ~ are safe in all of them";
}

/** A user's rights are worth nothing where another user has the same password. */
function sharedPasswords(property: string, passwords: ReadonlyMap<string, unknown>): Finding[] {
  const entries = [...passwords].filter(([path, one]) => typeof one === "string" && !path.startsWith("other."));
  return entries.flatMap(([path, one], i) => {
    const [other] = entries.slice(0, i).find(([, earlier]) => earlier === one) ?? [];
    if (other === undefined) return [];
    const reason = `is the same as that of user ${other.replace(/^users\./, "")}`;
    return [{ property: `${property}.${path}`, reason, fix: "set another" }];
  });
}

function tlsFindings(property: string, tls: unknown, context: InstanceContext, now: Date): Finding[] {
  const missing = tlsParts.filter((part) => !isPem(isObject(tls) ? tls[part] : undefined));
  if (missing.length === 0) return checkCertificates(property, tls as TlsSecrets, context, now);
  const reason = "is missing, or no PEM, and tls.source selfMade needs it";
  return missing.map((part) => ({ property: `${property}.${part}`, reason, fix: "run `redis-cache secrets init`" }));
}

function isPem(value: unknown): boolean {
  return typeof value === "string" && /^-----BEGIN /m.test(value);
}

function unknownName(property: string, reason: string, name: string, known: string[]): Finding {
  const near = nearestName(name, known);
  const fix = near === undefined ? "remove it" : `write ${near}, the nearest known name, or remove it`;
  return { property, reason, fix };
}
