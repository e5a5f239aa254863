-- Ends a lease, for its holder only. 1: done; 0: it was not the holder's any more.
-- KEYS: lease. ARGV: token, milliseconds that nobody else may take it yet (0: at once).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
