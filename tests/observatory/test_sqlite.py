"""The file: what it holds, what it survives, and that nobody waits for it."""

import asyncio
import logging
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.observatory.address import AddressError, beside, open_store, open_tally
from bot.observatory.cell import by_table
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import MemoryStore, StoreError
from bot.observatory.tally import BatchTally
from tests.observatory.cases import NOON, cell, counted, counting, one, until

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "relais.db"


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


@contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """Root may write anywhere: put its powers aside, where the tests run as root."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)


async def fill(path: Path, *values: str) -> None:
    tally = counting(SqliteStore(path))
    for chat, value in enumerate(values):
        await tally.note(chat, one(value), NOON)
    await tally.close()


async def test_two_histories_with_the_same_totals_leave_identical_tables(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    await fill(first, "logement", "sante", "sante")
    tally = counting(SqliteStore(second), conversations=1)
    for chat, answers in {
        1: ["emploi", "justice", "sante"],
        2: ["logement", "sante"],
        3: ["sante", "logement"],
    }.items():
        for answer in answers:
            await tally.note(chat, one(answer), NOON)
            batches = tally.health().batches
            await until(lambda batches=batches: tally.health().batches > batches)  # type: ignore[misc]  # a default binds the loop's value
    await tally.close()
    assert dump(first) == dump(second)


async def test_a_count_that_comes_back_to_zero_leaves_no_row(path: Path) -> None:
    store = SqliteStore(path)
    await store.add([(cell("logement"), 2), (cell("sante"), 1)])
    await store.add([(cell("logement"), -2)])
    assert counted(await store.read()) == {"sante": 1}
    assert b"logement" not in path.read_bytes()


async def test_the_file_is_for_its_owner_alone_and_the_log_is_empty_after_a_batch(path: Path) -> None:
    before = os.umask(0)
    try:
        await fill(path, "logement")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["relais.db"]


async def test_another_reader_keeps_the_log_alive_but_empty(path: Path) -> None:
    await fill(path, "logement")
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("SELECT count(*) FROM counts").fetchall()
        await fill(path, "sante")
        assert path.with_name("relais.db-wal").stat().st_size == 0
        assert stat.S_IMODE(path.with_name("relais.db-wal").stat().st_mode) == 0o600
    assert counted(await SqliteStore(path).read()) == {"logement": 1, "sante": 1}


async def test_a_locked_database_delays_the_count_and_nobody(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await fill(path, "logement")
    tally = counting(SqliteStore(path, busy_ms=20), conversations=1, retry=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await asyncio.wait_for(tally.note(7, one("sante"), NOON), 0.01)
        await until(lambda: tally.health().failures >= 2)
        assert tally.health().degraded
        await tally.note(7, one("emploi"), NOON)
        other.execute("ROLLBACK")
    await until(lambda: not tally.health().degraded)
    await tally.close()
    assert counted(await SqliteStore(path).read()) == {"logement": 1, "emploi": 1}
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.WARNING]
    assert "un autre programme" in caplog.text
    assert "sante" not in caplog.text


async def test_a_full_disk_delays_the_count(path: Path) -> None:
    await fill(path, "logement")
    store = SqliteStore(path, max_pages=3)
    tally = counting(store, conversations=1, retry=0.05)
    many = [cell(f"valeur_{number}", f"table_{number}") for number in range(400)]
    await tally.note(7, by_table(many), NOON)
    await until(lambda: tally.health().failures >= 1)
    assert counted(await SqliteStore(path).read()) == {"logement": 1}
    with pytest.raises(StoreError, match="plein"):
        await store.add([(each, 1) for each in many])
    store._max_pages = 1000  # somebody made room
    await until(lambda: not tally.health().degraded)
    await tally.close()
    assert len(await SqliteStore(path).read()) == 401


async def test_a_damaged_file_is_said_and_the_bot_goes_on(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_bytes(b"not a database, " * 500)
    with pytest.raises(StoreError, match=r"abîmé.*relais counts repair"):
        await SqliteStore(path).read()
    tally = counting(SqliteStore(path), conversations=1, retry=0.05)
    await tally.note(7, one("sante"), NOON)
    await until(lambda: tally.health().failures >= 1)
    path.unlink()  # an operator puts it aside: the count goes on without a restart
    await until(lambda: tally.health().batches == 1)
    await tally.close()
    assert counted(await SqliteStore(path).read()) == {"sante": 1}
    assert "abîmé" in caplog.text


async def test_a_file_damaged_in_the_middle_is_said(path: Path) -> None:
    await SqliteStore(path).add([(cell(f"valeur_{number}", f"table_{number}"), 1) for number in range(400)])
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="abîmé"):
        await SqliteStore(path).read()
    with pytest.raises(StoreError, match="abîmé"):
        await SqliteStore(path).add([(cell("sante"), 1)])


async def test_a_file_that_may_not_be_written_is_said_and_the_bot_goes_on() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "relais.db"
        await fill(path, "logement")
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        with as_an_ordinary_user():
            tally = counting(SqliteStore(path), conversations=1)
            await tally.note(7, one("sante"), NOON)
            await until(lambda: tally.health().failures >= 1)
            await tally.close()
            with pytest.raises(StoreError, match="droits"):
                await SqliteStore(path).add([(cell("sante"), 1)])
        Path(folder).chmod(0o755)
        assert counted(await SqliteStore(path).read()) == {"logement": 1}


async def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="dossier"):
        await SqliteStore(tmp_path / "nowhere" / "relais.db").add([(cell("sante"), 1)])


async def test_somebody_elses_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE clients (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="n'est pas une base de comptage"):
        await SqliteStore(path).add([(cell("sante"), 1)])
    assert path.read_bytes() == before


async def test_a_file_of_a_later_version_is_left_alone(path: Path) -> None:
    await fill(path, "logement")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="plus récente"):
        await SqliteStore(path).read()


async def test_a_territory_finer_than_an_epci_is_refused_by_the_file_itself(path: Path) -> None:
    for bad in (cell("sante", territory="commune:59606"), cell("sante", period="2026-11")):
        with pytest.raises(StoreError):
            await SqliteStore(path).add([(bad, 1)])
    assert await SqliteStore(path).read() == []


async def test_a_bug_in_the_store_reaches_no_resident(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryStore):
        async def add(self, deltas: object) -> None:
            raise KeyError(deltas)

    tally = counting(Broken(), conversations=1)
    await tally.note(7, one("sante"), NOON)
    await until(lambda: tally.health().failures == 1)
    await tally.close()
    assert "KeyError" in caplog.text
    assert "sante" not in caplog.text


async def test_no_statement_reaches_a_log_even_at_debug(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await fill(path, "logement")
    assert "logement" not in caplog.text


async def test_nothing_is_counted_before_there_is_a_file(path: Path) -> None:
    assert await SqliteStore(path).read() == []
    assert not path.exists()


def test_addresses_mean_stores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    relative, absolute = open_store("sqlite:///relais.db"), open_store("sqlite:////var/lib/re%20lais.db")
    assert isinstance(relative, SqliteStore)
    assert isinstance(absolute, SqliteStore)
    assert (relative.path, absolute.path) == (Path("relais.db"), Path("/var/lib/re lais.db"))
    assert isinstance(open_store("memory:"), MemoryStore)
    assert isinstance(open_tally("memory:"), BatchTally)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["", "relais.db", "sqlite://", "sqlite:///", "mysql://root:secret@host/db", "sqlite:///a/?x=1"]
)
def test_an_address_that_means_nothing_is_said_without_its_password(url: str) -> None:
    with pytest.raises(AddressError, match=r"BOT_DATABASE_URL.*sqlite:///relais.db") as error:
        open_store(url)
    assert "secret" not in str(error.value)


def test_a_demonstration_has_its_own_database() -> None:
    assert beside("sqlite:///relais.db", "demo") == "sqlite:///relais-demo.db"
    assert beside("sqlite:////var/lib/counts.sqlite", "simulation") == "sqlite:////var/lib/counts-simulation.sqlite"
    assert beside("memory:", "demo") == "memory:"
