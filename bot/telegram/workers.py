"""Several processes as one bot: started once, frozen, forked; one that dies is started again.

What is common stands before the fork: the port that Telegram calls, and a line to each worker (`switchboard`), so that
nothing is refused while a worker starts again.
"""

import gc
import logging
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger("relais.workers")

#: A worker that ends sooner than this waits a while before it is started again; in seconds.
_SOON, _PAUSE = 5.0, 1.0
#: The exit code of a worker that met a bug: it is started again. Any other is meant, and stops them all.
_BUG = 70
_BACKLOG = 1024
_WATCHED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


@dataclass(frozen=True, slots=True)
class Place:
    """One worker among `workers`: its number, who started it, the line to each one, and the port if there is one."""

    number: int = 0
    parent: int = 0
    lines: tuple[socket.socket, ...] = ()
    port: socket.socket | None = None

    @property
    def workers(self) -> int:
        """Return how many there are."""
        return max(1, len(self.lines))


#: A bot of one process.
ALONE = Place()


def open_port(host: str, port: int) -> socket.socket:
    """Listen where Telegram calls; raise OSError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


@contextmanager
def _lines(workers: int) -> Iterator[tuple[socket.socket, ...]]:
    """Open a line to each worker, in a folder that nobody else may enter."""
    with tempfile.TemporaryDirectory(prefix="relais-") as folder:
        lines = []
        for number in range(workers):
            line = socket.socket(socket.AF_UNIX)
            line.bind(str(Path(folder) / str(number)))
            line.listen(_BACKLOG)
            lines.append(line)
        try:
            yield tuple(lines)
        finally:
            for line in lines:
                line.close()


def supervise(workers: int, port: socket.socket | None, work: Callable[[Place], int]) -> int:
    """Keep `workers` processes at work until SIGINT or SIGTERM; return 0, or the exit code that one of them meant.

    SIGHUP is passed on. A process that is killed, or that met a bug, is started again.
    """
    gc.collect()
    gc.freeze()  # what was loaded before the fork stays shared: a collection would write on every page of it
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    try:
        with _lines(workers) as lines:
            return _watch([Place(number, os.getpid(), lines, port) for number in range(workers)], work)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)


def _watch(places: list[Place], work: Callable[[Place], int]) -> int:
    running = {_start(place, work): (place, time.monotonic()) for place in places}
    code, stopping = 0, False

    def tell(number: signal.Signals) -> None:
        for worker in running:
            os.kill(worker, number)

    while running:
        received = signal.sigwait(_WATCHED)
        if received in {signal.SIGINT, signal.SIGTERM}:
            stopping = True
            tell(signal.SIGTERM)
        elif received == signal.SIGHUP:
            tell(signal.SIGHUP)
        for worker, ended in _ended():
            place, began = running.pop(worker)
            if not stopping and ended not in {_BUG, 0} and ended > 0:
                code, stopping = ended, True
                tell(signal.SIGTERM)
            elif not stopping:
                log.error("A worker ended (%d) and is started again.", ended)
                if time.monotonic() - began < _SOON:
                    time.sleep(_PAUSE)
                running[_start(place, work)] = (place, time.monotonic())
    return code


def _ended() -> Iterator[tuple[int, int]]:
    """Yield the processes that ended, with their exit codes (below zero: the signal that ended them)."""
    while True:
        try:
            worker, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not worker:
            return
        yield worker, os.waitstatus_to_exitcode(status)


def _start(place: Place, work: Callable[[Place], int]) -> int:
    worker = os.fork()
    if worker:
        return worker
    code = _BUG
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
        code = work(place)
    except Exception as bug:  # noqa: BLE001 - a child must not run on in its parent's code
        log.critical("worker: %s", type(bug).__name__)
    finally:
        logging.shutdown()
        os._exit(code)
