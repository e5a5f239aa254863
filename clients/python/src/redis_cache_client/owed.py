"""What is not done and not to be forgotten (contract 9.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Debt(NamedTuple):
    """Some of what is owed, as it was when asked for."""

    keys: dict[str, int]
    tags: dict[str, int]
    leases: tuple[tuple[str, str], ...]
    """Key and token."""

    @property
    def empty(self) -> bool:
        return not (self.keys or self.tags or self.leases)


class Owed:
    """Keys and tags whose invalidation failed, and leases whose acquire or fill was given up."""

    __slots__ = ("_keys", "_leases", "_limit", "_serial", "_tags")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._serial = 0
        self._keys: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._leases: dict[str, set[str]] = {}

    def __len__(self) -> int:
        return len(self._keys) + len(self._tags) + sum(map(len, self._leases.values()))

    def __bool__(self) -> bool:
        return bool(self._keys or self._tags or self._leases)

    def add(self, keys: Iterable[str], tags: Iterable[str]) -> bool:
        """Whether all of them are remembered; one that was owed already takes no room."""
        self._serial += 1
        room = True
        for known, names in ((self._keys, keys), (self._tags, tags)):
            for name in names:
                if name in known or len(self) < self._limit:
                    known[name] = self._serial
                else:
                    room = False
        return room

    def add_lease(self, key: str, token: str) -> None:
        """Where there is no room the lease ends by its own time."""
        if len(self) < self._limit:
            self._leases.setdefault(key, set()).add(token)

    def of(self, keys: Iterable[str], tags: Iterable[str]) -> Debt:
        """What these owe."""
        owing = list(keys)
        return Debt(
            {key: self._keys[key] for key in owing if key in self._keys},
            {tag: self._tags[tag] for tag in tags if tag in self._tags},
            tuple((key, token) for key in owing for token in self._leases.get(key, ())),
        )

    def some(self, count: int) -> Debt:
        """Up to that many of each kind."""
        leases = [(key, token) for key, tokens in self._leases.items() for token in tokens]
        keys, tags = list(self._keys.items())[:count], list(self._tags.items())[:count]
        return Debt(dict(keys), dict(tags), tuple(leases[:count]))

    def paid(self, debt: Debt) -> None:
        """Forgets what was done; what was added again meanwhile stays."""
        for known, done in ((self._keys, debt.keys), (self._tags, debt.tags)):
            for name, serial in done.items():
                if known.get(name) == serial:
                    del known[name]
        for key, token in debt.leases:
            tokens = self._leases.get(key)
            if tokens is not None:
                tokens.discard(token)
                if not tokens:
                    del self._leases[key]
