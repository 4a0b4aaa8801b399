"""τ-ARGUS at arm's length: which further cells to hide, worked out by another process in a folder that leaves no trace.

The engine writes clear figures to its current folder, to the temporary one and beside its input: all three are one private
folder (0700, in memory where the system has it), removed in every case: by us, by the worker when we are killed, and by
the next run when both were.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: Folders in memory, the first that exists: what never was on a disk cannot be found there.
IN_MEMORY = (Path("/dev/shm"), Path("/run/shm"))  # noqa: S108 - the folder inside is private
PREFIX = "relais-argus-"

State = Literal["public", "hidden", "free", "fixed"]


class ArgusError(Exception):
    """The engine gave no answer; what it was asked stays unprotected until somebody else does it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the engine sees it: how far what is computed of it must be able to fall and to rise.

    `public` may still be hidden, at the cost of its weight; `fixed` was published before; `hidden` needs protection;
    `free` is known to nobody and needs none.
    """

    n: int
    state: State
    fall: int = 0
    rise: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Cells by number, and equations: each a list of (cell, factor) that adds up to nothing."""

    cells: Sequence[Cell]
    equations: Sequence[Sequence[tuple[int, int]]]


class Argus:
    """A running worker. Use it through `running`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def hide(self, problem: Problem) -> list[int]:
        """Return which public cells to hide as well, so that every hidden one has its protection; raise ArgusError."""
        if not any(cell.state == "hidden" for cell in problem.cells):
            return []
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise ArgusError
        try:
            process.stdin.write(json.dumps(jj(problem)) + "\n")
            process.stdin.flush()
            answer: Mapping[str, list[int]] = json.loads(process.stdout.readline() or "{}")
        except (OSError, ValueError) as error:
            raise ArgusError(str(error)) from error
        if "hidden" not in answer:
            raise ArgusError(str(answer.get("error", "no answer")))
        return [number for number in answer["hidden"] if problem.cells[number].state == "public"]


@contextmanager
def running(memory: Sequence[Path] = IN_MEMORY) -> Iterator[Argus]:
    """Start the worker in its private folder, and leave neither behind."""
    parent = next((each for each in memory if each.is_dir() and os.access(each, os.W_OK)), Path(tempfile.gettempdir()))
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))  # mkdtemp makes it 0700
    try:
        search = os.pathsep.join(
            each for each in (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")) if each
        )
        process = subprocess.Popen(  # our own module, by this interpreter
            [sys.executable, "-m", "bot.observatory.argus_worker"],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), "HOME": str(folder), "PYTHONPATH": search},
        )  # fmt: skip
        with process:
            try:
                yield Argus(process)
            finally:
                with suppress(OSError):
                    if process.stdin:
                        process.stdin.close()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=2)
                process.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove the folders of processes that were killed together with their worker."""
    for folder in parent.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def jj(problem: Problem) -> str:
    """Return the engine's own file of a linear problem: cells with their protection, then equations."""
    highest = 2 * max((cell.n for cell in problem.cells), default=0) + 1000
    lines = ["0", str(len(problem.cells))]
    for number, cell in enumerate(problem.cells):
        mark = {"public": "s", "hidden": "u", "free": "u", "fixed": "z"}[cell.state]
        weight = 1 if cell.state == "free" else cell.n + 1
        lines.append(f"{number} {cell.n} {weight} {mark} 0 {highest} {cell.fall} {cell.rise} 0")
    lines.append(str(len(problem.equations)))
    lines += [
        f"0 {len(each)} : " + " ".join(f"{number} ({factor})" for number, factor in each) for each in problem.equations
    ]
    return "\n".join(lines) + "\n"
