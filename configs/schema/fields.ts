import { z } from "zod";
import type { Duration, Size } from "./units";
import { bytes, durationPattern, formatDuration, millicores, milliseconds, sizePattern } from "./units";

/** What is documented about a setting; the schema itself says type, bounds and default. */
export interface SettingMeta {
  /** One sentence. */
  description: string;
  /** What the number or text counts, where the type does not say it. */
  unit?: string;
  /** The default in words, where it is computed from other settings. */
  computed?: string;
  /** The form of the value, where its type is text of a kind. */
  form?: string;
  /** A value to imitate. */
  example?: string;
  /** Where the default or the bounds come from. */
  source: string;
}

/** Refuses a value, with a way out where there is one. */
export function refuse(context: z.core.$RefinementCtx, message: string, fix?: string): void {
  context.addIssue({ code: "custom", message, ...(fix !== undefined && { params: { fix } }) });
}

export function setting<T extends z.ZodType>(schema: T, meta: SettingMeta): T {
  return schema.meta({ ...meta });
}

export function group<T extends z.ZodRawShape>(shape: T, meta: Pick<SettingMeta, "description">) {
  return z.strictObject(shape).meta({ ...meta });
}

/** A size within bounds. */
export function size({ min = "0Ki", max = "999999999Gi" }: { min?: Size; max?: Size } = {}): z.ZodType<Size, Size> {
  const error = "must be a whole number of Ki, Mi or Gi, such as 512Mi";
  const schema = z
    .string({ error })
    .regex(sizePattern, { error, abort: true })
    .refine((text) => bytes(text as Size) >= bytes(min), atLeast(min))
    .refine((text) => bytes(text as Size) <= bytes(max), atMost(max))
    .meta({ form: bytes(min) === 0 ? "size" : `size from ${min}` });
  return schema as unknown as z.ZodType<Size, Size>;
}

const atLeast = (min: string) => ({ error: `must be at least ${min}`, params: { fix: `write ${min} or more` } });

const atMost = (max: string) => ({ error: `must be at most ${max}`, params: { fix: `write ${max} or less` } });

interface DurationBounds {
  min?: Duration;
  max?: Duration;
  /** Whole seconds, where the directive counts them. */
  inSeconds?: boolean;
}

/** A duration within bounds. */
export function duration({ min = "0ms", max = "365d", inSeconds = false }: DurationBounds = {}): z.ZodType<
  Duration,
  Duration
> {
  const error = "must be a whole number of ms, s, m, h or d, such as 30s";
  const span = (text: string) => milliseconds(text as Duration);
  const schema = z
    .string({ error })
    .regex(durationPattern, { error, abort: true })
    .refine((text) => span(text) >= milliseconds(min), atLeast(min))
    .refine((text) => span(text) <= milliseconds(max), atMost(max))
    .superRefine((text, context) => {
      if (!inSeconds || span(text) % 1000 === 0) return;
      const whole = formatDuration(1000 * Math.ceil(span(text) / 1000));
      refuse(context, "must be whole seconds: the directive counts seconds", `write ${whole}`);
    })
    .meta({
      form: `${milliseconds(min) === 0 ? "duration" : `duration from ${min}`}${inSeconds ? ", in whole seconds" : ""}`,
    });
  return schema as unknown as z.ZodType<Duration, Duration>;
}

/** Processor time as Kubernetes writes it, within bounds: `250m` is a quarter of a core, `2` is two. */
export function cores({ min, why, most }: { min: string; why: string; most: string }) {
  const isThousandths = (text: string) => !text.endsWith("m") && Number(text) <= millicores(most);
  const fixOf = (text: string) => `write ${isThousandths(text) ? `${text}m, or ` : ""}${most} or less`;
  return z
    .string({ error: 'must be cores in quotes, such as "500m" or "2"' })
    .regex(/^[1-9]\d{0,5}m?$/, {
      error: 'must be a whole number of cores or, with m, of thousandths, such as "500m"',
      abort: true,
    })
    .refine((text) => millicores(text) >= millicores(min), {
      error: `must be at least ${min}: ${why}`,
      params: { fix: `write ${min} or more` },
    })
    .superRefine((text, context) => {
      const reason = `must be at most ${most}: one thread serves commands, and few others help it`;
      if (millicores(text) > millicores(most)) refuse(context, reason, fixOf(text));
    })
    .meta({ form: `cores from ${min} to ${most}` });
}

const hostLabel = /[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/.source;
const imageHost = `(?:(?:${hostLabel}(?:\\.${hostLabel})*|\\[[0-9a-fA-F:]+\\])(?::(?<port>\\d+))?/)?`;
const imagePart = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/.source;
const imageReference = new RegExp(
  `^(?<name>${imageHost}${imagePart}(?:/${imagePart})*)(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$`,
);

/** A container image without digest (distribution: reference grammar). */
export function imageName() {
  const error =
    "must be an image with an optional tag, such as docker.io/library/redis:8.2; the digest is a setting of its own";
  return z.string().regex(imageReference, { error, abort: true }).refine(isUsable, { error });
}

/** 64 hexadecimal digits would be the ID of an image. */
function isUsable(image: string): boolean {
  const { name = "", port = "1" } = imageReference.exec(image)?.groups ?? {};
  return name.length <= 255 && !/^[0-9a-f]{64}$/.test(name) && isBetween(1, Number(port), 65_535);
}

function isBetween(min: number, value: number, max: number): boolean {
  return min <= value && value <= max;
}

/** The last part of an image's name, and its tag. */
export function imageParts(image: string): { name: string; tag: string } {
  const [, name = "", tag = "latest"] = /([^/:]+)(?::([^/:]*))?$/.exec(image) ?? [];
  return { name, tag };
}

/** The digest of a container image. */
export function imageDigest() {
  return z.string().regex(/^sha256:[0-9a-f]{64}$/, { error: "must be sha256: and 64 hexadecimal digits" });
}

const octet = /(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])/.source;
const privateSubnet = new RegExp(
  `^(?:10\\.${octet}\\.${octet}|172\\.(?:1[6-9]|2\\d|3[01])\\.${octet}|192\\.168\\.${octet})\\.0/24$`,
);

/** A private IPv4 network of 256 addresses (RFC 1918). */
export function subnet() {
  return z.string().regex(privateSubnet, {
    error: "must be a private network of 256 addresses, such as 172.30.7.0/24",
  });
}

/** A TCP port that a process without root may listen on. */
export function port() {
  return z.int().min(1024, { error: "must be at least 1024: lower ports need root" }).max(65_535);
}

/** A name as DNS holds it: an object of Kubernetes, a part of a host name. */
export function dnsLabel({ max = 63 }: { max?: number } = {}) {
  return z
    .string()
    .max(max, { error: `must have at most ${max} characters` })
    .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, {
      error: "must be lower-case letters, digits and hyphens, from a letter to a letter or digit, for DNS",
    });
}

/** The name of a namespace, which unlike that of a Service may begin with a digit (RFC 1123). */
export function namespaceName() {
  return z
    .string()
    .max(63, { error: "must have at most 63 characters" })
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, {
      error: "must be lower-case letters, digits and hyphens, from a letter or digit to a letter or digit",
    });
}

const subdomain = /[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*/.source;

/** The name of an object of Kubernetes that may have dots (RFC 1123 subdomain). */
export function kubernetesName() {
  return z
    .string()
    .max(253)
    .regex(new RegExp(`^${subdomain}$`), {
      error: "must be lower-case letters, digits, hyphens and single dots between them, as Kubernetes names objects",
    });
}

/** Text without line breaks or control characters: it becomes a part of one line. */
export function oneLine() {
  return z
    .string()
    .min(1)
    .regex(/^[^\p{Cc}]*$/u, { error: "must be one line without control characters" });
}

const qualified = new RegExp(`^(?:(?=[^/]{1,253}/)${subdomain}/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`);
const notQualified = "must be a name of Kubernetes, such as team or example.com/team";

/** The name of a label of Kubernetes. */
export function qualifiedName() {
  return z.string().regex(qualified, { error: notQualified });
}

/** The name of an annotation, whose domain may be in upper case too. */
export function annotationName() {
  return z.string().regex(new RegExp(qualified.source.replaceAll("[a-z0-9", "[A-Za-z0-9")), { error: notQualified });
}

const folders = /^[A-Za-z0-9._=-]+(\/[A-Za-z0-9._=-]+)*$/;

/** Without a / at its ends, and one between two folders. */
export function plainFolders(text: string): string {
  return text
    .split("/")
    .filter((folder) => folder !== "")
    .join("/");
}

/** A folder in a bucket. */
export function keyPrefix() {
  return z
    .string()
    .max(512)
    .superRefine((text, context) => {
      if (folders.test(text)) return;
      const meant = plainFolders(text);
      const reason = "must be folders of letters, digits, dots, hyphens, = and _, without a / at its ends";
      refuse(context, reason, folders.test(meant) ? `write ${meant}` : undefined);
    })
    .refine((text) => !text.split("/").some((folder) => /^\.+$/.test(folder)), {
      error: "must not have folders of dots only: tools read them as another folder",
    });
}
