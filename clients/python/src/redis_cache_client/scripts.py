"""The scripts of the contract, as in ``clients/scripts``; a test compares them."""

from __future__ import annotations

import hashlib

FILL = """\
-- Stores an entry for the holder of the key's lease, and ends the lease. 1: stored; 0: the lease was revoked or expired.
-- KEYS: entry, lease. ARGV: token, entry, milliseconds until it expires (0: never).
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('DEL', KEYS[2])
return 1
"""

DROP = """\
-- Ends a lease, for its holder only. 1: done; 0: it was not the holder's any more.
-- KEYS: lease. ARGV: token, milliseconds that nobody else may take it yet (0: at once).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""

RENEW = """\
-- Gives a tag another id, at each run a different one: a client that lost the answer may send the command again, and an
-- older id that came back would make entries count which were invalidated since.
-- KEYS: tag. ARGV: 16 random bytes in base64url, milliseconds until it expires.
local now = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[1] .. now[1] .. now[2], 'PX', ARGV[2])
return 1
"""

SHA = {script: hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest() for script in (FILL, DROP)}
