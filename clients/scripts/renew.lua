-- Gives a tag another id, at each run a different one: a client that lost the answer may send the command again, and an
-- older id that came back would make entries count which were invalidated since.
-- KEYS: tag. ARGV: 16 random bytes in base64url, milliseconds until it expires.
local now = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[1] .. now[1] .. now[2], 'PX', ARGV[2])
return 1
