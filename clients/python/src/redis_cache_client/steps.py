"""Steps of Redis with budget, breaker and events, and what is owed (contract 9)."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from redis.exceptions import NoScriptError, ResponseError

from .breaker import Breaker, Permit
from .codecs import Codec, readable_codecs
from .effects import Background, Command, Exchange, Work
from .errors import CacheError, Kind, kind_of, opens_breaker
from .keys import Keys, lease_of, new_id
from .options import CacheOptions
from .owed import Debt, Owed
from .scripts import DROP, RENEW, SHA
from .telemetry import Telemetry

T = TypeVar("T")

_log = logging.getLogger("redis_cache_client")
_flushed_at_once = 100
_at_once = 500


class Away(Exception):
    """Redis did not answer a step well, or is not asked at the moment; ``error`` says which."""

    def __init__(self, error: CacheError) -> None:
        super().__init__(error.message)
        self.error = error


class Steps:
    """What all operations of one cache share."""

    def __init__(self, options: CacheOptions, cluster: bool) -> None:
        self.options = options
        self.cluster = cluster
        self.keys = Keys(options.prefix, options.version)
        self.codecs: dict[str, Codec] = dict(readable_codecs(options.codec))
        self.tag_ttl_ms = int(options.tag_ttl * 1000)
        self.breaker = Breaker(options.break_ms)
        self.owed = Owed(options.max_pending)
        self.lock = threading.Lock()
        self.sequence = itertools.count(1)
        self.telemetry = Telemetry(options.prefix)
        self.closed = False
        self.when_open: Callable[[Kind], object] = lambda kind: None
        """What a driver does when the breaker opens."""

    def after_fork(self) -> None:
        """Somebody may have held the lock, or the breaker's probe."""
        self.lock = threading.Lock()
        self.breaker = Breaker(self.options.break_ms)

    @staticmethod
    def now() -> float:
        """Monotonic, in ms."""
        return time.monotonic() * 1000

    def emit(self, type: str, **fields: Any) -> None:
        """One event (contract 12)."""
        event = {"type": type, **fields}
        self.telemetry.count(event)
        if self.options.on_event is not None:
            try:
                self.options.on_event(event)
            except Exception:
                _log.exception("on_event failed for %s", type)

    def check_open(self) -> None:
        if self.closed:
            raise CacheError("closed", "the cache is closed. Make another one, and close it when the process ends.")

    def permit(self) -> Permit:
        """Raises Away where Redis is not to be asked."""
        with self.lock:
            permit = self.breaker.allow(self.now())
        if permit is None:
            raise Away(CacheError("away", "Redis is not asked at the moment, after an error of it."))
        return permit

    def step(self, name: str, commands: Sequence[Command], permit: Permit, *, strict: bool = True) -> Work[list[Any]]:
        """The replies within the budget.

        Raises Away where they do not come, and with ``strict`` where one of them is an error; WRONGTYPE and NOSCRIPT
        are none.
        """
        try:
            replies: list[Any] = yield Exchange(commands, self.options.budget_ms)
        except Exception as error:
            raise (yield from self._failed(name, permit, error)) from error
        except BaseException:
            with self.lock:
                self.breaker.abandon(permit, self.now())
            raise
        for reply in replies:
            if isinstance(reply, Exception) and not is_wrong_type(reply) and not isinstance(reply, NoScriptError):
                away = yield from self._failed(name, permit, reply)
                if strict:
                    raise away from reply
                return replies
        yield from self._succeeded(permit)
        return replies

    def _failed(self, name: str, permit: Permit, error: Exception) -> Work[Away]:
        kind = kind_of(error)
        message = str(error) or type(error).__name__
        self.emit("error", kind=kind, step=name, message=message)
        if opens_breaker(kind):
            with self.lock:
                opened = self.breaker.failure(permit, self.now(), self.options.random())
            if opened:
                self.emit("breaker", state="open")
                self.when_open(kind)
        else:
            yield from self._succeeded(permit)
        return Away(CacheError(kind, message))

    def _succeeded(self, permit: Permit) -> Work[None]:
        with self.lock:
            closed = self.breaker.success(permit)
        if closed:
            self.emit("breaker", state="closed")
            if self.owed:
                yield Background(self.flush())

    def evaluate(self, name: str, calls: Sequence[Command], more: Sequence[Command], permit: Permit) -> Work[list[Any]]:
        """Scripts (text, number of keys, keys and arguments), then further commands; EVAL after NOSCRIPT."""
        by_sha = [("EVALSHA", SHA[text], *rest) for text, *rest in calls]
        replies = yield from self.step(name, [*by_sha, *more], permit, strict=False)
        unknown = [index for index, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if not unknown:
            return replies
        again = [("EVAL", *calls[index]) for index in unknown]
        answers = yield from self.step(name, [*again, *more], permit, strict=False)
        for index, answer in zip(unknown, answers, strict=False):
            replies[index] = answer
        return [*replies[: len(calls)], *answers[len(again) :]]

    def pay(self, keys: Iterable[str], tags: Iterable[str], permit: Permit) -> Work[Permit]:
        """Does what these keys and tags owe, and gives the permit to go on with; raises Away where that fails."""
        if not self.owed:
            return permit
        with self.lock:
            debt = self.owed.of(keys, tags)
        if debt.empty:
            return permit
        yield from self._pay(debt, permit)
        return self.permit()

    def _pay(self, debt: Debt, permit: Permit) -> Work[None]:
        drops = [("EVAL", DROP, 1, lease_of(self.keys.entry(key)), token, 0) for key, token in debt.leases]
        yield from self.step("owed", [*self.invalidations(debt.keys, debt.tags), *drops], permit)
        with self.lock:
            self.owed.paid(debt)

    def flush(self) -> Work[None]:
        """Does all that is owed, until Redis is away again."""
        while self.owed and not self.closed:
            with self.lock:
                debt = self.owed.some(_flushed_at_once)
            try:
                yield from self._pay(debt, self.permit())
            except Away:
                return

    def ready(self) -> Work[None]:
        """The connection is ready again."""
        with self.lock:
            self.breaker.ready(self.now())
        yield from self.flush()

    def invalidations(self, keys: Iterable[str], tags: Iterable[str]) -> list[Command]:
        """A command for each."""
        entries = [self.keys.entry(key) for key in keys]
        return [
            *(("UNLINK", entry, lease_of(entry)) for entry in entries),
            *(("EVAL", RENEW, 1, self.keys.tag(tag), new_id(), self.tag_ttl_ms) for tag in tags),
        ]


def chunks_of(all: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many keys as go into one step: a busy server answers so many within a budget."""
    return (all[start : start + _at_once] for start in range(0, len(all), _at_once))


def is_wrong_type(reply: object) -> bool:
    """Whether Redis says that the key holds something else than text."""
    return isinstance(reply, ResponseError) and str(reply).startswith("WRONGTYPE")


def text_of(reply: Any) -> str | None:
    """A reply as text; None stays None."""
    if reply is None or isinstance(reply, str):
        return reply
    return bytes(reply).decode("ascii", "replace")
