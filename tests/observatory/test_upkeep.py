"""Checking, repairing and backing up the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import StoreError
from bot.observatory.upkeep import backup, check, closed, repair
from tests.observatory.cases import cell, counted


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "relais.db"


async def test_a_sound_file_has_nothing_wrong(path: Path) -> None:
    assert "n'existe pas encore" in check(path)[0]
    await SqliteStore(path).add([(cell("sante"), 1)])
    assert check(path) == []
    path.chmod(0o644)
    assert "chmod 600" in check(path)[0]


async def test_a_damaged_file_gives_back_what_both_ends_still_hold(path: Path) -> None:
    deltas = [(cell(f"valeur_{number}", f"table_{number:03}"), number + 1) for number in range(400)]
    await SqliteStore(path).add(deltas)
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 4096 // 2 * 4096
    raw[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    assert check(path)
    saved, aside = await repair(path)
    assert 200 < saved < 400
    assert aside.read_bytes() == bytes(raw)
    assert check(path) == []
    assert set(await SqliteStore(path).read()) < set(deltas)


async def test_a_file_that_is_no_database_is_put_aside(path: Path) -> None:
    path.write_bytes(b"not a database, " * 500)
    assert check(path)
    assert (await repair(path))[0] == 0
    await SqliteStore(path).add([(cell("sante"), 1)])
    assert counted(await SqliteStore(path).read()) == {"sante": 1}


async def test_there_is_nothing_to_repair_without_a_file(path: Path) -> None:
    with pytest.raises(StoreError, match="rien à réparer"):
        await repair(path)


async def test_a_backup_holds_closed_periods_only(path: Path, tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, 11, tzinfo=UTC)
    await SqliteStore(path).add(
        [(cell("sante", period=period), 1) for period in ("2025", "2026", "2026-Q3", "2026-Q4")]
    )
    to = tmp_path / "backup.db"
    assert await backup(SqliteStore(path), to, now) == 2
    assert {each.period for each, _ in await SqliteStore(to).read()} == {"2025", "2026-Q3"}
    with pytest.raises(StoreError, match="existe déjà"):
        await backup(SqliteStore(path), to, now)


def test_a_period_is_closed_two_days_after_its_end_in_paris() -> None:
    assert not closed("2026-Q3", datetime(2026, 10, 2, 21, 59, tzinfo=UTC))
    assert closed("2026-Q3", datetime(2026, 10, 2, 22, 0, tzinfo=UTC))
    assert not closed("2026", datetime(2027, 1, 2, 22, 59, tzinfo=UTC))
    new_year = datetime(2027, 1, 2, 23, 0, tzinfo=UTC)
    assert closed("2026", new_year)
    assert closed("2026-Q4", new_year)
