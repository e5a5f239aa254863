"""What the core asks of a driver. A driver runs a generator of these, and sends each answer back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Command = tuple[Any, ...]
Work = Generator["Effect", Any, T]


class Effect:
    """The base of all."""

    __slots__ = ()


class Exchange(Effect):
    """Commands sent at once on one connection; the answer is a list of replies, error replies among them.

    Raises an error of redis-py, or TimeoutError, where not all replies are there within ``limit_ms``.
    """

    __slots__ = ("commands", "limit_ms")

    def __init__(self, commands: Sequence[Command], limit_ms: float) -> None:
        self.commands = commands
        self.limit_ms = limit_ms


class Load(Effect):
    """Calls a loader; the answer is its value. Raises what it raises, or LoadLimit after ``limit_ms``."""

    __slots__ = ("call", "limit_ms", "signal")

    def __init__(self, call: Callable[[], Any], signal: Signal, limit_ms: float | None) -> None:
        self.call = call
        self.signal = signal
        self.limit_ms = limit_ms


class LoadLimit(Exception):
    """The loader exceeded its hard limit."""


class Sleep(Effect):
    """A pause."""

    __slots__ = ("ms",)

    def __init__(self, ms: float) -> None:
        self.ms = ms


class Await(Effect):
    """Waits for a promise; the answer is whether it was settled within ``limit_ms``."""

    __slots__ = ("limit_ms", "promise")

    def __init__(self, promise: Promise[Any], limit_ms: float | None = None) -> None:
        self.promise = promise
        self.limit_ms = limit_ms


class Lead(Effect):
    """Runs work that settles promises, in this thread unless ``detached``: then the caller goes on at once."""

    __slots__ = ("detached", "work")

    def __init__(self, work: Work[None], detached: bool) -> None:
        self.work = work
        self.detached = detached


class Background(Effect):
    """Runs work that nobody waits for."""

    __slots__ = ("work",)

    def __init__(self, work: Work[None]) -> None:
        self.work = work


class Signal:
    """Tells a loader that nobody waits for its result any more."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def aborted(self) -> bool:
        """Whether the hard limit has passed."""
        return self._event.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it is aborted, in a thread; whether it is."""
        return self._event.wait(seconds)

    def abort(self) -> None:
        self._event.set()


class Promise(Generic[T]):
    """A result that others wait for, in threads or in tasks."""

    __slots__ = ("_callbacks", "_lock", "done", "error", "value")

    value: T

    def __init__(self) -> None:
        self.done = False
        self.error: BaseException | None = None
        self._callbacks: list[Callable[[], object]] | None = None
        self._lock = threading.Lock()

    def resolve(self, value: T) -> None:
        self.value = value
        self._settle()

    def fail(self, error: BaseException) -> None:
        self.error = error
        self._settle()

    def when_done(self, callback: Callable[[], object]) -> None:
        """Calls it once settled, in the thread that settles; at once where that has happened."""
        with self._lock:
            if not self.done:
                if self._callbacks is None:
                    self._callbacks = []
                self._callbacks.append(callback)
                return
        callback()

    def _settle(self) -> None:
        with self._lock:
            if self.done:
                return
            self.done = True
            callbacks, self._callbacks = self._callbacks, None
        for callback in callbacks or ():
            callback()


Clock = Callable[[], float]
Tags = Mapping[str, str]
