"""Loaders of callers, as the core calls them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .effects import Signal
from .errors import CacheError


class LoadContext(NamedTuple):
    """What a loader is told."""

    key: str
    signal: Signal
    """Aborted when the hard limit has passed."""
    stale: Any = None
    """The value that has expired, where there is one."""
    keys: tuple[str, ...] = ()
    """Those to load, in ``fetch_many``."""


LoadAll = Callable[[Sequence[str], Signal, Mapping[str, Any]], Any]
"""Keys, signal and expired values in; values by key out, or something that is awaited for them."""


def one_loader(key: str, load: Callable[..., Any]) -> LoadAll:
    """A loader of one key: a function of the context, or of nothing."""
    takes_context = _required(load) > 0

    def call(keys: Sequence[str], signal: Signal, stale: Mapping[str, Any]) -> Any:
        return load(LoadContext(key, signal, stale.get(key))) if takes_context else load()

    return call


def many_loader(load: Callable[..., Any]) -> LoadAll:
    """A loader of many keys: a function of their list, and of the context where it takes two."""
    takes_context = _required(load) > 1

    def call(keys: Sequence[str], signal: Signal, stale: Mapping[str, Any]) -> Any:
        wanted = list(keys)
        return load(wanted, LoadContext(keys[0], signal, None, tuple(keys))) if takes_context else load(wanted)

    return call


def itself(given: Any, keys: Sequence[str]) -> Mapping[str, Any]:
    """What a loader of one key gave, by key."""
    return {keys[0]: given}


def mapping(given: Any, keys: Sequence[str]) -> Mapping[str, Any]:
    """What a loader of many keys gave; raises a CacheError unless it is a mapping."""
    if isinstance(given, Mapping):
        return given
    shown = repr(given)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    wanted = "a mapping of values by key is wanted: {row.id: row for row in rows}"
    raise CacheError("value", f"the loader of fetch_many gave {shown}; {wanted}")


def passable(error: Exception, key: str) -> Exception:
    """The error itself, but for StopIteration, which generators and coroutines cannot pass on (PEP 479)."""
    if not isinstance(error, StopIteration):
        return error
    way_out = "Give next() a default, or raise another error."
    told = CacheError("value", f"the loader of {key!r} raised StopIteration, which would end its caller. {way_out}")
    told.__cause__ = error
    return told


def _required(function: Callable[..., Any]) -> int:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 0
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(one.kind in positional and one.default is inspect.Parameter.empty for one in parameters)
