import { randomFillSync } from "node:crypto";

/** Random bytes are cheaper by the block. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** 16 random bytes in base64url: the token of a lease, or the version of a tag. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString("base64url", used, (used += 16));
}
