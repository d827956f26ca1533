"""The server that newsrooms run, in a process of its own, over the database of a test."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

THREADS = 4
COMMAND = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
COMMAND += ["--worker-class", "gthread", "--threads", str(THREADS), "--log-level", "info"]
# What may be under way between the two: a server whose reader stands still soon stands still too.
UNDER_WAY = 1 << 14
SECONDS = 60


@dataclass(frozen=True)
class Server:
    """One server with one worker; another worker takes the place of one that is killed."""

    port: int
    log: Path

    def ask(self, path: str) -> http.client.HTTPResponse:
        """The answer, of which no more is on its way than a little."""
        reader = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        reader.sock = socket.socket()
        reader.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNDER_WAY)
        reader.sock.settimeout(SECONDS)
        reader.sock.connect(("127.0.0.1", self.port))
        reader.request("GET", path, headers={"Connection": "close"})
        return reader.getresponse()

    def kill(self) -> None:
        """End the worker as the system does when memory runs out, and wait for another."""
        workers = self.workers()
        os.kill(workers[-1], signal.SIGKILL)
        eventually(lambda: len(self.workers()) > len(workers))

    def workers(self) -> list[int]:
        """The processes that answered so far, the present one last."""
        return [int(one) for one in re.findall(r"Booting worker with pid: (\d+)", self.told())]

    def told(self) -> str:
        return self.log.read_text()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server over the database of this test, whose rows have to be committed."""
    log, environment = folder / "server.log", _environment(folder)
    with socket.create_server(("127.0.0.1", 0)) as door, log.open("wb") as writing:
        # Every connection that comes in has it from this one.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNDER_WAY)
        door_is = ["--bind", f"fd://{door.fileno()}"]
        process = subprocess.Popen(
            [*COMMAND, *door_is], pass_fds=[door.fileno()], env=environment, stderr=writing
        )
        try:
            server = Server(door.getsockname()[1], log)
            eventually(server.workers)
            yield server
        finally:
            process.terminate()
            process.wait(SECONDS)


def eventually(happened: Callable[[], object]) -> None:
    """Wait until it has; fail where it does not."""
    until = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < until, "It did not happen."
        time.sleep(0.02)


def _environment(folder: Path) -> dict[str, str]:
    told = {"ON_RECORD_VAR": str(folder), "SECURE_SSL_REDIRECT": "0", "API_RATE": ""}
    return {**os.environ, **told, "DATABASE_URL": _database()}


def _database() -> str:
    """The address of the database that this test is on."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
