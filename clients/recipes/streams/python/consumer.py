"""Handles each message of a stream at least once, together with the other consumers of its group."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import redis

Handle = Callable[[str, dict[str, str]], object]


class Consumer:
    """``name`` is of this process; one that comes again under its name goes on with what it had.

    ``handle`` may be called again with the same id: after a crash, a lost acknowledgement or a lost group. After
    ``idle_ms`` another consumer's message is taken over.
    """

    def __init__(
        self, client: redis.Redis, stream: str, group: str, name: str, handle: Handle, idle_ms: int = 5000
    ) -> None:
        self._redis: Any = client
        self._stream = stream
        self._group = group
        self._name = name
        self._handle = handle
        self._idle_ms = idle_ms

    def run(self, stop: threading.Event) -> None:
        """Goes on until ``stop`` is set; the message under way is handled to its end."""
        is_first = True
        while not stop.is_set():
            try:
                # What this consumer had before it crashed, what others have left, what is new.
                if is_first:
                    self._handle_all(self._read("0"), stop)
                    is_first = False
                claimed = self._redis.xautoclaim(
                    self._stream, self._group, self._name, self._idle_ms, start_id="0", count=10
                )
                self._handle_all(claimed[1], stop)
                self._handle_all(self._read(">"), stop)
            except redis.ResponseError as error:
                self._repair(error)
            except (redis.ConnectionError, redis.TimeoutError):
                stop.wait(0.1)

    def _read(self, start: str) -> list[Any]:
        # Shorter than the client's own limit for an answer.
        answer = self._redis.xreadgroup(self._group, self._name, {self._stream: start}, count=10, block=500)
        if isinstance(answer, dict):  # RESP3
            found = next(iter(answer.values()), [])
            return list(found[0] if found and isinstance(found[0], list) else found)
        return list(answer[0][1]) if answer else []

    def _handle_all(self, messages: list[Any], stop: threading.Event) -> None:
        for message_id, fields in messages:
            if stop.is_set():
                return
            if fields:  # one that was deleted from the stream has none
                self._handle(_text(message_id), {_text(name): _text(value) for name, value in fields.items()})
            self._redis.xack(self._stream, self._group, message_id)

    def _repair(self, error: redis.ResponseError) -> None:
        """A new node, or one without its data, has no group: all of the stream is handled again."""
        if not str(error).startswith("NOGROUP"):
            raise error
        try:
            self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except redis.ResponseError as failed:
            if not str(failed).startswith("BUSYGROUP"):  # another consumer was first
                raise


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
