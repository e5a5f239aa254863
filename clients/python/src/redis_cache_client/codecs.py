"""How values become bytes and back (contract 4)."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Mapping
from typing import Any, Protocol

from .errors import CacheError

_LARGEST = 2**53 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")


class Codec(Protocol):
    """Turns values into bytes and back; ``name`` matches ``[a-z][a-z0-9.-]{0,31}`` and is in every entry."""

    @property
    def name(self) -> str: ...

    def encode(self, value: Any) -> bytes: ...

    def decode(self, data: bytes) -> Any: ...


class JsonCodec:
    """JSON as every language reads it; what JSON would change is refused with its path."""

    name = "json"

    def encode(self, value: Any) -> bytes:
        check_json(value)
        text = _dumped(value)
        if "-0.0" in text:
            text = _dumped(_without_minus_zero(value))
        try:
            return text.encode()
        except UnicodeEncodeError:
            return _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text).encode()

    def decode(self, data: bytes) -> Any:
        return _decoder.decode(data.decode())


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _without_minus_zero(value: Any) -> Any:
    """With 0 in place of -0.0, as JavaScript writes it."""
    if isinstance(value, float):
        return 0 if value == 0 and math.copysign(1, value) < 0 else value
    if isinstance(value, list):
        return [_without_minus_zero(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_minus_zero(item) for name, item in value.items()}
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_no_constant)


class BytesCodec:
    """The payload is the value."""

    name = "bytes"

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise refused_value(value, "$", "codec bytes takes bytes only")
        return bytes(value)

    def decode(self, data: bytes) -> bytes:
        return data


json_codec = JsonCodec()
bytes_codec = BytesCodec()


def readable_codecs(own: Codec) -> Mapping[str, Codec]:
    """What a reader knows: ``json``, ``bytes`` and the codec of its cache."""
    if own not in (json_codec, bytes_codec) and own.name in ("json", "bytes"):
        raise CacheError("argument", f"codec {own.name!r} is refused: the name is taken. Give it one of its own.")
    if not re.fullmatch(r"[a-z][a-z0-9.-]{0,31}", own.name):
        raise CacheError("argument", f"codec {own.name!r} is refused: it does not match [a-z][a-z0-9.-]{{0,31}}.")
    return {"json": json_codec, "bytes": bytes_codec, own.name: own}


def deflate(data: bytes) -> bytes:
    """With a zlib header."""
    return zlib.compress(data)


def inflate(data: bytes, limit: int) -> bytes:
    """The reverse; raises ValueError where it becomes longer than ``limit`` bytes, or is cut off."""
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(data, limit + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(inflated) > limit:
        raise ValueError(f"inflates to more than {limit} bytes")
    if not inflater.eof or inflater.unused_data:
        raise ValueError("not one whole zlib stream")
    return inflated


def check_json(value: Any) -> None:
    """Raises a CacheError of kind ``value`` with the path of what JSON would change."""
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return
    _check(value, "$", set())


def _check(value: Any, path: str, above: set[int]) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise refused_value(value, path, "integers beyond 2^53 - 1 are not exact in every language")
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise refused_value(value, path, "JSON has no such number")
    elif isinstance(value, list):
        _enter(value, path, above)
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]", above)
        above.discard(id(value))
    elif isinstance(value, dict):
        _enter(value, path, above)
        for name, item in value.items():
            if not isinstance(name, str):
                raise refused_value(name, path, "keys of objects are text in JSON")
            _check(item, f"{path}{_step(name)}", above)
        above.discard(id(value))
    else:
        raise refused_value(value, path, f"JSON has no {type(value).__name__}")


def _enter(value: Any, path: str, above: set[int]) -> None:
    if id(value) in above:
        raise refused_value(value, path, "it contains itself")
    above.add(id(value))


def _step(name: str) -> str:
    return f".{name}" if _NAME.match(name) else f"[{json.dumps(name, ensure_ascii=False)}]"


def refused_value(value: Any, path: str, reason: str) -> CacheError:
    """An error of kind ``value``, without the value itself where that is long."""
    shown = repr(value)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    way_out = "Convert it in the loader, or give the cache a codec of its own"
    return CacheError("value", f"{path}: {shown} cannot be stored: {reason}. {way_out}.", path=path)
