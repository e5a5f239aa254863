"""Names of keys, and ids (contract 2)."""

from __future__ import annotations

import base64
import os
import re

from .errors import refused

_PREFIX = re.compile(r"[A-Za-z0-9._:-]{1,64}\Z")
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,32}\Z")


class Keys:
    """Builds the names of entries, leases and tags of one cache."""

    __slots__ = ("_entry", "_tag")

    def __init__(self, prefix: str, version: str) -> None:
        if not isinstance(prefix, str) or not _PREFIX.match(prefix):
            raise refused("prefix", prefix, "it does not match [A-Za-z0-9._:-]{1,64}", 'Take a name such as "shop".')
        if not isinstance(version, str) or not _VERSION.match(version) or version == "tag":
            reason = "it does not match [A-Za-z0-9._-]{1,32}, or is tag"
            raise refused("version", version, reason, 'Take one such as "1".')
        self._entry = f"{prefix}:{version}:{{"
        self._tag = f"{prefix}:{version}:tag:{{"

    def entry(self, key: str) -> str:
        """The key of an entry; with ``:lease`` after it, that of its lease."""
        return f"{self._entry}{escaped('key', key)}}}"

    def tag(self, tag: str) -> str:
        """The key of a tag's version."""
        return f"{self._tag}{escaped('tag', tag)}}}"


def lease_of(entry: str) -> str:
    """The key of the lease of the entry with that key, in the same slot."""
    return f"{entry}:lease"


def escaped(name: str, text: str) -> str:
    """``text`` without braces, so that no two keys meet."""
    if not isinstance(text, str) or not text:
        raise refused(name, text, "it is no text, or empty", "Give a non-empty str.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise refused(name, text, "it has a lone surrogate", "Give well-formed text.") from None
    if "%" in text or "{" in text or "}" in text:
        return text.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")
    return text


def new_id() -> str:
    """16 random bytes in base64url: a token of a lease, or a version of a tag."""
    return base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()
