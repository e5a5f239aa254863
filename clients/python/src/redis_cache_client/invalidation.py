"""Invalidating keys and tags (contract 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .effects import Command, Exchange, Sleep, Work
from .errors import CacheError, Kind, kind_of, refused
from .options import checked_tags
from .steps import Steps

_least_try_ms = 500
_batch = 1000


class Invalidation:
    """Tries until it is done or its time is over; then it is owed."""

    def __init__(self, steps: Steps, detach: Callable[[Iterable[str], Iterable[str]], None]) -> None:
        self._steps = steps
        self._detach = detach

    def run(self, keys: Iterable[str], tags: Iterable[str], durable: bool) -> Work[None]:
        """Raises a CacheError where it is not done and ``when_away`` is ``reject``."""
        steps = self._steps
        steps.check_open()
        named, tagged = self._checked(keys), checked_tags(tags)
        if durable and steps.cluster:
            way_out = "Leave it out on a cluster."
            raise refused("durable", durable, "WAIT on one node of a cluster says nothing of the others", way_out)
        self._detach(named, tagged)
        try:
            yield from self._run(named, tagged, durable)
        finally:
            self._detach(named, tagged)

    def _checked(self, keys: Iterable[str]) -> list[str]:
        if isinstance(keys, str):
            raise refused("keys", keys, "it is one text", f"Give a list: [{keys!r}].")
        named = list(dict.fromkeys(keys))
        for key in named:
            self._steps.keys.entry(key)
        return named

    def _run(self, keys: list[str], tags: tuple[str, ...], durable: bool) -> Work[None]:
        steps, options = self._steps, self._steps.options
        started, delay = steps.now(), 20.0
        with steps.lock:
            debt = steps.owed.of(keys, tags)._replace(leases=())
        for first in range(0, max(len(keys), len(tags)), _batch):
            last = first + _batch
            all_keys, all_tags = keys[first:last], list(tags[first:last])
            left_keys, left_tags = all_keys, all_tags
            try:
                while True:
                    failed: CacheError | None
                    tried = self._try(left_keys, left_tags, all_keys, all_tags, durable)
                    left_keys, left_tags, failed = yield from tried
                    if failed is None:
                        break
                    if failed.kind == "permission" or steps.now() - started + delay > options.invalidate_ms:
                        self._fail(keys, tags, left_keys + keys[last:], left_tags + list(tags[last:]), failed)
                        return
                    yield Sleep(delay)
                    delay = min(delay * 2, 100)
            except BaseException as error:
                if not isinstance(error, Exception):  # the caller is ended; what it has written stays written
                    with steps.lock:
                        steps.owed.add(left_keys + keys[last:], left_tags + list(tags[last:]))
                raise
        with steps.lock:
            steps.owed.paid(debt)
        self._tell(keys, tags, "done")

    def _try(
        self, keys: list[str], tags: list[str], all_keys: list[str], all_tags: list[str], durable: bool
    ) -> Work[tuple[list[str], list[str], CacheError | None]]:
        """What is still to do, and why."""
        steps = self._steps
        if durable:
            keys, tags = all_keys, all_tags
        commands: list[Command] = steps.invalidations(keys, tags)
        limit: float = max(steps.options.budget_ms, _least_try_ms)
        if durable:
            commands.append(("WAIT", 1, steps.options.durable_ms))
            limit += steps.options.durable_ms
        if not commands:
            return [], [], None
        try:
            replies: Sequence[Any] = yield Exchange(commands, limit)
        except Exception as error:
            return keys, tags, self._error(kind_of(error), str(error) or type(error).__name__)
        failed = [reply for reply in replies if isinstance(reply, Exception)]
        if failed:
            bad = [index for index, reply in enumerate(replies) if isinstance(reply, Exception)]
            left_keys = [key for index, key in enumerate(keys) if index in bad]
            left_tags = [tag for index, tag in enumerate(tags, len(keys)) if index in bad]
            return left_keys, left_tags, self._error(kind_of(failed[0]), str(failed[0]))
        if durable and int(replies[-1]) < 1:
            message = f"no replica acknowledged the invalidation within {steps.options.durable_ms} ms."
            return keys, tags, CacheError("durability", message)
        return [], [], None

    def _error(self, kind: Kind, message: str) -> CacheError:
        self._steps.emit("error", kind=kind, step="invalidate", message=message)
        return CacheError(kind, message)

    def _fail(
        self, keys: list[str], tags: tuple[str, ...], left_keys: list[str], left_tags: list[str], failed: CacheError
    ) -> None:
        steps = self._steps
        with steps.lock:
            room = steps.owed.add(left_keys, left_tags)
        if not room:
            self._tell(keys, tags, "failed")
            message = f"{steps.options.max_pending} invalidations are pending already; this one is not remembered."
            raise CacheError("pending", message) from failed
        is_queued = steps.options.when_away == "queue" and failed.kind != "durability"
        self._tell(keys, tags, "owed" if is_queued else "failed")
        if not is_queued:
            raise failed

    def _tell(self, keys: Sequence[str], tags: Sequence[str], outcome: str) -> None:
        self._steps.emit("invalidated", keys=len(keys), tags=len(tags), outcome=outcome)
