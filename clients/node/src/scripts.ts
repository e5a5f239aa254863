import { createHash } from "node:crypto";

/** A script with the name by which Redis knows it once it has run. */
export interface Script {
  text: string;
  sha: string;
}

/** The same texts as in clients/scripts, without comments. */
export const fill = script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('DEL', KEYS[2])
return 1
`);

export const drop = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

export const renew = script(`
local now = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[1] .. now[1] .. now[2], 'PX', ARGV[2])
return 1
`);

function script(lines: string): Script {
  const text = lines.trimStart();
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}
