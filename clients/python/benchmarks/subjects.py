"""The ways to cache that are compared, each behind a coroutine ``fetch(key, load, ttl=..., ...)``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import redis
import redis.asyncio

from redis_cache_client import (
    Address,
    AsyncCache,
    Cache,
    Connection,
    connection_from_folder,
    create_async_client,
    create_client,
)

Load = Callable[[], Any]
Place = dict[str, Any]


class Subject(Protocol):
    """A way to cache; options are ttl, and where it has them tags, stale, early and leaseMs."""

    async def fetch(self, key: str, load: Load, **options: Any) -> Any: ...

    async def delete(self, key: str) -> None: ...

    async def invalidate(self, tag: str) -> None: ...


class Untagged:
    """A way that has no tags."""

    async def invalidate(self, tag: str) -> None:
        raise NotImplementedError


class Threaded(Untagged):
    """One for threads: a fetch passes through a thread, as in a web server."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(64)

    def run(self, key: str, load: Load, **options: Any) -> Any:
        raise NotImplementedError

    def remove(self, key: str) -> None:
        raise NotImplementedError

    async def fetch(self, key: str, load: Load, **options: Any) -> Any:
        return await self._in_thread(lambda: self.run(key, load, **options))

    async def delete(self, key: str) -> None:
        await self._in_thread(lambda: self.remove(key))

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


class OurAsync:
    def __init__(self, place: Place) -> None:
        self._cache = AsyncCache(create_async_client(connection_to(place)), prefix="ours")

    async def fetch(self, key: str, load: Load, **options: Any) -> Any:
        return await self._cache.fetch(key, awaited(load), **our_options(options))

    async def delete(self, key: str) -> None:
        await self._cache.delete(key)

    async def invalidate(self, tag: str) -> None:
        await self._cache.invalidate(tags=[tag])


class Ours(Threaded):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self._cache = Cache(create_client(connection_to(place)), prefix="ours")

    def run(self, key: str, load: Load, **options: Any) -> Any:
        return self._cache.fetch(key, load, **our_options(options))

    def remove(self, key: str) -> None:
        self._cache.delete(key)

    async def invalidate(self, tag: str) -> None:
        await self._in_thread(lambda: self._cache.invalidate(tags=[tag]))


def our_options(options: dict[str, Any]) -> dict[str, Any]:
    if len(options) == 1:  # of a hit whose cost is measured
        return options
    early, lease = options.pop("early", False), options.pop("leaseMs", None)
    return {**options, **({"refresh": "early"} if early else {}), **({"lease_ms": lease} if lease else {})}


def connection_to(place: Place) -> Connection:
    if "folder" in place:
        return connection_from_folder(place["folder"])
    login = {name: place[name] for name in ("username", "password", "ca") if place.get(name) is not None}
    if "sentinels" in place:
        sentinels = tuple(Address(one["host"], one["port"]) for one in place["sentinels"])
        return Connection(sentinels=sentinels, master_name=place["masterName"], **login)
    return Connection(url=f"redis://127.0.0.1:{place['port']}", **login)


class Dogpile(Threaded):
    def __init__(self, place: Place) -> None:
        super().__init__()
        from dogpile.cache import make_region

        arguments = {"host": "127.0.0.1", "port": place["port"], "distributed_lock": True, "socket_timeout": 0.25}
        self._region = make_region().configure("dogpile.cache.redis", arguments=arguments)

    def run(self, key: str, load: Load, **options: Any) -> Any:
        return self._region.get_or_create(key, load, expiration_time=options.get("ttl"))

    def remove(self, key: str) -> None:
        self._region.delete(key)


class Cashews:
    def __init__(self, place: Place, *, lock: bool = False) -> None:
        from cashews import Cache as Other

        self._lock = lock
        self._cache: Any = Other()
        self._cache.setup(f"redis://127.0.0.1:{place['port']}", socket_timeout=0.25, suppress=True)
        self._decorated: dict[str, Any] = {}
        self._loads: dict[str, Load] = {}

    async def fetch(self, key: str, load: Load, **options: Any) -> Any:
        self._loads[key] = load
        name = repr(options)
        if name not in self._decorated:
            self._decorated[name] = self._decorate(**options)
        return await self._decorated[name](key)

    def _decorate(
        self, *, ttl: Any = None, tags: Any = (), early: bool = False, leaseMs: Any = None, stale: Any = None
    ) -> Any:
        async def call(key: str) -> Any:
            return await awaited(self._loads[key])()

        if early:
            return self._cache.early(ttl=ttl, early_ttl=ttl * 3 / 4, key="{key}")(call)
        return self._cache(ttl=ttl, key="{key}", lock=self._lock, tags=tags)(call)

    async def delete(self, key: str) -> None:
        await self._cache.delete(key)

    async def invalidate(self, tag: str) -> None:
        await self._cache.delete_tags(tag)


class Aiocache(Untagged):
    def __init__(self, place: Place) -> None:
        from aiocache import RedisCache
        from aiocache.serializers import JsonSerializer

        self._cache: Any = RedisCache(
            endpoint="127.0.0.1", port=place["port"], serializer=JsonSerializer(), timeout=0.25
        )
        self._loads: dict[str, Load] = {}
        self._decorated: dict[Any, Any] = {}

    async def fetch(self, key: str, load: Load, **options: Any) -> Any:
        from aiocache.decorators import cached_stampede

        ttl = options.get("ttl")
        self._loads[key] = load
        if ttl not in self._decorated:

            async def call(key: str) -> Any:
                return await awaited(self._loads[key])()

            decorator: Any = cached_stampede(lease=2, ttl=ttl, key_builder=lambda function, key: key)
            decorated = decorator(call)
            decorator.cache = self._cache
            self._decorated[ttl] = decorated
        return await self._decorated[ttl](key)

    async def delete(self, key: str) -> None:
        await self._cache.delete(key)


class Raw(Untagged):
    """GET and json.loads, and a load without any guard."""

    def __init__(self, place: Place) -> None:
        self._client: Any = redis.asyncio.Redis(host="127.0.0.1", port=place["port"])

    async def fetch(self, key: str, load: Load, **options: Any) -> Any:
        data = await self._client.get(key)
        if data is not None:
            return json.loads(data)
        value = await awaited(load)()
        await self._client.set(key, json.dumps(value), ex=options["ttl"])
        return value

    async def delete(self, key: str) -> None:
        await self._client.delete(key)


class RawThreaded(Threaded):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self._client: Any = redis.Redis("127.0.0.1", place["port"])

    def run(self, key: str, load: Load, **options: Any) -> Any:
        data = self._client.get(key)
        if data is not None:
            return json.loads(data)
        value = load()
        self._client.set(key, json.dumps(value), ex=options["ttl"])
        return value

    def remove(self, key: str) -> None:
        self._client.delete(key)


def awaited(load: Load) -> Callable[[], Awaitable[Any]]:
    """The loader as a coroutine function, which leaves the loop free meanwhile."""

    async def call() -> Any:
        return await asyncio.to_thread(load)

    return call


_ways: dict[str, Callable[[Place], Subject]] = {
    "ours-asyncio": OurAsync,
    "ours-threads": Ours,
    "cashews": Cashews,
    "cashews-lock": lambda place: Cashews(place, lock=True),
    "dogpile": Dogpile,
    "aiocache": Aiocache,
    "raw-asyncio": Raw,
    "raw-threads": RawThreaded,
}


async def opened(way: str, place: Place) -> Subject:
    """The way of that name, made where a loop runs."""
    return _ways[way](place)
