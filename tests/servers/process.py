"""What the servers share: a free port, an ordinary user, and a process that ends."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Who runs a server that refuses to run as root.
NOBODY = 65534


def free_port() -> int:
    """Return a port of loopback that nobody listens on, and that nobody gets by chance before it is used, or used again.

    It lies below those that kernels give to whoever asks for any, connections that go out included (32768 and above).
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as asking, suppress(OSError):
            asking.bind(("127.0.0.1", port))
            return port


def ordinary() -> dict[str, Any]:
    """Return what makes subprocess put root's powers aside; nothing where there are none."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def reachable(program: Path, shelter: Path, top: Path, parts: list[str]) -> Path:
    """Return the program, or a copy below `shelter` where an ordinary user can't reach it: a checkout in root's folder.

    `parts` are the folders, below `top`, that must travel together: the program finds its libraries beside itself.
    """
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True, cwd="/", **ordinary())
    except PermissionError:
        for part in parts:
            if not (shelter / part).exists() and (top / part).exists():
                shutil.copytree(top / part, shelter / part, symlinks=True)
        return shelter / program.relative_to(top)
    return program


def wait_for(ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path, seconds: float = 30.0) -> None:
    """Wait until a server answers; say what it wrote where it ended instead."""
    until = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            problem = f"the server did not start: {log.read_text(errors='replace')[-2000:]}"
            raise AssertionError(problem)
        time.sleep(0.01)


def end(process: "subprocess.Popen[bytes] | None", how: signal.Signals) -> None:
    """Send a signal and wait for the end; nothing where it has ended."""
    if process is not None and process.poll() is None:
        process.send_signal(how)
        process.wait(30)
