"""Connections of a client, each exchange within its budget: asyncio."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import MaxConnectionsError, RedisClusterException, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from .effects import Command
from .errors import Kind
from .line import answer_limit_s, require_master
from .rotation import on_rotation

_revive_every_s = 0.1
# Of a Sentinel, to TLS or the login, and to ROLE.
_connect_answers = 3


class AsyncLine:
    """As Line, with tasks in place of threads."""

    def __init__(self, client: Redis, when_ready: Callable[[], Awaitable[object]]) -> None:
        self._pool: Any = client.connection_pool
        self._when_ready = when_ready
        self._closed = False
        self._idle: deque[Any] = deque()
        self._waiters: deque[asyncio.Future[Any]] = deque()
        self._connecting = 0
        self._reviving = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._forget = on_rotation(client, self._rotate)

    def _rotate(self) -> None:
        self._start(self.close_idle())

    async def exchange(self, commands: Sequence[Command], limit_ms: float) -> list[Any]:
        """The replies, errors of single commands among them; raises where not all are there in time."""
        async with Budget(limit_ms / 1000):
            connection = await self._take()
            try:
                replies = await _replies(connection, commands)
            except BaseException:
                await self._drop(connection)
                raise
            await self._give_back(connection)
            return replies

    async def _take(self) -> Any:
        while True:
            connection = self._idle.pop() if self._idle else await self._wait()
            if await _is_usable(connection):
                return connection
            await self._drop(connection)

    async def _wait(self) -> Any:
        waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        if self._connecting < len(self._waiters):
            self._connecting += 1
            self._start(self._connect())
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._idle.append(waiter.result())
            raise
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(_connect_answers * answer_limit_s(self._pool)):
                connection = await self._open()
        except MaxConnectionsError:  # one that is given back will do
            self._connecting -= 1
        except asyncio.CancelledError:
            self._connecting -= 1
            raise
        except Exception as error:
            self._connecting -= 1
            while self._waiters:
                waiter = self._waiters.popleft()
                if not waiter.done():
                    waiter.set_exception(error)
        else:
            self._connecting -= 1
            await self._give_back(connection)

    async def _open(self) -> Any:
        connection = await self._pool.get_connection()
        try:
            role = (await _replies(connection, [("ROLE",)]))[0]
            require_master(role)
        except BaseException:
            await self._drop(connection)
            raise
        return connection

    async def _give_back(self, connection: Any) -> None:
        if not connection.should_reconnect():
            # Calls that were under way when it was closed give their leases back.
            while self._waiters:
                waiter = self._waiters.popleft()
                if not waiter.done():
                    waiter.set_result(connection)
                    return
            if not self._closed:
                self._idle.append(connection)
                return
        await self._drop(connection)

    async def _drop(self, connection: Any) -> None:
        await connection.disconnect(nowait=True)
        await self._pool.release(connection)

    def revive(self, kind: Kind) -> None:
        """Tries in the background until a connection answers; then Redis is asked again at once."""
        if kind == "readonly":
            self._start(self.close_idle())  # new ones ask the Sentinels, where there are any
        if kind not in ("connection", "timeout", "loading", "auth") or self._reviving:
            return
        self._reviving = True
        self._start(self._revive())

    async def _revive(self) -> None:
        await self.close_idle()
        while not self._closed:
            try:
                async with asyncio.timeout(_connect_answers * answer_limit_s(self._pool)):
                    connection = await self._open()
            except Exception:
                await asyncio.sleep(_revive_every_s)
            else:
                await self._give_back(connection)
                break
        self._reviving = False
        if not self._closed:
            await self._when_ready()

    async def close_idle(self) -> None:
        """Closes those that nobody uses; the others are closed when given back, where they must."""
        while self._idle:
            await self._drop(self._idle.pop())

    async def close(self) -> None:
        self._closed = True
        self._forget()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.close_idle()

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _is_usable(connection: Any) -> bool:
    try:
        return connection.is_connected and not connection.should_reconnect() and not await connection.can_read()
    except (RedisError, OSError):
        return False


async def _replies(connection: Any, commands: Sequence[Command]) -> list[Any]:
    if len(commands) == 1:
        await connection.send_command(*commands[0], check_health=False)
    else:
        await connection.send_packed_command(connection.pack_commands(commands), check_health=False)
    replies: list[Any] = []
    for _ in commands:
        try:
            replies.append(await connection.read_response(disable_decoding=True, timeout=math.inf))
        except ResponseError as error:
            replies.append(error)
    return replies


class AsyncClusterLine:
    """The same on a cluster, whose client chooses the node and follows its moves."""

    def __init__(self, client: RedisCluster, when_ready: Callable[[], Awaitable[object]]) -> None:
        self._client: Any = client

    async def exchange(self, commands: Sequence[Command], limit_ms: float) -> list[Any]:
        """The replies, errors of single commands among them; raises where not all are there in time."""
        replies: list[Any] = []
        async with Budget(limit_ms / 1000):
            for command in commands:
                try:
                    replies.append(await self._client.execute_command(*command, NEVER_DECODE=True))
                except ResponseError as error:
                    replies.append(error)
                except RedisClusterException as error:
                    raise RedisConnectionError(str(error)) from error
        return replies

    def revive(self, kind: Kind) -> None:
        """The client looks for the nodes by itself."""

    async def close(self) -> None:
        """Nothing is held."""


class Budget:
    """A time limit that gives an answer that is there already its turn, also where the loop was kept busy."""

    __slots__ = ("_handle", "_late", "_seconds", "_task")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._late = False

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._handle: asyncio.Handle = asyncio.get_running_loop().call_later(self._seconds, self._turn, 3)

    def _turn(self, more: int) -> None:
        if more:
            self._handle = asyncio.get_running_loop().call_soon(self._turn, more - 1)
        else:
            self._late = True
            self._task.cancel()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._handle.cancel()
        if self._late and self._task.uncancel() == 0 and isinstance(error, asyncio.CancelledError):
            raise RedisTimeoutError("no answer of Redis within the budget") from None
