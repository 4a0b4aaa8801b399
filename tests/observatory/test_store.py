"""What every store promises: all or nothing, no zero, no order, nothing finer than an agglomeration."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import Counting
from bot.core.guide import Guide
from bot.observatory.address import beside, open_store, open_tally
from bot.observatory.commands import OccupiedError, backup_counts, empty_simulation, migrate_counts, run_simulate
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import Delta, Store, StoreError
from tests.observatory.cases import NOON, cell, counted, counting, one, until
from tests.servers import Postgres

SUMS = [(cell("emploi", period="2026-Q2"), 30), (cell("logement"), 2), (cell("sante"), 12)]


async def test_a_count_that_comes_back_to_zero_is_gone(store: Store) -> None:
    await store.add([(cell("logement"), 2), (cell("sante"), 1)])
    await store.add([(cell("logement"), -2), (cell("emploi"), 0), (cell("loisirs"), -1)])
    assert counted(await store.read()) == {"sante": 1}


async def test_sums_are_read_in_one_order_whatever_the_order_they_came_in(store: Store) -> None:
    for delta in reversed(SUMS):
        await store.add([delta])
    assert await store.read() == SUMS


async def test_an_empty_store_is_filled_once(store: Store) -> None:
    assert await store.fill(SUMS)
    assert not await store.fill(SUMS)
    assert await store.read() == SUMS


@pytest.mark.parametrize("store", ["sqlite", "postgresql", "redis"], indirect=True)
async def test_what_the_base_itself_refuses_leaves_nothing_of_its_batch(store: Store) -> None:
    for bad in (cell("sante", territory="commune:59606"), cell("sante", period="2026-11")):
        with pytest.raises(StoreError):
            await store.add([(cell("logement"), 1), (bad, 1)])
    assert await store.read() == []


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
async def test_two_batches_at_once_are_both_counted(url: str) -> None:
    await asyncio.gather(*(open_store(url).add([(cell("sante"), 1), (cell(f"v{n}"), 1)]) for n in range(8)))
    assert counted(await open_store(url).read())["sante"] == 8


@pytest.mark.parametrize("store", ["sqlite", "postgresql", "redis"], indirect=True)
async def test_a_conversation_that_two_batches_write_moves_its_count(store: Store) -> None:
    tally = counting(store, conversations=1)
    for answer in ("logement", "emploi", "sante"):
        await tally.note(42, one(answer), NOON)
        batches = tally.health().batches
        await until(lambda batches=batches: tally.health().batches > batches)  # type: ignore[misc]  # a default binds the loop's value
    await tally.close()
    assert counted(await store.read()) == {"sante": 1}


def test_counts_move_to_a_server_and_back_without_a_change(postgres: Postgres, tmp_path: Path) -> None:
    here, there, again = f"sqlite:///{tmp_path / 'a.db'}", postgres.emptied(), f"sqlite:///{tmp_path / 'b.db'}"
    asyncio.run(open_store(here).add(SUMS))
    assert "3 compteurs copiés" in migrate_counts(here, there)
    assert "Rien à faire" in migrate_counts(here, there)
    assert asyncio.run(open_store(there).read()) == SUMS
    migrate_counts(there, again)
    assert asyncio.run(open_store(again).read()) == SUMS


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_counts_never_move_into_other_counts(url: str, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path / 'a.db'}"
    asyncio.run(open_store(here).add(SUMS))
    asyncio.run(open_store(url).add([(cell("sante"), 5)]))
    with pytest.raises(OccupiedError, match="base vide"):
        migrate_counts(here, url)
    assert counted(asyncio.run(open_store(url).read())) == {"sante": 5}


def test_moving_says_where_the_frozen_releases_stay(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").mkdir()
    here = f"sqlite:///{tmp_path / 'old' / 'a.db'}"
    asyncio.run(open_store(here).add(SUMS))
    (tmp_path / "old" / "releases").mkdir()
    assert str(tmp_path / "old" / "releases") in migrate_counts(here, postgres.emptied())


@pytest.mark.long
def test_the_same_residents_leave_the_same_numbers_everywhere(
    postgres: Postgres, tmp_path: Path, guide: Guide, now: datetime
) -> None:
    async def simulated(url: str) -> list[Delta]:
        tally = open_tally(url, clock=lambda: now)
        counting = Counting(lambda: guide, tally, "telegram")
        await run_simulate(guide, counting.seen, 150, 7, now)
        await tally.close()
        return await open_store(url).read()

    on_the_server = asyncio.run(simulated(postgres.emptied()))
    assert len(on_the_server) > 500
    assert on_the_server == asyncio.run(simulated(f"sqlite:///{tmp_path / 'relais.db'}"))


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_a_backup_holds_closed_periods_only(url: str, tmp_path: Path) -> None:
    asyncio.run(open_store(url).add(SUMS))
    to = tmp_path / "backup.db"
    assert backup_counts(url, to, NOON).startswith("1 ")
    assert {each.period for each, _ in asyncio.run(SqliteStore(to).read())} == {"2026-Q2"}


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_a_simulation_begins_anew_and_the_real_counts_stay(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    simulation = beside(url, "simulation")
    empty_simulation(simulation)
    asyncio.run(open_store(url).add(SUMS))
    asyncio.run(open_store(simulation).add([(cell("sante"), 5)]))
    empty_simulation(simulation)
    assert asyncio.run(open_store(simulation).read()) == []
    assert asyncio.run(open_store(url).read()) == SUMS
