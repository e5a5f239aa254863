"""Where Redis is, who logs in, and what changes while an application runs (vectors 20 to 23)."""

from __future__ import annotations

import gc
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from certificates import Authority
from drivers import DRIVERS, Driver
from servers import HOST, Server, server, wait_until
from test_behaviour import counting, is_hit

from redis_cache_client import (
    Address,
    AsyncCache,
    Cache,
    CacheError,
    Connection,
    connection_from_env,
    connection_from_folder,
    connection_from_outputs,
    create_async_client,
    create_client,
)
from redis_cache_client.credentials import Watched

Make = Callable[..., Driver]


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        (
            {
                "REDIS_SENTINELS": "a:1,[::1]:2",
                "REDIS_MASTER_NAME": "m",
                "REDIS_URL": "redis://x",
                "REDIS_USERNAME": "u",
            },
            Connection(sentinels=(Address("a", 1), Address("::1", 2)), master_name="m", username="u"),
        ),
        (
            {"REDIS_PROXY_WRITES": "p:3", "REDIS_CLUSTER": "c:4", "REDIS_CA_FILE": "/ca"},
            Connection(proxy=Address("p", 3), ca_file="/ca", tls=True),
        ),
        ({"REDIS_CLUSTER": "c:4,d:5"}, Connection(cluster=(Address("c", 4), Address("d", 5)))),
        ({"REDIS_URL": "rediss://x:6"}, Connection(url="rediss://x:6", tls=True)),
        (
            {"REDIS_URL": "redis://x:6", "REDIS_CERT_FILE": "/c", "REDIS_KEY_FILE": "/k"},
            Connection(url="redis://x:6", cert_file="/c", key_file="/k", tls=True),
        ),
        (
            {"REDIS_SENTINELS": "a:1", "REDIS_MASTER_NAME": "m", "REDIS_SENTINEL_URL": "rediss+sentinel://a:1/m/0"},
            Connection(sentinels=(Address("a", 1),), master_name="m", tls=True),
        ),
    ],
)
def test_from_the_environment(env: dict[str, str], expected: Connection) -> None:
    assert connection_from_env(env) == expected


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"REDIS_SENTINELS": "a:1"},
        {"REDIS_SENTINELS": "a", "REDIS_MASTER_NAME": "m"},
        {"REDIS_PROXY_WRITES": "a:0"},
        {"REDIS_PROXY_WRITES": "a:65536"},
        {"REDIS_PROXY_WRITES": "::1:6379"},
        {"REDIS_CLUSTER": ","},
    ],
)
def test_an_environment_that_says_nothing_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(CacheError) as caught:
        connection_from_env(env)
    assert caught.value.kind == "argument"


def test_through_the_proxy_where_both_are_there(tmp_path: Path) -> None:
    env = {"REDIS_SENTINELS": "a:1", "REDIS_MASTER_NAME": "m", "REDIS_PROXY_WRITES": "p:3"}
    assert connection_from_env(env, through="proxy") == Connection(proxy=Address("p", 3))
    assert connection_from_env(env).sentinels == (Address("a", 1),)
    for name, text in {"sentinels": "a:1", "masterName": "m", "proxyWrites": "p:3", "password": "x"}.items():
        (tmp_path / name).write_text(text)
    mounted = connection_from_folder(tmp_path, through="proxy")
    assert (mounted.proxy, mounted.sentinels, mounted.password) == (Address("p", 3), (), "x")
    assert connection_from_env({"REDIS_CONNECTION_FOLDER": str(tmp_path)}).sentinels == (Address("a", 1),)


def test_from_outputs() -> None:
    outputs = {
        "url": "redis+sentinel://app:secret@h:1/m/0",
        "sentinels": [{"host": "h", "port": 1}],
        "masterName": "m",
        "username": "app",
        "password": "secret",
        "proxy": {"writes": {"host": "p", "port": 2}},
    }
    login = {"username": "app", "password": "secret"}
    assert connection_from_outputs(outputs) == Connection(sentinels=(Address("h", 1),), master_name="m", **login)  # type: ignore[arg-type]
    assert connection_from_outputs(outputs, through="proxy") == Connection(proxy=Address("p", 2), **login)  # type: ignore[arg-type]


class Instance:
    """A server and a Sentinel, with a mounted folder."""

    def __init__(self, folder: Path, *lines: str) -> None:
        self.folder = folder
        self.server = Server("user app on >first ~* &* +@all", *lines)
        self.sentinels = [self._sentinel(lines) for _ in range(1)]
        self.mount(sentinels=f"{HOST}:{self.sentinels[0].port}", masterName="cache", username="app", password="first")

    def _sentinel(self, lines: tuple[str, ...]) -> Server:
        port = self.server.port
        tls = [line for line in lines if line.startswith("tls-") and not line.startswith("tls-port")]
        watched = f"sentinel monitor cache {HOST} {port} 1"
        return Server(watched, "user app on >first ~* &* +@all", *tls, sentinel=True)

    def mount(self, **entries: str) -> None:
        """As a kubelet does: no file is ever half written, and all change together."""
        for name, text in entries.items():
            (self.folder / f"..{name}").write_text(text)
        for name in entries:
            (self.folder / f"..{name}").replace(self.folder / name)

    def everywhere(self, *command: str) -> None:
        for one in (self.server, *self.sentinels):
            with one.connect() as client:
                admin: Any = client
                admin.execute_command(*command)

    def users(self) -> Counter[str]:
        with self.server.connect() as client:
            admin: Any = client
            return Counter(one["user"] for one in admin.client_list())

    def close(self) -> None:
        for one in (self.server, *self.sentinels):
            one.close()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    started = Instance(tmp_path)
    yield started
    started.close()


class Fetching:
    """Fetches without a pause in the background, as an application does; keeps errors."""

    def __init__(self, cache: Driver) -> None:
        self._cache = cache
        self._stop = threading.Event()
        self.errors: list[str] = []
        self.values = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while not self._stop.wait(0.005):
            number += 1
            try:
                value = self._cache.call("fetch", f"key {number % 10}", lambda: 1, ttl=0.2)
                self.values += value
            except Exception as error:
                self.errors.append(repr(error))

    def goes_on(self) -> None:
        before = self.values
        wait_until(lambda: self.values > before + 20, what="fetches")

    def stop(self) -> list[str]:
        self._stop.set()
        self._thread.join()
        return self.errors


def test_login_changes_without_a_restart(instance: Instance, make_cache: Make, driver_name: str) -> None:
    events: list[Any] = []
    create: Any = create_client if driver_name == "threads" else create_async_client
    client = create(connection_from_folder(instance.folder), on_event=events.append)
    cache = DRIVERS[driver_name]("", client=client, prefix="test")
    fetching = Fetching(cache)
    fetching.goes_on()
    for old, new in (("app", "app-b"), ("app-b", "app")):
        instance.everywhere("ACL", "SETUSER", new, "on", ">second", "~*", "&*", "+@all")
        instance.mount(username=new, password="second")
        wait_until(lambda old=old: old not in instance.users(), what=f"nobody is {old}")  # type: ignore[misc]
        instance.everywhere("ACL", "DELUSER", old)
        fetching.goes_on()
        wait_until(lambda: is_hit(cache, "other"), what="a hit")
        wait_until(lambda new=new: new in instance.users(), what=f"somebody is {new}")  # type: ignore[misc]
    assert fetching.stop() == []
    assert [event["change"] for event in events] == ["credentials", "credentials"]
    cache.close()


@pytest.mark.parametrize(("create", "kind"), [(create_client, Cache), (create_async_client, AsyncCache)])
def test_a_cache_keeps_its_client(create: Any, kind: Any) -> None:
    # Cache(create_client(), ...) is how the pages make one, and a folder is watched as long as the client lives.
    client = create(Connection(url=f"redis://{HOST}:1"))
    known = weakref.ref(client)
    cache = kind(client, prefix="test")
    del client
    gc.collect()
    assert known() is not None
    del cache
    gc.collect()
    assert known() is None


def test_a_wrong_password_means_loads(instance: Instance, driver_name: str) -> None:
    events: list[Any] = []
    create: Any = create_client if driver_name == "threads" else create_async_client
    instance.mount(password="wrong")
    client = create(connection_from_folder(instance.folder))
    cache = DRIVERS[driver_name]("", client=client, prefix="test", on_event=events.append)
    assert cache.call("fetch", "k", counting(1, []), ttl=60) == 1
    assert cache.call("fetch", "k", counting(2, []), ttl=60) == 2
    instance.mount(password="first")
    wait_until(lambda: is_hit(cache, "k"), what="a hit")
    cache.close()


def test_a_file_that_goes_keeps_what_was_there(instance: Instance) -> None:
    events: list[Any] = []
    client = create_client(connection_from_folder(instance.folder), on_event=events.append)
    (instance.folder / "password").unlink()
    wait_until(lambda: events, what="an event")
    assert events[0]["change"] == "problem" and events[0]["file"].endswith("/password")
    assert client.ping()
    client.close()


def tls_lines(folder: Path) -> list[str]:
    files = {"tls-ca-cert-file": "ca", "tls-cert-file": "tls.crt", "tls-key-file": "tls.key"}
    return [*(f"{name} {folder / file}" for name, file in files.items()), "tls-auth-clients no"]


def test_the_authority_changes_without_an_error(tmp_path: Path, driver_name: str) -> None:
    old, new = Authority("old"), Authority("new")
    certificates = tmp_path / "server"
    certificates.mkdir()
    old.write_certificate(certificates)
    # The Sentinel trusts both, so that it does not hold the master to be down.
    (certificates / "ca").write_text(old.pem + new.pem)
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    events: list[Any] = []
    started = TlsInstance(mounted, certificates)
    started.mount(ca=old.pem)
    create: Any = create_client if driver_name == "threads" else create_async_client
    client = create(connection_from_folder(mounted), on_event=events.append)
    cache = DRIVERS[driver_name]("", client=client, prefix="test")
    fetching = Fetching(cache)
    wait_until(lambda: is_hit(cache, "k"), what="a hit")
    started.mount(ca=old.pem + new.pem)
    wait_until(lambda: [event["change"] for event in events] == ["authority"], what="the new authority")
    new.write_certificate(certificates)
    started.reload()
    wait_until(lambda: is_hit(cache, "k2"), what="a hit by the new certificate")
    started.mount(ca=new.pem)
    wait_until(lambda: len(events) == 2, what="the new authority alone")
    wait_until(lambda: is_hit(cache, "k3"), what="a hit")
    fetching.goes_on()
    assert fetching.stop() == []
    assert [event["change"] for event in events] == ["authority", "authority"]
    # Who does not know the new authority is told so once, and loads.
    stranger_events: list[Any] = []
    started.mount(ca=old.pem)
    stranger = create(connection_from_folder(mounted), on_event=stranger_events.append)
    other = DRIVERS[driver_name]("", client=stranger, prefix="other")
    assert [other.call("fetch", "k", counting(n, []), ttl=60) for n in range(5)] == list(range(5))
    wait_until(lambda: stranger_events, what="an event")
    assert [(one["change"], one["file"]) for one in stranger_events] == [("problem", str(mounted / "ca"))]
    for one in (cache, other):
        one.close()
    started.close()


class TlsInstance(Instance):
    """The same with TLS on all ports."""

    def __init__(self, mounted: Path, certificates: Path) -> None:
        self._certificates = certificates
        self.folder = mounted
        lines = tls_lines(certificates)
        user = "user app on >first ~* &* +@all"
        self.server = Server(user, *lines, tls=True)
        watched = f"sentinel monitor cache {HOST} {self.server.port} 1"
        self.sentinels = [Server(watched, user, "tls-replication yes", *lines, sentinel=True, tls=True)]
        self.mount(sentinels=f"{HOST}:{self.sentinels[0].port}", masterName="cache", username="app", password="first")

    def reload(self) -> None:
        """The servers read the new certificate, and close all connections."""
        for one in (self.server, *self.sentinels):
            one.reload_certificates(str(self._certificates / "tls.crt"), str(self._certificates / "tls.key"))


def test_a_server_that_asks_for_a_certificate(tmp_path: Path, driver_name: str) -> None:
    authority, mounted = Authority("first"), tmp_path / "mounted"
    mounted.mkdir()
    authority.write_certificate(tmp_path)
    (tmp_path / "ca").write_text(authority.pem)
    server = Server(*tls_lines(tmp_path), tls=True)
    with server.connect() as admin:
        admin.config_set("tls-auth-clients", "yes")
    try:
        url = f"rediss://{HOST}:{server.port}"
        refused = DRIVERS[driver_name](Connection(url=url, ca=authority.pem, tls=True), prefix="refused")
        assert refused.call("fetch", "k", lambda: 1, ttl=60) == 1
        assert refused.call("fetch", "k", lambda: 2, ttl=60) == 2  # nothing was stored
        refused.close()
        authority.write_certificate(mounted)
        for name, text in {"url": url, "username": "default", "password": "", "ca": authority.pem}.items():
            (mounted / name).write_text(text)
        cache = DRIVERS[driver_name](connection_from_folder(mounted), prefix="shown", budget_ms=2000)
        assert cache.call("fetch", "k", lambda: 1, ttl=60) == 1
        assert cache.call("fetch", "k", lambda: 2, ttl=60) == 1
        cache.close()
    finally:
        server.close()


def test_a_new_certificate_is_told_once(tmp_path: Path) -> None:
    Authority("first").write_certificate(tmp_path)
    for name, text in {"url": f"rediss://{HOST}:1", "username": "default", "password": ""}.items():
        (tmp_path / name).write_text(text)
    events: list[Any] = []
    watched = Watched(connection_from_folder(tmp_path), events.append)
    for _ in range(3):
        watched.look()
    assert events == []
    Authority("second").write_certificate(tmp_path)
    for _ in range(3):
        watched.look()
    assert [event["change"] for event in events] == ["certificate"]


def test_through_sentinels_to_the_new_master(driver_name: str, tmp_path: Path) -> None:
    """A failover that the Sentinel does: no error, and hits again."""
    with server() as first, server(f"replicaof {HOST} {first.port}", "repl-diskless-sync-delay 0") as second:
        lines = ["sentinel down-after-milliseconds cache 1000", "sentinel failover-timeout cache 5000"]
        sentinel = Server(f"sentinel monitor cache {HOST} {first.port} 1", *lines, sentinel=True)
        connection = Connection(sentinels=(Address(HOST, sentinel.port),), master_name="cache")
        cache = DRIVERS[driver_name](connection, prefix="test")
        with sentinel.connect() as client:
            asked: Any = client
            wait_until(lambda: asked.sentinel_slaves("cache"), 60, "the Sentinel knows the replica")
        with second.connect() as client:
            replica: Any = client
            wait_until(lambda: replica.info("replication")["master_link_status"] == "up", 60, what="the link")
        fetching = Fetching(cache)
        wait_until(lambda: is_hit(cache, "k"), what="a hit")
        first.kill()
        fetching.goes_on()
        with second.connect() as client:
            promoted: Any = client
            wait_until(lambda: promoted.info("replication")["role"] == "master", 60, "the promotion")
        wait_until(lambda: is_hit(cache, "k"), what="a hit at the new master")
        assert fetching.stop() == []
        cache.close()
        sentinel.close()


def test_on_a_cluster_of_three_masters(driver_name: str) -> None:
    nodes = [Server("cluster-node-timeout 60000", cluster=True) for _ in range(3)]
    try:
        join_cluster(nodes)
        connection = Connection(cluster=tuple(Address(HOST, node.port) for node in nodes))
        create: Any = create_client if driver_name == "threads" else create_async_client
        clients = [create(connection, socket_timeout=10, socket_connect_timeout=10) for _ in range(2)]
        patient = {"budget_ms": 10_000, "lease_ms": 60_000}
        caches = [DRIVERS[driver_name]("", client=client, prefix="test", **patient) for client in clients]
        keys = [f"key {number}" for number in range(12)]
        for key in keys:
            assert caches[0].call("fetch", key, counting(key, []), ttl=60, tags=["t", "u"]) == key
            assert caches[1].call("fetch", key, counting("not loaded", []), ttl=60, tags=["t", "u"]) == key
        caches[1].call("invalidate", tags=["t"], keys=[keys[0]])
        for key in keys:
            assert caches[0].call("fetch", key, counting(f"new {key}", []), ttl=60, tags=["t", "u"]) == f"new {key}"
        caches[0].call("set", keys[0], "set", ttl=60, tags=["u"])
        assert caches[1].call("get", keys[0]).value == "set"
        found = caches[1].call("fetch_many", [keys[0], "new"], lambda wanted: dict.fromkeys(wanted, 2), ttl=60)
        assert found == {keys[0]: "set", "new": 2}
        with pytest.raises(CacheError, match="durable"):
            caches[0].call("invalidate", keys=["k"], durable=True)
        for cache in caches:
            cache.close()
    finally:
        for node in nodes:
            node.close()


def join_cluster(nodes: list[Server]) -> None:
    admins: list[Any] = [node.connect() for node in nodes]
    share = -(-16384 // len(nodes))
    for number, admin in enumerate(admins):
        slots = (number * share, min((number + 1) * share, 16384) - 1)
        admin.execute_command("CLUSTER ADDSLOTSRANGE", *slots)
        admin.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
        admin.execute_command("CLUSTER MEET", HOST, nodes[0].port, nodes[0].bus_port)
    for admin in admins:
        wait_until(lambda admin=admin: is_whole(admin, len(nodes)), 60, "the cluster")  # type: ignore[misc]
        admin.close()


def is_whole(admin: Any, count: int) -> bool:
    info = admin.cluster("INFO")
    return bool(info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == count)
