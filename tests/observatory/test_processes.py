"""Real processes: one that is killed, two on one store, and one that ends by itself."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.observatory.address import open_store
from tests.observatory.cases import counted

pytestmark = [pytest.mark.long, pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)]

ROOT = Path(__file__).parents[2]


def start(url: str, conversations: int, first: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.observatory.worker", url, str(conversations), str(first)],
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


def total(url: str) -> int:
    return sum(counted(asyncio.run(open_store(url).read())).values())


def test_a_kill_loses_the_open_batch_at_most(url: str) -> None:
    with start(url, 107) as worker:
        sure = told(worker, "done")
        worker.kill()
    assert 107 - 20 < total(url) == sure <= 107


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_keeps_all_that_was_acknowledged(url: str, tmp_path: Path, seed: int) -> None:
    with start(url, 100_000) as worker:
        assert worker.stdout is not None
        sure = int(worker.stdout.readline())
        timer = random.Random(seed).uniform(0.05, 0.4)  # noqa: S311 - a moment, not a secret
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(timer)
        worker.kill()
        sure = max(sure, told(worker))
    assert total(url) >= sure
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(tmp_path / "relais.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with start(url, 5) as after:
        told(after, "done")
        after.communicate("\n", timeout=20)
    assert after.returncode == 0
    assert total(url) >= sure + 5


def test_two_processes_share_a_store(url: str, tmp_path: Path) -> None:
    with start(url, 300) as one, start(url, 300, first=1_000) as other:
        for worker in (one, other):
            told(worker, "done")
        for worker in (one, other):
            worker.communicate("\n", timeout=20)
    assert (one.returncode, other.returncode) == (0, 0)
    assert total(url) == 600
    assert [each.name for each in tmp_path.iterdir()] == ["relais.db"] * url.startswith("sqlite")
