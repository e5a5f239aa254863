"""Errors of the cache, and the kinds of errors that Redis answers with (contract 9.1 and 11)."""

from __future__ import annotations

import re
from typing import Literal

from redis import exceptions as redis_errors

Kind = Literal[
    "timeout",
    "connection",
    "readonly",
    "loading",
    "cluster",
    "auth",
    "permission",
    "memory",
    "refusal",
    "reply",
    "argument",
    "value",
    "loadTimeout",
    "overloaded",
    "durability",
    "pending",
    "away",
    "closed",
]

_OPENING: frozenset[str] = frozenset({"timeout", "connection", "readonly", "loading", "cluster", "auth"})

_KIND_OF_WORD: dict[str, Kind] = {
    "READONLY": "readonly",
    "LOADING": "loading",
    "MASTERDOWN": "loading",
    "BUSY": "loading",
    "CLUSTERDOWN": "cluster",
    "TRYAGAIN": "cluster",
    "MOVED": "cluster",
    "ASK": "cluster",
    "NOAUTH": "auth",
    "WRONGPASS": "auth",
    "NOPERM": "permission",
    "OOM": "memory",
    "NOREPLICAS": "refusal",
    "MISCONF": "refusal",
}

# redis-py takes the first word off the text of these; a subclass stands before its base.
_KIND_OF_CLASS: tuple[tuple[type[Exception], Kind], ...] = (
    (redis_errors.ReadOnlyError, "readonly"),
    (redis_errors.BusyLoadingError, "loading"),
    (redis_errors.MasterDownError, "loading"),
    (redis_errors.ClusterDownError, "cluster"),
    (redis_errors.TryAgainError, "cluster"),
    (redis_errors.AskError, "cluster"),
    (redis_errors.RedisClusterException, "cluster"),
    (redis_errors.AuthenticationError, "auth"),
    (redis_errors.NoPermissionError, "permission"),
    (redis_errors.OutOfMemoryError, "memory"),
    (redis_errors.TimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (redis_errors.ConnectionError, "connection"),
    (OSError, "connection"),
)


class CacheError(Exception):
    """An error of the cache itself; what a loader raises is passed on as it is.

    ``kind`` is one of the contract's kinds; the error of redis-py, where there is one, is ``__cause__``.
    """

    def __init__(self, kind: Kind, message: str, *, path: str | None = None) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
        self.path = path
        """Where in the value the refused part is, for kind ``value``: ``$.items[2].price``."""


def refused(name: str, value: object, reason: str, way_out: str) -> CacheError:
    """An error of kind ``argument``: which argument, its value, why it is refused and what to do instead."""
    return CacheError("argument", f"{name} {value!r} is refused: {reason}. {way_out}")


def kind_of_reply(reply: str) -> Kind:
    """The kind of an error answer, by its first word; Redis 6.2 has it after ``: -`` where a script ran."""
    word = reply.split(" ", 1)[0]
    if word == "ERR" or word == "Error":
        inner = re.search(r": -([A-Z]+)", reply)
        word = inner.group(1) if inner else word
    return _KIND_OF_WORD.get(word, "reply")


def kind_of(error: BaseException) -> Kind:
    """The kind of an error that redis-py raises."""
    # A connection through Sentinels says so in place of the server's READONLY.
    if isinstance(error.__context__, redis_errors.ReadOnlyError):
        return "readonly"
    for kind_class, kind in _KIND_OF_CLASS:
        if isinstance(error, kind_class):
            return kind
    return kind_of_reply(str(error))


def opens_breaker(kind: str) -> bool:
    """Whether Redis is not asked for a while after an error of this kind."""
    return kind in _OPENING
