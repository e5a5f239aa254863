"""How many loads run at once without a lease (contract 9.4)."""

from __future__ import annotations

from collections import deque

from .effects import Await, Promise, Work
from .errors import CacheError
from .steps import Steps


class Slots:
    """So many loads at once without a lease; others wait in order."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._taken = 0
        self._queue: deque[Promise[None]] = deque()

    def take(self, wait_ms: float) -> Work[None]:
        """Raises a CacheError of kind ``overloaded`` after that time."""
        limit = self._steps.options.away_loads
        with self._steps.lock:
            if self._taken < limit and not self._queue:
                self._taken += 1
                return
            turn: Promise[None] = Promise()
            self._queue.append(turn)
        try:
            yield Await(turn, wait_ms)
        except BaseException:
            if not self._leave_queue(turn):
                self.give_back()
            raise
        if self._leave_queue(turn):
            message = f"{limit} loads are under way while Redis is away, and none ended within {wait_ms} ms."
            raise CacheError("overloaded", message)

    def _leave_queue(self, turn: Promise[None]) -> bool:
        with self._steps.lock:
            if turn not in self._queue:
                return False
            self._queue.remove(turn)
            return True

    def give_back(self) -> None:
        with self._steps.lock:
            turn = self._queue.popleft() if self._queue else None
            if turn is None:
                self._taken -= 1
        if turn is not None:
            turn.resolve(None)
