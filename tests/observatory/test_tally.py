"""Counting conversations: the same behaviour over memory, SQLite, PostgreSQL, and with Redis."""

import asyncio
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.observatory.cell import Cell, by_table
from bot.observatory.periods import day_of
from bot.observatory.postgres import PostgresStore
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import MemoryStore, Store, show
from bot.observatory.tally import BatchTally, Pace
from tests.observatory.cases import NOON, VALENCIENNES, Clock, cell, counted, counting, one, until
from tests.servers import Postgres

MINUTE = timedelta(minutes=1)


async def test_one_conversation_counts_once_however_often_it_taps(store: Store) -> None:
    tally = counting(store)
    for minute in range(5):
        await tally.note(42, one("logement"), NOON + minute * MINUTE)
    await tally.close()
    assert counted(await store.read()) == {"logement": 1}


async def test_a_changed_answer_moves_the_count(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, one("logement"), NOON)
    await tally.note(42, one("sante"), NOON)
    await tally.close()
    assert counted(await store.read()) == {"sante": 1}


async def test_a_changed_answer_moves_what_is_already_written(store: Store) -> None:
    tally = counting(store, conversations=1)
    await tally.note(42, one("logement"), NOON)
    await until(lambda: tally.health().batches == 1)
    assert counted(await store.read()) == {"logement": 1}
    await tally.note(42, one("sante"), NOON + MINUTE)
    await until(lambda: tally.health().batches == 2)
    await tally.close()
    assert counted(await store.read()) == {"sante": 1}


async def test_going_back_takes_nothing_away(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, one("logement", "unclear"), NOON)
    await tally.note(42, one("logement"), NOON)
    await tally.note(42, {}, NOON)
    await tally.close()
    assert counted(await store.read()) == {"logement": 1, "unclear": 1}


async def test_a_place_given_late_moves_the_count_to_its_territory(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, by_table([cell("logement", territory="unknown")]), NOON)
    await tally.note(42, by_table([cell("logement")]), NOON)
    await tally.close()
    assert [(each.territory, n) for each, n in await store.read()] == [(VALENCIENNES, 1)]


async def test_recommencer_begins_another_conversation(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, one("logement"), NOON)
    await tally.restart(42, NOON)
    await tally.note(42, one("sante"), NOON)
    await tally.close()
    assert counted(await store.read()) == {"logement": 1, "sante": 1}


async def test_half_an_hour_of_silence_begins_another_conversation(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, one("logement"), NOON)
    await tally.note(42, one("logement"), NOON + 29 * MINUTE)
    await tally.note(42, one("sante"), NOON + 60 * MINUTE)
    await tally.close()
    assert counted(await store.read()) == {"logement": 1, "sante": 1}


async def test_a_chat_adds_three_conversations_a_day_at_most(store: Store) -> None:
    tally = counting(store)
    for number in range(10):
        await tally.note(42, one("logement"), NOON + number * MINUTE)
        await tally.restart(42, NOON + number * MINUTE)
    assert tally.health().over_the_cap == 7
    await tally.note(43, one("logement"), NOON)
    await tally.note(42, one("sante"), NOON + timedelta(days=1))
    await tally.close()
    assert counted(await store.read()) == {"logement": 4, "sante": 1}


async def test_a_conversation_over_midnight_counts_in_the_quarter_where_it_began(store: Store) -> None:
    tally = counting(store)
    before, after = datetime(2026, 12, 31, 22, 55, tzinfo=UTC), datetime(2026, 12, 31, 23, 5, tzinfo=UTC)
    crossed = Cell("domain_kind", "2027", "region:32", (("domain", "sante"), ("kind", "unclear")))
    await tally.note(42, one("logement"), before)
    await tally.note(42, by_table([cell("sante", period="2027-Q1"), crossed]), after)
    await tally.close()
    assert {(each.table, each.period): n for each, n in await store.read()} == {
        ("domain", "2026-Q4"): 1,
        ("domain_kind", "2026"): 1,
    }


async def test_a_conversation_that_never_rests_ends_after_a_day(store: Store) -> None:
    tally = counting(store)
    for step in range(51):
        await tally.note(42, one("logement"), NOON + step * 29 * MINUTE)
    await tally.close()
    assert counted(await store.read()) == {"logement": 2}


async def test_nothing_is_written_before_twenty_conversations(store: Store) -> None:
    tally = counting(store)
    for chat in range(19):
        await tally.note(chat, one("logement"), NOON)
        await tally.note(chat, one("sante"), NOON)
    await asyncio.sleep(0.05)
    assert await store.read() == []
    assert (tally.health().waiting, tally.health().at_stake) == (19, 19)
    await tally.note(19, one("logement"), NOON)
    await until(lambda: tally.health().batches == 1)
    assert counted(await store.read()) == {"sante": 19, "logement": 1}
    await tally.close()


async def test_fewer_are_written_after_the_longest_wait(store: Store) -> None:
    tally = counting(store, longest_wait=0.05)
    await tally.note(42, one("logement"), NOON)
    assert await store.read() == []
    await until(lambda: tally.health().batches == 1)
    assert counted(await store.read()) == {"logement": 1}
    await tally.close()


async def test_everybody_is_forgotten_half_an_hour_after_their_last_tap(clock: Clock) -> None:
    tally = BatchTally(MemoryStore(), pace=Pace(sweep=0.01, conversations=1), clock=clock)
    await tally.note(42, one("logement"), NOON)
    assert tally.health().open == 1
    clock.now = NOON + 30 * MINUTE
    await until(lambda: tally.health().open == 0)
    await until(lambda: tally._task is None)
    await tally.note(43, one("logement"), clock.now)
    assert tally.health().open == 1
    await tally.close()


async def test_no_task_outlives_the_tally(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, one("logement"), NOON)
    await tally.close()
    await tally.close()
    await tally.note(42, one("logement"), NOON)
    assert [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    assert counted(await store.read()) == {"logement": 1}


async def test_memory_holds_no_chat_id() -> None:
    tally = BatchTally(MemoryStore())
    await tally.note(987654321, one("logement"), NOON)
    held = repr([tally._open, tally._begun_today, tally._deltas])
    assert "987654321" not in held
    other = BatchTally(MemoryStore())
    assert tally.key(987654321) != other.key(987654321)
    await tally.close()


async def test_a_cell_with_words_in_it_is_not_written(store: Store) -> None:
    tally = counting(store)
    await tally.note(42, by_table([cell("logement"), cell("Leïla, rue de Famars", "kind")]), NOON)
    await tally.close()
    assert counted(await store.read()) == {"logement": 1}
    assert tally.health().refused_cells == 1


async def test_a_batch_is_shuffled() -> None:
    orders: set[tuple[str, ...]] = set()

    class Watched(MemoryStore):
        async def add(self, deltas: object) -> None:
            assert isinstance(deltas, list)
            orders.add(tuple(each.values[0][1] for each, _ in deltas))

    for _ in range(5):
        tally = counting(Watched())
        for chat in range(15):
            await tally.note(chat, one(f"valeur{chat}"), NOON)
        await tally.close()
    assert len(orders) > 1


async def test_show_gives_the_rows_of_the_contract(store: Store) -> None:
    tally = counting(store)
    await tally.note(
        42, by_table([Cell("domain_kind", "2026", "region:32", (("domain", "sante"), ("kind", "unclear")))]), NOON
    )
    await tally.close()
    assert await show(store) == [
        {
            "table": "domain_kind",
            "period": "2026",
            "territory": "region:32",
            "cell": {"domain": "sante", "kind": "unclear"},
            "n": 1,
        }
    ]


@pytest.fixture(scope="module")
def shared(postgres: Postgres) -> PostgresStore:
    return PostgresStore(postgres.create())


ACTION = st.tuples(
    st.sampled_from(["note", "note", "note", "restart"]),
    st.integers(0, 3),
    st.sets(
        st.sampled_from([cell("a"), cell("b"), cell("a", territory="unknown"), cell("c", "kind"), cell("d", "kind")]),
        max_size=3,
    ),
    st.sampled_from([0, 0, 1, 29, 31, 700]),
)


def recount(history: list[tuple[str, int, set[Cell], int]]) -> Counter[Cell]:
    """Count the slow and obvious way: cut each chat's history into conversations, then look at how each one ended."""
    now = NOON
    conversations: list[tuple[int, datetime, list[set[Cell]]]] = []
    current: dict[int, tuple[datetime, datetime, list[set[Cell]]]] = {}
    for what, chat, noted, minutes in history:
        now += minutes * MINUTE
        if what == "restart":
            current.pop(chat, None)
        elif noted:
            began, last, taps = current.get(chat, (now, now, []))
            if not taps or now - last >= 30 * MINUTE or now - began >= timedelta(days=1):
                began, taps = now, []
                if sum(1 for who, when, _ in conversations if who == chat and day_of(when) == day_of(now)) >= 3:
                    current.pop(chat, None)
                    continue
                conversations.append((chat, now, taps))
            taps.append(noted)
            current[chat] = (began, now, taps)
    total: Counter[Cell] = Counter()
    for _, _, taps in conversations:
        ended: dict[str, set[Cell]] = {}
        for tap in taps:
            for table in {each.table for each in tap}:
                ended[table] = {each for each in tap if each.table == table}
        total.update(each for kept in ended.values() for each in kept)
    return total


@given(st.lists(ACTION, max_size=40), st.integers(1, 4), st.sampled_from(["memory"] * 3 + ["file"] * 2 + ["server"]))
@settings(max_examples=120, deadline=None)
def test_any_history_equals_the_naive_recount(
    shared: PostgresStore, history: list[tuple[str, int, set[Cell], int]], batch: int, place: str
) -> None:
    async def play(store: Store) -> Counter[Cell]:
        tally = counting(store, conversations=batch)
        now = NOON
        for number, (what, chat, noted, minutes) in enumerate(history):
            now += minutes * MINUTE
            if what == "restart":
                await tally.restart(chat, now)
            else:
                await tally.note(chat, by_table(noted), now)
            if number % 7 == 0:
                await asyncio.sleep(0)
        await tally.close()
        return Counter(dict(await store.read()))

    async def play_on_the_server() -> Counter[Cell]:
        await shared.clear()
        return await play(shared)

    if place == "file":
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(play(SqliteStore(Path(folder) / "relais.db")))
    else:
        found = asyncio.run(play(MemoryStore()) if place == "memory" else play_on_the_server())
    assert found == recount(history)
