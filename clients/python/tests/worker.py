"""A process of an application: waits for a line, fetches a key once, and says what it got."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from redis_cache_client import AsyncCache, Cache, Connection, create_async_client, create_client


def main(driver: str, port: str, options: str) -> None:
    given = json.loads(options)
    seconds, fetch = given.pop("load_seconds"), given.pop("fetch")
    connection = Connection(url=f"redis://127.0.0.1:{port}/0")
    patient: Any = {"socket_timeout": 30, "socket_connect_timeout": 30}
    loads = [0]

    def told(value: str) -> None:
        print(json.dumps({"value": value, "loads": loads[0]}), flush=True)

    if driver == "threads":
        cache = Cache(create_client(connection, **patient), prefix="test", **given)
        cache.get("warm")
        print("ready", flush=True)
        sys.stdin.readline()

        def load() -> str:
            loads[0] += 1
            print("loading", flush=True)
            time.sleep(seconds)
            return "value"

        told(cache.fetch("cold", load, **fetch))
        return

    async def run() -> None:
        cache = AsyncCache(create_async_client(connection, **patient), prefix="test", **given)
        await cache.get("warm")
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

        async def load() -> str:
            loads[0] += 1
            print("loading", flush=True)
            await asyncio.sleep(seconds)
            return "value"

        told(await cache.fetch("cold", load, **fetch))
        await cache.close()

    asyncio.run(run())


main(*sys.argv[1:])
