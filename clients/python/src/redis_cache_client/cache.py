"""The cache for threads."""

from __future__ import annotations

import contextvars
import functools
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar, cast

from redis import Redis, RedisCluster

from .core import Core, Hit
from .effects import Await, Background, Effect, Exchange, Lead, Load, LoadLimit, Promise, Sleep, Work
from .forks import renew_after_fork
from .line import ClusterLine, Line
from .options import CacheOptions, FetchOptions, Negative, Refresh, fetch_defaults, fetch_options
from .presets import Ttl
from .wrap import key_function

T = TypeVar("T")
P = ParamSpec("P")


class Cache:
    """A cache on a Redis client of redis-py; safe for use by threads.

    ``prefix`` names it within Redis; the other options are those of CacheOptions. The client stays the caller's:
    ``close`` does not close it.
    """

    def __init__(self, client: Redis | RedisCluster, *, prefix: str, **options: Any) -> None:
        checked = CacheOptions(prefix=prefix, **options)
        cluster = isinstance(client, RedisCluster)
        self._core = Core(checked, cluster)
        self._client = client  # who drops it ends what watches its folder
        self._line = (
            ClusterLine(client, self._when_ready)
            if isinstance(client, RedisCluster)
            else Line(client, self._when_ready)
        )
        self._core.steps.when_open = self._line.revive
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Of the package: a forked process has none of the parent's threads."""
        self._core.after_fork()
        self._line.after_fork()

    def get(self, key: str, *, tags: Iterable[str] = (), stale: float = 0) -> Hit[Any] | None:
        """What is stored, or None for a miss. Raises a CacheError where Redis is away."""
        return self._run(self._core.get(key, tags, stale))

    def set(
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
        self._run(self._core.set(key, value, ttl, forever, tags, stale))

    def delete(self, *keys: str) -> None:
        """Removes keys, so that no load that began before puts its value back. Raises a CacheError where it cannot."""
        self._run(self._core.invalidate(keys, (), False))

    def fetch(
        self,
        key: str,
        load: Callable[..., T],
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

        ``load`` runs in this thread, or with a limit in one of its own. Raises what ``load`` raises; a CacheError of
        kind ``loadTimeout``, ``value``, ``overloaded`` or ``argument``; nothing else, whatever Redis does.
        """
        options = self._core.options_of(
            ttl, forever, tags, stale, negative, soft_limit_ms, hard_limit_ms, lease_ms, wait_ms, refresh
        )
        return cast(T, self._run(self._core.fetch(key, load, options)))

    def fetch_many(
        self, keys: Sequence[str], load: Callable[..., Mapping[str, T]], *, ttl: Ttl | None = None, **options: Any
    ) -> dict[str, T]:
        """The values by key; ``load(missing)`` gives those that are not stored, and may leave some out.

        Options as of ``fetch``.
        """
        checked = self._options(ttl, options)
        return self._run(self._core.fetch_many(list(keys), load, checked))

    def cached(
        self, *, ttl: Ttl | None = None, key: Callable[..., str] | None = None, **options: Any
    ) -> Callable[[Callable[P, T]], Callable[P, T]]:
        """Decorates a function whose results are fetched through the cache.

        ``key`` makes the key of the arguments; without it, it is the function's name and the arguments as JSON.
        """
        checked = self._options(ttl, options)

        def decorate(function: Callable[P, T]) -> Callable[P, T]:
            key_of = key_function(function, key)

            @functools.wraps(function)
            def call(*args: P.args, **kwargs: P.kwargs) -> T:
                work = self._core.fetch(key_of(args, kwargs), lambda: function(*args, **kwargs), checked)
                return cast(T, self._run(work))

            return call

        return decorate

    def invalidate(self, *, keys: Iterable[str] = (), tags: Iterable[str] = (), durable: bool = False) -> None:
        """Makes entries misses by key and by tag; ``durable`` waits until a replica has it.

        Raises a CacheError where it cannot; it is then done before the next read of the same key or tag.
        """
        self._run(self._core.invalidate(keys, tags, durable))

    def close(self) -> None:
        """Refuses further calls, and gives the connections back to the client."""
        self._core.close()
        self._line.close()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    @property
    def busy(self) -> int:
        """How many reads, loads and refreshes are under way in this process."""
        return self._core.busy

    def _options(self, ttl: Ttl | None, options: Mapping[str, Any]) -> FetchOptions:
        return fetch_options(self._core.options, ttl=ttl, **{**fetch_defaults, **options})

    def _when_ready(self) -> None:
        self._run(self._core.steps.ready())

    def _run(self, work: Work[T]) -> T:
        send, perform = work.send, self._perform
        try:
            effect = send(None)
            while True:
                try:
                    answer = perform(effect)
                except BaseException as error:
                    effect = work.throw(error)
                else:
                    effect = send(answer)
        except StopIteration as end:
            return cast(T, end.value)

    def _perform(self, effect: Effect) -> Any:
        if isinstance(effect, Exchange):
            return self._line.exchange(effect.commands, effect.limit_ms)
        if isinstance(effect, Await):
            return _settled(effect.promise, effect.limit_ms)
        if isinstance(effect, Lead):
            if effect.detached:
                _start(self._run, effect.work)
            else:
                self._run(effect.work)
        elif isinstance(effect, Load):
            return effect.call() if effect.limit_ms is None else _limited(effect, effect.limit_ms)
        elif isinstance(effect, Sleep):
            time.sleep(effect.ms / 1000)
        elif isinstance(effect, Background):
            _start(self._run, effect.work)
        return None


def _settled(promise: Promise[Any], limit_ms: float | None) -> bool:
    if promise.done:
        return True
    # A lock costs a waiting thread a third of an Event.
    turn = threading.Lock()
    turn.acquire()
    promise.when_done(turn.release)
    return turn.acquire(timeout=-1 if limit_ms is None else limit_ms / 1000)


def _limited(effect: Load, limit_ms: float) -> Any:
    """Runs the loader in a thread; after the limit its signal is aborted, and its result is dropped."""
    result: Promise[Any] = Promise()

    def call() -> None:
        try:
            result.resolve(effect.call())
        except BaseException as error:
            result.fail(error)

    _start(call)
    if not _settled(result, limit_ms):
        effect.signal.abort()
        raise LoadLimit
    if result.error is not None:
        raise result.error
    return result.value


def _start(function: Callable[..., object], *args: Any) -> None:
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(function, *args), name="redis-cache", daemon=True).start()
