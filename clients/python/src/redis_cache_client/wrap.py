"""Keys of decorated functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .codecs import json_codec
from .errors import CacheError, refused


def key_function(
    function: Callable[..., Any], key: Callable[..., str] | None
) -> Callable[[tuple[Any, ...], Mapping[str, Any]], str]:
    """What makes the key of a call."""
    if key is not None:
        return lambda args, kwargs: key(*args, **kwargs)
    name = f"{function.__module__}.{function.__qualname__}"

    def key_of(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        try:
            named = dict(sorted(kwargs.items()))
            return f"{name}:{json_codec.encode([list(args), named] if named else list(args)).decode()}"
        except CacheError as error:
            way_out = "Give cached(key=...), a function of the arguments that makes the key."
            raise refused("arguments", args, f"no key can be made of them ({error.message})", way_out) from None

    return key_of
