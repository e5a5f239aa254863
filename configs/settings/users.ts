import { z } from "zod";
import { grantNames } from "../acl/grants";
import { dnsLabel, group, refuse, setting } from "../schema/fields";

const unquoted = /^[^\s\p{Cc}"'<>]+$/u;

/** A pattern becomes one word of a line, in a file and on a command line. */
function pattern(mark: RegExp, alone: string) {
  return z
    .string({ error: "must be a pattern in quotes" })
    .max(256)
    .regex(unquoted, { error: "must be one word without quotes, < and >: ACL rules cannot hold these", abort: true })
    .superRefine((text, context) => {
      if (mark.test(text)) refuse(context, alone, patternMeant(text));
    })
    .meta({ example: '"orders:*"' });
}

/** Of `%R~orders:*` only reading is asked for. */
function patternMeant(text: string): string {
  const [, read, write, rest] = /^%(R?)(W?)~(.*)$/i.exec(text) ?? [];
  if (rest !== undefined && !(read && write)) return `write it as ${read ? "readKeys" : "writeKeys"}: ["${rest}"]`;
  return `write "${rest ?? (text.startsWith("all") ? "*" : text.slice(1))}"`;
}

const keyPattern = () =>
  pattern(/^(~|%|allkeys$)/, "must be the pattern alone; readKeys and writeKeys stand for %R~ and %W~");

const keyPatterns = (description: string) =>
  setting(z.array(keyPattern()).min(1, { error: "must have a pattern" }).optional(), {
    description,
    computed: "none",
    example: '["orders:*"]',
    source: "redis.io: ACL",
  });

const commandRule = () =>
  z
    .string({ error: "must be a rule in quotes" })
    .regex(/^[+-](@[a-z]+|[a-z0-9_.-]+(\|[a-z0-9_-]+)?)$/i, {
      error: "must be a rule on a category, command or subcommand, such as +@read, +get or -object|freq",
    })
    .meta({ example: "+@read" });

const user = group(
  {
    keys: setting(z.array(keyPattern()).min(1, { error: "must have a pattern" }).optional(), {
      description: "Patterns of the keys that it may read and write.",
      computed: '`["*"]`, without readKeys and writeKeys',
      example: '["orders:*"]',
      source: "redis.io: ACL",
    }),
    readKeys: keyPatterns("Patterns of keys that it may only read, from Redis 7.0 on."),
    writeKeys: keyPatterns("Patterns of keys that it may only write, from Redis 7.0 on."),
    channels: setting(z.array(pattern(/^(&|allchannels$)/, "must be the pattern alone, without &")).default(["*"]), {
      description: "Patterns of channels to publish and subscribe to; Sentinel's are none of them.",
      source: "redis.io: ACL",
    }),
    commands: setting(z.array(commandRule()).min(1, { error: "must have a rule" }).optional(), {
      description:
        "Commands and categories in the words of ACL, first to last; never administration or dangerous ones.",
      computed: "those of user `app`",
      example: "[+@read, +@write, -del]",
      source: "redis.io: ACL",
    }),
    readOnly: setting(z.boolean().default(false), {
      description: "It may run no command that writes; what commands or grants name of those is refused.",
      source: "redis.io: ACL",
    }),
    grants: setting(z.array(z.enum(grantNames)).default([]), {
      description: "What Redis calls dangerous and an application may need; all that user `app` can be given here.",
      source: "redis.io: ACL",
    }),
    login: setting(z.string().optional(), {
      description: "Name to log in with, NAME or NAME-b; `redis-cache secrets rotate` changes it with the password.",
      computed: "NAME",
      source: "redis.io: ACL",
    }),
  },
  { description: "Rights of one more user of applications, which log in by its name." },
);

export const users = setting(z.record(dnsLabel({ max: 30 }), user).default({}), {
  description: "More users for applications by name, beside `app`; what is not written is as for `app`.",
  example: '{ reports: { keys: ["orders:*"], readOnly: true } }',
  source: "redis.io: ACL",
});

export type ApplicationUser = z.output<typeof user>;
