import { z } from "zod";
import { group, keyPrefix, refuse, setting } from "../schema/fields";

export const restore = group(
  {
    from: setting(
      z
        .string()
        .superRefine(endsWithZone)
        .regex(/^(latest|\d{8}T\d{6}Z-[0-9a-f]{8}|\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?)$/, {
          error: 'must be latest, the ID of a backup, or a time such as 2026-11-25 or "2026-11-25T03:20" (UTC)',
          abort: true,
        })
        .refine(isDayThatExists, { error: "names a day that no calendar has", abort: true })
        .refine(isTimeThatExists, { error: "names a time that no clock has", abort: true })
        .refine(isNotAhead, { error: "lies in the future, so that no backup is older than it" }),
      {
        description: "The backup: the newest, one by its ID, or the newest that was stored until a time.",
        example: "latest",
        source: "docs/backups.md",
      },
    ),
    prefix: setting(keyPrefix().optional(), {
      description: "Folder in the bucket, where it is the backup of another instance.",
      computed: "backup.prefix",
      source: "Amazon S3: prefixes",
    }),
  },
  { description: "A backup that an instance without data takes before its first start; used on platform kubernetes." },
);

/** All times are UTC. */
function endsWithZone(from: string, context: z.core.$RefinementCtx): void {
  const [, time] = /^(\d{4}-\d\d-\d\d[T ]\d\d(?::\d\d){0,2})(?:\.\d+)?\s*(?:Z|UTC|\+00:?00)?$/i.exec(from) ?? [];
  const plain = time?.replace(/[ t]/, "T");
  if (plain !== undefined && plain !== from) refuse(context, "must be a time without a zone (UTC)", `write "${plain}"`);
}

function isTimeThatExists(from: string): boolean {
  const [, hour, minute = 0, second = 0] = /^\d{4}-?\d\d-?\d\dT(\d\d):?(\d\d)?:?(\d\d)?/.exec(from) ?? [];
  return Number(hour ?? 0) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** Clocks of machines differ by less than a day. */
function isNotAhead(from: string): boolean {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(from) ?? [];
  return day === undefined || Date.parse(`${day}T00:00Z`) < Date.now() + 24 * 60 * 60 * 1000;
}

/** Of `2026-02-31` JavaScript makes 3 March. */
function isDayThatExists(from: string): boolean {
  const [, ...parts] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(from) ?? [];
  const day = parts.join("-");
  if (day === "") return true;
  const time = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
