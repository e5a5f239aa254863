"""Sets and gets entries as its input says, a line of JSON each, and answers with a line: for caches of other languages.

``{"set": KEY, "value": V, "tags": [...]}`` or ``{"get": KEY, "tags": [...]}``, with ``codec`` and ``compressFrom`` of
the cache. Bytes are ``{"base64": "..."}``.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from redis_cache_client import Cache, bytes_codec, connection_from_env, create_client, json_codec


def main() -> None:
    client = create_client(connection_from_env(), socket_timeout=30, socket_connect_timeout=30)
    for line in sys.stdin:
        step = json.loads(line)
        codec = {"bytes": bytes_codec, "json": json_codec}[step["codec"]]
        compress_from = step.get("compressFrom")
        cache = Cache(client, prefix="entries", codec=codec, compress_from=compress_from, budget_ms=30_000)
        if "set" in step:
            cache.set(step["set"], from_json(step["value"]), ttl=60, tags=step["tags"])
            answer: Any = None
        else:
            hit = cache.get(step["get"], tags=step["tags"])
            answer = None if hit is None else {"value": to_json(hit.value)}
        print(json.dumps(answer), flush=True)
        cache.close()


def from_json(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) and "base64" in value else value


def to_json(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


main()
