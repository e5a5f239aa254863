import { z } from "zod";
import { group, setting } from "../schema/fields";

export const persistence = group(
  {
    mode: setting(z.enum(["aofAndRdb", "none"]).default("aofAndRdb"), {
      description: "What is kept on disk: an append-only file and snapshots, or nothing.",
      source: "redis.io: Persistence",
    }),
    fsync: setting(z.enum(["everysec", "always"]).default("everysec"), {
      description: "When the append-only file is flushed to disk (appendfsync).",
      source: "redis.io: Persistence",
    }),
    save: setting(
      z
        .array(
          z
            .string()
            .regex(/^[1-9]\d{0,8} [1-9]\d{0,8}$/, { error: 'must be "SECONDS CHANGES", such as "900 1"' })
            .meta({ example: '"900 1"' }),
        )
        .min(1, { error: "must have an entry: only a snapshot keeps the replication offset over a restart" })
        .default(["900 1"]),
      {
        description: "A snapshot is taken after so many seconds with at least so many changes.",
        unit: "SECONDS CHANGES",
        example: '["900 1"]',
        source: "redis.io: Persistence; HA rule 3.8",
      },
    ),
  },
  { description: "What survives a restart." },
);
