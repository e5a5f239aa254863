"""Interleavings of read, write, invalidate and fill: nothing is older than its last invalidation."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import Server
from weave import Weave

serial = itertools.count()
names = ["fetch", "fetch", "fetch tagged", "write", "write tag", "get", "expire", "evict"]
operation = st.tuples(st.sampled_from(names), st.integers(0, 1))
# Either the next operation begins, or one of those under way takes a step.
scripts = st.lists(st.one_of(operation, *[st.integers(0, 5)] * 4), min_size=30, max_size=60)
thorough = settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(script=scripts)
@thorough
def test_nothing_invalidated_is_served(redis_server: Server, script: Any) -> None:
    with redis_server.connect() as client:
        Interleaving(client).run(script)


@given(script=scripts)
@thorough
def test_nothing_of_an_invalidated_tag_is_served(redis_server: Server, script: Any) -> None:
    with redis_server.connect() as client:
        OfTag(client).run(script)


class Interleaving:
    """One key, two processes."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._key = f"k{next(serial)}"
        self._now = 1_790_000_000_000
        # So long a throttle or lease would only mean that nobody may load for that long.
        self._weave = Weave(client, 2, clock=lambda: self._now, throttle_ms=0, wait_ms=0, jitter=0)
        self._source = 0
        self._floor = 0

    def run(self, script: Any) -> None:
        for one in script:
            if isinstance(one, int):
                self._weave.step(one)
            else:
                self._begin(one[0], self._weave.cores[one[1]])
        self._finish()
        # At rest: whoever reads now gets the source as it was at the last invalidation, or later.
        for core in self._weave.cores:
            self._begin("fetch", core)
            self._finish()

    def _finish(self) -> None:
        while self._weave.step(0):
            pass

    def _begin(self, name: str, core: Any) -> None:
        key = self._key
        match name:
            case "fetch" | "fetch tagged":
                tags = ["t"] if name == "fetch tagged" else []
                work = self._weave.fetch(core, key, lambda: self._source, tags=tags, stale=30)
                self._weave.start(work, self._not_older_than(self._floor))
            case "get":
                self._weave.start(core.get(key, (), 30), self._hit_not_older_than(self._floor))
            case "write" | "write tag":
                self._source += 1
                # A tag is of the entries that were stored with it; those without it only the key reaches.
                keys = (key,) if name == "write" else (key, "other")
                self._weave.start(core.invalidate(keys, ("t",), False), self._raises_floor(self._source))
            case "expire":
                self._now += 70_000
            case "evict":
                self._client.delete("weave:1:tag:{t}")

    def _not_older_than(self, floor: int) -> Callable[[Any, BaseException | None], None]:
        def check(value: Any, error: BaseException | None) -> None:
            assert error is None, error
            assert value >= floor, f"{value} was invalidated before: {floor}"

        return check

    def _hit_not_older_than(self, floor: int) -> Callable[[Any, BaseException | None], None]:
        def check(hit: Any, error: BaseException | None) -> None:
            assert error is None, error
            assert hit is None or hit.value >= floor, f"{hit} was invalidated before: {floor}"

        return check

    def _raises_floor(self, written: int) -> Callable[[Any, BaseException | None], None]:
        def raise_floor(_: Any, error: BaseException | None) -> None:
            assert error is None, error
            self._floor = max(self._floor, written)

        return raise_floor


class OfTag(Interleaving):
    """The same where all fetches have the tag, and writes invalidate only the tag."""

    def _begin(self, name: str, core: Any) -> None:
        if name.startswith("write"):
            self._source += 1
            self._weave.start(core.invalidate((), ("t",), False), self._raises_floor(self._source))
        else:
            super()._begin("fetch tagged" if name == "fetch" else name, core)
