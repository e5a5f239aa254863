"""The cache for asyncio."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar, cast

from redis.asyncio import Redis, RedisCluster

from .aline import AsyncClusterLine, AsyncLine
from .core import Core, Hit
from .effects import Await, Background, Effect, Exchange, Lead, Load, LoadLimit, Promise, Sleep, Work
from .options import CacheOptions, FetchOptions, Negative, Refresh, fetch_defaults, fetch_options
from .presets import Ttl
from .wrap import key_function

T = TypeVar("T")
P = ParamSpec("P")


class AsyncCache:
    """A cache on an asyncio client of redis-py; one for each event loop.

    ``prefix`` names it within Redis; the other options are those of CacheOptions. The client stays the caller's:
    ``close`` does not close it.
    """

    def __init__(self, client: Redis | RedisCluster, *, prefix: str, **options: Any) -> None:
        checked = CacheOptions(prefix=prefix, **options)
        cluster = isinstance(client, RedisCluster)
        self._core = Core(checked, cluster)
        self._client = client  # who drops it ends what watches its folder
        self._line = (
            AsyncClusterLine(client, self._when_ready)
            if isinstance(client, RedisCluster)
            else AsyncLine(client, self._when_ready)
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self._core.steps.when_open = self._line.revive

    async def get(self, key: str, *, tags: Iterable[str] = (), stale: float = 0) -> Hit[Any] | None:
        """What is stored, or None for a miss. Raises a CacheError where Redis is away."""
        return await self._run(self._core.get(key, tags, stale))

    async def set(
        self,
        key: str,
        value: Any,
        *,
        ttl: Ttl | None = None,
        forever: bool = False,
        tags: Iterable[str] = (),
        stale: float = 0,
    ) -> None:
        """Stores a value for ``ttl`` seconds or a preset. Raises a CacheError where Redis is away.

        The cache cannot know when the value was read from the source: ``fetch`` is guarded against old values, ``set``
        is not.
        """
        await self._run(self._core.set(key, value, ttl, forever, tags, stale))

    async def delete(self, *keys: str) -> None:
        """Removes keys, so that no load that began before puts its value back. Raises a CacheError where it cannot."""
        await self._run(self._core.invalidate(keys, (), False))

    async def fetch(
        self,
        key: str,
        load: Callable[..., T | Awaitable[T]],
        *,
        ttl: Ttl | None = None,
        forever: bool = False,
        tags: Iterable[str] = (),
        stale: float = 0,
        negative: Negative | None = None,
        soft_limit_ms: float | None = None,
        hard_limit_ms: float | None = None,
        lease_ms: int | None = None,
        wait_ms: int | None = None,
        refresh: Refresh = "expired",
    ) -> T:
        """The stored value, else that of ``load()`` or ``load(context)``, which is stored for ``ttl``.

        ``load`` is a coroutine function or a function; it runs in a task of its own, so that the end of one caller does
        not end it for the others. Raises what ``load`` raises; a CacheError of kind ``loadTimeout``, ``value``,
        ``overloaded`` or ``argument``; nothing else, whatever Redis does.
        """
        options = self._core.options_of(
            ttl, forever, tags, stale, negative, soft_limit_ms, hard_limit_ms, lease_ms, wait_ms, refresh
        )
        return cast(T, await self._run(self._core.fetch(key, load, options)))

    async def fetch_many(
        self,
        keys: Sequence[str],
        load: Callable[..., Mapping[str, T] | Awaitable[Mapping[str, T]]],
        *,
        ttl: Ttl | None = None,
        **options: Any,
    ) -> dict[str, T]:
        """The values by key; ``load(missing)`` gives those that are not stored, and may leave some out.

        Options as of ``fetch``.
        """
        checked = self._options(ttl, options)
        return await self._run(self._core.fetch_many(list(keys), load, checked))

    def cached(
        self, *, ttl: Ttl | None = None, key: Callable[..., str] | None = None, **options: Any
    ) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Awaitable[T]]]:
        """Decorates a coroutine function whose results are fetched through the cache.

        ``key`` makes the key of the arguments; without it, it is the function's name and the arguments as JSON.
        """
        checked = self._options(ttl, options)

        def decorate(function: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
            key_of = key_function(function, key)

            @functools.wraps(function)
            async def call(*args: P.args, **kwargs: P.kwargs) -> T:
                work = self._core.fetch(key_of(args, kwargs), lambda: function(*args, **kwargs), checked)
                return cast(T, await self._run(work))

            return call

        return decorate

    async def invalidate(self, *, keys: Iterable[str] = (), tags: Iterable[str] = (), durable: bool = False) -> None:
        """Makes entries misses by key and by tag; ``durable`` waits until a replica has it.

        Raises a CacheError where it cannot; it is then done before the next read of the same key or tag.
        """
        await self._run(self._core.invalidate(keys, tags, durable))

    async def close(self) -> None:
        """Refuses further calls, and gives the connections back to the client."""
        self._core.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._line.close()

    async def __aenter__(self) -> AsyncCache:
        return self

    async def __aexit__(self, *unused: object) -> None:
        await self.close()

    @property
    def busy(self) -> int:
        """How many reads, loads and refreshes are under way in this process."""
        return self._core.busy

    def _options(self, ttl: Ttl | None, options: Mapping[str, Any]) -> FetchOptions:
        return fetch_options(self._core.options, ttl=ttl, **{**fetch_defaults, **options})

    async def _when_ready(self) -> None:
        await self._run(self._core.steps.ready())

    async def _run(self, work: Work[T]) -> T:
        send, perform = work.send, self._perform
        try:
            effect = send(None)
            while True:
                try:
                    answer = await perform(effect)
                except BaseException as error:
                    effect = work.throw(error)
                else:
                    effect = send(answer)
        except StopIteration as end:
            return cast(T, end.value)

    async def _perform(self, effect: Effect) -> Any:
        if isinstance(effect, Exchange):
            return await self._line.exchange(effect.commands, effect.limit_ms)
        if isinstance(effect, Await):
            return await _settled(effect.promise, effect.limit_ms)
        if isinstance(effect, Lead | Background):
            self._start(effect.work)
        elif isinstance(effect, Load):
            return await _limited(effect)
        elif isinstance(effect, Sleep):
            await asyncio.sleep(effect.ms / 1000)
        return None

    def _start(self, work: Work[None]) -> None:
        task = asyncio.get_running_loop().create_task(self._run(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _settled(promise: Promise[Any], limit_ms: float | None) -> bool:
    if promise.done:
        return True
    turn = asyncio.get_running_loop().create_future()

    def go_on() -> None:
        if not turn.done():
            turn.set_result(None)

    promise.when_done(go_on)
    if limit_ms is None:
        await turn
        return True
    try:
        async with asyncio.timeout(limit_ms / 1000):
            await turn
    except TimeoutError:
        return promise.done
    return True


async def _limited(effect: Load) -> Any:
    """Runs the loader; after the limit its signal is aborted, and it is cancelled."""
    if effect.limit_ms is None:
        value = effect.call()
        return await value if inspect.isawaitable(value) else value
    task = asyncio.ensure_future(_awaited(effect.call))
    done, _ = await asyncio.wait({task}, timeout=effect.limit_ms / 1000)
    if not done:
        effect.signal.abort()
        task.cancel()
        raise LoadLimit
    return task.result()


async def _awaited(call: Callable[[], Any]) -> Any:
    value = call()
    return await value if inspect.isawaitable(value) else value
