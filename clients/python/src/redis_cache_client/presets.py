"""Times to live (contract 6)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from .errors import refused

Preset = Literal["session", "catalogue", "aggregate"]
Ttl = float | Preset

presets: dict[str, tuple[int, int]] = {
    "session": (1_800_000, 7_200_000),
    "catalogue": (300_000, 900_000),
    "aggregate": (3_600_000, 86_400_000),
}
"""From and to, in ms."""

_LONGEST = 31_622_400
_WAY_OUT = "Give seconds from 0.001 to 31622400, a preset (session, catalogue, aggregate), or forever=True."


class Expiry(NamedTuple):
    """In ms; 0 is never."""

    ttl: int
    expiry: int


def check_ttl(ttl: object, forever: bool) -> None:
    """Raises a CacheError of kind ``argument`` for what is no TTL."""
    if forever:
        if ttl is not None:
            raise refused("ttl", ttl, "it stands beside forever", "Give one of the two.")
    elif ttl is None:
        raise refused("ttl", ttl, "it is missing", _WAY_OUT)
    elif isinstance(ttl, str):
        if ttl not in presets:
            raise refused("ttl", ttl, "it is no preset", _WAY_OUT)
    elif isinstance(ttl, bool) or not isinstance(ttl, int | float):
        raise refused("ttl", ttl, "it is no number", _WAY_OUT)
    elif not 0.001 <= ttl <= _LONGEST:
        raise refused("ttl", ttl, "it is not from 0.001 to 31622400 seconds", _WAY_OUT)


def check_seconds(name: str, seconds: object) -> int:
    """Such a time in ms, which may be 0."""
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not number or not 0 <= seconds <= _LONGEST:  # type: ignore[operator]
        raise refused(name, seconds, "it is not from 0 to 31622400 seconds", "Give a number of seconds.")
    return math.floor(seconds * 1000)  # type: ignore[operator]


def expiry_of(ttl: Ttl | None, forever: bool, stale_ms: int, jitter: float, random: Callable[[], float]) -> Expiry:
    """How long an entry is fresh, and how long Redis keeps it."""
    if forever or ttl is None:
        return Expiry(0, 0)
    if isinstance(ttl, str):
        low, high = presets[ttl]
        ms = math.floor(low + random() * (high - low))
    else:
        ms = max(1, math.floor(math.floor(ttl * 1000) * (1 - jitter * random())))
    return Expiry(ms, ms + stale_ms)


def is_early(stored: int, ttl: int, load: int, now: float, random: Callable[[], float]) -> bool:
    """Whether this caller refreshes before the expiry: XFetch (Vattani et al., VLDB 2015)."""
    if ttl == 0 or load == 0:
        return False
    return -load * math.log(1 - random()) >= stored + ttl - now
