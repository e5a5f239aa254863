"""Loading under a lease: one load for all processes, and none that puts an old value back (contract 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from .effects import Load, LoadLimit, Signal, Sleep, Work
from .entry import encode_entry
from .errors import CacheError
from .flights import ABSENT, Flight, Plan
from .leases import Leases
from .loaders import passable
from .options import CacheOptions, FetchOptions
from .presets import Expiry, expiry_of
from .reads import Abandoned
from .slots import Slots
from .steps import Away, Steps


class Loads:
    """The loads of a cache."""

    def __init__(self, steps: Steps, leases: Leases) -> None:
        self._steps = steps
        self._leases = leases
        self._flights: dict[tuple[str, tuple[str, ...]], Flight] = {}
        self._slots = Slots(steps)
        self.running = 0
        """Those of other processes' callers and of nobody's included."""

    def after_fork(self) -> None:
        """Nobody ends these."""
        self._flights.clear()
        self._slots = Slots(self._steps)
        self.running = 0

    def join(self, key: str, entry: str, tags: tuple[str, ...]) -> tuple[Flight, bool]:
        """The load of that key under way, or a new one, which the caller leads."""
        with self._steps.lock:
            flight = self._flights.get((key, tags))
            if flight is not None:
                return flight, False
            flight = self._flights[key, tags] = Flight(key, entry, tags)
            self.running += 1
            return flight, True

    def is_under_way(self, key: str, tags: tuple[str, ...]) -> bool:
        return (key, tags) in self._flights

    def detach(self, keys: Iterable[str], tags: Iterable[str]) -> None:
        """Takes the loads of these out of sharing."""
        gone, stale = set(keys), set(tags)
        with self._steps.lock:
            for group in [group for group in self._flights if group[0] in gone or not stale.isdisjoint(group[1])]:
                del self._flights[group]

    def _leave(self, flights: Iterable[Flight]) -> None:
        with self._steps.lock:
            for flight in flights:
                self.running -= 1
                if self._flights.get((flight.key, flight.tags)) is flight:
                    del self._flights[flight.key, flight.tags]

    def fly(self, flights: Sequence[Flight], plan: Plan) -> Work[None]:
        """Settles all of them."""
        try:
            yield from self._fly(flights, plan)
        except BaseException as error:
            failure = error if isinstance(error, Exception) else Abandoned()
            for flight in flights:
                if not flight.promise.done:
                    flight.promise.fail(failure)
            if not isinstance(error, Exception):
                raise
        finally:
            self._leave(flights)

    def _fly(self, flights: Sequence[Flight], plan: Plan) -> Work[None]:
        steps, pending = self._steps, flights
        first, waits = steps.now(), waits_between(steps.options.random)
        while pending:
            try:
                won, lost, ids = yield from self._leases.acquire(pending, plan)
            except Away:
                yield from self._load_unstored(pending, plan)
                return
            if won and None in ids.values():
                yield from self._leases.drop(won, 0)
                yield from self._load_unstored(won, plan)
            elif won:
                yield from self._load_and_fill(won, {tag: id or "" for tag, id in ids.items()}, plan)
            if not lost:
                return
            if plan.background:
                for flight in lost:
                    flight.end(None, nothing=True)
                return
            if steps.now() - first >= plan.options.wait_ms:
                yield from self._load_unstored(lost, plan)
                return
            yield Sleep(next(waits))
            pending = lost

    def _load_and_fill(self, flights: Sequence[Flight], ids: Mapping[str, str], plan: Plan) -> Work[None]:
        steps = self._steps
        started = steps.now()
        try:
            given = yield from self._call(flights, plan)
        except BaseException as error:
            keep = steps.options.throttle_ms if plan.keeps_lease and not _is_limit(error) else 0
            yield from self._drop_after(error, flights, keep)
            self._told(flights, started, "failed")
            for flight in flights:
                flight.promise.fail(error if isinstance(error, Exception) else Abandoned())
            if not isinstance(error, Exception):
                raise
            return
        took = max(0, int(steps.now() - started))
        to_fill: list[tuple[Flight, Any, bytes, Expiry]] = []
        unfilled: list[Flight] = []
        for flight in flights:
            value = given.get(flight.key, ABSENT)
            if value is ABSENT:
                unfilled.append(flight)
                self._told([flight], started, "unstored")
                flight.end(ABSENT)
                continue
            try:
                payload = self.payload_of(flight.key, value)
                expiry = self._expiry_of(value, plan.options)
            except Exception as error:
                unfilled.append(flight)
                self._told([flight], started, "failed")
                flight.promise.fail(passable(error, flight.key))
                continue
            if payload is None:
                unfilled.append(flight)
                self._told([flight], started, "unstored")
                flight.end(value)
                continue
            stored = int(steps.options.clock())
            compress_from = steps.options.compress_from
            data = encode_entry(steps.options.codec, payload, stored, expiry.ttl, took, ids, compress_from)
            to_fill.append((flight, value, data, expiry))
        yield from self._leases.drop(unfilled, 0)
        if to_fill:
            yield from self._leases.fill(to_fill, ids, plan, took)

    def _call(self, flights: Sequence[Flight], plan: Plan) -> Work[Mapping[str, Any]]:
        """What the loader gives, by key; raises what it raises, or a CacheError after the hard limit."""
        keys = [flight.key for flight in flights]
        return plan.by_key((yield from self._given(keys, flights, plan)), keys)

    def _given(self, keys: Sequence[str], flights: Sequence[Flight], plan: Plan) -> Work[Any]:
        stale = {flight.key: flight.held.value() for flight in flights if flight.held is not None}
        signal = Signal()
        telemetry = self._steps.telemetry

        def call() -> Any:
            try:
                return plan.load(keys, signal, stale)
            except StopIteration as error:
                raise passable(error, keys[0]) from error

        try:
            if not telemetry.spans:
                return (yield Load(call, signal, plan.options.hard_limit_ms))
            with telemetry.span("redis_cache.load", keys[0]):
                return (yield Load(call, signal, plan.options.hard_limit_ms))
        except LoadLimit:
            limit = plan.options.hard_limit_ms
            raise CacheError("loadTimeout", f"the loader of {keys[0]!r} took longer than {limit} ms.") from None

    def _drop_after(self, error: BaseException, flights: Sequence[Flight], keep_ms: int) -> Work[None]:
        if isinstance(error, Exception):
            yield from self._leases.drop(flights, keep_ms)
        else:  # the driver is being ended: nothing can be awaited any more
            self._leases.give_up(flights)

    def payload_of(self, key: str, value: Any) -> bytes | None:
        """Encoded; None with one event where it is too large. Raises a CacheError of kind ``value``."""
        payload = encoded(self._steps.options, value)
        if len(payload) <= self._steps.options.max_bytes:
            return payload
        self._steps.emit("refused", key=key, reason="size")
        return None

    def _expiry_of(self, value: Any, options: FetchOptions) -> Expiry:
        jitter, random = self._steps.options.jitter, self._steps.options.random
        if options.negative is not None and options.negative["when"](value):
            return expiry_of(options.negative["ttl"], False, 0, jitter, random)
        return expiry_of(options.ttl, options.forever, options.stale_ms, jitter, random)

    def _load_unstored(self, flights: Sequence[Flight], plan: Plan) -> Work[None]:
        """Without a lease, so many at once at most (contract 9.4)."""
        if plan.background:
            for flight in flights:
                flight.end(None, nothing=True)
            return
        try:
            yield from self._slots.take(plan.options.wait_ms)
        except CacheError as error:
            for flight in flights:
                flight.promise.fail(error)
            return
        began, started = next(self._steps.sequence), self._steps.now()
        for flight in flights:
            flight.began = began
        try:
            given = yield from self._call(flights, plan)
        except BaseException as error:
            self._told(flights, started, "failed")
            for flight in flights:
                flight.promise.fail(error if isinstance(error, Exception) else Abandoned())
            if not isinstance(error, Exception):
                raise
            return
        finally:
            self._slots.give_back()
        for flight in flights:
            value = given.get(flight.key, ABSENT)
            try:
                if value is not ABSENT:
                    encoded(self._steps.options, value)
            except CacheError as error:
                self._told([flight], started, "failed")
                flight.promise.fail(error)
                continue
            self._told([flight], started, "unstored")
            flight.end(value)

    def _told(self, flights: Iterable[Flight], started: float, outcome: str) -> None:
        ms = max(0, int(self._steps.now() - started))
        for flight in flights:
            self._steps.emit("load", key=flight.key, ms=ms, outcome=outcome)


def waits_between(random: Callable[[], float]) -> Iterator[float]:
    """The pauses between two acquires, in ms."""
    delay = 10.0
    while True:
        yield delay * (0.5 + random())
        delay = min(delay * 1.6, 100)


def _is_limit(error: BaseException) -> bool:
    return isinstance(error, CacheError) and error.kind == "loadTimeout"


def encoded(options: CacheOptions, value: Any) -> bytes:
    """The payload of a value; raises a CacheError of kind ``value``."""
    try:
        return options.codec.encode(value)
    except CacheError:
        raise
    except Exception as error:
        raise CacheError("value", f"$: codec {options.codec.name} cannot encode it: {error}", path="$") from error
