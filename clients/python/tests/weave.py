"""Runs operations of several caches step by step, in an order that somebody else chooses, on a real server."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import redis
from redis.exceptions import ResponseError

from redis_cache_client.core import Core
from redis_cache_client.effects import Await, Background, Effect, Exchange, Lead, Load, Work
from redis_cache_client.options import CacheOptions, fetch_defaults, fetch_options


class Strand:
    """A work of a core, at one of its effects; each step does one effect."""

    def __init__(self, work: Work[Any], done: Callable[[Any, BaseException | None], None] | None = None) -> None:
        self._work = work
        self._done = done
        self._effect: Effect | None = None
        self._loaded: list[Any] = []
        self.ended = False
        self._go_on(lambda: work.send(None))

    def blocked(self) -> bool:
        """Whether it waits for another one."""
        return isinstance(self._effect, Await) and not self._effect.promise.done

    def step(self, server: redis.Redis, start: Callable[[Work[None]], None]) -> None:
        """Does its effect, and goes on to its next one. A load takes two steps: it reads the source at the first."""
        effect = self._effect
        answer: Any = None
        if isinstance(effect, Exchange):
            answer = exchange(server, effect)
        elif isinstance(effect, Load):
            if not self._loaded:
                self._loaded.append(effect.call())
                return
            answer = self._loaded.pop()
        elif isinstance(effect, Lead | Background):
            start(effect.work)
        elif isinstance(effect, Await):
            answer = True
        self._go_on(lambda: self._work.send(answer))

    def _go_on(self, send: Callable[[], Effect]) -> None:
        try:
            self._effect = send()
        except StopIteration as end:
            self._end(end.value, None)
        except Exception as error:
            self._end(None, error)

    def _end(self, value: Any, error: BaseException | None) -> None:
        self.ended = True
        if self._done is not None:
            self._done(value, error)
        elif error is not None:
            raise error


def exchange(server: Any, effect: Exchange) -> list[Any]:
    """As a line does."""
    pipeline = server.pipeline(transaction=False)
    for command in effect.commands:
        pipeline.execute_command(*command, NEVER_DECODE=True)
    replies = pipeline.execute(raise_on_error=False)
    assert all(isinstance(reply, ResponseError) or not isinstance(reply, Exception) for reply in replies), replies
    return [_raw(command, reply) for command, reply in zip(effect.commands, replies, strict=True)]


def _raw(command: Any, reply: Any) -> Any:
    """What redis-py makes of SET is undone."""
    return b"OK" if command[0] == "SET" and reply is True else reply


class Weave:
    """Caches as of several processes, and the strands that run on them."""

    def __init__(self, server: redis.Redis, caches: int, **options: Any) -> None:
        self._server = server
        self.cores = [Core(CacheOptions(prefix="weave", **options), False) for _ in range(caches)]
        self._strands: deque[Strand] = deque()

    def start(self, work: Work[Any], done: Callable[[Any, BaseException | None], None] | None = None) -> None:
        strand = Strand(work, done)
        if not strand.ended:
            self._strands.append(strand)

    def step(self, choice: int) -> bool:
        """One step of one of those that can go on; whether there was one."""
        able = [strand for strand in self._strands if not strand.blocked()]
        if not able:
            assert not self._strands, "all wait for each other"
            return False
        strand = able[choice % len(able)]
        strand.step(self._server, self.start)
        if strand.ended:
            self._strands.remove(strand)
        return True

    def fetch(self, core: Core, key: str, load: Callable[[], Any], **options: Any) -> Work[Any]:
        return core.fetch(key, load, fetch_options(core.options, **{"ttl": 60, **fetch_defaults, **options}))
