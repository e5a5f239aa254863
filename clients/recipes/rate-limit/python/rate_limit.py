"""At most so many calls in any stretch of time, for each subject."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

import redis


class Verdict(NamedTuple):
    """``left``: how many more are allowed now; ``retry_after_ms``: 0 where it was allowed."""

    allowed: bool
    left: int
    retry_after_ms: int


# All in one script, by the clock of the server: callers' clocks and the order of their calls do not matter.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[1]), ARGV[2] * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
local used = redis.call('ZCARD', KEYS[1])
if used < limit then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return { 1, limit - used - 1, 0 }
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return { 0, 0, math.ceil((oldest[2] + window - now) / 1000) }
"""


class RateLimit:
    """``limit`` calls in any ``window_ms``."""

    def __init__(self, client: redis.Redis, prefix: str, limit: int, window_ms: int) -> None:
        self._redis: Any = client
        self._prefix = prefix
        self._limit = limit
        self._window_ms = window_ms

    def take(self, subject: str) -> Verdict:
        """Counts a call, where it is allowed."""
        key = f"{self._prefix}:rate:{{{subject}}}"
        answer = self._redis.eval(_TAKE, 1, key, self._limit, self._window_ms, uuid.uuid4().hex)
        return Verdict(answer[0] == 1, answer[1], answer[2])
