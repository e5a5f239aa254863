"""Holds one way to cache, and does what benchmarks/cache of this repository asks: lines of JSON in and out."""

from __future__ import annotations

import asyncio
import datetime
import gc
import json
import logging
import math
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .subjects import Load, Subject, Threaded, opened

MARK = "@"
ENTRY = {"id": 7, "name": "lamp", "price": 20.5, "tags": ["light", "room"], "text": "x" * 200}
SPECIAL = {
    "undefined": {1, 2},  # what JSON does not have either
    "NaN": math.nan,
    "date": datetime.datetime(2001, 9, 9),
    "2^53 + 1": 2**53 + 1,
    "text": "a\0b 🔑 \ud800",
}
_printing = threading.Lock()


def say(message: Any) -> None:
    with _printing:
        os.write(1, f"{MARK}{json.dumps(message)}\n".encode())


class Questions:
    """Loaders whose values the benchmark gives."""

    def __init__(self) -> None:
        self._asked = 0
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[threading.Event, dict[str, Any]]] = {}

    def ask(self, key: str) -> Any:
        answered, answer = threading.Event(), dict[str, Any]()
        with self._lock:
            self._asked += 1
            number = self._asked
            self._waiting[number] = (answered, answer)
        say({"load": number, "key": key})
        answered.wait()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def answer(self, message: dict[str, Any]) -> None:
        answered, answer = self._waiting.pop(message["load"])
        answer.update(message)
        answered.set()


class Program:
    """The way, and what is asked of it."""

    def __init__(self, subject: Subject, questions: Questions) -> None:
        self._subject = subject
        self._questions = questions

    async def answer(self, order: dict[str, Any]) -> None:
        started = time.perf_counter()
        try:
            work: Callable[[dict[str, Any]], Any] = getattr(self, f"do_{order['do']}")
            answer = {"value": await work(order)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        say({"id": order["id"], "ms": (time.perf_counter() - started) * 1000, **answer})

    async def do_fetch(self, order: dict[str, Any]) -> Any:
        key, options, loader = order["key"], order["options"], order.get("loader")
        return await self._subject.fetch(key, local(loader) if loader else lambda: self._questions.ask(key), **options)

    async def do_delete(self, order: dict[str, Any]) -> None:
        await self._subject.delete(order["key"])

    async def do_invalidate(self, order: dict[str, Any]) -> None:
        await self._subject.invalidate(order["tag"])

    async def do_value(self, order: dict[str, Any]) -> str:
        """Whether a value that JSON does not have is refused, kept, or given back as another."""
        key, value = f"value {order['name']}", SPECIAL[order["name"]]
        loads: list[int] = []

        def load() -> Any:
            loads.append(1)
            return value

        try:
            await self._subject.fetch(key, load, ttl=60)
        except Exception:
            return "refused"
        again = await self._subject.fetch(key, load, ttl=60)
        same = again == value or (again != again and value != value)
        return "kept" if len(loads) > 1 or same else "changed"

    async def do_storm(self, order: dict[str, Any]) -> dict[str, int]:
        """So many fetches a second over some keys."""
        seen = {"fetches": 0, "errors": 0, "loads": 0, "most": 0}
        now, lock = [0], threading.Lock()

        def load() -> int:
            with lock:
                seen["loads"] += 1
                now[0] += 1
                seen["most"] = max(seen["most"], now[0])
            time.sleep(order["loaderMs"] / 1000)
            with lock:
                now[0] -= 1
            return 1

        async def fetch(key: str) -> None:
            try:
                await self._subject.fetch(key, load, ttl=60)
            except Exception:
                seen["errors"] += 1

        tasks = []
        started = time.perf_counter()
        while (passed := time.perf_counter() - started) < order["ms"] / 1000:
            while seen["fetches"] < passed * order["perSecond"]:
                tasks.append(asyncio.create_task(fetch(f"storm {seen['fetches'] % order['keys']}")))
                seen["fetches"] += 1
            await asyncio.sleep(0.005)
        await asyncio.wait(tasks, timeout=5)
        return seen

    async def do_hits(self, order: dict[str, Any]) -> list[float]:
        """Hits one after another, in µs; those for threads in one thread."""
        taken: list[float] = []
        subject, key = self._subject, order["key"]
        for number in range(-100, order["count"]):
            started = time.perf_counter()
            if isinstance(subject, Threaded):
                subject.run(key, lambda: ENTRY, ttl=600)
            else:
                await subject.fetch(key, lambda: ENTRY, ttl=600)
            if number >= 0:
                taken.append((time.perf_counter() - started) * 1e6)
        return taken

    async def do_hot(self, order: dict[str, Any]) -> float:
        """Fetches of one key a second, with 50 at once."""

        async def once() -> None:
            await asyncio.gather(*(self._subject.fetch(order["key"], lambda: ENTRY, ttl=600) for _ in range(50)))

        await once()
        started = time.perf_counter()
        for _ in range(order["rounds"]):
            await once()
        return 50 * float(order["rounds"]) / (time.perf_counter() - started)

    async def do_outage(self, order: dict[str, Any]) -> dict[str, Any]:
        """Fetches of different keys while Redis is away, and what memory they leave behind."""
        ends = time.monotonic() + order["ms"] / 1000
        errors, fetches, before = 0, 0, math.nan
        while fetches < order["count"] and time.monotonic() < ends:
            if fetches == order["count"] // 10:
                before = used()
            try:
                await self._subject.fetch(f"outage {fetches}", lambda: 1, ttl=60)
            except Exception:
                errors += 1
            fetches += 1
        kilobytes = None if math.isnan(before) else used() - before
        return {"fetches": fetches, "errors": errors, "kilobytes": kilobytes}


def used() -> float:
    """Memory of this process, in kB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def local(loader: dict[str, Any]) -> Load:
    def load() -> Any:
        time.sleep(loader.get("ms", 0) / 1000)
        return loader["value"]

    return load


async def main(start: dict[str, Any]) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(128))
    questions = Questions()
    program = Program(await opened(start["way"], start["place"]), questions)
    tasks = set[asyncio.Task[None]]()

    def do(message: dict[str, Any]) -> None:
        task = loop.create_task(program.answer(message))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def read() -> None:
        for line in sys.stdin:
            message = json.loads(line)
            if "load" in message:
                questions.answer(message)
            else:
                loop.call_soon_threadsafe(do, message)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    say({"ready": True})
    await asyncio.Event().wait()


logging.disable()  # others log each fault with its stack
warnings.simplefilter("ignore")
asyncio.run(main(json.loads(sys.argv[1])))
