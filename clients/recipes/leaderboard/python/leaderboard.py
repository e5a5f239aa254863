"""Members by their scores, the highest first."""

from __future__ import annotations

from typing import Any, NamedTuple

import redis


class Place(NamedTuple):
    """``rank`` 1 is the best; members with the same score have the same, and the next ones follow after all of them."""

    member: str
    score: float
    rank: int


# Score and rank belong together, whoever writes between two commands.
_PLACE_OF = """
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score then return nil end
return { score, redis.call('ZCOUNT', KEYS[1], '(' .. score, '+inf') }
"""

_TOP_OF = """
local members = redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1, 'WITHSCORES')
local result = {}
for i = 1, #members, 2 do
  result[#result + 1] = { members[i], members[i + 1], redis.call('ZCOUNT', KEYS[1], '(' .. members[i + 1], '+inf') }
end
return result
"""


class Leaderboard:
    """A sorted set."""

    def __init__(self, client: redis.Redis, prefix: str, name: str) -> None:
        self._redis: Any = client
        self._key = f"{prefix}:leaderboard:{{{name}}}"

    def add(self, member: str, points: float) -> float:
        """Adds points; the new score."""
        return float(self._redis.zincrby(self._key, points, member))

    def record(self, member: str, score: float) -> None:
        """Keeps the best of all scores of a member."""
        self._redis.zadd(self._key, {member: score}, gt=True)

    def top(self, count: int) -> list[Place]:
        """The first so many."""
        places = self._redis.eval(_TOP_OF, 1, self._key, count)
        return [Place(_text(member), float(score), better + 1) for member, score, better in places]

    def find(self, member: str) -> Place | None:
        """None where the member has no score."""
        found = self._redis.eval(_PLACE_OF, 1, self._key, member)
        return None if found is None else Place(member, float(found[0]), found[1] + 1)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
