"""When Redis is not asked (contract 9.3)."""

from __future__ import annotations

import math
from typing import Literal

State = Literal["closed", "open", "half-open"]
Permit = int
"""The epoch in which it was given."""


class Breaker:
    """Opens at the first failure, and lets one probe through after ``break_ms`` at most."""

    __slots__ = ("_epoch", "_until", "break_ms", "state")

    def __init__(self, break_ms: int) -> None:
        self.break_ms = break_ms
        self.state: State = "closed"
        self._epoch = 0
        self._until = 0.0

    def allow(self, now: float) -> Permit | None:
        """A permit to ask Redis, or None: Redis is away."""
        if self.state == "closed":
            return self._epoch
        if self.state == "open" and now >= self._until:
            self._become("half-open")
            return self._epoch
        return None

    def failure(self, permit: Permit, now: float, random: float) -> bool:
        """Whether that opened it."""
        if permit != self._epoch:
            return False
        self._become("open")
        self._until = now + math.floor(self.break_ms * (1 - 0.2 * random))
        return True

    def success(self, permit: Permit) -> bool:
        """Whether that closed it."""
        if permit != self._epoch or self.state != "half-open":
            return False
        self._become("closed")
        return True

    def ready(self, now: float) -> None:
        """The connection is ready again: the next call is the probe."""
        if self.state == "open":
            self._until = now

    def abandon(self, permit: Permit, now: float) -> None:
        """The caller with this permit was cancelled; another one shall probe."""
        if permit == self._epoch and self.state == "half-open":
            self._become("open")
            self._until = now

    def _become(self, state: State) -> None:
        self.state = state
        self._epoch += 1
