"""Messages to whoever listens now, on channels that begin with ``app:``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import redis

# A number goes with each message, so that a gap shows.
_PUBLISH = """
local number = redis.call('INCR', KEYS[1])
redis.call('PUBLISH', ARGV[1], number .. ' ' .. ARGV[2])
return number
"""


class Notifications:
    """A channel and a counter for each name."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self._redis: Any = client
        self._prefix = prefix

    def publish(self, name: str, message: str) -> None:
        self._redis.eval(_PUBLISH, 1, self._counter(name), self._channel(name), message)

    def subscribe(
        self, name: str, on_message: Callable[[str], object], on_missed: Callable[[int], object]
    ) -> Callable[[], None]:
        """Listens in a thread until what it returns is called, also to the next master.

        ``on_missed`` hears how many were published while there was no connection; nothing keeps them.
        """
        stop = threading.Event()
        listening = threading.Event()
        listener = _Listener(self._redis, self._channel(name), self._counter(name), on_message, on_missed)
        thread = threading.Thread(target=listener.run, args=(stop, listening), daemon=True)
        thread.start()
        listening.wait()

        def end() -> None:
            stop.set()
            thread.join()

        return end

    def _channel(self, name: str) -> str:
        return f"app:{self._prefix}:{name}"

    def _counter(self, name: str) -> str:
        return f"{self._prefix}:published:{{{name}}}"


class _Listener:
    def __init__(
        self,
        client: Any,
        channel: str,
        counter: str,
        on_message: Callable[[str], object],
        on_missed: Callable[[int], object],
    ) -> None:
        self._redis = client
        self._channel = channel
        self._counter = counter
        self._on_message = on_message
        self._on_missed = on_missed
        self._last: int | None = None

    def run(self, stop: threading.Event, listening: threading.Event) -> None:
        while not stop.is_set():
            # A new subscription for each connection: what was missed meanwhile is counted once it stands.
            subscriber = self._redis.pubsub()
            try:
                subscriber.subscribe(self._channel)
                while not stop.is_set():
                    message = subscriber.get_message(timeout=0.2)
                    if message is not None and message["type"] == "subscribe":
                        self._look_back()
                        listening.set()
                    elif message is not None and message["type"] == "message":
                        self._take(message["data"])
            except (redis.ConnectionError, redis.TimeoutError, OSError):
                stop.wait(0.1)
            finally:
                subscriber.close()

    def _look_back(self) -> None:
        """A message that was published before this number was read, and not taken yet, comes or was missed."""
        number = int(self._redis.get(self._counter) or 0)
        if self._last is None or number < self._last:  # the first time, or a master that lost the counter
            self._last = number
        elif number > self._last:
            self._on_missed(number - self._last)
            self._last = number

    def _take(self, data: bytes | str) -> None:
        number, _, text = (data.decode() if isinstance(data, bytes) else data).partition(" ")
        if self._last is not None and int(number) > self._last + 1:
            self._on_missed(int(number) - self._last - 1)
        elif self._last is not None and int(number) <= self._last:
            self._on_missed(-1)  # it was counted as missed, and has come after all
        self._last = max(int(number), self._last or 0)
        self._on_message(text)
