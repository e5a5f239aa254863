"""The two caches behind one face, so that each scenario runs on both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from redis_cache_client import AsyncCache, Cache, Connection, create_async_client, create_client

Loader = Callable[[], Any]


class Threads:
    """Cache, as it is."""

    def __init__(self, connection: Connection | str, *, client: Any = None, **options: Any) -> None:
        self._client = client or create_client(_connection(connection), **_limits(options))
        self.cache = Cache(self._client, **options)
        self._pool = ThreadPoolExecutor(max_workers=128)

    def begin(self, name: str, *args: Any, **options: Any) -> Future[Any]:
        """A call of the cache in a thread; ``load`` is a function that may block."""
        return self._pool.submit(getattr(self.cache, name), *args, **options)

    def call(self, name: str, *args: Any, **options: Any) -> Any:
        """A call in this thread."""
        return getattr(self.cache, name)(*args, **options)

    @property
    def busy(self) -> int:
        return self.cache.busy

    def close(self) -> None:
        self.cache.close()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()


class Tasks:
    """AsyncCache, in a loop of its own."""

    def __init__(self, connection: Connection | str, *, client: Any = None, **options: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.set_default_executor(ThreadPoolExecutor(max_workers=128))
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self._client = client or create_async_client(_connection(connection), **_limits(options))
        self.cache = AsyncCache(self._client, **options)

    def begin(self, name: str, *args: Any, **options: Any) -> Future[Any]:
        adapted = [_coroutine(argument) if callable(argument) else argument for argument in args]

        async def call() -> Any:
            return await getattr(self.cache, name)(*adapted, **options)

        return asyncio.run_coroutine_threadsafe(call(), self.loop)

    def call(self, name: str, *args: Any, **options: Any) -> Any:
        return self.begin(name, *args, **options).result(120)

    @property
    def busy(self) -> int:
        return self.cache.busy

    def close(self) -> None:
        async def close() -> None:
            await self.cache.close()
            await self._client.aclose()

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(60)
        self.loop.call_soon_threadsafe(self.loop.stop)


def callers(cache: Driver, key: str) -> int:
    """How many calls of a key are reading, or wait for a read or a load of it; without tags."""
    core: Any = cache.cache._core
    read = core.reads._under_way.get((key, ()))
    if read is not None:
        return 1 + _waiting(read.promise) + (_waiting(read.next.promise) if read.next else 0)
    flight = core.loads._flights.get((key, ()))
    # The first caller of a load waits for it as well, but for a thread, which does it.
    return 0 if flight is None else _waiting(flight.promise) + isinstance(cache, Threads)


def _waiting(promise: Any) -> int:
    return len(promise._callbacks or ())


def _coroutine(load: Callable[..., Any]) -> Callable[..., Any]:
    async def one() -> Any:
        return await asyncio.to_thread(load)

    async def many(keys: list[str]) -> Any:
        return await asyncio.to_thread(load, keys)

    return many if load.__code__.co_argcount else one


def _limits(options: dict[str, Any]) -> dict[str, Any]:
    """Where a cache is patient, connecting must not look like an outage either."""
    seconds = options.get("budget_ms", 0) / 1000
    return {"socket_timeout": seconds, "socket_connect_timeout": seconds} if seconds > 1 else {}


def _connection(connection: Connection | str) -> Connection:
    return Connection(url=connection) if isinstance(connection, str) else connection


Driver = Threads | Tasks
DRIVERS: dict[str, Callable[..., Driver]] = {"threads": Threads, "asyncio": Tasks}
