"""The scenarios on an instance that the environment names, as ``redis-cache env`` prints it.

A test of the repository runs them through Sentinels and a proxy, with TLS and without: ``pytest tests/on_instance.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from drivers import DRIVERS
from test_scenarios import Scenario, scenarios

from redis_cache_client import connection_from_env, create_client


def needs_own_server(scenario: Any) -> bool:
    """Whether it puts the way to the server out of order, or changes rights."""
    steps = scenario["steps"]
    return any({"fault", "keep", "resend"} & step.keys() or step.get("redis", [""])[0] == "ACL" for step in steps)


@pytest.fixture(scope="module")
def admin() -> Iterator[Any]:
    client = create_client(connection_from_env())
    yield client
    client.close()


@pytest.mark.parametrize("scenario", [one for one in scenarios() if not needs_own_server(one.values[0])])
def test_scenario(scenario: Any, admin: Any, driver_name: str) -> None:
    for key in list(admin.scan_iter("scenario:*")):
        admin.unlink(key)
    Scenario(scenario, connection_from_env(), admin, DRIVERS[driver_name]).play()
