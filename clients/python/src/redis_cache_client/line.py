"""Connections of a client, each exchange within its budget: threads."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from redis import Redis, RedisCluster
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import (
    MaxConnectionsError,
    NoPermissionError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

from .effects import Command
from .errors import Kind
from .rotation import on_rotation

_revive_every_s = 0.1
_limit_s = 1


class Line:
    """Takes connections of the client's pool, and connects in threads of its own: a caller waits for its budget only.

    Connecting may take several round trips (Sentinels, TLS, login); what one caller has no time left for, the next
    one finds ready.
    """

    def __init__(self, client: Redis, when_ready: Callable[[], object]) -> None:
        self._pool: Any = client.connection_pool
        self._when_ready = when_ready
        self._closed = False
        self.after_fork()
        self._forget = on_rotation(client, self.close_idle)

    def after_fork(self) -> None:
        """Connections are the parent's."""
        self._changed = threading.Condition()
        self._idle: deque[Any] = deque()
        self._waiting = 0
        self._connecting = 0
        self._failures = 0
        self._failure: Exception | None = None
        self._reviving = False

    def exchange(self, commands: Sequence[Command], limit_ms: float) -> list[Any]:
        """The replies, errors of single commands among them; raises where not all are there in time."""
        deadline = time.monotonic() + limit_ms / 1000
        connection = self._take(deadline)
        try:
            replies = _replies(connection, commands, deadline)
        except BaseException:
            self._drop(connection)
            raise
        self._give_back(connection)
        return replies

    def _take(self, deadline: float) -> Any:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._wait(deadline)
            if _is_usable(connection):
                return connection
            self._drop(connection)

    def _wait(self, deadline: float) -> Any:
        with self._changed:
            self._waiting += 1
            failures = self._failures
            try:
                while True:
                    try:
                        # Others take from it without this lock.
                        return self._idle.pop()
                    except IndexError:
                        pass
                    if self._failures != failures and self._failure is not None:
                        raise self._failure.with_traceback(None)
                    if self._connecting < self._waiting:
                        self._connecting += 1
                        threading.Thread(target=self._connect, name="redis-cache-connect", daemon=True).start()
                    left = deadline - time.monotonic()
                    if left <= 0 or (not self._changed.wait(left) and not self._idle):
                        raise RedisTimeoutError("no connection to Redis within the budget")
            finally:
                self._waiting -= 1
                if self._closed and not self._waiting:
                    self.close_idle()

    def _connect(self) -> None:
        try:
            connection = self._open()
        except MaxConnectionsError:  # one that is given back will do
            with self._changed:
                self._connecting -= 1
            return
        except Exception as error:
            with self._changed:
                self._connecting -= 1
                self._failures += 1
                self._failure = error
                self._changed.notify_all()
            return
        with self._changed:
            self._connecting -= 1
        self._give_back(connection)

    def _open(self) -> Any:
        connection = self._pool.get_connection()
        try:
            role = _replies(connection, [("ROLE",)], time.monotonic() + answer_limit_s(self._pool))[0]
            require_master(role)
        except BaseException:
            self._drop(connection)
            raise
        return connection

    def _give_back(self, connection: Any) -> None:
        if not connection.should_reconnect():
            with self._changed:
                # Calls that were under way when it was closed give their leases back.
                if self._waiting or not self._closed:
                    self._idle.append(connection)
                    self._changed.notify()
                    return
        self._drop(connection)

    def _drop(self, connection: Any) -> None:
        connection.disconnect()
        self._pool.release(connection)

    def revive(self, kind: Kind) -> None:
        """Tries in the background until a connection answers; then Redis is asked again at once."""
        if kind == "readonly":
            self.close_idle()  # new ones ask the Sentinels, where there are any
        if kind not in ("connection", "timeout", "loading", "auth") or self._reviving:
            return
        self._reviving = True
        threading.Thread(target=self._revive, name="redis-cache-revive", daemon=True).start()

    def _revive(self) -> None:
        self.close_idle()
        pause = threading.Event()
        while not self._closed:
            try:
                connection = self._open()
            except Exception:
                pause.wait(_revive_every_s)
            else:
                self._give_back(connection)
                break
        self._reviving = False
        if not self._closed:
            self._when_ready()

    def close_idle(self) -> None:
        """Closes those that nobody uses; the others are closed when given back, where they must."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return
            self._drop(connection)

    def close(self) -> None:
        self._closed = True
        self._forget()
        self.close_idle()


def answer_limit_s(pool: Any) -> float:
    """How long the client of this pool gives a server to answer; 1 s where it gives it for ever."""
    return float(pool.connection_kwargs.get("socket_timeout") or _limit_s)


def require_master(role: Any) -> None:
    """Raises unless the reply to ROLE says master: a replica may have what was invalidated.

    Who may not ask is believed.
    """
    if isinstance(role, NoPermissionError):
        return
    if isinstance(role, Exception):
        raise role
    if bytes(role[0]) != b"master":
        raise ReadOnlyError("READONLY the server is a replica")


def _is_usable(connection: Any) -> bool:
    try:
        return connection.is_connected and not connection.should_reconnect() and not connection.can_read(0)
    except (RedisError, OSError):
        return False


def _replies(connection: Any, commands: Sequence[Command], deadline: float) -> list[Any]:
    if len(commands) == 1:
        connection.send_command(*commands[0], check_health=False)
    else:
        connection.send_packed_command(connection.pack_commands(commands), check_health=False)
    replies: list[Any] = []
    for _ in commands:
        left = deadline - time.monotonic()
        try:
            replies.append(connection.read_response(disable_decoding=True, timeout=left if left > 0 else 0))
        except ResponseError as error:
            replies.append(error)
    return replies


class ClusterLine:
    """The same on a cluster, whose client chooses the node and follows its moves."""

    def __init__(self, client: RedisCluster, when_ready: Callable[[], object]) -> None:
        self._client: Any = client
        self.after_fork()

    def after_fork(self) -> None:
        """Threads are the parent's."""
        self._threads = ThreadPoolExecutor(max_workers=64, thread_name_prefix="redis-cache-cluster")

    def exchange(self, commands: Sequence[Command], limit_ms: float) -> list[Any]:
        """The replies, errors of single commands among them; raises where not all are there in time."""
        deadline = time.monotonic() + limit_ms / 1000
        work = self._threads.submit(self._replies, commands, deadline)
        try:
            return work.result(limit_ms / 1000)
        except TimeoutError:
            work.cancel()
            raise RedisTimeoutError("no answer of the cluster within the budget") from None

    def _replies(self, commands: Sequence[Command], deadline: float) -> list[Any]:
        replies: list[Any] = []
        for command in commands:
            if time.monotonic() > deadline:
                raise RedisTimeoutError("no answer of the cluster within the budget")
            try:
                replies.append(self._client.execute_command(*command, NEVER_DECODE=True))
            except ResponseError as error:
                replies.append(error)
            except RedisClusterException as error:
                raise RedisConnectionError(str(error)) from error
        return replies

    def revive(self, kind: Kind) -> None:
        """The client looks for the nodes by itself."""

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
