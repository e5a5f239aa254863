"""Who closes connections when credentials or the authority change."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from types import MethodType
from typing import Any

# Of methods whose object has a reference to the client: without weak ones neither would ever go.
_listeners: weakref.WeakKeyDictionary[Any, list[weakref.WeakMethod[Any]]] = weakref.WeakKeyDictionary()


def on_rotation(client: Any, close_idle: Callable[[], object]) -> Callable[[], None]:
    """Calls a method at each rotation of that client; gives what ends that."""
    assert isinstance(close_idle, MethodType)
    listeners = _listeners.setdefault(client, [])

    def forget(gone: object = None) -> None:
        if listener in listeners:
            listeners.remove(listener)

    listener = weakref.WeakMethod(close_idle, forget)
    listeners.append(listener)
    return forget


def tell_rotation(client: Any) -> None:
    """Calls all listeners of that client."""
    for listener in list(_listeners.get(client, ())):
        close_idle = listener()
        if close_idle is not None:
            close_idle()
