"""Real processes: one that is killed, two on one file, and one that ends by itself."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.observatory.sqlite import SqliteStore
from tests.observatory.cases import counted

ROOT = Path(__file__).parents[2]


def start(path: Path, conversations: int, first: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.observatory.worker", str(path), str(conversations), str(first)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def told(worker: "subprocess.Popen[str]", end: str = "") -> int:
    """Read what the worker says until `end` (or until it says no more); return the last sum that it was sure of."""
    assert worker.stdout is not None
    sure = 0
    for line in worker.stdout:
        if line.strip() == end:
            break
        sure = int(line) if line.strip().isdigit() else sure
    return sure


def total(path: Path) -> int:
    return sum(counted(asyncio.run(SqliteStore(path).read())).values())


def test_a_kill_loses_the_open_batch_at_most(tmp_path: Path) -> None:
    path = tmp_path / "relais.db"
    with start(path, 107) as worker:
        sure = told(worker, "done")
        worker.kill()
    assert 107 - 20 < total(path) == sure <= 107


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_keeps_all_that_was_acknowledged(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "relais.db"
    with start(path, 100_000) as worker:
        assert worker.stdout is not None
        sure = int(worker.stdout.readline())
        timer = random.Random(seed).uniform(0.05, 0.4)  # noqa: S311 - a moment, not a secret
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(timer)
        worker.kill()
        sure = max(sure, told(worker))
    assert total(path) >= sure
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with start(path, 5) as after:
        told(after, "done")
        after.communicate("\n", timeout=20)
    assert after.returncode == 0
    assert total(path) >= sure + 5


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "relais.db"
    with start(path, 300) as one, start(path, 300, first=1_000) as other:
        for worker in (one, other):
            told(worker, "done")
        for worker in (one, other):
            worker.communicate("\n", timeout=20)
    assert (one.returncode, other.returncode) == (0, 0)
    assert total(path) == 600
    assert [each.name for each in tmp_path.iterdir()] == ["relais.db"]
