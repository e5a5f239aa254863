"""A cache on Redis that never serves what was invalidated.

>>> cache = Cache(create_client(connection_from_env()), prefix="shop")
>>> cache.fetch("product:7", lambda: database.product(7), ttl="catalogue", tags=["products"])
"""

from .aio import AsyncCache
from .article import fetch_with_cache, get_cache, set_cache
from .cache import Cache
from .clients import create_async_client, create_client
from .codecs import Codec, JsonCodec, bytes_codec, json_codec
from .connection import Address, Connection, connection_from_env, connection_from_folder, connection_from_outputs
from .core import Hit
from .effects import Signal
from .errors import CacheError, Kind
from .loaders import LoadContext
from .options import CacheOptions, Event, Negative
from .presets import Preset, Ttl, presets

__all__ = [
    "Address",
    "AsyncCache",
    "Cache",
    "CacheError",
    "CacheOptions",
    "Codec",
    "Connection",
    "Event",
    "Hit",
    "JsonCodec",
    "Kind",
    "LoadContext",
    "Negative",
    "Preset",
    "Signal",
    "Ttl",
    "bytes_codec",
    "connection_from_env",
    "connection_from_folder",
    "connection_from_outputs",
    "create_async_client",
    "create_client",
    "fetch_with_cache",
    "get_cache",
    "json_codec",
    "presets",
    "set_cache",
]
