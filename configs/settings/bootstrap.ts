import { isIP } from "node:net";
import { z } from "zod";
import { duration, group, refuse, setting } from "../schema/fields";

const hostName = /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$/;

const withPort = "must be without a port, which is bootstrap.replicaOf.port";

function isHost(text: string): boolean {
  return isIP(text) !== 0 || hostName.test(text);
}

const host = z
  .string()
  .max(253)
  .superRefine((text, context) => {
    if (isHost(text)) return;
    const [, inBrackets, plain, port] = /^(?:\[(.*)\]|([^/]*?))(?::(\d+))?$/.exec(text) ?? [];
    const meant = inBrackets ?? plain ?? "";
    const reason = port === undefined ? "must be a host name or an IP address" : withPort;
    const also = port === undefined ? "" : `, and ${port} as bootstrap.replicaOf.port`;
    refuse(context, reason, isHost(meant) ? `write ${meant}${also}` : undefined);
  })
  .refine((text) => isIP(text) !== 0 || !/^[\d.]+$/.test(text), {
    error: "is no IP address, though it looks like one",
  });

const user = z
  .string()
  .max(64)
  .regex(/^[^\s"'\\]+$/, { error: "must be a name without spaces, quotes and backslashes" });

const replicaOf = group(
  {
    host: setting(host, {
      description: "Host of a Redis outside of the instance, as the instance's nodes reach it.",
      example: "old-redis.example.com",
      source: "Redis: REPLICAOF",
    }),
    port: setting(z.int().min(1).max(65_535).default(6379), { description: "Its port.", source: "Redis: REPLICAOF" }),
    user: setting(user.optional(), {
      description:
        "ACL user there, with the rights +psync +replconf +ping, and +info +client|pause +client|unpause for " +
        "the cut-over.",
      computed: "none: the password is that of requirepass, or of user default",
      source: "redis.conf: masteruser",
    }),
    secret: setting(z.boolean().default(true), {
      description: "Whether it asks for a password, which is `external` beside the passwords of the instance's users.",
      source: "redis.conf: masterauth",
    }),
    tls: setting(z.boolean().default(false), {
      description: "Whether it is spoken to with TLS; its certificate has to be of the instance's own authority.",
      source: "redis.conf: tls-replication",
    }),
    hold: setting(duration({ min: "1s", max: "1h" }).default("60s"), {
      description: "How long it goes on to refuse writes after the cut-over, while its clients are sent here.",
      source: "Redis: CLIENT PAUSE",
    }),
  },
  { description: "A running Redis, outside, whose data an instance without data follows until the cut-over." },
);

export const bootstrap = group(
  { replicaOf },
  { description: "Where an instance without data has its first data from; honoured only until it is cut over." },
);
