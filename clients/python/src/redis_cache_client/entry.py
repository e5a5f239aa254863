"""Entries: one line, then the payload (contract 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from .codecs import Codec, deflate, inflate

_NUMBER = rb"(0|[1-9][0-9]{0,14})"
_HEADER = re.compile(
    rb"1 ([a-z][a-z0-9.-]{0,31})(\+[a-z0-9.-]+)? " + rb" ".join([_NUMBER] * 3) + rb" (-|[A-Za-z0-9_.~%=,-]+)\Z"
)
_TAG = re.compile(r"((?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)=([A-Za-z0-9_-]{1,64})\Z")
_NO_TAGS: Mapping[str, str] = {}


class Unreadable(Exception):
    """Why an entry cannot be read."""


class Header(NamedTuple):
    """The first line of an entry; times in ms."""

    codec: str
    compressed: bool
    stored: int
    ttl: int
    load: int
    tags: Mapping[str, str]


def encode_entry(
    codec: Codec, payload: bytes, stored: int, ttl: int, load: int, tags: Mapping[str, str], compress_from: int | None
) -> bytes:
    """Header and payload; ``ttl`` 0 is never."""
    name = codec.name
    if compress_from is not None and len(payload) >= compress_from:
        shorter = deflate(payload)
        if len(shorter) < len(payload):
            name, payload = f"{name}+zlib", shorter
    return f"1 {name} {stored} {ttl} {load} {_tags_text(tags)}\n".encode() + payload


def _tags_text(tags: Mapping[str, str]) -> str:
    if not tags:
        return "-"
    return ",".join(f"{quote(tag, safe='')}={tags[tag]}" for tag in sorted_tags(tags))


def sorted_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Distinct, by their bytes in UTF-8."""
    return tuple(sorted(set(tags), key=str.encode))


def split_entry(data: bytes) -> tuple[Header, bytes]:
    """Header and payload as stored; raises Unreadable."""
    line, feed, payload = data.partition(b"\n")
    found = _HEADER.match(line)
    if not feed or not found:
        raise Unreadable("its first line is not of this format")
    codec, compression, stored, ttl, load, tags = found.groups()
    if compression not in (None, b"+zlib"):
        raise Unreadable(f"unknown compression {compression.decode()}")
    parsed = _NO_TAGS if tags == b"-" else _parse_tags(tags.decode())
    header = Header(codec.decode(), compression is not None, int(stored), int(ttl), int(load), parsed)
    return header, payload


def _parse_tags(text: str) -> Mapping[str, str]:
    tags: dict[str, str] = {}
    for part in text.split(","):
        found = _TAG.match(part)
        if not found:
            raise Unreadable("its tags are not of this format")
        try:
            tags[unquote_to_bytes(found.group(1)).decode()] = found.group(2)
        except UnicodeDecodeError:
            raise Unreadable("a tag is not UTF-8") from None
    return tags


def decode_payload(header: Header, payload: bytes, codecs: Mapping[str, Codec], max_bytes: int) -> Any:
    """The value; raises Unreadable."""
    codec = codecs.get(header.codec)
    if codec is None:
        raise Unreadable(f"unknown codec {header.codec}")
    try:
        return codec.decode(inflate(payload, max_bytes) if header.compressed else payload)
    except Exception as error:
        raise Unreadable(f"its payload cannot be decoded: {error}") from error


State = Literal["fresh", "stale", "miss"]


def state_of(stored: int, ttl: int, now: float, stale_ms: int) -> State:
    """What an entry that counts is to a caller who takes values that are stale by ``stale_ms``."""
    if ttl == 0:
        return "fresh"
    soft = stored + ttl
    if now < soft:
        return "fresh"
    return "stale" if now < soft + stale_ms else "miss"


def counts(entry: Mapping[str, str], asked: Iterable[str], found: Mapping[str, str | None]) -> tuple[bool, list[str]]:
    """Whether the asked tags have in Redis the ids of the entry, and which tags of it nobody asked for."""
    wanted = set(asked)
    for tag in wanted:
        if tag not in entry or found.get(tag) != entry[tag]:
            return False, []
    return True, [tag for tag in sorted_tags(entry) if tag not in wanted]
