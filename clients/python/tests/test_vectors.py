"""The pure vectors of the contract."""

from __future__ import annotations

import base64
import datetime
import json
import math
from pathlib import Path
from typing import Any

import pytest

from redis_cache_client.breaker import Breaker
from redis_cache_client.codecs import Codec, bytes_codec, json_codec
from redis_cache_client.entry import Unreadable, counts, decode_payload, encode_entry, split_entry, state_of
from redis_cache_client.errors import CacheError, kind_of_reply, opens_breaker
from redis_cache_client.keys import Keys, lease_of
from redis_cache_client.loads import waits_between
from redis_cache_client.presets import check_seconds, check_ttl, expiry_of, is_early
from redis_cache_client.scripts import DROP, FILL, RENEW

clients = Path(__file__).parents[2]
LIMIT = 67_108_864
ABSENT = object()
CODECS: dict[str, Codec] = {"json": json_codec, "bytes": bytes_codec}


def cases(name: str) -> list[Any]:
    found = json.loads((clients / "vectors" / f"{name}.json").read_text())["cases"]
    return [pytest.param(case, id=case["name"]) for case in found]


def value_of(value: Any) -> Any:
    """What JSON cannot say; ABSENT where Python has no such value."""
    if isinstance(value, list):
        items = [value_of(item) for item in value]
        return ABSENT if ABSENT in items else items
    if not isinstance(value, dict):
        return value
    match value:
        case {"base64": str(text)}:
            return base64.b64decode(text)
        case {"nan": True}:
            return math.nan
        case {"infinity": sign}:
            return math.inf * sign
        case {"minusZero": True}:
            return -0.0
        case {"undefined": True}:
            return ABSENT
        case {"integer": str(digits)}:
            return int(digits)
        case {"datetime": str(text)}:
            return datetime.datetime.fromisoformat(text)
    fields = {name: value_of(item) for name, item in value.items()}
    return ABSENT if any(item is ABSENT for item in fields.values()) else fields


@pytest.mark.parametrize("case", cases("keys"))
def test_keys(case: Any) -> None:
    given = case["in"]

    def names() -> dict[str, str]:
        keys = Keys(given["prefix"], given["version"])
        if "tag" in given:
            return {"tag": keys.tag(given["tag"])}
        entry = keys.entry(given["key"])
        return {"entry": entry, "lease": lease_of(entry)}

    if "error" in case:
        with pytest.raises(CacheError) as caught:
            names()
        assert caught.value.kind == case["error"]
    else:
        assert names() == case["out"]


@pytest.mark.parametrize("case", cases("encode"))
def test_encode(case: Any) -> None:
    given = case["in"]
    value = value_of(given["value"])
    if value is ABSENT:
        return
    codec = CODECS[given["codec"]]
    if "error" in case:
        with pytest.raises(CacheError) as caught:
            codec.encode(value)
        assert (caught.value.kind, caught.value.path) == (case["error"], case["path"])
        assert case["path"] in str(caught.value)
        return
    data = encode_entry(codec, codec.encode(value), given["stored"], given["ttl"], given["load"], given["tags"], None)
    assert base64.b64encode(data).decode() == case["out"]
    header, payload = split_entry(data)
    assert header.tags == given["tags"]
    back = codec.decode(payload)
    assert back == case.get("back", value)
    assert "back" not in case or repr(back) == repr(case["back"])


@pytest.mark.parametrize("case", cases("decode"))
def test_decode(case: Any) -> None:
    def decode() -> dict[str, Any]:
        header, payload = split_entry(base64.b64decode(case["in"]))
        value = decode_payload(header, payload, CODECS, case.get("limit", LIMIT))
        fields = {"codec": header.codec, "stored": header.stored, "ttl": header.ttl, "load": header.load}
        return {**fields, "tags": dict(header.tags), "value": value}

    if case["out"] == {"unreadable": True}:
        with pytest.raises(Unreadable):
            decode()
    else:
        assert decode() == {**case["out"], "value": value_of(case["out"]["value"])}


@pytest.mark.parametrize("case", cases("ttl"))
def test_ttl(case: Any) -> None:
    given = {name: value_of(value) for name, value in case["in"].items()}
    forever, ttl = given.get("forever", False), given.get("ttl")

    def expiry() -> dict[str, int]:
        check_ttl(ttl, forever)
        stale_ms = check_seconds("stale", given["stale"])
        return expiry_of(ttl, forever, stale_ms, given["jitter"], lambda: given["random"])._asdict()

    if "error" in case:
        with pytest.raises(CacheError) as caught:
            expiry()
        assert caught.value.kind == case["error"]
    else:
        assert expiry() == case["out"]


@pytest.mark.parametrize("case", cases("state"))
def test_state(case: Any) -> None:
    given = case["in"]
    assert state_of(**given["entry"], now=given["now"], stale_ms=given["stale"]) == case["out"]


@pytest.mark.parametrize("case", cases("tags"))
def test_tags(case: Any) -> None:
    given = case["in"]
    does_count, missing = counts(given["entry"], given["asked"], given["found"])
    assert {"counts": does_count, "missing": missing} == case["out"]


@pytest.mark.parametrize("case", cases("early"))
def test_early(case: Any) -> None:
    given = dict(case["in"])
    random = given.pop("random")
    assert is_early(**given, random=lambda: random) is case["out"]


@pytest.mark.parametrize("case", cases("breaker"))
def test_breaker(case: Any) -> None:
    breaker = Breaker(case["in"]["breakMs"])
    permits: dict[str, Any] = {}
    for step in case["in"]["steps"]:
        if "allow" in step:
            permit = breaker.allow(step["at"])
            permits[step["as"]] = permit
            kind = "none" if permit is None else "probe" if breaker.state == "half-open" else "permit"
            assert kind == step["allow"], step
        elif "failure" in step:
            breaker.failure(permits[step["failure"]], step["at"], step["random"])
        elif "success" in step:
            breaker.success(permits[step["success"]])
        else:
            assert step["ready"]
            breaker.ready(step["at"])
        assert breaker.state == step["state"], step


@pytest.mark.parametrize("case", cases("errors"))
def test_errors(case: Any) -> None:
    kind = kind_of_reply(case["in"]["reply"])
    assert {"kind": kind, "opens": opens_breaker(kind)} == case["out"]


@pytest.mark.parametrize("case", cases("wait"))
def test_waits(case: Any) -> None:
    randoms = case["in"]["randoms"]
    waits = waits_between(iter(randoms).__next__)
    assert [next(waits) for _ in randoms] == pytest.approx(case["out"])


def test_scripts_are_those_of_the_contract() -> None:
    assert (clients / "scripts" / "fill.lua").read_text() == FILL
    assert (clients / "scripts" / "drop.lua").read_text() == DROP
    assert (clients / "scripts" / "renew.lua").read_text() == RENEW
