"""The article's names, as thin functions over a cache."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

from .aio import AsyncCache
from .cache import Cache
from .core import Hit
from .presets import Ttl

T = TypeVar("T")


@overload
def set_cache(cache: Cache, key: str, value: Any, ttl: Ttl) -> None: ...
@overload
def set_cache(cache: AsyncCache, key: str, value: Any, ttl: Ttl) -> Awaitable[None]: ...
def set_cache(cache: Cache | AsyncCache, key: str, value: Any, ttl: Ttl) -> Awaitable[None] | None:
    """Stores a value for so many seconds, or a preset; to be awaited with an AsyncCache."""
    return cache.set(key, value, ttl=ttl)


@overload
def get_cache(cache: Cache, key: str) -> Any: ...
@overload
def get_cache(cache: AsyncCache, key: str) -> Awaitable[Any]: ...
def get_cache(cache: Cache | AsyncCache, key: str) -> Any:
    """The stored value, or None; ``Cache.get`` tells a miss apart from a stored None."""
    found = cache.get(key)
    if found is None or isinstance(found, Hit):
        return _value_of(found)

    async def value() -> Any:
        return _value_of(await found)

    return value()


def _value_of(hit: Hit[Any] | None) -> Any:
    return None if hit is None else hit.value


@overload
def fetch_with_cache(cache: Cache, key: str, load: Callable[..., T], ttl: Ttl) -> T: ...
@overload
def fetch_with_cache(cache: AsyncCache, key: str, load: Callable[..., Awaitable[T]], ttl: Ttl) -> Awaitable[T]: ...
def fetch_with_cache(cache: Cache | AsyncCache, key: str, load: Callable[..., Any], ttl: Ttl) -> Any:
    """The stored value, else the loader's, which is stored; to be awaited with an AsyncCache."""
    return cache.fetch(key, load, ttl=ttl)
