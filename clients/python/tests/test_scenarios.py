"""The scenarios of the contract, on a real server, for threads and for asyncio."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import yaml
from drivers import DRIVERS, Driver
from relay import Relay
from servers import HOST, Server, server, wait_until

from redis_cache_client import CacheError, Hit

vectors = Path(__file__).parents[2] / "vectors"
START = 1_790_000_000_000


def scenarios() -> list[Any]:
    return [
        pytest.param(scenario, id=f"{file.stem}: {scenario['name']}")
        for file in sorted(vectors.glob("*.yaml"))
        for scenario in yaml.safe_load(file.read_text())
    ]


class LoaderError(Exception):
    """What a scenario's loader raises."""


class Scenario:
    """One under way: caches, source, gates and counts."""

    def __init__(
        self, scenario: Any, where: Any, admin: Any, driver: Callable[..., Driver], relay: Relay | None = None
    ) -> None:
        self.scenario = scenario
        self.server: Any = admin
        self._relay = relay
        self.source: dict[str, Any] = {}
        self.now = START
        self.random = 0.5
        self.loads: Counter[str] = Counter()
        self.begun: dict[str, Future[Any]] = {}
        self.gates: dict[str, threading.Event] = {}
        self.waiting: Counter[str] = Counter()
        self.events: dict[str, list[Any]] = {}
        self.defaults: dict[str, Any] = {}
        self.caches: dict[str, Driver] = {}
        # Where nothing fails, a slow machine must not look like a fault.
        has_fault = any("fault" in step for step in scenario["steps"])
        for name, given in scenario["caches"].items():
            options = {snake(key): value for key, value in (given or {}).items()}
            self.defaults[name] = {"ttl": 60, **{snake(key): one for key, one in options.pop("fetch", {}).items()}}
            self.events[name] = []
            self.caches[name] = driver(
                where,
                prefix="scenario",
                clock=lambda: self.now,
                random=lambda: self.random,
                on_event=self.events[name].append,
                **{**({} if has_fault else {"budget_ms": 10_000}), **options},
            )

    @property
    def relay(self) -> Relay:
        """Between the caches and the server."""
        assert self._relay is not None
        return self._relay

    def play(self) -> None:
        """Fails where it goes another way."""
        try:
            for index, step in enumerate(self.scenario["steps"]):
                try:
                    self.run(step)
                except BaseException as error:
                    error.add_note(f"step {index + 1}: {step}; events: {self.events}")
                    raise
        finally:
            self.close()

    def loader(self, key: str, spec: Any) -> Callable[[], Any]:
        def load() -> Any:
            self.loads[key] += 1
            value = self.source.get(key)
            match spec:
                case {"gate": gate}:
                    self.waiting[gate] += 1
                    self.gate(gate).wait(120)
                case {"error": text}:
                    raise LoaderError(text)
                case {"ms": ms}:
                    threading.Event().wait(ms / 1000)
                case {"value": given}:
                    return given
            return value

        return load

    def gate(self, name: str) -> threading.Event:
        return self.gates.setdefault(name, threading.Event())

    def begin(self, step: dict[str, Any]) -> Future[Any]:
        cache = self.caches[step["cache"]]
        if "invalidate" in step:
            return cache.begin("invalidate", **options_of(step, "invalidate"), **(step["invalidate"] or {}))
        key = step["fetch"]
        options = {**self.defaults[step["cache"]], **options_of(step, "fetch", "loader", "cache")}
        if "negative" in options:
            accepted = options["negative"]
            options["negative"] = {"when": lambda value: value == accepted["when"], "ttl": accepted["ttl"]}
        return cache.begin("fetch", key, self.loader(key, step.get("loader")), **options)

    def run(self, step: dict[str, Any]) -> None:
        match step:
            case {"begin": name}:
                self.begun[name] = self.begin(step)
            case {"end": name}:
                check(self.begun[name], step)
            case {"fetch": _}:
                check(self.begin(step), step)
            case {"source": source}:
                self.source.update(source)
            case {"at": gate}:
                wait_until(lambda: self.waiting[gate], what=f"a loader at {gate}")
            case {"open": gate}:
                self.gate(gate).set()
            case {"get": key}:
                self.check_get(self.caches[step["cache"]], key, step)
            case {"set": key}:
                options = options_of(step, "set", "value", "cache")
                check(self.caches[step["cache"]].begin("set", key, step["value"], **options), step)
            case {"delete": keys}:
                check(self.caches[step["cache"]].begin("delete", *keys), step)
            case {"invalidate": _}:
                check(self.begin(step), step)
            case {"redis": command}:
                reply = self.server.execute_command(*command)
                assert "reply" not in step or reply == step["reply"]
            case {"keep": keeps}:
                self.relay.keep(keeps)
            case {"resend": _}:
                self.relay.resend()
            case {"fault": fault}:
                self.relay.set(fault["slow"] if isinstance(fault, dict) else fault)
            case {"clock": ms}:
                self.now += ms
            case {"random": random}:
                self.random = random
            case {"until": key}:
                self.until_hit(step["cache"], key)
            case {"settled": name}:
                wait_until(lambda: not self.caches[name].busy, what=f"{name} settled")
            case {"loads": expected}:
                assert {key: self.loads[key] for key in expected} == expected
            case {"events": expected}:
                self.check_events(step["cache"], expected)
            case _:
                raise AssertionError(f"unknown step {step}")

    def check_get(self, cache: Driver, key: str, step: dict[str, Any]) -> None:
        future = cache.begin("get", key, **options_of(step, "get", "hit", "miss", "cache"))
        if "error" in step:
            check(future, step)
            return
        found = future.result(120)
        if "miss" in step:
            assert found is None
        else:
            assert isinstance(found, Hit)
            assert {"value": found.value, "stale": found.stale} == step["hit"]

    def until_hit(self, name: str, key: str) -> None:
        loads: list[int] = []

        def load() -> Any:
            loads.append(1)
            return self.source.get(key)

        def is_hit() -> bool:
            loads.clear()
            self.caches[name].call("fetch", key, load, **self.defaults[name])
            return not loads

        wait_until(is_hit, what=f"a hit of {key}")

    def check_events(self, name: str, expected: dict[str, Any]) -> None:
        counted = Counter(event["type"] for event in self.events[name])
        for kind, count in expected.items():
            if isinstance(count, dict):
                assert counted[kind] >= count["least"], self.events[name]
            else:
                assert counted[kind] == count, self.events[name]

    def close(self) -> None:
        for gate in self.gates.values():
            gate.set()
        for cache in self.caches.values():
            cache.close()


def options_of(step: dict[str, Any], *without: str) -> dict[str, Any]:
    left = {"value", "error", "cache", "begin", *without}
    return {snake(name): value for name, value in step.items() if name not in left}


def snake(name: str) -> str:
    return re.sub("[A-Z]", lambda found: f"_{found.group().lower()}", name)


def check(future: Future[Any], step: dict[str, Any]) -> None:
    match step.get("error"):
        case None:
            value = future.result(120)
            assert "set" in step or "value" not in step or value == step["value"]
        case "loader":
            with pytest.raises(LoaderError):
                future.result(120)
        case kind:
            with pytest.raises(CacheError) as caught:
                future.result(120)
            assert kind in ("any", caught.value.kind)


@pytest.fixture(scope="module", params=["redis-6.2.5", "", "redis-8.2.3", "valkey-9.1.2"])
def shared_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Each version in turn; "" is the one on PATH."""
    with server(version=request.param) as started:
        yield started


@pytest.mark.parametrize("scenario", scenarios())
def test_scenario(scenario: Any, redis_server: Server, relay: Relay, driver_name: str) -> None:
    with redis_server.connect() as admin:
        Scenario(scenario, f"redis://{HOST}:{relay.port}/0", admin, DRIVERS[driver_name], relay).play()
