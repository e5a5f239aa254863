"""Loads under way, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .effects import Promise
from .loaders import LoadAll
from .options import FetchOptions
from .reads import Found


class Outcome(NamedTuple):
    """How a load ended; ``began`` and ``filled`` are places in the order of calls."""

    value: Any
    began: int
    filled: int = 0
    """When its fill was sent, where it was confirmed: no invalidation came between acquire and fill."""
    nothing: bool = False
    """A refresh that another process does: there is no value."""


class Flight:
    """A load of one key, under way in this process."""

    __slots__ = ("began", "entry", "held", "key", "promise", "tags", "token")

    def __init__(self, key: str, entry: str, tags: tuple[str, ...]) -> None:
        self.key = key
        self.entry = entry
        self.tags = tags
        self.promise: Promise[Outcome] = Promise()
        self.began = 0
        self.token = ""
        self.held: Found | None = None
        """The entry that its first caller has read."""

    def end(self, value: Any, *, filled: int = 0, nothing: bool = False) -> None:
        self.promise.resolve(Outcome(value, self.began, filled, nothing))


class Absent:
    """What a loader of many keys did not give."""

    __slots__ = ()


ABSENT = Absent()


@dataclass(slots=True)
class Plan:
    """How a load is made."""

    load: LoadAll
    options: FetchOptions
    by_key: Callable[[Any, Sequence[str]], Mapping[str, Any]]
    """What the loader gave, by key; raises a CacheError where that cannot be said."""
    background: bool = False
    keeps_lease: bool = False
    """Whether a failure keeps others from trying for a while: somebody has a stale value."""
