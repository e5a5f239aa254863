"""What a cache decides, without I/O: generators of effects that the two drivers run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from .effects import Await, Background, Command, Lead, Work
from .entry import encode_entry, state_of
from .errors import CacheError, refused
from .flights import ABSENT, Flight, Plan
from .invalidation import Invalidation
from .keys import lease_of
from .leases import Leases
from .loaders import LoadAll, itself, many_loader, mapping, one_loader
from .loads import Loads, encoded
from .options import CacheOptions, FetchOptions, checked_tags, fetch_options
from .presets import Ttl, check_seconds, check_ttl, expiry_of, is_early
from .reads import Abandoned, Found, Reads
from .steps import Away, Steps, text_of

T = TypeVar("T")


class Hit(NamedTuple, Generic[T]):
    """What ``get`` found; a miss is None, a cached None is ``Hit(None, ...)``."""

    value: T
    stale: bool
    age_ms: int


_plain = (None, None, None, None, None, "expired")


class Core:
    """The operations of a cache."""

    def __init__(self, options: CacheOptions, cluster: bool) -> None:
        self.options = options
        self.steps = Steps(options, cluster)
        self.reads = Reads(self.steps)
        self.leases = Leases(self.steps, self.reads)
        self.loads = Loads(self.steps, self.leases)
        self.invalidation = Invalidation(self.steps, self.loads.detach)
        self._known: dict[tuple[type, Any], FetchOptions] = {}

    @property
    def busy(self) -> int:
        """How many reads, loads and refreshes are under way."""
        return len(self.reads) + self.loads.running

    # --- fetch

    def options_of(
        self, ttl: Ttl | None, forever: bool, tags: Iterable[str], stale: float, *others: Any
    ) -> FetchOptions:
        """Checked options; those that have been checked before are known, where there is but a TTL."""
        is_plain = not (forever or tags or stale) and others == _plain
        known = self._known.get((type(ttl), ttl)) if is_plain else None
        if known is not None:
            return known
        names = ("negative", "soft_limit_ms", "hard_limit_ms", "lease_ms", "wait_ms", "refresh")
        rest = dict(zip(names, others, strict=True))
        checked = fetch_options(self.options, ttl=ttl, forever=forever, tags=tags, stale=stale, **rest)
        if is_plain and len(self._known) < 1000:
            self._known[type(ttl), ttl] = checked
        return checked

    def fetch(self, key: str, load: Callable[..., Any], options: FetchOptions) -> Work[Any]:
        """The value of the cache, or the loader's."""
        if not self.steps.telemetry.spans:
            return self._fetch(key, load, options, {})
        return self._spanned(key, load, options)

    def _spanned(self, key: str, load: Callable[..., Any], options: FetchOptions) -> Work[Any]:
        with self.steps.telemetry.span("redis_cache.fetch", key) as outcome:
            told: dict[str, str] = {}
            try:
                return (yield from self._fetch(key, load, options, told))
            finally:
                if outcome is not None and told:
                    outcome["redis_cache.outcome"] = told["outcome"]

    def _fetch(self, key: str, load: Callable[..., Any], options: FetchOptions, told: dict[str, str]) -> Work[Any]:
        steps = self.steps
        steps.check_open()
        entry = steps.keys.entry(key)
        called = next(steps.sequence)
        missed = False
        while True:
            held: Found | None
            try:
                held = yield from self.reads.read(key, entry, options.tags)
                state = self.state(held, options)
            except Away:
                held, state = None, "away"
            if held is not None and (state == "fresh" or (state == "stale" and options.refresh != "never")):
                if not missed:
                    steps.emit("hit", key=key, stale=state == "stale")
                    told["outcome"] = "stale" if state == "stale" else "hit"
                if state == "stale" or self.is_early(held, options):
                    yield from self.refresh(key, entry, held, Plan(one_loader(key, load), options, itself))
                return held.value()
            if not missed:
                missed = True
                if state == "miss":
                    steps.emit("miss", key=key)
            flight, leads = self.loads.join(key, entry, options.tags)
            told["outcome"] = "load"
            spare = held if state == "stale" else None
            if leads:
                flight.held = held
                plan = Plan(one_loader(key, load), options, itself, keeps_lease=spare is not None)
                yield Lead(self.loads.fly([flight], plan), spare is not None and options.soft_limit_ms is not None)
            settled = yield Await(flight.promise, options.soft_limit_ms if spare is not None else None)
            if not settled:
                assert spare is not None
                told["outcome"] = "stale"
                return self._serve(key, spare)
            usable, value = self.take(flight, called, spare is not None)
            if usable and value is not ABSENT:
                return value
            if usable and spare is not None:
                told["outcome"] = "stale"
                return self._serve(key, spare)

    @staticmethod
    def take(flight: Flight, called: int, has_spare: bool) -> tuple[bool, Any]:
        """Whether a caller may have what the load gave, and it: ABSENT after an error where there is a stale value."""
        error = flight.promise.error
        if error is not None:
            if isinstance(error, Abandoned):
                return False, None
            if has_spare:
                return True, ABSENT
            raise error
        outcome = flight.promise.value
        return not outcome.nothing and max(outcome.began, outcome.filled) > called, outcome.value

    def _serve(self, key: str, spare: Found) -> Any:
        self.steps.emit("hit", key=key, stale=True)
        return spare.value()

    def state(self, found: Found | None, options: FetchOptions) -> str:
        """``fresh``, ``stale`` or ``miss`` for this caller."""
        if found is None:
            return "miss"
        return state_of(found.header.stored, found.header.ttl, self.options.clock(), options.stale_ms)

    def is_early(self, found: Found, options: FetchOptions) -> bool:
        """Whether this caller refreshes before the expiry."""
        if options.refresh != "early":
            return False
        _, _, stored, ttl, load, _ = found.header
        return is_early(stored, ttl, load, self.options.clock(), self.options.random)

    def refresh(self, key: str, entry: str, held: Found, plan: Plan) -> Work[None]:
        """In the background, where nobody of this process loads it already."""
        if self.loads.is_under_way(key, plan.options.tags):
            return
        flight, leads = self.loads.join(key, entry, plan.options.tags)
        if leads:
            flight.held = held
            yield Background(self.loads.fly([flight], replace(plan, background=True, keeps_lease=True)))

    # --- fetch_many

    def fetch_many(self, keys: Sequence[str], load: Callable[..., Any], options: FetchOptions) -> Work[dict[str, Any]]:
        """The values by key, in the order of the keys; without those that the loader did not give."""
        steps = self.steps
        steps.check_open()
        if isinstance(keys, str):
            raise refused("keys", keys, "it is one text", f"Give a list: [{keys!r}].")
        entries = {key: steps.keys.entry(key) for key in keys}
        batch = Batch(self, many_loader(load), options, entries)
        while batch.wanted:
            yield from batch.go_on()
        return {key: batch.values[key] for key in entries if batch.values[key] is not ABSENT}

    # --- get, set, invalidate

    def get(self, key: str, tags: Iterable[str], stale: float) -> Work[Hit[Any] | None]:
        """Raises a CacheError where Redis is away."""
        steps = self.steps
        steps.check_open()
        entry, asked = steps.keys.entry(key), checked_tags(tags)
        stale_ms = check_seconds("stale", stale)
        try:
            found = yield from self.reads.read(key, entry, asked)
        except Away as away:
            raise away.error from away.__cause__
        now = self.options.clock()
        state = "miss" if found is None else state_of(found.header.stored, found.header.ttl, now, stale_ms)
        if found is None or state == "miss":
            steps.emit("miss", key=key)
            return None
        steps.emit("hit", key=key, stale=state == "stale")
        return Hit(found.value(), state == "stale", max(0, int(now - found.header.stored)))

    def set(
        self, key: str, value: Any, ttl: Ttl | None, forever: bool, tags: Iterable[str], stale: float
    ) -> Work[None]:
        """Stores a value, and revokes the lease of a load under way."""
        steps, options = self.steps, self.options
        steps.check_open()
        check_ttl(ttl, forever)
        entry, named = steps.keys.entry(key), checked_tags(tags)
        stale_ms = check_seconds("stale", stale)
        payload = encoded(options, value)
        if len(payload) > options.max_bytes:
            message = f"$: {len(payload)} bytes are more than max_bytes ({options.max_bytes}). Store less, or raise it."
            raise CacheError("value", message, path="$")
        self.loads.detach((key,), ())
        try:
            expiry = expiry_of(ttl, forever, stale_ms, options.jitter, options.random)
            yield from self._set(key, entry, payload, named, expiry.ttl, expiry.expiry)
        except Away as away:
            with steps.lock:
                steps.owed.add((key,), ())
            raise away.error from away.__cause__
        except BaseException as error:
            if not isinstance(error, Exception):  # the caller is ended; it may have been stored
                with steps.lock:
                    steps.owed.add((key,), ())
            raise
        finally:
            self.loads.detach((key,), ())

    def _set(self, key: str, entry: str, payload: bytes, tags: tuple[str, ...], ttl: int, expiry: int) -> Work[None]:
        steps = self.steps
        permit = yield from steps.pay((key,), tags, steps.permit())
        ids: dict[str, str] = {}
        if tags:
            replies = yield from steps.step("set", self.leases.tag_commands(tags), permit)
            ids = {tag: text_of(reply) or "" for tag, reply in zip(tags, replies[1::2], strict=True)}
            permit = steps.permit()
        data = encode_entry(
            self.options.codec, payload, int(self.options.clock()), ttl, 0, ids, self.options.compress_from
        )
        store: Command = ("SET", entry, data, "PX", expiry) if expiry else ("SET", entry, data)
        yield from steps.step("set", (("UNLINK", lease_of(entry)), store), permit)

    def invalidate(self, keys: Iterable[str], tags: Iterable[str], durable: bool) -> Work[None]:
        """Ends when it is done; see Invalidation."""
        return self.invalidation.run(keys, tags, durable)

    def close(self) -> None:
        """Every later call is refused."""
        self.steps.closed = True

    def after_fork(self) -> None:
        """Forgets what the parent's other threads were at; what is owed stays."""
        self.steps.after_fork()
        self.reads.after_fork()
        self.loads.after_fork()


class Batch:
    """A ``fetch_many`` under way."""

    def __init__(self, core: Core, load: LoadAll, options: FetchOptions, entries: Mapping[str, str]) -> None:
        self._core = core
        self._load = load
        self._options = options
        self._entries = entries
        self._called = next(core.steps.sequence)
        self._again = False
        self.wanted = list(entries)
        self.values: dict[str, Any] = {}

    def go_on(self) -> Work[None]:
        """Reads those that are wanted, and loads what is missing; some may be wanted still."""
        founds, unread = yield from self._core.reads.read_many(self.wanted, self._options.tags)
        spares = yield from self._take_hits(founds)
        if not self._again:
            for key in self.wanted:
                if key not in spares and key not in unread:
                    self._core.steps.emit("miss", key=key)
        self._again = True
        yield from self._load_wanted(founds, spares)

    def _take_hits(self, founds: Mapping[str, Found]) -> Work[dict[str, Found]]:
        """Gives the stale ones that serve only where their load fails."""
        core, options = self._core, self._options
        spares: dict[str, Found] = {}
        for key, found in founds.items():
            state = core.state(found, options)
            if state == "stale" and options.refresh == "never":
                spares[key] = found
            elif state != "miss":
                if not self._again:
                    core.steps.emit("hit", key=key, stale=state == "stale")
                if state == "stale" or core.is_early(found, options):
                    yield from core.refresh(key, self._entries[key], found, Plan(self._load, options, mapping))
                self.values[key] = found.value()
        self._forget_done()
        return spares

    def _load_wanted(self, founds: Mapping[str, Found], spares: Mapping[str, Found]) -> Work[None]:
        loads, options = self._core.loads, self._options
        joined = {key: loads.join(key, self._entries[key], options.tags) for key in self.wanted}
        led = [flight for flight, leads in joined.values() if leads]
        for flight in led:
            flight.held = founds.get(flight.key)
        if led:
            plan = Plan(self._load, options, mapping, keeps_lease=bool(spares))
            yield Lead(loads.fly(led, plan), bool(spares) and options.soft_limit_ms is not None)
        for key, (flight, _) in joined.items():
            spare = spares.get(key)
            settled = yield Await(flight.promise, options.soft_limit_ms if spare is not None else None)
            usable, value = (True, ABSENT) if not settled else self._core.take(flight, self._called, spare is not None)
            if usable and value is ABSENT and spare is not None:
                self._core.steps.emit("hit", key=key, stale=True)
                value = spare.value()
            if usable:
                self.values[key] = value
        self._forget_done()

    def _forget_done(self) -> None:
        self.wanted = [key for key in self.wanted if key not in self.values]
