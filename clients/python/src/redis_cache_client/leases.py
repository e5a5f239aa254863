"""The right to fill one key: taken, used and given back (contract 8.1 and 8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .effects import Command, Work
from .entry import state_of
from .flights import Flight, Plan
from .keys import lease_of, new_id
from .presets import Expiry
from .reads import Found, Reads
from .scripts import DROP, FILL
from .steps import Away, Steps, chunks_of, text_of


class Leases:
    """Those of a cache."""

    def __init__(self, steps: Steps, reads: Reads) -> None:
        self._steps = steps
        self._reads = reads

    def acquire(
        self, flights: Sequence[Flight], plan: Plan
    ) -> Work[tuple[list[Flight], list[Flight], dict[str, str | None]]]:
        """Those whose lease was won and lost, and the versions of the tags; who found a fresh value is settled.

        Raises Away where none was won, else those that Redis did not answer are among the lost.
        """
        won: list[Flight] = []
        lost: list[Flight] = []
        ids: dict[str, str | None] = {}
        for some in chunks_of(flights):
            try:
                newly_won, newly_lost, ids = yield from self._acquire(some, plan)
            except Away:
                if not won:
                    raise
                lost += some
            else:
                won += newly_won
                lost += newly_lost
        return won, lost, ids

    def _acquire(
        self, flights: Sequence[Flight], plan: Plan
    ) -> Work[tuple[list[Flight], list[Flight], dict[str, str | None]]]:
        steps, tags = self._steps, plan.options.tags
        permit = steps.permit()
        for flight in flights:
            flight.token = new_id()
            flight.began = next(steps.sequence)
        lease_ms = plan.options.lease_ms
        commands: list[Command] = [
            ("SET", lease_of(flight.entry), flight.token, "PX", lease_ms, "NX") for flight in flights
        ]
        commands += [("GET", flight.entry) for flight in flights]
        commands += self.tag_commands(tags)
        try:
            replies = yield from steps.step("acquire", commands, permit)
        except Away:
            self.give_up(flights)
            raise
        count = len(flights)
        ids = dict(zip(tags, map(text_of, replies[2 * count + 1 :: 2]), strict=True))
        won: list[Flight] = []
        lost: list[Flight] = []
        unneeded: list[Flight] = []
        for flight, lease, raw in zip(flights, replies, replies[count:], strict=False):
            found = self._fresh(flight, raw, ids)
            if found is not None:
                flight.end(found.value())
                if lease is not None:
                    unneeded.append(flight)
            else:
                (lost if lease is None else won).append(flight)
        yield from self.drop(unneeded, 0)
        return won, lost, ids

    def tag_commands(self, tags: Iterable[str]) -> list[Command]:
        """For each tag two commands: creates a missing version, then reads it."""
        names, life = [self._steps.keys.tag(tag) for tag in tags], self._steps.tag_ttl_ms
        return [
            command
            for name in names
            for command in (("SET", name, new_id(), "PX", life, "NX"), ("GETEX", name, "PX", life))
        ]

    def _fresh(self, flight: Flight, raw: Any, ids: Mapping[str, str | None]) -> Found | None:
        if not isinstance(raw, bytes | bytearray):
            return None
        found = self._reads.found_quietly(bytes(raw))
        if found is None or dict(found.header.tags) != ids:
            return None
        header, held = found.header, flight.held
        if held is not None and held.header.stored == header.stored:
            return None
        now = self._steps.options.clock()
        return found if state_of(header.stored, header.ttl, now, 0) == "fresh" else None

    def give_up(self, flights: Iterable[Flight]) -> None:
        """What Redis may still do with these tokens is undone as soon as it answers."""
        with self._steps.lock:
            for flight in flights:
                self._steps.owed.add_lease(flight.key, flight.token)

    def fill(
        self,
        to_fill: Sequence[tuple[Flight, Any, bytes, Expiry]],
        ids: Mapping[str, str],
        plan: Plan,
        took: int,
    ) -> Work[None]:
        for some in chunks_of(to_fill):
            yield from self._fill(some, ids, plan, took)

    def _fill(
        self,
        to_fill: Sequence[tuple[Flight, Any, bytes, Expiry]],
        ids: Mapping[str, str],
        plan: Plan,
        took: int,
    ) -> Work[None]:
        steps, tags = self._steps, plan.options.tags
        calls: list[Command] = [
            (FILL, 2, flight.entry, lease_of(flight.entry), flight.token, data, expiry.expiry)
            for flight, _, data, expiry in to_fill
        ]
        replies: list[Any]
        filled = next(steps.sequence)
        try:
            replies = yield from steps.evaluate("fill", calls, self._reads.id_commands(tags), steps.permit())
        except Away:
            self.give_up([flight for flight, *_ in to_fill])
            replies = []
        except BaseException:
            self.give_up([flight for flight, *_ in to_fill])
            raise
        rest = replies[len(calls) :]
        same = not any(isinstance(reply, Exception) for reply in rest) and bool(replies)
        same = same and self._reads.ids_in(rest) == [ids[tag] for tag in tags]
        unfilled: list[Flight] = []
        for index, (flight, value, *_) in enumerate(to_fill):
            reply = replies[index] if replies else None
            outcome, reason = _filled(reply, same)
            if reason is not None:
                steps.emit("refused", key=flight.key, reason=reason)
            if isinstance(reply, Exception):
                unfilled.append(flight)
            steps.emit("load", key=flight.key, ms=took, outcome=outcome)
            flight.end(value, filled=filled if outcome == "stored" else 0)
        yield from self.drop(unfilled, 0)

    def drop(self, flights: Sequence[Flight], keep_ms: int) -> Work[None]:
        """Ends leases, or keeps them that long; owed where Redis does not answer."""
        for some in chunks_of(flights):
            yield from self._drop(some, keep_ms)

    def _drop(self, flights: Sequence[Flight], keep_ms: int) -> Work[None]:
        calls: list[Command] = [(DROP, 1, lease_of(flight.entry), flight.token, keep_ms) for flight in flights]
        try:
            replies = yield from self._steps.evaluate("drop", calls, (), self._steps.permit())
        except Away:
            self.give_up(flights)
            return
        self.give_up([flight for flight, reply in zip(flights, replies, strict=False) if isinstance(reply, Exception)])


def _filled(reply: Any, same_tags: bool) -> tuple[str, str | None]:
    """The outcome of a fill, and why it was refused."""
    if reply is None or isinstance(reply, Exception):
        return "unstored", None
    if int(reply) == 0:
        return "refused", "lease"
    return ("stored", None) if same_tags else ("refused", "tags")
