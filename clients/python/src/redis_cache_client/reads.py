"""Reading entries, shared by the callers of one process (contract 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .effects import Await, Command, Promise, Work
from .entry import Header, Unreadable, counts, decode_payload, sorted_tags, split_entry
from .steps import Away, Steps, chunks_of, is_wrong_type, text_of

_unchangeable = (str, int, float, bool, bytes, type(None))


class Found:
    """An entry that counts."""

    __slots__ = ("_decoded", "_payload", "_steps", "header")

    def __init__(self, steps: Steps, header: Header, payload: bytes) -> None:
        self._steps = steps
        self.header = header
        self._payload = payload
        self._decoded = [self._decode()]

    def value(self) -> Any:
        """A value of this caller's own, where it can be changed."""
        try:
            value = self._decoded.pop()
        except IndexError:
            return self._decode()
        if isinstance(value, _unchangeable):
            self._decoded.append(value)
        return value

    def _decode(self) -> Any:
        return decode_payload(self.header, self._payload, self._steps.codecs, self._steps.options.max_bytes)


class Abandoned(Exception):
    """Who did the work for all was cancelled: begin again."""


class _Read:
    __slots__ = ("next", "promise", "sent")

    def __init__(self) -> None:
        self.promise: Promise[Found | None] = Promise()
        self.next: _Read | None = None
        self.sent = False


_Group = tuple[str, tuple[str, ...]]


class Reads:
    """At most one read of an entry is under way in a process; who comes meanwhile shares the next one."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._under_way: dict[_Group, _Read] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def after_fork(self) -> None:
        """Nobody ends these."""
        self._under_way.clear()

    def read(self, key: str, entry: str, tags: tuple[str, ...]) -> Work[Found | None]:
        """The entry where it counts; raises Away."""
        group = (key, tags)
        while True:
            before: _Read | None = None
            with self._steps.lock:
                current = self._under_way.get(group)
                if current is None:
                    mine = self._under_way[group] = _Read()
                    leads = True
                elif not current.sent:
                    mine, leads = current, False
                elif current.next is None:
                    mine = current.next = _Read()
                    before, leads = current, True
                else:
                    mine, leads = current.next, False
            if leads:
                return (yield from self._lead(group, entry, mine, before))
            yield Await(mine.promise)
            error = mine.promise.error
            if error is None:
                return mine.promise.value
            if not isinstance(error, Abandoned):
                raise error

    def _lead(self, group: _Group, entry: str, mine: _Read, before: _Read | None) -> Work[Found | None]:
        try:
            if before is not None:
                yield Await(before.promise)
            with self._steps.lock:
                mine.sent = True
            found = yield from self._ask(group[0], entry, group[1])
        except BaseException as error:
            self._end(group, mine, before)
            mine.promise.fail(error if isinstance(error, Exception) else Abandoned())
            raise
        self._end(group, mine, before)
        mine.promise.resolve(found)
        return found

    def _end(self, group: _Group, mine: _Read, before: _Read | None) -> None:
        with self._steps.lock:
            if self._under_way.get(group) is mine:
                if mine.next is None:
                    del self._under_way[group]
                else:
                    self._under_way[group] = mine.next
            elif before is not None and before.next is mine:
                before.next = None

    def _ask(self, key: str, entry: str, tags: tuple[str, ...]) -> Work[Found | None]:
        steps = self._steps
        permit = steps.permit()
        if steps.owed:
            permit = yield from steps.pay((key,), tags, permit)
        if not tags:
            replies = yield from steps.step("read", (("GET", entry),), permit)
            raw, ids = replies[0], []
        elif steps.cluster:
            replies = yield from steps.step("read", [("GET", entry), *self._gets(tags)], permit)
            raw, *ids = replies
        else:
            replies = yield from steps.step("read", (("MGET", entry, *map(steps.keys.tag, tags)),), permit)
            raw, *ids = replies[0]
        found = self.found(key, raw)
        if found is None or (not tags and not found.header.tags):
            return found
        does_count, missing = counts(found.header.tags, tags, dict(zip(tags, map(text_of, ids), strict=True)))
        if not does_count or not missing:
            return found if does_count else None
        permit = yield from steps.pay((), missing, steps.permit())
        ids = yield from self.read_ids("read", missing, permit)
        return found if ids == [found.header.tags[tag] for tag in missing] else None

    def found(self, key: str, raw: Any) -> Found | None:
        """The entry in a reply; one event where it cannot be read."""
        if raw is None:
            return None
        try:
            if is_wrong_type(raw):
                raise Unreadable("Redis holds something else there: WRONGTYPE")
            return Found(self._steps, *split_entry(raw))
        except Unreadable as error:
            self._steps.emit("unreadable", key=key, reason=str(error))
            return None

    def found_quietly(self, raw: bytes) -> Found | None:
        """The same without an event: the caller had one."""
        try:
            return Found(self._steps, *split_entry(raw))
        except Unreadable:
            return None

    def read_ids(self, name: str, tags: Sequence[str], permit: int) -> Work[list[str | None]]:
        """The versions of tags in Redis."""
        return self.ids_in((yield from self._steps.step(name, self.id_commands(tags), permit)))

    def id_commands(self, tags: Sequence[str]) -> list[Command]:
        """What reads them."""
        if not tags:
            return []
        return self._gets(tags) if self._steps.cluster else [("MGET", *map(self._steps.keys.tag, tags))]

    def ids_in(self, replies: Sequence[Any]) -> list[str | None]:
        """The ids in the replies to these commands."""
        return [text_of(reply) for reply in (replies if self._steps.cluster or not replies else replies[0])]

    def _gets(self, tags: Sequence[str]) -> list[Command]:
        return [("GET", self._steps.keys.tag(tag)) for tag in tags]

    def read_many(self, keys: Sequence[str], tags: tuple[str, ...]) -> Work[tuple[dict[str, Found], set[str]]]:
        """Those of them whose entries count, not shared; and those for which Redis was away."""
        founds: dict[str, Found] = {}
        unread: set[str] = set()
        for some in chunks_of(keys):
            try:
                founds.update((yield from self._read_some(some, tags)))
            except Away:
                unread.update(some)
        return founds, unread

    def _read_some(self, keys: Sequence[str], tags: tuple[str, ...]) -> Work[dict[str, Found]]:
        steps = self._steps
        permit = steps.permit()
        if steps.owed:
            permit = yield from steps.pay(keys, tags, permit)
        gets = [("GET", steps.keys.entry(key)) for key in keys]
        replies = yield from steps.step("read", [*gets, *self.id_commands(tags)], permit)
        known = dict(zip(tags, self.ids_in(replies[len(keys) :]), strict=True))
        entries = {key: self.found(key, raw) for key, raw in zip(keys, replies, strict=False)}
        present = {key: found for key, found in entries.items() if found is not None}
        missing = sorted_tags(tag for found in present.values() for tag in found.header.tags if tag not in known)
        if missing:
            permit = yield from steps.pay((), missing, steps.permit())
            ids = yield from self.read_ids("read", missing, permit)
            known.update(zip(missing, ids, strict=True))
        return {key: found for key, found in present.items() if _counts(found, tags, known)}


def _counts(found: Found, asked: tuple[str, ...], known: dict[str, str | None]) -> bool:
    return counts(found.header.tags, sorted_tags((*asked, *found.header.tags)), known)[0]


__all__ = ["Abandoned", "Away", "Found", "Reads"]
