import { z } from "zod";
import { UserError } from "../terminal/errors";

const schema = z.object({
  id: z.string(),
  instance: z.string(),
  engine: z.enum(["redis", "valkey"]),
  version: z.string().regex(/^\d+\.\d+/),
  time: z.string(),
  keys: z.number(),
  expires: z.number(),
  size: z.number(),
  usedMemory: z.number().nullable(),
  canary: z.string(),
  format: z.literal(1),
});

/** What a backup holds; docs/backups.md explains each field. */
export type Manifest = z.infer<typeof schema>;

export function parseManifest(text: string): Manifest {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(`The backup's manifest cannot be read: ${(error as Error).message}`);
  }
}
