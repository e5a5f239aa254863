from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

sys.path.insert(0, str(Path(__file__).parent))

from drivers import DRIVERS, Driver
from relay import Relay
from servers import HOST, Server

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "redis-cache-hypothesis")


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    """One for all tests that leave it as it was but for keys."""
    started = Server()
    yield started
    started.close()


@pytest.fixture
def redis_server(shared_server: Server) -> Server:
    """Empty, and without scripts."""
    with shared_server.connect() as client:
        client.flushall()
        client.script_flush()
    return shared_server


@pytest.fixture
def relay(redis_server: Server) -> Iterator[Relay]:
    started = Relay(redis_server.port)
    yield started
    started.close()


@pytest.fixture(params=list(DRIVERS))
def driver_name(request: pytest.FixtureRequest) -> str:
    """Threads, then asyncio."""
    return str(request.param)


@pytest.fixture
def make_cache(driver_name: str) -> Iterator[Callable[..., Driver]]:
    """Makes caches, of the port of a server or of a Connection, and closes them."""
    made: list[Driver] = []

    def make(where: Any, **options: Any) -> Driver:
        connection = f"redis://{HOST}:{where}/0" if isinstance(where, int) else where
        made.append(DRIVERS[driver_name](connection, **{"prefix": "test", **options}))
        return made[-1]

    yield make
    for one in made:
        one.close()
