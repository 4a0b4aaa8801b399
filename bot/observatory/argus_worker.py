"""The process in which τ-ARGUS runs: started by `argus`, in a private folder, one child for each job.

The engine writes clear tables into its current folder and keeps global state: so every job has a process and a folder of
its own, made empty before the answer goes out. This process ends, and removes the folder, when nobody talks to it any more.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: The engine's own limit; it proves little after the first seconds.
MINUTES = 1


def main() -> None:
    """Answer jobs, one JJ file as a JSON string a line, until standard input closes; then leave no folder behind."""
    folder = Path.cwd()
    from pytauargus._tauargus import HiTaSCtrl  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded once, before the children

    try:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(_apart(folder, json.loads(line), HiTaSCtrl)) + "\n")
            sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _apart(folder: Path, job: str, engine: Callable[[], Any]) -> dict[str, Any]:
    """Do one job in a child of this process, in a folder that goes away with it."""
    place = Path(tempfile.mkdtemp(dir=folder))
    answer = place / "answer"
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.chdir(place)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)  # the solver prints
            os.dup2(silence, 2)
            (place / "job.jj").write_text(job, encoding="ascii")
            answer.write_text(json.dumps(_hide(engine())), encoding="ascii")
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    try:
        if status != 0 or not answer.exists():
            return {"error": f"status {status}"}
        read: dict[str, Any] = json.loads(answer.read_text(encoding="ascii"))
        return read
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _hide(engine: Any) -> dict[str, Any]:  # noqa: ANN401 - a native class without stubs
    code = engine.full_jj("job.jj", "out.jj", MINUTES)
    if code > 1:
        return {"error": f"FullJJ {code}"}
    return {
        "hidden": [
            int(line.split()[0]) for line in Path("out.jj").read_text(encoding="ascii").splitlines() if line.strip()
        ]
    }


if __name__ == "__main__":
    main()
