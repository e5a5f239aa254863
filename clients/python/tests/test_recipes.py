"""The recipes of clients/recipes, on a real server."""

from __future__ import annotations

import importlib.util
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from relay import Relay
from servers import HOST, Server, wait_until

from redis_cache_client import Cache, Connection, create_client

recipes = Path(__file__).parents[2] / "recipes"


def recipe(path: str) -> Any:
    """The module of a recipe, which is no package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, recipes / path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[Path(path).stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client(redis_server: Server) -> Any:
    return patient_client(redis_server.port)


def patient_client(port: int) -> Any:
    """One whose server does not look dead on a starved machine."""
    return create_client(Connection(url=f"redis://{HOST}:{port}"), socket_timeout=30, socket_connect_timeout=30)


def test_each_has_a_readme_of_about_ten_lines() -> None:
    folders = sorted(recipes.glob("*/python"))
    assert len(folders) == 6
    for folder in folders:
        readme = (folder / "README.md").read_text()
        assert len(readme.strip().splitlines()) <= 18
        (file,) = [path.name for path in folder.glob("*.py")]
        assert f"`{file}`" in readme
        (example,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
        compile(example, str(folder), "exec")


def test_sessions(client: Any) -> None:
    sessions = recipe("session/python/sessions.py").Sessions(client, "shop", 1000)
    session_id = sessions.create({"user": "7", "cart": ""})
    key = f"shop:session:{{{session_id}}}"
    client.expire(key, 500)
    assert sessions.update(session_id, {"cart": "lamp"})
    assert client.ttl(key) <= 500
    assert sessions.read(session_id) == {"user": "7", "cart": "lamp"}
    assert client.ttl(key) > 900
    sessions.end(session_id)
    assert not sessions.update(session_id, {"cart": "chair"})
    assert (sessions.read(session_id), client.exists(key)) == (None, 0)


def test_rows(client: Any) -> None:
    module = recipe("rows/python/products.py")
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT, category TEXT, price REAL)")
    statements: list[str] = []
    database.set_trace_callback(statements.append)
    products, elsewhere = (module.Products(database, Cache(client, prefix="shop", budget_ms=10_000)) for _ in range(2))
    lamp = module.Product(7, "lamp", "light", 20.0)
    assert [products.find(7), products.find(7)] == [None, None]
    assert len(statements) == 1
    assert elsewhere.in_category("light") == []
    products.save(lamp)
    assert [elsewhere.find(7), elsewhere.in_category("light")] == [lamp, [lamp]]
    moved = lamp._replace(category="rooms")
    elsewhere.save(moved)
    assert products.find(7) == moved
    assert [products.in_category("light"), products.in_category("rooms")] == [[], [moved]]


def test_leaderboard(client: Any) -> None:
    module = recipe("leaderboard/python/leaderboard.py")
    board = module.Leaderboard(client, "shop", "week")
    assert board.top(3) == []
    for member, points in (("ann", 10), ("bob", 7), ("cem", 10), ("dora", 3)):
        board.add(member, points)
    board.record("bob", 5)
    ranks = [(place.member, place.rank) for place in board.top(4)]
    assert ranks == [("cem", 1), ("ann", 1), ("bob", 3), ("dora", 4)]
    assert board.find("bob") == module.Place("bob", 7, 3)
    assert board.find("nobody") is None


def test_rate_limit_is_exact(redis_server: Server) -> None:
    module = recipe("rate-limit/python/rate_limit.py")
    clients = [patient_client(redis_server.port) for _ in range(20)]
    limits = [module.RateLimit(one, "shop", 150, 600_000) for one in clients]

    def call(limit: Any) -> list[Any]:
        return [limit.take("user:7") for _ in range(100)]

    with ThreadPoolExecutor(20) as pool:
        verdicts = [verdict for some in pool.map(call, limits) for verdict in some]
    assert Counter(verdict.allowed for verdict in verdicts) == {True: 150, False: 1850}
    assert sorted(verdict.left for verdict in verdicts if verdict.allowed) == list(range(150))
    assert all(0 < verdict.retry_after_ms <= 600_000 for verdict in verdicts if not verdict.allowed)
    assert limits[0].take("user:8").allowed


def test_notifications_go_on_after_a_lost_connection(redis_server: Server, relay: Relay, client: Any) -> None:
    module = recipe("notifications/python/notifications.py")
    listener = module.Notifications(patient_client(relay.port), "shop")
    publisher = module.Notifications(client, "shop")
    heard: list[str] = []
    missed: list[int] = []
    stop = listener.subscribe("orders", heard.append, missed.append)
    publisher.publish("orders", "one")
    wait_until(lambda: heard == ["one"], what="a message")
    relay.set("down")
    publisher.publish("orders", "two")
    publisher.publish("orders", "three")
    relay.set("none")
    wait_until(lambda: sum(missed) == 2, what="what was missed")
    publisher.publish("orders", "four")
    wait_until(lambda: heard == ["one", "four"], what="a message")
    stop()
    assert all(channel.startswith(b"app:") for channel in client.pubsub_channels())


WORKER = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from consumer import Consumer
from redis_cache_client import Connection, create_client
client = create_client(Connection(url=sys.argv[2]), socket_timeout=30, socket_connect_timeout=30)
def handle(message_id, message):
    print(message["number"], flush=True)
Consumer(client, "orders", "billing", sys.argv[3], handle, idle_ms=200).run(threading.Event())
"""


def test_streams_survive_kills_and_a_lost_group(redis_server: Server, client: Any) -> None:
    url = f"redis://{HOST}:{redis_server.port}"
    handled: Counter[str] = Counter()
    lock = threading.Lock()

    def start(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WORKER, str(recipes / "streams" / "python"), url, name]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

        def count() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                with lock:
                    handled[line.strip()] += 1

        threading.Thread(target=count, daemon=True).start()
        return process

    steady, other = start("steady"), start("killed")
    sent = 0
    try:
        for _ in range(5):
            for _ in range(20):
                client.xadd("orders", {"number": sent})
                sent += 1
            wait_until(lambda sent=sent: len(handled) > sent - 20, 60, "some handled")  # type: ignore[misc]
            other.send_signal(signal.SIGKILL)
            other.wait()
            other = start("killed")
        wait_until(lambda: len(handled) == sent, 60, "all handled")
        client.delete("orders")  # as on an empty node: neither stream nor group
        client.xadd("orders", {"number": sent})
        wait_until(lambda: len(handled) == sent + 1, 60, "the message of the new stream")
    finally:
        for process in (steady, other):
            process.kill()
            process.wait()
