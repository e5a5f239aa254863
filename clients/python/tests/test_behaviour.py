"""What scenarios cannot say: many callers at once, time limits, lasting faults (vectors 5, 8, 13 to 19, 24, 25)."""

from __future__ import annotations

import asyncio
import gc
import random
import signal
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from typing import Any

import pytest
from drivers import Driver, Tasks, Threads, callers
from relay import Relay
from servers import HOST, Server, server, wait_until

from redis_cache_client import (
    AsyncCache,
    Cache,
    CacheError,
    Connection,
    create_async_client,
    create_client,
    fetch_with_cache,
    get_cache,
    presets,
    set_cache,
)
from redis_cache_client.presets import check_ttl, expiry_of

Make = Callable[..., Driver]


def counting(value: Any, calls: list[Any], seconds: float = 0) -> Callable[[], Any]:
    def load() -> Any:
        calls.append(threading.get_ident())
        if seconds:
            threading.Event().wait(seconds)
        return value

    return load


def commands_of(redis_server: Server) -> Counter[str]:
    with redis_server.connect() as client:
        stats: Any = client.info("commandstats")
    return Counter({name.removeprefix("cmdstat_"): one["calls"] for name, one in stats.items()})


def test_50_at_once_are_one_load_and_two_reads(redis_server: Server, relay: Relay, make_cache: Make) -> None:
    cache = make_cache(relay.port, budget_ms=60_000, lease_ms=60_000)
    calls: list[Any] = []
    all_there = threading.Event()

    def load() -> int:
        calls.append(1)
        all_there.wait(60)
        return 7

    cache.call("fetch", "warm", counting(1, []), ttl=60)
    relay.set("silent")
    before = commands_of(redis_server)
    begun = [cache.begin("fetch", "k", load, ttl=60) for _ in range(50)]
    wait_until(lambda: callers(cache, "k") == 50, what="all callers, at the read")
    relay.set("none")
    wait_until(lambda: calls and callers(cache, "k") == 50, what="all callers, at the load")
    all_there.set()
    assert [one.result(120) for one in begun] == [7] * 50
    assert len(calls) == 1
    # Two reads, and one GET each in the acquire and in the script of the fill.
    assert commands_of(redis_server)["get"] - before["get"] <= 2 + 1 + 1


def test_a_hit_is_one_round_trip(redis_server: Server, make_cache: Make) -> None:
    cache = make_cache(redis_server.port, budget_ms=10_000)
    for tags in ([], ["a", "b"]):
        cache.call("fetch", f"k{tags}", counting(1, []), ttl=60, tags=tags)
        before = commands_of(redis_server)
        cache.call("fetch", f"k{tags}", counting(2, []), ttl=60, tags=tags)
        after = commands_of(redis_server)
        after.subtract(before)
        assert {
            name: count for name, count in after.items() if count and name not in ("info", "hello", "client|setinfo")
        } == {("mget" if tags else "get"): 1}


def test_what_callers_do_with_a_value_is_their_own(redis_server: Server, make_cache: Make) -> None:
    cache = make_cache(redis_server.port, budget_ms=10_000)
    cache.call("fetch", "k", counting([1], []), ttl=60)
    values = [one.result(120) for one in [cache.begin("fetch", "k", counting([2], []), ttl=60) for _ in range(10)]]
    values[0].append(3)
    assert values[1:] == [[1]] * 9


def test_a_load_that_outlives_its_lease_gives_its_value(redis_server: Server, make_cache: Make) -> None:
    events: list[Any] = []
    cache = make_cache(redis_server.port, lease_ms=50, budget_ms=10_000, on_event=events.append)
    calls: list[Any] = []
    assert cache.call("fetch", "k", counting(1, calls, 0.2), ttl=60) == 1
    assert [event["reason"] for event in events if event["type"] == "refused"] == ["lease"]
    assert cache.call("get", "k") is None


def test_a_loader_error_reaches_all_and_is_not_stored(redis_server: Server, make_cache: Make) -> None:
    cache, calls = make_cache(redis_server.port, budget_ms=10_000, lease_ms=60_000), []
    all_there = threading.Event()

    def load() -> Any:
        calls.append(1)
        all_there.wait(60)
        raise KeyError("no such row")

    begun = [cache.begin("fetch", "k", load, ttl=60) for _ in range(10)]
    wait_until(lambda: calls and callers(cache, "k") == 10, what="all callers")
    all_there.set()
    for one in begun:
        with pytest.raises(KeyError):
            one.result(120)
    assert len(calls) == 1
    assert cache.call("fetch", "k", counting(2, []), ttl=60) == 2


def test_down_from_the_start(make_cache: Make, redis_server: Server) -> None:
    relay = Relay(redis_server.port)
    relay.set("down")
    events: list[Any] = []
    cache = make_cache(relay.port, budget_ms=10_000, break_ms=600_000, on_event=events.append)
    assert [cache.call("fetch", f"k{i}", counting(i, []), ttl=60) for i in range(20)] == list(range(20))
    assert Counter(event["type"] for event in events)["error"] == 1
    with pytest.raises(CacheError) as caught:
        cache.call("get", "k")
    assert caught.value.kind == "away"
    relay.set("none")
    wait_until(lambda: is_hit(cache, "k1"), what="a hit")
    relay.close()


def is_hit(cache: Driver, key: str) -> bool:
    calls: list[Any] = []
    cache.call("fetch", key, counting(1, calls), ttl=60)
    return not calls


def test_memory_is_flat_in_an_outage(make_cache: Make, redis_server: Server) -> None:
    relay = Relay(redis_server.port)
    relay.set("down")
    cache = make_cache(relay.port)

    def fetch(count: int, start: int) -> None:
        for number in range(start, start + count):
            cache.call("fetch", f"k{number}", lambda: 1, ttl=60, tags=["t"])

    fetch(1000, 0)
    gc.collect()
    tracemalloc.start()
    try:
        fetch(1000, 1000)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        fetch(8000, 2000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 200_000, f"{grown} bytes more after 8,000 fetches"
    assert cache.busy == 0
    relay.close()


@pytest.fixture
def own_server() -> Iterator[Server]:
    with server() as started:
        yield started


def test_a_stopped_server_costs_one_budget(make_cache: Make, own_server: Server, driver_name: str) -> None:
    create: Any = create_client if driver_name == "threads" else create_async_client
    client = create(Connection(url=f"redis://{HOST}:{own_server.port}"), socket_timeout=300, socket_connect_timeout=300)
    cache = make_cache(own_server.port, client=client)
    cache.call("fetch", "k", counting(1, []), ttl=60)
    own_server.send(signal.SIGSTOP)
    try:
        started = time.monotonic()
        assert cache.call("fetch", "k", counting(2, []), ttl=60) == 2
        first = time.monotonic() - started
        assert [cache.call("fetch", "k", counting(3, []), ttl=60) for _ in range(50)] == [3] * 50
    finally:
        own_server.send(signal.SIGCONT)
    # An upper bound that tells a budget of 100 ms from the client's own limit of 300 s.
    assert first < 60
    wait_until(lambda: is_hit(cache, "k"), what="a hit after SIGCONT")


def test_an_invalidation_that_failed_is_not_forgotten(make_cache: Make, own_server: Server) -> None:
    patient = make_cache(own_server.port, budget_ms=10_000)
    patient.call("fetch", "k", counting(1, []), ttl=60)
    patient.call("fetch", "t", counting(1, []), ttl=60, tags=["x"])
    cache = make_cache(own_server.port, invalidate_ms=100)
    own_server.send(signal.SIGSTOP)
    try:
        with pytest.raises(CacheError) as caught:
            cache.call("invalidate", keys=["k"], tags=["x"])
        assert caught.value.kind == "timeout"
    finally:
        own_server.send(signal.SIGCONT)
    wait_until(lambda: is_hit(cache, "other"), what="a hit after SIGCONT")
    assert cache.call("fetch", "k", counting(2, []), ttl=60) == 2
    assert cache.call("fetch", "t", counting(2, []), ttl=60, tags=["x"]) == 2


def test_more_than_max_pending_is_refused(make_cache: Make, redis_server: Server) -> None:
    relay = Relay(redis_server.port)
    relay.set("down")
    cache = make_cache(relay.port, invalidate_ms=0, max_pending=2, when_away="queue")
    cache.call("delete", "a", "b")
    with pytest.raises(CacheError) as caught:
        cache.call("delete", "c")
    assert caught.value.kind == "pending"
    relay.close()


def test_an_outage_loads_each_key_once_at_a_time_and_no_more_than_the_cap(
    make_cache: Make, redis_server: Server
) -> None:
    relay = Relay(redis_server.port)
    relay.set("down")
    cache = make_cache(relay.port, budget_ms=10_000, away_loads=4, wait_ms=60_000, lease_ms=60_000)
    lock, running, most = threading.Lock(), Counter[str](), [0]

    def loader(key: str) -> Callable[[], Any]:
        def load() -> Any:
            with lock:
                running[key] += 1
                most[0] = max(most[0], running.total())
                assert running[key] == 1
            threading.Event().wait(0.02)
            with lock:
                running[key] -= 1
            return key

        return load

    begun = [cache.begin("fetch", f"k{i % 20}", loader(f"k{i % 20}"), ttl=60) for i in range(100)]
    assert [one.result(120) for one in begun] == [f"k{i % 20}" for i in range(100)]
    assert 1 <= most[0] <= 4
    relay.set("none")
    wait_until(lambda: is_hit(cache, "other"), what="a hit")
    loads: list[Any] = []
    back = [cache.begin("fetch", f"k{i % 20}", counting(i % 20, loads, 0.02), ttl=60) for i in range(100)]
    wait(back, 120)
    assert len(loads) <= 20
    relay.close()


def test_a_cap_that_is_full_for_too_long_is_an_error(make_cache: Make, redis_server: Server) -> None:
    relay = Relay(redis_server.port)
    relay.set("down")
    cache, gate = make_cache(relay.port, away_loads=1, wait_ms=50), threading.Event()
    entered = threading.Event()

    def slow() -> int:
        entered.set()
        gate.wait(120)
        return 1

    first = cache.begin("fetch", "a", slow, ttl=60)
    assert entered.wait(60)
    with pytest.raises(CacheError) as caught:
        cache.call("fetch", "b", counting(2, []), ttl=60)
    assert caught.value.kind == "overloaded"
    gate.set()
    assert first.result(120) == 1
    relay.close()


def test_a_replica_is_no_place_to_read(make_cache: Make, redis_server: Server) -> None:
    events: list[Any] = []
    with server(f"replicaof 127.0.0.1 {redis_server.port}") as replica:
        cache = make_cache(replica.port, budget_ms=10_000, on_event=events.append)
        assert cache.call("fetch", "k", counting(1, []), ttl=60) == 1
        assert [event["kind"] for event in events if event["type"] == "error"] == ["readonly"]
        with replica.connect() as client:
            client.replicaof("NO", "ONE")
        wait_until(lambda: is_hit(cache, "k"), what="a hit after the promotion")


def test_durable_waits_for_a_replica(make_cache: Make, own_server: Server) -> None:
    hasty = make_cache(own_server.port, invalidate_ms=100, durable_ms=100, budget_ms=10_000)
    with pytest.raises(CacheError) as caught:
        hasty.call("invalidate", keys=["k"], durable=True)
    assert caught.value.kind == "durability"
    with server(f"replicaof 127.0.0.1 {own_server.port}", "repl-diskless-sync-delay 0") as replica:
        with replica.connect() as client:
            asked: Any = client
            wait_until(lambda: asked.info("replication")["master_link_status"] == "up", what="the link")
        patient = make_cache(own_server.port, invalidate_ms=10_000, durable_ms=10_000, budget_ms=10_000)
        patient.call("invalidate", keys=["k"], tags=["t"], durable=True)


def test_presets_spread_within_their_bounds() -> None:
    low, high = presets["catalogue"]
    source = random.Random(7)
    drawn = [expiry_of("catalogue", False, 0, 0.1, source.random).ttl for _ in range(10_000)]
    assert low <= min(drawn) and max(drawn) <= high
    assert len({ttl // 1000 for ttl in drawn}) >= 0.9 * (high - low) / 1000


@pytest.mark.parametrize("ttl", [0, -1, None, float("inf"), float("nan"), "5m", True, 31_622_401])
def test_a_ttl_that_is_none_says_what_to_do(ttl: Any) -> None:
    with pytest.raises(CacheError, match=r"ttl .* is refused: .*Give seconds") as caught:
        check_ttl(ttl, False)
    assert caught.value.kind == "argument"


def test_early_refresh_is_waited_for_by_nobody(redis_server: Server, make_cache: Make) -> None:
    """10 periods of 10 s, read every 10 ms of the cache's own clock; by the header a load takes 400 ms."""
    now, loads, source = [1_790_000_000_000.0], [0], random.Random(3)
    cache = make_cache(
        redis_server.port, budget_ms=10_000, clock=lambda: now[0], random=source.random, jitter=0, throttle_ms=0
    )

    def load() -> int:
        loads[0] += 1
        return loads[0]

    cache.call("fetch", "k", load, ttl=10)
    with redis_server.connect() as client:
        for _ in range(10_000):
            now[0] += 10
            before = loads[0]
            value = cache.call("fetch", "k", load, ttl=10, refresh="early", stale=3600)
            assert value <= before, "a reader waited"
            wait_until(lambda: not cache.busy, what="the refresh")
            if loads[0] != before:  # as if that load had taken 400 ms
                data: Any = client.get("test:1:{k}")
                line, _, payload = data.partition(b"\n")
                fields = line.split(b" ")
                fields[4] = b"400"
                client.set("test:1:{k}", b" ".join(fields) + b"\n" + payload)
    assert 7 <= loads[0] - 1 <= 16


def test_closed(redis_server: Server, make_cache: Make) -> None:
    cache = make_cache(redis_server.port)
    cache.call("close")
    with pytest.raises(CacheError) as caught:
        cache.call("fetch", "k", counting(1, []), ttl=60)
    assert caught.value.kind == "closed"


def test_a_load_under_way_when_it_is_closed_gives_its_lease_back(redis_server: Server, make_cache: Make) -> None:
    # Connections that other calls have left idle are closed: the fill needs a new one.
    cache, gate, began = make_cache(redis_server.port, budget_ms=5000), threading.Event(), threading.Event()

    def load() -> int:
        began.set()
        gate.wait(30)
        return 1

    call = cache.begin("fetch", "k", load, ttl=60)
    assert began.wait(30)
    cache.call("close")
    gate.set()
    assert call.result(30) == 1
    with redis_server.connect() as admin:
        wait_until(lambda: not admin.exists("test:1:{k}:lease"), what="the lease is given back")


def test_more_keys_than_go_out_at_once(redis_server: Server, make_cache: Make) -> None:
    events: list[Any] = []
    cache = make_cache(redis_server.port, on_event=events.append, budget_ms=5000, invalidate_ms=30_000)
    many = [f"k{number}" for number in range(2500)]
    for key in ("k0", "k1000", "k2499"):
        cache.call("set", key, 1, ttl=60)
    cache.call("set", "tagged", 1, ttl=60, tags=["k2400"])
    cache.call("invalidate", keys=many, tags=many)
    with redis_server.connect() as admin:
        assert admin.exists(*(f"test:1:{{{key}}}" for key in ("k0", "k1000", "k2499"))) == 0
    assert cache.call("get", "tagged") is None
    assert [event for event in events if event["type"] == "invalidated"] == [
        {"type": "invalidated", "keys": 2500, "tags": 2500, "outcome": "done"}
    ]


def test_many(redis_server: Server, make_cache: Make) -> None:
    cache, asked = make_cache(redis_server.port, budget_ms=10_000), []

    def load(keys: list[str]) -> dict[str, Any]:
        asked.append(sorted(keys))
        return {key: None if key == "none" else key.upper() for key in keys if key != "gone"}

    cache.call("fetch", "a", counting("A", []), ttl=60)
    expected = {"a": "A", "b": "B", "none": None}
    assert cache.call("fetch_many", ["a", "b", "gone", "none", "b"], load, ttl=60, tags=[]) == expected
    assert cache.call("fetch_many", ["a", "b", "gone", "none"], load, ttl=60) == expected
    assert asked == [["b", "gone", "none"], ["gone"]]
    cache.call("delete", "b")
    assert cache.call("fetch_many", ["a", "b"], load, ttl=60) == {"a": "A", "b": "B"}
    assert asked[2:] == [["b"]]


def test_many_go_in_steps_and_are_loaded_once(redis_server: Server, make_cache: Make) -> None:
    events: list[Any] = []
    cache, asked = make_cache(redis_server.port, budget_ms=60_000, on_event=events.append), []
    keys = [f"key {i}" for i in range(1200)]

    def load(missing: list[str]) -> dict[str, Any]:
        asked.append(len(missing))
        return {key: len(key) for key in missing}

    before = commands_of(redis_server)
    wanted = {key: len(key) for key in keys}
    assert cache.call("fetch_many", keys, load, ttl=60, tags=["t"]) == wanted
    assert cache.call("fetch_many", keys, load, ttl=60, tags=["t"]) == wanted
    assert asked == [1200]
    after = commands_of(redis_server)
    assert after["mget"] - before["mget"] == 3 + 4 + 3, "one of each read, and of each fill: the first finds no script"
    assert Counter(event["type"] for event in events) == {"miss": 1200, "load": 1200, "hit": 1200}


@pytest.mark.parametrize("given", [["a"], None, 7])
def test_a_loader_of_many_that_gives_no_mapping(redis_server: Server, make_cache: Make, given: Any) -> None:
    cache = make_cache(redis_server.port, budget_ms=60_000, lease_ms=60_000)

    def load(keys: list[str]) -> Any:
        return given

    with pytest.raises(CacheError) as caught:
        cache.call("fetch_many", ["a", "b"], load, ttl=60)
    assert caught.value.kind == "value"
    assert f"the loader of fetch_many gave {given!r}; a mapping of values by key is wanted" in str(caught.value)
    with redis_server.connect() as admin:
        assert admin.exists("test:1:{a}:lease", "test:1:{b}:lease") == 0


def test_a_loader_that_raises_stop_iteration(redis_server: Server, make_cache: Make) -> None:
    cache = make_cache(redis_server.port, budget_ms=60_000, lease_ms=60_000)

    def load() -> Any:
        return next(iter(()))

    def load_many(keys: list[str]) -> Any:
        return {key: next(iter(())) for key in keys}

    def accepts(value: Any) -> bool:
        return bool(next(iter(())))

    def outcome(name: str, *args: Any, **options: Any) -> Any:
        # As it is, for the driver would run it in a thread.
        call = getattr(cache.cache, name)(*args, **options)
        return call if isinstance(cache, Threads) else asyncio.run_coroutine_threadsafe(call, cache.loop).result(120)

    cases: list[tuple[str, Any, Callable[..., Any], dict[str, Any]]] = [
        ("fetch", "k", load, {}),
        ("fetch", "k", load, {"hard_limit_ms": 60_000}),
        ("fetch_many", ["k", "l"], load_many, {}),
        ("fetch", "k", lambda: 1, {"negative": {"when": accepts, "ttl": 1}}),
    ]
    for name, of, loader, options in cases:
        with pytest.raises(CacheError) as caught:
            outcome(name, of, loader, ttl=60, **options)
        assert caught.value.kind == "value"
        assert "the loader of 'k' raised StopIteration" in str(caught.value)
        assert isinstance(caught.value.__cause__, StopIteration)
        with redis_server.connect() as admin:
            assert admin.exists("test:1:{k}:lease", "test:1:{l}:lease") == 0


def test_many_at_once_load_each_key_once(redis_server: Server, make_cache: Make) -> None:
    caches = [make_cache(redis_server.port, budget_ms=10_000, lease_ms=60_000) for _ in range(2)]
    loaded: Counter[str] = Counter()
    lock = threading.Lock()

    def load(keys: list[str]) -> dict[str, Any]:
        with lock:
            loaded.update(keys)
        threading.Event().wait(0.05)
        return dict.fromkeys(keys, 1)

    lists = [[f"k{(i + j) % 12}" for j in range(6)] for i in range(12)]
    begun = [caches[i % 2].begin("fetch_many", keys, load, ttl=60) for i, keys in enumerate(lists)]
    for one, keys in zip(begun, lists, strict=True):
        assert one.result(120) == dict.fromkeys(keys, 1)
    assert set(loaded.values()) == {1}


def test_a_cancelled_invalidation_is_not_forgotten(redis_server: Server, relay: Relay) -> None:
    cache = Tasks(f"redis://{HOST}:{relay.port}/0", prefix="test")
    assert cache.call("fetch", "k", counting(1, []), ttl=60) == 1
    relay.set("silent")
    invalidation = cache.begin("invalidate", keys=["k"], tags=["t"])
    wait_until(lambda: relay._held, what="it is sent")
    invalidation.cancel()
    owed = cache.cache._core.steps.owed
    wait_until(lambda: len(owed) == 2, what="key and tag are owed")
    cache.close()


def is_hit_of(cache: Cache, key: str, value: Any) -> bool:
    found = cache.get(key)
    return found is not None and found.value == value


def test_decorated_functions_and_the_names_of_articles(redis_server: Server) -> None:
    url = Connection(url=f"redis://{HOST}:{redis_server.port}/0")
    calls: list[tuple[Any, ...]] = []

    def add(a: int, b: int = 0) -> int:
        calls.append((a, b))
        return a + b

    with Cache(create_client(url), prefix="test", budget_ms=10_000) as cache:
        added = cache.cached(ttl=60)(add)
        assert [added(1, b=2), added(1, b=2), added(1, 2)] == [3, 3, 3]
        assert calls == [(1, 2), (1, 2)]  # by name and by place are two keys
        named = cache.cached(ttl=60, key=lambda a, b=0: f"sum:{a}:{b}")(add)
        assert [named(1, b=2), named(1, 2)] == [3, 3]
        assert len(calls) == 3 and is_hit_of(cache, "sum:1:2", 3)
        with pytest.raises(CacheError, match="cached\\(key="):
            added(object())  # type: ignore[arg-type]
        set_cache(cache, "article", None, 60)
        assert get_cache(cache, "article") is None and get_cache(cache, "nothing") is None
        assert fetch_with_cache(cache, "article", lambda: 1, 60) is None


def test_the_same_for_asyncio(redis_server: Server) -> None:
    calls: list[int] = []

    async def double(number: int) -> int:
        calls.append(number)
        return 2 * number

    async def main() -> None:
        client = create_async_client(Connection(url=f"redis://{HOST}:{redis_server.port}/0"))
        async with AsyncCache(client, prefix="test", budget_ms=10_000) as cache:
            doubled = cache.cached(ttl=60)(double)
            assert [await doubled(2), await doubled(2), await doubled(3)] == [4, 4, 6]
            assert calls == [2, 3]
            await set_cache(cache, "article", [0], 60)
            assert await get_cache(cache, "article") == [0]
            assert await get_cache(cache, "nothing") is None
            kept: Any = await fetch_with_cache(cache, "article", lambda: double(9), 60)
            assert kept == [0]
        await client.aclose()

    asyncio.run(main())


class Reversed:
    """A codec of an application's own."""

    name = "reversed"

    def encode(self, value: Any) -> bytes:
        return str(value)[::-1].encode()

    def decode(self, data: bytes) -> Any:
        return data.decode()[::-1]


def test_an_own_codec_is_read_by_its_caches_only(redis_server: Server, make_cache: Make) -> None:
    events: list[Any] = []
    own = make_cache(redis_server.port, codec=Reversed(), budget_ms=10_000)
    other = make_cache(redis_server.port, budget_ms=10_000, on_event=events.append)
    assert own.call("fetch", "k", counting("abc", []), ttl=60) == "abc"
    assert own.call("fetch", "k", counting("other", []), ttl=60) == "abc"
    assert other.call("fetch", "k", counting("own", []), ttl=60) == "own"
    assert [event["reason"] for event in events if event["type"] == "unreadable"] != []
