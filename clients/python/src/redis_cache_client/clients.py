"""Clients of redis-py for a connection, with the limits that a cache needs."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import redis
import redis.asyncio
import redis.asyncio.cluster
import redis.asyncio.connection
import redis.asyncio.retry
import redis.asyncio.sentinel
import redis.cluster
import redis.connection
import redis.sentinel
from redis.backoff import NoBackoff
from redis.retry import Retry

from .connection import Connection, connection_from_env
from .credentials import Watched
from .errors import refused
from .options import Event
from .rotation import tell_rotation

OnEvent = Callable[[Event], object]
# Parts of redis-py have no types.
_Sentinel: Any = redis.sentinel.Sentinel
_AsyncSentinel: Any = redis.asyncio.sentinel.Sentinel
_ClusterNode: Any = redis.cluster.ClusterNode
_parse_url: Any = redis.connection.parse_url
_limits: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}


def create_client(
    connection: Connection | None = None, *, on_event: OnEvent | None = None, **options: Any
) -> redis.Redis | redis.RedisCluster:
    """A client for threads; nothing is connected yet. ``options`` go to redis-py and win.

    It asks the Sentinels at every connect, gives up a silent server after 1 s, and follows a watched folder: login and
    authority change without a restart. ``connection`` is by default that of the environment. On a cluster the nodes
    are asked at once.
    """
    source = connection or connection_from_env()
    watched = Watched(source, on_event) if source.folder is not None else None
    shared = {**_limits, **_login(source, watched), **options}
    once = Retry(NoBackoff(), 1)
    client: redis.Redis | redis.RedisCluster
    sentinel: Any = None
    if source.sentinels:
        login = {**_limits, **_login(source, watched), **_tls(source, watched)}
        secure = {"connection_class": _Sentinelled, **_tls_files(source, watched)} if source.tls else {}
        sentinel = _Sentinel(list(source.sentinels), sentinel_kwargs={**login, "retry": once}, **{**shared, **secure})
        report = _reporter(source, watched, on_event) if source.tls else None
        client = sentinel.master_for(_name(source), retry=Retry(NoBackoff(), 0), **_secured(sentinel, _Secure, report))
    elif source.cluster:
        nodes = [_ClusterNode(host, port) for host, port in source.cluster]
        limits = {"retry": Retry(NoBackoff(), 3), **_tls(source, watched)}
        client = redis.RedisCluster(startup_nodes=nodes, **{**limits, **shared})
    else:
        pool = redis.ConnectionPool(
            **_single(source),
            **_class_of(source, watched, on_event, False),
            **{"retry": Retry(NoBackoff(), 0), **shared},
        )
        client = redis.Redis.from_pool(pool)
    if watched is not None:
        watched.watch(client, lambda one: _rotate(one, sentinel))
    return client


def create_async_client(
    connection: Connection | None = None, *, on_event: OnEvent | None = None, **options: Any
) -> redis.asyncio.Redis | redis.asyncio.RedisCluster:
    """The same for asyncio; use it in one event loop."""
    source = connection or connection_from_env()
    watched = AsyncWatched(source, on_event) if source.folder is not None else None
    shared = {**_limits, **_login(source, watched), **options}
    retry = redis.asyncio.retry.Retry
    client: redis.asyncio.Redis | redis.asyncio.RedisCluster
    sentinel: Any = None
    if source.sentinels:
        login = {**_limits, **_login(source, watched), **_tls(source, watched)}
        secure = {"connection_class": _AsyncSentinelled, **_tls_files(source, watched)} if source.tls else {}
        sentinel = _AsyncSentinel(
            list(source.sentinels), sentinel_kwargs={**login, "retry": retry(NoBackoff(), 1)}, **{**shared, **secure}
        )
        report = _reporter(source, watched, on_event) if source.tls else None
        secured = _secured(sentinel, _AsyncSecure, report)
        client = sentinel.master_for(_name(source), retry=retry(NoBackoff(), 0), **secured)
    elif source.cluster:
        nodes = [redis.asyncio.cluster.ClusterNode(host, port) for host, port in source.cluster]
        limits = {"retry": retry(NoBackoff(), 3), **_tls(source, watched)}
        client = redis.asyncio.RedisCluster(startup_nodes=nodes, **{**limits, **shared})
    else:
        pool = redis.asyncio.ConnectionPool(
            **_single(source),
            **_class_of(source, watched, on_event, True),
            **{"retry": retry(NoBackoff(), 0), **shared},
        )
        client = redis.asyncio.Redis.from_pool(pool)
    if watched is not None:
        watched.watch(client, lambda one: _rotate_async(one, sentinel, watched))
    return client


class AsyncWatched(Watched):
    """Remembers the loop, in which alone connections may be closed."""

    loop: asyncio.AbstractEventLoop | None = None

    async def get_credentials_async(self) -> tuple[str] | tuple[str, str]:
        self.loop = asyncio.get_running_loop()
        return self.get_credentials()


def _login(source: Connection, watched: Watched | None) -> dict[str, Any]:
    if watched is not None:
        return {"credential_provider": watched}
    return {"username": source.username, "password": source.password}


def _tls(source: Connection, watched: Watched | None) -> dict[str, Any]:
    return {"ssl": True, **_tls_files(source, watched)} if source.tls else {}


def _tls_files(source: Connection, watched: Watched | None) -> dict[str, Any]:
    own = {"ssl_certfile": source.cert_file, "ssl_keyfile": source.key_file} if source.cert_file else {}
    if watched is not None and watched.ca_file is not None:
        return {"ssl_ca_certs": watched.ca_file, **own}
    return {**({"ssl_ca_certs": source.ca_file} if source.ca_file else {"ssl_ca_data": source.ca}), **own}


def _name(source: Connection) -> str:
    if not source.master_name:
        raise refused("master_name", source.master_name, "sentinels need it", "Give that of the instance.")
    return source.master_name


def _single(source: Connection) -> dict[str, Any]:
    if source.proxy is not None:
        return {"host": source.proxy.host, "port": source.proxy.port}
    if source.url is None:
        way_out = "Give sentinels, proxy, cluster or url."
        raise refused("connection", source, "nothing there says where Redis is", way_out)
    parsed = _parse_url(source.url)
    return {
        "host": parsed.get("host", "localhost"),
        "port": parsed.get("port", 6379),
        "db": parsed.get("db", 0),
        **{name: parsed[name] for name in ("username", "password") if name in parsed and not _has_login(source)},
    }


def _has_login(source: Connection) -> bool:
    return source.username is not None or source.folder is not None


def _class_of(source: Connection, watched: Watched | None, on_event: OnEvent | None, is_async: bool) -> dict[str, Any]:
    if not source.tls:
        return {}
    report = _reporter(source, watched, on_event)
    kind = _AsyncSecure if is_async else _Secure
    return {"connection_class": kind, "redis_cache_report": report, **_tls_files(source, watched)}


def _secured(sentinel: Any, kind: type[Any], report: Callable[[str | None], None] | None) -> dict[str, Any]:
    """Errors of TLS are reported, also of connections to Sentinels."""
    if report is None:
        return {}
    for one in sentinel.sentinels:
        one.connection_pool.connection_class = kind
        one.connection_pool.connection_kwargs["redis_cache_report"] = report
    return {"redis_cache_report": report}


def _reporter(source: Connection, watched: Watched | None, on_event: OnEvent | None) -> Callable[[str | None], None]:
    """Takes an error of TLS, or None after a success; one event where they begin."""
    file = str(source.folder / "ca") if source.folder is not None else source.ca_file or "REDIS_CA"
    known: list[str | None] = [None]

    def report(message: str | None) -> None:
        if message is not None and known[0] is None and on_event is not None:
            on_event({"type": "connection", "change": "problem", "file": file, "message": message})
        known[0] = message

    return report


class _Reporting:
    """Says why TLS failed."""

    def __init__(self, *, redis_cache_report: Callable[[str | None], None] | None = None, **options: Any) -> None:
        self._report = redis_cache_report or (lambda message: None)
        super().__init__(**options)

    def _wrap_socket_with_ssl(self, sock: Any) -> Any:
        try:
            wrapped = super()._wrap_socket_with_ssl(sock)  # type: ignore[misc]
        except ssl.SSLCertVerificationError as error:
            self._report(str(error))
            raise
        self._report(None)
        return wrapped


class _Secure(_Reporting, redis.connection.SSLConnection):
    pass


class _Sentinelled(_Reporting, redis.sentinel.SentinelManagedSSLConnection):
    pass


class _AsyncReporting:
    """The same; and each connect reads the authority anew."""

    def __init__(self, *, redis_cache_report: Callable[[str | None], None] | None = None, **options: Any) -> None:
        self._report = redis_cache_report or (lambda message: None)
        super().__init__(**options)

    async def _connect(self) -> None:
        self.ssl_context.context = None  # type: ignore[attr-defined]
        try:
            await super()._connect()  # type: ignore[misc]
        except ssl.SSLCertVerificationError as error:
            self._report(str(error))
            raise
        self._report(None)


class _AsyncSecure(_AsyncReporting, redis.asyncio.connection.SSLConnection):
    pass


class _AsyncSentinelled(_AsyncReporting, redis.asyncio.sentinel.SentinelManagedSSLConnection):
    pass


def _rotate(client: Any, sentinel: Any) -> None:
    """Idle connections are closed; busy ones log in anew after their return."""
    for pool in [*_pools_of(client), *(one.connection_pool for one in (sentinel.sentinels if sentinel else ()))]:
        for connection in list(pool._in_use_connections):
            connection.mark_for_reconnect()
        pool.disconnect(inuse_connections=False)
    tell_rotation(client)


def _rotate_async(client: Any, sentinel: Any, watched: AsyncWatched) -> None:
    if watched.loop is None or watched.loop.is_closed():
        return

    async def rotate() -> None:
        pools = [client.connection_pool, *(one.connection_pool for one in (sentinel.sentinels if sentinel else ()))]
        for pool in pools:
            for connection in list(pool._in_use_connections):
                connection.mark_for_reconnect()
            await pool.disconnect(inuse_connections=False)
        tell_rotation(client)

    loop = watched.loop
    loop.call_soon_threadsafe(lambda: loop.create_task(rotate()))


def _pools_of(client: Any) -> list[Any]:
    if isinstance(client, redis.RedisCluster):
        nodes: Any = client.get_nodes
        connections = [node.redis_connection for node in nodes()]
        return [one.connection_pool for one in connections if one is not None]
    return [client.connection_pool]
