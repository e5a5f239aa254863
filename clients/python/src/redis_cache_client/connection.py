"""Where Redis is and who logs in: from the environment, a mounted folder, or the outputs of a stack."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from .errors import refused


class Address(NamedTuple):
    """A host and its port."""

    host: str
    port: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """One of ``sentinels``, ``proxy``, ``cluster`` and ``url`` says where Redis is; the first that is there counts."""

    sentinels: tuple[Address, ...] = ()
    master_name: str | None = None
    proxy: Address | None = None
    cluster: tuple[Address, ...] = ()
    url: str | None = None
    """``redis://`` or ``rediss://`` of one server."""
    username: str | None = None
    password: str | None = None
    ca: str | None = None
    """The authority of the certificates, in PEM."""
    ca_file: str | None = None
    """The same as a file."""
    cert_file: str | None = None
    """The client's own certificate, where the server asks for one, and ``key_file`` with its key; both in PEM."""
    key_file: str | None = None
    tls: bool = False
    """@default whether there is an authority, or the URL's scheme begins with ``rediss``"""
    folder: Path | None = None
    """A mounted Secret ``<instance>-connection``, which is watched."""


Through = Literal["sentinels", "proxy"]
"""Which of the two, where both are there."""


def connection_from_env(env: Mapping[str, str] = os.environ, *, through: Through = "sentinels") -> Connection:
    """From ``REDIS_CONNECTION_FOLDER``, else from the variables that ``redis-cache env --client`` prints.

    Raises a CacheError of kind ``argument`` where none says where Redis is.
    """
    if folder := env.get("REDIS_CONNECTION_FOLDER"):
        return connection_from_folder(folder, through=through)
    ca, ca_file = env.get("REDIS_CA"), env.get("REDIS_CA_FILE")
    cert_file, key_file = env.get("REDIS_CERT_FILE") or None, env.get("REDIS_KEY_FILE") or None
    secured = env.get("REDIS_SENTINEL_URL", "").startswith("rediss+sentinel")
    login = {
        "username": env.get("REDIS_USERNAME"),
        "password": env.get("REDIS_PASSWORD"),
        "ca": None if ca_file else ca,
        "ca_file": ca_file,
        "cert_file": cert_file,
        "key_file": key_file,
        "tls": secured or bool(ca or ca_file or cert_file),
    }
    writes = env.get("REDIS_PROXY_WRITES")
    sentinels = env.get("REDIS_SENTINELS")
    if sentinels and not (through == "proxy" and writes):
        name = env.get("REDIS_MASTER_NAME")
        if not name:
            raise refused("REDIS_MASTER_NAME", name, "REDIS_SENTINELS needs it", "Take both from redis-cache env.")
        return Connection(sentinels=parse_addresses("REDIS_SENTINELS", sentinels), master_name=name, **login)  # type: ignore[arg-type]
    if writes:
        return Connection(proxy=parse_addresses("REDIS_PROXY_WRITES", writes)[0], **login)  # type: ignore[arg-type]
    if cluster := env.get("REDIS_CLUSTER"):
        return Connection(cluster=parse_addresses("REDIS_CLUSTER", cluster), **login)  # type: ignore[arg-type]
    if url := env.get("REDIS_URL"):
        login["tls"] = bool(login["tls"]) or is_secure(url)
        return Connection(url=url, **login)  # type: ignore[arg-type]
    way_out = "Set REDIS_SENTINELS and REDIS_MASTER_NAME, REDIS_PROXY_WRITES, REDIS_CLUSTER or REDIS_URL."
    raise refused("environment", None, "nothing there says where Redis is", way_out)


def connection_from_folder(folder: str | Path, *, through: Through = "sentinels") -> Connection:
    """From the files of a mounted Secret ``<instance>-connection``; a client of it follows what changes there."""
    path = Path(folder)
    return connection_of_files(path, read_folder(path), through)


def connection_of_files(folder: Path, files: Mapping[str, str], through: Through = "sentinels") -> Connection:
    """The same of files that are read already."""
    url = files.get("url", "")
    has_sentinels = "sentinels" in files and "masterName" in files
    if not has_sentinels and not url.startswith(("redis://", "rediss://")):
        raise refused("folder", str(folder), "it has no sentinels or no masterName", "Mount <instance>-connection.")
    is_proxy = through == "proxy" and "proxyWrites" in files
    has_certificate = "tls.crt" in files
    return Connection(
        sentinels=parse_addresses("sentinels", files["sentinels"]) if has_sentinels and not is_proxy else (),
        master_name=files.get("masterName"),
        proxy=parse_addresses("proxyWrites", files["proxyWrites"])[0] if is_proxy else None,
        url=None if has_sentinels else url,
        username=files.get("username"),
        password=files.get("password"),
        ca=files.get("ca"),
        tls="ca" in files or has_certificate or is_secure(url),
        folder=folder,
        cert_file=str(folder / "tls.crt") if has_certificate else None,
        key_file=str(folder / "tls.key") if has_certificate else None,
    )


folder_files = (
    *("url", "sentinels", "masterName", "username", "password", "ca", "proxyUrl", "proxyWrites"),
    *("tls.crt", "tls.key"),
)


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of the files that exist. Raises OSError for what cannot be read."""
    files: dict[str, str] = {}
    if not folder.is_dir():
        raise FileNotFoundError(2, "no such folder", str(folder))
    for name in folder_files:
        try:
            files[name] = (folder / name).read_text()
        except FileNotFoundError:
            continue
    return files


def connection_from_outputs(outputs: Mapping[str, Any], *, through: Through = "sentinels") -> Connection:
    """From output ``connection`` of an instance; ``through="proxy"`` takes its proxy."""
    ca = outputs.get("ca")
    login = {
        "username": outputs.get("username"),
        "password": outputs.get("password"),
        "ca": ca,
        "tls": ca is not None or is_secure(str(outputs.get("url", ""))),
    }
    if through == "proxy":
        writes = outputs["proxy"]["writes"]
        return Connection(proxy=Address(writes["host"], _port("proxy.writes.port", writes["port"])), **login)  # type: ignore[arg-type]
    sentinels = tuple(Address(one["host"], _port("sentinels.port", one["port"])) for one in outputs["sentinels"])
    return Connection(sentinels=sentinels, master_name=outputs["masterName"], **login)  # type: ignore[arg-type]


def is_secure(url: str) -> bool:
    """Whether a URL's scheme asks for TLS."""
    return url.startswith("rediss")


def parse_addresses(name: str, text: str) -> tuple[Address, ...]:
    """``host:port,[::1]:port``; raises a CacheError of kind ``argument``."""
    found = tuple(_address(name, part.strip()) for part in text.strip().split(",") if part.strip())
    if not found:
        raise refused(name, text, "it names no address", "Give host:port, several with commas.")
    return found


def _address(name: str, text: str) -> Address:
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise refused(name, text, "an IPv6 address stands without brackets", "Write [::1]:6379.")
    if not colon or not host:
        raise refused(name, text, "it is not of the form host:port", "Write cache.example:6379.")
    return Address(host, _port(name, port))


def _port(name: str, port: object) -> int:
    text = str(port)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise refused(name, port, "a port is a number from 1 to 65535", "Write cache.example:6379.")
    return int(text)
