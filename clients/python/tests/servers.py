"""Real servers of a test: processes on loopback, ended by their id."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import redis

HOST = "127.0.0.1"


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def wait_until(condition: Callable[[], Any], seconds: float = 60, what: str = "the condition") -> Any:
    """Its first true value; fails after that time."""
    ends = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < ends, f"{what}: not within {seconds} s"
        time.sleep(0.01)


def binary(version: str) -> str:
    """The server of that version, as ``npm test -- --prepare-only`` has installed it; "" is the one on PATH."""
    if not version:
        found = shutil.which("redis-server", path=f"{cache_folder() / 'bin'}:{os.environ['PATH']}")
        assert found, "no redis-server on PATH: npm test -- --prepare-only installs it"
        return found
    path = cache_folder() / "servers" / version / f"{version.split('-')[0]}-server"
    assert path.exists(), f"{version} is not installed: npm test -- --prepare-only"
    return str(path)


def cache_folder() -> Path:
    """Where the project keeps what it has installed."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "redis-cache"


class Server:
    """A server process."""

    def __init__(
        self, *lines: str, version: str = "", sentinel: bool = False, tls: bool = False, cluster: bool = False
    ) -> None:
        self.port = free_port()
        self.bus_port = free_port()
        lines = (*lines, "cluster-enabled yes", f"cluster-port {self.bus_port}") if cluster else lines
        self._tls = tls
        self.folder = tempfile.mkdtemp(prefix="redis-cache-test-")
        self._lines = lines
        self._binary = binary(version)
        self._sentinel = sentinel
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        configuration = Path(self.folder) / "redis.conf"
        if not (self._sentinel and configuration.exists()):
            at = ["port 0", f"tls-port {self.port}"] if self._tls else [f"port {self.port}"]
            base = [*at, f"bind {HOST}", f"dir {self.folder}", "enable-debug-command yes"]
            old = "6.2" in self._binary
            base = base[:-1] if self._sentinel or old else base
            configuration.write_text("\n".join([*base, *([] if self._sentinel else ['save ""']), *self._lines]))
        command = [self._binary, str(configuration), *(["--sentinel"] if self._sentinel else [])]
        with (Path(self.folder) / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(self.answers, what=f"the server at port {self.port}\n{self.log()}")

    def log(self) -> str:
        return (Path(self.folder) / "log").read_text(errors="replace")

    def answers(self) -> bool:
        assert self._process is not None and self._process.poll() is None, self.log()
        if self._tls:
            with contextlib.suppress(redis.RedisError), self.connect() as client:
                return bool(client.ping())
            return False
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 10) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(1) in (b"+", b"-")
        return False

    def connect(self, **options: Any) -> redis.Redis:
        secure = {"ssl": True, "ssl_cert_reqs": "none"} if self._tls else {}
        return redis.Redis(HOST, self.port, **{**secure, **options})

    def reload_certificates(self, certificate: str, key: str) -> None:
        """Uses these from now on, and ends all connections."""
        with self.connect() as client:
            admin: Any = client
            if self._sentinel:  # it takes no such command: started again, it reads the files
                self.kill()
                self.start()
            else:
                admin.config_set("tls-cert-file", certificate, "tls-key-file", key)
                admin.client_kill_filter(_type="normal", skipme=True)

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and waits for its end."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def server(*lines: str, version: str = "", sentinel: bool = False) -> Iterator[Server]:
    """A server that is ended with the block."""
    started = Server(*lines, version=version, sentinel=sentinel)
    try:
        yield started
    finally:
        started.close()
