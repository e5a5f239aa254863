"""What a forked process can do with a cache of its parent's."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from certificates import Authority
from drivers import Threads
from servers import HOST, Server
from test_behaviour import counting

_limit_s = 60


def in_child(work: Callable[[], object]) -> int:
    """How a forked process ends that does this: 0 where nothing is raised."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    ended: list[int] = []
    thread = threading.Thread(target=lambda: ended.append(os.waitpid(child, 0)[1]), daemon=True)
    thread.start()
    thread.join(_limit_s)
    if not ended:
        os.kill(child, 9)
        raise AssertionError(f"the child did not end within {_limit_s} s")
    return ended[0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of a fork beside threads, which is the subject
def test_a_child_waits_for_no_load_and_no_lock_of_its_parent(redis_server: Server) -> None:
    parent = Threads(f"redis://{HOST}:{redis_server.port}/0", prefix="test", budget_ms=10_000)
    go_on, at_loader = threading.Event(), threading.Event()

    def load() -> int:
        at_loader.set()
        go_on.wait(_limit_s)
        return 1

    under_way = parent.begin("fetch", "k", load, ttl=60)
    assert at_loader.wait(_limit_s)

    def work() -> None:
        # Its lease is the parent's still, so the child loads without storing.
        assert parent.call("fetch", "k", counting(2, []), ttl=60, wait_ms=100) == 2
        assert parent.call("fetch", "other", counting(3, []), ttl=60) == 3
        assert parent.call("fetch", "other", counting(4, []), ttl=60) == 3

    with parent.cache._core.steps.lock:
        assert in_child(work) == 0
    go_on.set()
    assert under_way.result(_limit_s) == 1
    parent.close()


_follows = """
import os, sys, time
from redis_cache_client import connection_from_folder, create_client
from redis_cache_client.credentials import Watched

folder = sys.argv[1]
made = []
begin = Watched.__init__
def noted(self, *args):
    begin(self, *args)
    made.append(self)
Watched.__init__ = noted
client = create_client(connection_from_folder(folder))
watched, = made
child = os.fork()
if child == 0:
    until = time.monotonic() + 60
    open(os.path.join(folder, "..new"), "w").write("second")
    os.replace(os.path.join(folder, "..new"), os.path.join(folder, "password"))
    while watched.get_credentials() != ("app", "second") and time.monotonic() < until:
        time.sleep(0.05)
    sys.exit(0 if watched.get_credentials() == ("app", "second") else 3)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(code, os.path.exists(watched.ca_file))
os.unlink(watched.ca_file)
until = time.monotonic() + 60
while not os.path.exists(watched.ca_file) and time.monotonic() < until:
    time.sleep(0.05)
print(open(watched.ca_file).read() == open(os.path.join(folder, "ca")).read())
print(watched.ca_file)
"""


def test_a_child_follows_the_folder_and_leaves_the_authority_to_its_parent(tmp_path: Path) -> None:
    files = {"sentinels": f"{HOST}:1", "masterName": "cache", "username": "app", "password": "first"}
    for name, text in {**files, "ca": Authority("one").pem}.items():
        (tmp_path / name).write_text(text)
    program: Any = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _follows, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=2 * _limit_s,
        check=True,
    )
    first, again, file = program.stdout.splitlines()
    assert (first, again) == ("0 True", "True")
    assert not Path(file).exists()
