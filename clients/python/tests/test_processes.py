"""Caches of several processes (vectors 6 and 7)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import Server

worker = Path(__file__).parent / "worker.py"
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(redis_server: Server, driver_name: str) -> Iterator[Start]:
    begun: list[subprocess.Popen[str]] = []

    def start(**options: Any) -> subprocess.Popen[str]:
        # Not about time: a slow machine must not look like a silent Redis.
        given = {"budget_ms": 30_000, "load_seconds": 0.5, "fetch": {"ttl": 60}, **options}
        command = [sys.executable, str(worker), driver_name, str(redis_server.port), json.dumps(given)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        begun.append(process)
        return process

    yield start
    for one in begun:
        if one.poll() is None:
            one.kill()
        one.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def outcome_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    line = line_of(process)
    return outcome_of(process) if line == "loading" else dict(json.loads(line))


@pytest.mark.parametrize("fetch", [{"ttl": 60}, {"ttl": 60, "tags": ["a", "b"]}], ids=["plain", "tags"])
def test_20_processes_load_a_cold_key_once(start: Start, fetch: dict[str, Any]) -> None:
    processes = [start(fetch={**fetch, "wait_ms": 60_000, "lease_ms": 60_000}) for _ in range(20)]
    for process in processes:
        assert line_of(process) == "ready"
    for process in processes:
        go(process)
    outcomes = [outcome_of(process) for process in processes]
    assert {one["value"] for one in outcomes} == {"value"}
    assert sum(one["loads"] for one in outcomes) == 1


def test_another_loads_where_the_holder_of_the_lease_is_killed(start: Start) -> None:
    holder = start(load_seconds=60, fetch={"ttl": 60, "lease_ms": 500, "wait_ms": 60_000})
    other = start(load_seconds=0, fetch={"ttl": 60, "lease_ms": 500, "wait_ms": 60_000})
    assert [line_of(holder), line_of(other)] == ["ready", "ready"]
    go(holder)
    assert line_of(holder) == "loading"
    holder.kill()
    go(other)
    assert outcome_of(other) == {"value": "value", "loads": 1}
