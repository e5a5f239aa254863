"""Options of a cache and of a fetch (contract 5)."""

from __future__ import annotations

import random as random_module
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from .codecs import Codec, json_codec
from .entry import sorted_tags
from .errors import refused
from .presets import Ttl, check_seconds, check_ttl

Refresh = Literal["early", "expired", "never"]
WhenAway = Literal["reject", "queue"]
Event = Mapping[str, Any]
"""``type`` and the fields of that type (contract 12)."""


def _clock_ms() -> float:
    return time.time() * 1000


class Negative(TypedDict):
    """Which values are "there is none", and for how many seconds they are kept."""

    when: Callable[[Any], bool]
    ttl: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheOptions:
    """Options of a cache; times in ms unless a name says otherwise."""

    prefix: str
    version: str = "1"
    codec: Codec = json_codec
    compress_from: int | None = None
    """Bytes from which a payload is compressed."""
    max_bytes: int = 67_108_864
    budget_ms: int = 100
    break_ms: int = 1000
    lease_ms: int = 5000
    wait_ms: int | None = None
    """@default lease_ms"""
    throttle_ms: int = 1000
    jitter: float = 0.1
    tag_ttl: float = 604_800
    """Seconds."""
    away_loads: int = 64
    invalidate_ms: int = 2000
    durable_ms: int = 1000
    when_away: WhenAway = "reject"
    max_pending: int = 10_000
    on_event: Callable[[Event], object] | None = None
    clock: Callable[[], float] = field(default=_clock_ms)
    """Unix time in ms."""
    random: Callable[[], float] = field(default=random_module.random)

    def __post_init__(self) -> None:
        for name in ("max_bytes", "budget_ms", "break_ms", "lease_ms", "away_loads", "durable_ms"):
            check_count(name, getattr(self, name), 1)
        for name in ("throttle_ms", "invalidate_ms", "max_pending"):
            check_count(name, getattr(self, name), 0)
        for name in ("wait_ms", "compress_from"):
            if getattr(self, name) is not None:
                check_count(name, getattr(self, name), 0)
        if not isinstance(self.jitter, int | float) or not 0 <= self.jitter < 1:
            raise refused("jitter", self.jitter, "it is not from 0 to below 1", "Take 0.1.")
        if self.when_away not in ("reject", "queue"):
            raise refused("when_away", self.when_away, "it is neither reject nor queue", 'Take "reject".')
        check_ttl(self.tag_ttl, False)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Checked options of one fetch."""

    ttl: Ttl | None
    forever: bool
    tags: tuple[str, ...]
    stale_ms: int
    negative: Negative | None
    soft_limit_ms: float | None
    hard_limit_ms: float | None
    lease_ms: int
    wait_ms: int
    refresh: Refresh


fetch_defaults: dict[str, Any] = {
    "forever": False,
    "tags": (),
    "stale": 0,
    "negative": None,
    "soft_limit_ms": None,
    "hard_limit_ms": None,
    "lease_ms": None,
    "wait_ms": None,
    "refresh": "expired",
}
"""What ``fetch`` takes where nothing is given, but ``ttl``."""


def fetch_options(
    options: CacheOptions,
    *,
    ttl: Ttl | None,
    forever: bool,
    tags: Iterable[str],
    stale: float,
    negative: Negative | None,
    soft_limit_ms: float | None,
    hard_limit_ms: float | None,
    lease_ms: int | None,
    wait_ms: int | None,
    refresh: Refresh,
) -> FetchOptions:
    """Raises a CacheError of kind ``argument`` for what is refused."""
    check_ttl(ttl, forever)
    if negative is not None:
        check_ttl(negative.get("ttl"), False)
        if not callable(negative.get("when")):
            raise refused("negative", negative, "it has no function when", 'Give {"when": ..., "ttl": 30}.')
    if refresh not in ("early", "expired", "never"):
        raise refused("refresh", refresh, "it is not early, expired or never", 'Take "expired".')
    for name, limit in (("soft_limit_ms", soft_limit_ms), ("hard_limit_ms", hard_limit_ms)):
        if limit is not None:
            check_count(name, limit, 1)
    if lease_ms is not None:
        check_count("lease_ms", lease_ms, 1)
    if wait_ms is not None:
        check_count("wait_ms", wait_ms, 0)
    lease = options.lease_ms if lease_ms is None else lease_ms
    default_wait = options.wait_ms if options.wait_ms is not None else lease
    return FetchOptions(
        ttl,
        forever,
        checked_tags(tags),
        check_seconds("stale", stale) if stale else 0,
        negative,
        soft_limit_ms,
        hard_limit_ms,
        lease,
        default_wait if wait_ms is None else wait_ms,
        refresh,
    )


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Distinct and sorted; one text instead of a list of them is refused."""
    if not tags:
        return ()
    if isinstance(tags, str):
        raise refused("tags", tags, "it is one text", f"Give a list: [{tags!r}].")
    from .keys import escaped

    found = list(tags)
    for tag in found:
        escaped("tag", tag)
    return sorted_tags(found)


def check_count(name: str, value: object, least: int) -> None:
    """Raises a CacheError of kind ``argument`` for what is no number of at least that."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and value == value
    if not number or value < least or value == float("inf"):  # type: ignore[operator]
        raise refused(name, value, f"it is no number from {least} on", "Leave it out for the default.")
