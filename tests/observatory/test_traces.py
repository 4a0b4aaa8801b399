"""Every byte of every file that counting writes, searched for the people it counted."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.facts import Facts
from bot.observatory.address import open_store
from bot.observatory.cell import Counted
from bot.observatory.sqlite import SqliteStore
from bot.observatory.tables import Codebook, Seen, cells, territory
from tests.observatory.cases import NOON, counting, find, until
from tests.servers import Postgres

CHATS = {
    987_654_321: ("59606", "Valenciennes"),
    5_000_000_123: ("59014", "Anzin"),
    -100_222_333_444: ("59512", "Roubaix"),
}
EPCI = {"59606": ("59", "245901160"), "59014": ("59", "245901160"), "59512": ("59", "200093201")}
WORDS = ("Je m'appelle Leïla", "rue de Famars", "on m'a refusé l'appartement")


def traces() -> dict[str, bytes]:
    """Return what must stand nowhere, in every form that a database may give it."""
    found = {words: words.encode() for words in WORDS}
    for chat, (code, name) in CHATS.items():
        found |= {
            code: code.encode(),
            name: name.encode(),
            f"{name}, lower": name.lower().encode(),
            str(chat): str(abs(chat)).encode(),
        }
        for size in (4, 6, 8):
            if -(2 ** (8 * size - 1)) <= chat < 2 ** (8 * size - 1):
                found[f"{chat} on {size} bytes"] = chat.to_bytes(size, "big", signed=True)
                found[f"{chat} on {size} bytes, little"] = chat.to_bytes(size, "little", signed=True)
    return found | {"the day": b"2026-11", "the hour": b"11:0", "the year and month": b"202611"}


def search(folder: Path) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return [f"{what} in {file.name}" for file in files for what, form in traces().items() if form in file.read_bytes()]


def said_by_people(book: Codebook, housing: Seen) -> Iterator[tuple[int, list[Counted]]]:
    """Return what counting would add for each person, first from words where ids should be, then from a situation."""
    for chat, (code, name) in CHATS.items():
        words = Facts(
            domain=WORDS[0], treatment=WORDS[1], criteria=(name,), reason=WORDS[2], facts_insee=code, home_insee=code
        )
        noted = []
        for said in (words, housing.facts._replace(facts_insee=code, home_insee=code)):
            where = territory(book, said, find(dict(EPCI)))
            seen = housing._replace(
                facts=said, territory=where, channel=WORDS[0], step=WORDS[1], usefulness=name, at=NOON
            )
            noted.append(cells(book, seen))
        yield chat, noted


async def test_no_file_holds_an_id_a_word_a_commune_or_a_time(
    tmp_path: Path, book: Codebook, housing: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    log = logging.FileHandler(folder / "relais.log", encoding="utf-8")
    logging.getLogger().addHandler(log)
    tally = counting(SqliteStore(folder / "relais.db"), conversations=1)
    sizes: dict[str, int] = {}
    with caplog.at_level(logging.DEBUG), closing(sqlite3.connect(tmp_path / "data" / "relais.db")) as reader:
        for chat, noted in said_by_people(book, housing):
            for counted in noted:
                batches = tally.health().batches
                await tally.note(chat, counted, NOON)
                await until(lambda batches=batches: tally.health().batches > batches)  # type: ignore[misc]  # a default binds the loop's value
                if not reader.in_transaction:
                    reader.execute("BEGIN")  # a reader that stays keeps the log and its index on the disk
                    reader.execute("SELECT count(*) FROM counts").fetchall()
                sizes |= {file.suffix: file.stat().st_size for file in folder.iterdir()}
                assert search(folder) == []
        reader.rollback()
    await tally.close()
    logging.getLogger().removeHandler(log)
    log.close()
    assert sizes[".db-wal"] > 0
    assert sizes[".db-shm"] > 0
    assert search(folder) == []


async def test_neither_the_servers_table_nor_its_log_holds_an_id_a_word_or_a_commune(
    postgres: Postgres, book: Codebook, housing: Seen
) -> None:
    url = postgres.create()
    tally = counting(open_store(url), conversations=1)
    for chat, noted in said_by_people(book, housing):
        for counted in noted:
            batches = tally.health().batches
            await tally.note(chat, counted, NOON)
            await until(lambda batches=batches: tally.health().batches > batches)  # type: ignore[misc]  # a default binds the loop's value
    await tally.close()
    postgres.query("CHECKPOINT", url)
    table = postgres.data / postgres.query("SELECT pg_relation_filepath('relais.counts')", url)
    whole = b"".join(file.read_bytes() for file in [table, *(postgres.data / "pg_wal").glob("0*")])
    log = postgres.log.read_bytes()  # the server dates its own lines
    assert b"epci:245901160" in whole
    looked_for = {what: form for what, form in traces().items() if form.isascii() and len(form) > 5}
    assert [what for what, form in looked_for.items() if form in whole or (form in log and what != "the day")] == []


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "careless.db")) as database, database:
        database.execute("CREATE TABLE events (chat INTEGER, place TEXT)")
        database.execute("INSERT INTO events VALUES (987654321, 'Anzin')")
    assert {each.split(" ")[0] for each in search(tmp_path)} == {"987654321", "Anzin"}
