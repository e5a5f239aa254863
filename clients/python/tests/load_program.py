"""Callers that fetch without end while a writer changes the source and invalidates; an instance is moved meanwhile.

Arguments: threads or asyncio, and whether invalidations are durable. Prints what has happened so far as lines of JSON,
until its input ends. A value is stale where it is older than the last invalidation that had returned before its fetch
began.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from drivers import DRIVERS, Driver

from redis_cache_client import connection_from_env

KEYS = [f"key-{number}" for number in range(20)]
READERS = 8


class Load:
    """One writer and some readers."""

    def __init__(self, cache: Driver, durable: bool, events: Counter[str]) -> None:
        self.cache = cache
        self.durable = durable
        self.events = events
        self.counts = Counter[str]()
        self.errors: list[str] = []
        self.stale: list[str] = []
        self.source = dict.fromkeys(KEYS, 0)
        self.floors = dict.fromkeys(KEYS, 0)
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self.write),
            *(threading.Thread(target=self.read, args=(number,)) for number in range(READERS)),
        ]
        for thread in self.threads:
            thread.start()

    def read(self, number: int) -> None:
        while not self.stop.wait(0.01):
            number += 1
            key = KEYS[number % len(KEYS)]
            tags = [f"tag of {key}"] if number % 2 else []
            floor = self.floors[key]
            try:
                # Each key is two entries, one of which goes by its tag.
                value = self.cache.call("fetch", f"{key}/{len(tags)}", self.loader(key), ttl=60, tags=tags)
                if value < floor:
                    self.stale.append(f"{key}: {value} after {floor} was invalidated")
                self.counts["fetches"] += 1
            except Exception as error:
                self.errors.append(repr(error))

    def loader(self, key: str) -> Any:
        def load() -> int:
            value = self.source[key]
            self.stop.wait(0.005)
            return value

        return load

    def write(self) -> None:
        number = 0
        while not self.stop.wait(0.02):
            number += 1
            key = KEYS[number % len(KEYS)]
            version = self.source[key] + 1
            self.source[key] = version
            try:
                self.cache.call("invalidate", keys=[f"{key}/0"], tags=[f"tag of {key}"], durable=self.durable)
            except Exception:
                self.counts["failed writes"] += 1
            else:
                self.floors[key] = version
                self.counts["writes"] += 1

    def report(self) -> None:
        told = {**self.counts, **self.events, "errors": self.errors[:5], "stale": self.stale[:5]}
        print(json.dumps(told), flush=True)


def main(driver: str, durable: str) -> None:
    events = Counter[str]()

    def count(event: Any) -> None:
        events[f"{event['type']} {event.get('outcome', '')}".strip()] += 1

    # Each has a source of its own, so the two share no entries.
    cache = DRIVERS[driver](connection_from_env(), prefix=f"load-{driver}", on_event=count)
    load = Load(cache, durable == "durable", events)
    ended = threading.Event()

    def end_with_input() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=end_with_input, daemon=True).start()
    while not ended.wait(0.2):
        load.report()
    load.stop.set()
    for thread in load.threads:
        thread.join()
    load.report()


main(*sys.argv[1:])
