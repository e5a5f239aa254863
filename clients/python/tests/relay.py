"""Stands between a cache and its server, and fails as told."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any

from servers import HOST, free_port

_answered = (b"HELLO", b"AUTH", b"CLIENT", b"SELECT", b"INFO")
_errors = {
    "readonly": b"-READONLY You can't write against a read only replica.\r\n",
    "loading": b"-LOADING Redis is loading the dataset in memory\r\n",
}


class Relay:
    """``fault``: none, down, silent, readonly, loading, or a delay of each answer in ms."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self._target = port
        self._fault: str | int = "none"
        self._kept: list[bytes] = []
        self._keeps = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._held: list[asyncio.Event] = []
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._run(self._listen())

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)

    def set(self, fault: str | int) -> None:
        """From now on, for the connections there are too."""
        self._run(self._set(fault))

    async def _set(self, fault: str | int) -> None:
        before, self._fault = self._fault, fault
        if before == "silent" and fault != "silent":
            for held in self._held:
                held.set()
            self._held.clear()
        if fault == "down":
            self._server.close()
            for writer in list(self._writers):
                writer.transport.abort()
        elif before == "down":
            await self._listen()

    def keep(self, keeps: bool) -> None:
        """Keeps the commands that come from now on, or no more of them."""
        if keeps:
            self._kept = []
        self._keeps = keeps

    def resend(self) -> None:
        """Sends what was kept to the server once more, as a client does that has lost the answers."""

        async def resend() -> None:
            reader, writer = await asyncio.open_connection(HOST, self._target)
            writer.write(b"".join(self._kept) + b"*2\r\n$4\r\nECHO\r\n$6\r\nresent\r\n")
            await reader.readuntil(b"resent\r\n")
            writer.close()

        self._run(resend())

    def cut(self) -> None:
        """Ends all connections there are."""

        async def cut() -> None:
            for writer in list(self._writers):
                writer.transport.abort()

        self._run(cut())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            above_reader, above = await asyncio.open_connection(HOST, self._target)
        except OSError:
            writer.close()
            return
        answers = asyncio.create_task(self._answer(above_reader, writer))
        try:
            while True:
                command, raw = await _read_command(reader)
                if self._fault == "silent":
                    held = asyncio.Event()
                    self._held.append(held)
                    await held.wait()
                if self._fault in _errors and command.upper() not in _answered:
                    writer.write(_errors[str(self._fault)])
                else:
                    if self._keeps:
                        self._kept.append(raw)
                    above.write(raw)
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # asyncio logs the end of a callback that is cancelled as an error
        finally:
            self._writers.discard(writer)
            above.close()
            writer.close()
            answers.cancel()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if isinstance(self._fault, int):
                    await asyncio.sleep(self._fault / 1000)
                writer.write(data)
            writer.close()

    def close(self) -> None:
        async def end() -> None:
            self._server.close()
            for writer in list(self._writers):
                writer.transport.abort()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

        self._run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)


async def _read_command(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    raw = await reader.readuntil(b"\r\n")
    name = b""
    for index in range(int(raw[1:])):
        size = await reader.readuntil(b"\r\n")
        text = await reader.readexactly(int(size[1:]) + 2)
        raw += size + text
        if index == 0:
            name = text[:-2]
    return name, raw
