"""The database: what its files hold, what it survives, and that nobody waits for it."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.observatory import postgres_upkeep
from bot.observatory.address import AddressError, beside, open_store
from bot.observatory.commands import check_counts, repair_counts
from bot.observatory.postgres import MIGRATIONS, PostgresStore
from bot.observatory.store import StoreError
from tests.observatory.cases import NOON, cell, counted, counting, one, until
from tests.servers import Postgres


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.emptied()


@pytest.fixture
def up_again(postgres: Postgres) -> Iterator[None]:
    """Start the server again, whatever a test did to it."""
    yield
    postgres.stop()
    postgres.start()


def table(postgres: Postgres, url: str) -> Path:
    """Return the file of the table, all of it on the disk."""
    postgres.query("CHECKPOINT", url)
    return postgres.data / postgres.query("SELECT pg_relation_filepath('relais.counts')", url)


def lines(postgres: Postgres, url: str) -> str:
    """Return the rows where they stand in the file, with their place."""
    return postgres.query("SELECT ctid, * FROM relais.counts ORDER BY ctid", url)


async def test_two_histories_with_the_same_totals_leave_identical_tables(postgres: Postgres) -> None:
    first, second = postgres.create(), postgres.create()
    await PostgresStore(first).add([(cell("sante"), 2), (cell("logement"), 1)])
    for answer, by in (("emploi", 1), ("sante", 1), ("emploi", -1), ("logement", 1), ("sante", 1)):
        await PostgresStore(second).add([(cell(answer), by)])
    assert lines(postgres, first) == lines(postgres, second)
    one_file, other = (table(postgres, each).read_bytes() for each in (first, second))
    assert len(one_file) == len(other) == 8192
    assert b"logement" in other
    assert b"emploi" not in other


async def test_the_table_does_not_grow_with_the_conversations(postgres: Postgres, url: str) -> None:
    for _ in range(50):
        await PostgresStore(url).add([(cell(f"v{number}"), 1) for number in range(40)])
    assert table(postgres, url).stat().st_size == 8192


async def test_nothing_is_made_before_something_is_counted(postgres: Postgres) -> None:
    store = PostgresStore(postgres.url("pas-encore"))
    assert await store.read() == []
    assert "n'existe pas encore" in (await postgres_upkeep.check(store))[0]
    assert postgres.query("SELECT count(*) FROM pg_database WHERE datname = 'pas-encore'") == "0"
    await store.add([(cell("sante"), 1)])
    assert counted(await store.read()) == {"sante": 1}
    assert await postgres_upkeep.check(store) == []


async def test_two_that_start_together_make_one_table(postgres: Postgres) -> None:
    url = postgres.url("ensemble")
    await asyncio.gather(*(PostgresStore(url).add([(cell("sante"), 1)]) for _ in range(4)))
    assert counted(await PostgresStore(url).read()) == {"sante": 4}
    assert postgres.query("SELECT count(*) FROM relais.migrations", url) == str(len(MIGRATIONS))


async def test_somebody_elses_schema_is_left_alone(postgres: Postgres, url: str) -> None:
    postgres.query("CREATE SCHEMA relais; CREATE TABLE relais.clients (name text)", url)
    with pytest.raises(StoreError, match="n'est pas le nôtre"):
        await PostgresStore(url).add([(cell("sante"), 1)])
    assert postgres.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'relais'", url) == "1"


async def test_a_database_of_a_later_version_is_left_alone(postgres: Postgres, url: str) -> None:
    await PostgresStore(url).add([(cell("sante"), 1)])
    postgres.query("INSERT INTO relais.migrations VALUES (98), (99)", url)
    with pytest.raises(StoreError, match="plus récente"):
        await PostgresStore(url).read()


async def test_a_server_that_is_down_delays_the_count_and_nobody(
    postgres: Postgres, url: str, up_again: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert up_again is None
    tally = counting(PostgresStore(url), conversations=1, retry=0.05)
    await tally.note(1, one("logement"), NOON)
    await until(lambda: tally.health().batches == 1)
    postgres.kill()
    await asyncio.wait_for(tally.note(7, one("sante"), NOON), 0.01)
    await until(lambda: tally.health().failures >= 2)
    await asyncio.wait_for(tally.note(7, one("emploi"), NOON), 0.01)
    postgres.start()
    await until(lambda: not tally.health().degraded)
    await tally.close()
    assert counted(await PostgresStore(url).read()) == {"logement": 1, "emploi": 1}
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.WARNING]
    assert "ne répond pas" in caplog.text
    assert "sante" not in caplog.text


async def test_a_read_only_database_delays_the_count(postgres: Postgres, url: str) -> None:
    await PostgresStore(url).add([(cell("logement"), 1)])
    postgres.query("ALTER ROLE relais SET default_transaction_read_only = on", url)
    try:
        tally = counting(PostgresStore(url), conversations=1, retry=0.05)
        await tally.note(7, one("sante"), NOON)
        await until(lambda: tally.health().failures >= 1)
        with pytest.raises(StoreError, match="lecture seule"):
            await PostgresStore(url).add([(cell("sante"), 1)])
        assert "lecture seule" in check_in_thread(url)[0]
        assert counted(await PostgresStore(url).read()) == {"logement": 1}
    finally:
        postgres.query(
            "BEGIN; SET TRANSACTION READ WRITE; ALTER ROLE relais RESET default_transaction_read_only; COMMIT", url
        )
    await until(lambda: not tally.health().degraded)
    await tally.close()
    assert counted(await PostgresStore(url).read()) == {"logement": 1, "sante": 1}


def check_in_thread(url: str) -> list[str]:
    """Check as the command does, from inside a loop."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for this alone

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(check_counts, url).result()


async def test_a_server_that_is_gone_or_refuses_is_said_without_the_password(postgres: Postgres, url: str) -> None:
    nobody = f"postgresql://relais:secret@127.0.0.1:1/{url.rpartition('/')[2]}"
    with pytest.raises(StoreError, match="ne répond pas") as error:
        await PostgresStore(nobody).read()
    assert "secret" not in str(error.value)
    assert error.value.__suppress_context__
    with pytest.raises(StoreError, match="est refusé"):
        await PostgresStore(postgres.url("x", user="inconnu")).read()


async def test_an_ordinary_user_needs_the_right_to_create_and_is_told(postgres: Postgres, url: str) -> None:
    postgres.query("CREATE ROLE petit LOGIN", url)
    mine = url.replace("relais@", "petit@")
    try:
        with pytest.raises(StoreError, match="un droit manque"):
            await PostgresStore(mine).add([(cell("sante"), 1)])
        postgres.query(f"GRANT CREATE ON DATABASE {url.rpartition('/')[2]} TO petit", url)
        await PostgresStore(mine).add([(cell("sante"), 1)])
        assert check_in_thread(mine) == []
    finally:
        postgres.query("DROP SCHEMA IF EXISTS relais CASCADE; DROP OWNED BY petit; DROP ROLE petit", url)


async def test_what_an_operator_should_mend_is_said(postgres: Postgres, url: str) -> None:
    await PostgresStore(url).add([(cell("sante"), 1)])
    postgres.query("GRANT USAGE ON SCHEMA relais TO PUBLIC", url)
    postgres.query("""INSERT INTO relais.counts VALUES ('x', '2026', 'unknown', '{"a": "Une phrase"}', 3)""", url)
    found = "\n".join(check_in_thread(url))
    assert "peut être lu par tous" in found
    assert "1 lignes que Relais n'a pas écrites" in found


@pytest.mark.long
def test_a_damaged_page_costs_its_own_rows_and_no_other(postgres: Postgres, url: str, up_again: None) -> None:
    assert up_again is None
    deltas = [(cell(f"valeur_{number}", f"table_{number:03}"), number + 1) for number in range(400)]
    store = PostgresStore(url)
    asyncio.run(store.add(deltas))
    file = table(postgres, url)
    postgres.stop()
    raw = bytearray(file.read_bytes())
    raw[8192:16384] = b"\xff" * 8192
    file.write_bytes(raw)
    postgres.start()
    assert "abîmé" in check_counts(url)[0]
    with pytest.raises(StoreError, match="relais counts repair"):
        asyncio.run(store.read())
    assert "relais_abime_1" in repair_counts(url)
    assert check_counts(url) == []
    kept = asyncio.run(store.read())
    assert set(kept) < set(deltas)
    assert len(kept) > 200


def test_an_address_names_its_database_and_hides_its_password() -> None:
    assert beside("postgresql://u:p@host:5433/relais?sslmode=require", "demo") == (
        "postgresql://u:p@host:5433/relais-demo?sslmode=require"
    )
    assert isinstance(open_store("postgres://host/relais"), PostgresStore)
    for url in (
        "postgresql://",
        "postgresql://u:secret@host",
        "postgresql://u:secret@host/",
        "postgresql://u:secret@[/a",
    ):
        with pytest.raises(AddressError, match="BOT_DATABASE_URL") as error:
            open_store(url)
        assert "secret" not in str(error.value)
