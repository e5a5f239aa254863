"""Sessions as hashes, which end some time after they were last read."""

from __future__ import annotations

import secrets
from typing import Any

import redis

# HSET keeps the TTL; but it would bring a session back that has ended meanwhile.
_UPDATE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
"""


class Sessions:
    """They end ``ttl`` seconds after their last read."""

    def __init__(self, client: redis.Redis, prefix: str, ttl: int = 1800) -> None:
        self._redis: Any = client
        self._prefix = prefix
        self._ttl = ttl

    def create(self, fields: dict[str, str]) -> str:
        """Begins one; its id, which nobody can guess."""
        session_id = secrets.token_urlsafe(32)
        key = self._key(session_id)
        self._redis.pipeline().hset(key, mapping=fields).expire(key, self._ttl).execute()
        return session_id

    def read(self, session_id: str) -> dict[str, str] | None:
        """The session, which then lasts ``ttl`` from now; None where there is none."""
        key = self._key(session_id)
        found, _ = self._redis.pipeline().hgetall(key).expire(key, self._ttl).execute()
        return {_text(name): _text(value) for name, value in found.items()} or None

    def update(self, session_id: str, fields: dict[str, str]) -> bool:
        """Changes fields, not when it ends; False where it has ended."""
        pairs = [part for pair in fields.items() for part in pair]
        return bool(self._redis.eval(_UPDATE, 1, self._key(session_id), *pairs))

    def end(self, session_id: str) -> None:
        self._redis.unlink(self._key(session_id))

    def _key(self, session_id: str) -> str:
        return f"{self._prefix}:session:{{{session_id}}}"


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
