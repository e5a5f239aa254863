"""A mounted folder that is watched: login and authority as they are now."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from redis.credentials import CredentialProvider

from .connection import Connection, connection_of_files, read_folder
from .forks import renew_after_fork
from .options import Event

_look_every_s = 0.5


class Watched(CredentialProvider):
    """What the folder says, once two readings in a row agree; asked at every connect."""

    def __init__(self, connection: Connection, on_event: Callable[[Event], object] | None) -> None:
        assert connection.folder is not None
        self.folder = connection.folder
        self._on_event = on_event
        self._current = connection
        self._last: Mapping[str, str] | None = None
        self._shown: tuple[str | None, str | None] | None = None
        self._problem: str | None = None
        self.ca_file: str | None = None
        if connection.ca is not None:
            scratch = tempfile.mkdtemp(prefix="redis-cache-ca-")
            weakref.finalize(self, _remove, scratch, os.getpid())
            self.ca_file = str(Path(scratch) / "ca.pem")
            self._write_ca(connection.ca)
        self._stopped = threading.Event()
        self._watching: Callable[[], None] | None = None
        renew_after_fork(self)

    def after_fork(self) -> None:
        """The thread that looks is the parent's."""
        self._stopped = threading.Event()
        if self._watching is not None:
            self._watching()

    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        username, password = self._current.username, self._current.password or ""
        return (username, password) if username else (password,)

    async def get_credentials_async(self) -> tuple[str] | tuple[str, str]:
        return self.get_credentials()

    def watch(self, client: Any, rotated: Callable[[Any], object]) -> None:
        """Looks again and again, and calls ``rotated`` after a change, as long as the client lives."""
        known = weakref.ref(client)

        def look(stopped: threading.Event) -> None:
            while not stopped.wait(_look_every_s):
                if self.look():
                    still = known()
                    if still is not None:
                        rotated(still)
                    del still

        def begin() -> None:
            still = known()
            if still is not None:
                weakref.finalize(still, self._stopped.set)
                threading.Thread(target=look, args=(self._stopped,), name="redis-cache-folder", daemon=True).start()

        self._watching = begin
        begin()

    def look(self) -> bool:
        """Reads the folder once; whether login or authority are others now."""
        self._keep_ca()
        try:
            files = read_folder(self.folder)
            connection = connection_of_files(self.folder, files)
            if connection.password is None:
                raise FileNotFoundError(2, "no such file", str(self.folder / "password"))
        except Exception as error:
            self._last = None
            self._tell_problem(str(getattr(error, "filename", None) or self.folder), str(error))
            return False
        if files != self._last:
            self._last = files
            return False
        return self._adopt(connection, (files.get("tls.crt"), files.get("tls.key")))

    def _adopt(self, connection: Connection, certificate: tuple[str | None, str | None]) -> bool:
        self._problem = None
        shown, self._shown = self._shown, certificate
        if shown is not None and shown != certificate:
            self.tell("certificate", str(self.folder), "later connections show another certificate")
        before, self._current = self._current, connection
        login = (before.username, before.password) != (connection.username, connection.password)
        authority = before.ca != connection.ca and connection.ca is not None and self.ca_file is not None
        if login:
            self.tell("credentials", str(self.folder), f"later connections log in as {connection.username}")
        if authority:
            self._write_ca(connection.ca or "")
            self.tell("authority", str(self.folder / "ca"), "later connections trust the new authority")
        return login or authority

    def _keep_ca(self) -> None:
        """Its folder is removed with the process that made it, which may be a parent, and by those who tidy up."""
        if self.ca_file is None or self._current.ca is None or Path(self.ca_file).exists():
            return
        Path(self.ca_file).parent.mkdir(mode=0o700, exist_ok=True)
        weakref.finalize(self, _remove, str(Path(self.ca_file).parent), os.getpid())
        self._write_ca(self._current.ca)

    def _write_ca(self, text: str) -> None:
        assert self.ca_file is not None
        staged = Path(f"{self.ca_file}.new")
        staged.write_text(text)
        staged.replace(self.ca_file)

    def _tell_problem(self, file: str, message: str) -> None:
        if self._problem != message:
            self._problem = message
            self.tell("problem", file, message)

    def tell(self, change: str, file: str, message: str) -> None:
        """One event ``connection``."""
        if self._on_event is not None:
            self._on_event({"type": "connection", "change": change, "file": file, "message": message})


def _remove(folder: str, maker: int) -> None:
    """A forked process ends before its parent, which goes on to use it."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)
