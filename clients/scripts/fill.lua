-- Stores an entry for the holder of the key's lease, and ends the lease. 1: stored; 0: the lease was revoked or expired.
-- KEYS: entry, lease. ARGV: token, entry, milliseconds until it expires (0: never).
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('DEL', KEYS[2])
return 1
