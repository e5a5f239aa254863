"""What a forked process makes anew: of the parent's threads it has none, and of their locks and waits nobody's end."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forked(Protocol):
    """Something with threads, or that other threads were using."""

    def after_fork(self) -> None:
        """In the child, before anything else runs there."""


_known: weakref.WeakSet[Forked] = weakref.WeakSet()


def renew_after_fork(one: Forked) -> None:
    """As long as it lives."""
    _known.add(one)


def _renew_all() -> None:
    for one in list(_known):
        one.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_renew_all)
