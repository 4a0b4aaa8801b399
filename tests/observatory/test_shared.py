"""Several workers that count as one, and a Redis that fails them."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.observatory.address import open_store
from bot.observatory.batches import cell_of, field_of
from bot.observatory.shared import SharedTally
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import Delta, MemoryStore, Store, StoreError
from bot.observatory.tally import Pace
from bot.volatile import Volatile
from tests.observatory.cases import NOON, Clock, cell, counted, one, until
from tests.servers import Postgres, Valkey

ROOT = Path(__file__).parents[2]
MINUTE = timedelta(minutes=1)
Worker = Callable[..., SharedTally]


@pytest.fixture
async def worker(valkey: Valkey) -> AsyncIterator[Worker]:
    """Return what makes a worker, with a connection of its own; patient on a machine that stalls, where nothing is to hang."""
    made: list[Volatile] = []

    def make(store: Store, patience: float = 5.0, **pace: float) -> SharedTally:
        made.append(Volatile(valkey.url, "token", rest=0.05, patience=patience))
        return SharedTally(store, made[-1], pace=Pace(**pace), clock=Clock())  # type: ignore[arg-type]  # whole numbers where they are due

    yield make
    for each in made:
        each.close()


async def test_two_workers_that_answer_one_person_count_once(worker: Worker) -> None:
    store = MemoryStore()
    workers = [worker(store), worker(store)]
    for minute, answer in enumerate(("logement", "emploi", "sante", "emploi")):
        await workers[minute % 2].note(42, one(answer, "unclear"), NOON + minute * MINUTE)
    await asyncio.gather(*(each.close() for each in workers))
    assert counted(await store.read()) == {"emploi": 1, "unclear": 1}


async def test_two_workers_that_answer_in_the_same_moment_count_once(worker: Worker) -> None:
    store = MemoryStore()
    workers = [worker(store), worker(store)]
    await asyncio.gather(*(workers[n % 2].note(chat, one(f"v{n % 3}"), NOON) for chat in range(30) for n in range(4)))
    await asyncio.gather(*(each.close() for each in workers))
    assert sum(counted(await store.read()).values()) == 30


async def test_recommencer_at_one_worker_begins_another_conversation_at_all(worker: Worker) -> None:
    store = MemoryStore()
    here, there = worker(store), worker(store)
    await here.note(42, one("logement"), NOON)
    await there.restart(42, NOON)
    await here.note(42, one("sante"), NOON)
    await asyncio.gather(here.close(), there.close())
    assert counted(await store.read()) == {"logement": 1, "sante": 1}


async def test_three_conversations_a_day_over_all_workers(worker: Worker) -> None:
    store = MemoryStore()
    workers = [worker(store), worker(store)]
    for number in range(8):
        await workers[number % 2].note(42, one("logement"), NOON)
        await workers[number % 2].restart(42, NOON)
    await asyncio.gather(*(each.close() for each in workers))
    assert counted(await store.read()) == {"logement": 3}
    assert sum(each.health().over_the_cap for each in workers) == 5


async def test_twenty_conversations_of_all_workers_make_a_batch(worker: Worker) -> None:
    store = MemoryStore()
    workers = [worker(store), worker(store)]
    for chat in range(19):
        await workers[chat % 2].note(chat, one("sante"), NOON)
    await asyncio.sleep(0.05)
    assert await store.read() == []
    await workers[1].note(19, one("sante"), NOON)
    await until(lambda: workers[1].health().batches == 1)
    assert counted(await store.read()) == {"sante": 20}
    await asyncio.gather(*(each.close() for each in workers))
    assert counted(await store.read()) == {"sante": 20}


async def test_what_a_worker_that_died_had_not_written_is_written_by_the_next_one(worker: Worker) -> None:
    store = MemoryStore()
    dead, alive = worker(store), worker(store)
    for chat in range(7):
        await dead.note(chat, one("sante"), NOON)
    assert dead._task is not None
    dead._task.cancel()
    await alive.note(0, one("logement"), NOON)
    await alive.close()
    assert counted(await store.read()) == {"logement": 1, "sante": 6}


async def test_a_batch_that_a_worker_took_and_never_wrote_is_written_by_another(worker: Worker) -> None:
    class Stuck(MemoryStore):
        async def add(self, deltas: object) -> None:
            del deltas
            message = "plein"
            raise StoreError(message)

    store = MemoryStore()
    stuck, alive = worker(Stuck(), conversations=1, retry=1), worker(store, conversations=1, retry=1)
    await stuck.note(1, one("sante"), NOON)
    await until(lambda: stuck.health().failures == 1)
    assert stuck._task is not None
    stuck._task.cancel()
    await alive.note(1, one("logement"), NOON)
    await until(lambda: alive.health().batches == 2)
    assert counted(await store.read()) == {"logement": 1}
    await alive.close()
    assert counted(await store.read()) == {"logement": 1}


async def test_a_redis_that_hangs_and_goes_on_counts_nobody_twice(
    valkey: Valkey, worker: Worker, tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "relais.db")
    tally = worker(store, patience=0.2)
    await tally.note(1, one("logement"), NOON)
    valkey.pause()
    try:
        await asyncio.wait_for(tally.note(1, one("culture"), NOON), 1)  # asked, and done once it goes on
        await asyncio.wait_for(tally.note(2, one("sante"), NOON), 1)
        await asyncio.wait_for(tally.note(2, one("emploi"), NOON), 1)
        await asyncio.wait_for(tally.restart(3, NOON), 1)
    finally:
        valkey.resume()
    await asyncio.sleep(0.1)
    await tally.note(3, one("justice"), NOON)
    await tally.close()
    assert counted(await store.read()) == {"culture": 1, "emploi": 1, "justice": 1}


async def test_a_redis_that_stays_away_leaves_the_count_to_each_worker(
    valkey: Valkey, worker: Worker, tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "relais.db")
    tally = worker(store, retry=0.2, conversations=1)
    await tally.note(1, one("logement"), NOON)
    await until(lambda: tally.health().batches == 1)
    valkey.stop()
    try:
        await tally.note(1, one("emploi"), NOON)
        await tally.note(2, one("sante"), NOON)
        assert tally.health().at_stake >= 2
        await until(lambda: not tally._owed)
        await until(lambda: tally.health().batches >= 2)
    finally:
        valkey.start()
    await asyncio.sleep(0.1)
    await tally.note(1, one("justice"), NOON)
    await tally.note(2, one("justice"), NOON)
    await tally.close()
    assert counted(await store.read()) == {"justice": 2}


async def test_a_conversation_that_ended_while_redis_was_away_has_ended(valkey: Valkey, worker: Worker) -> None:
    store = MemoryStore()
    tally = worker(store, patience=0.2)
    await tally.note(1, one("logement"), NOON)
    valkey.pause()
    try:
        await tally.note(1, one("emploi"), NOON)
        await tally.restart(1, NOON)
    finally:
        valkey.resume()
    await asyncio.sleep(0.1)
    await tally.note(1, one("sante"), NOON)
    await tally.close()
    assert counted(await store.read())["sante"] == 1


async def test_a_redis_that_forgot_everything_takes_nothing_along_while_its_workers_live(
    valkey: Valkey, worker: Worker
) -> None:
    store = MemoryStore()
    tally = worker(store)
    await tally.note(1, one("logement"), NOON)
    await tally.note(2, one("sante"), NOON)
    valkey.ask("FLUSHALL")
    await tally.note(1, one("emploi"), NOON)
    await tally.note(3, one("sante"), NOON)
    await tally.close()
    assert counted(await store.read()) == {"emploi": 1, "sante": 2}


async def test_a_batch_whose_taking_was_not_answered_is_taken_again_by_the_same_worker(
    valkey: Valkey, worker: Worker
) -> None:
    store = MemoryStore()
    tally = worker(store, patience=0.2)
    await tally.note(1, one("sante"), NOON)
    valkey.pause()
    assert await tally._batches._take(force=True) is None  # done as soon as it goes on, and nobody hears of it
    valkey.resume()
    await asyncio.sleep(0.1)
    await tally.close()
    assert counted(await store.read()) == {"sante": 1}


async def test_a_redis_that_hangs_while_a_batch_is_written_holds_up_no_other_batch(
    valkey: Valkey, worker: Worker
) -> None:
    class Slow(MemoryStore):
        async def add(self, deltas: Sequence[Delta]) -> None:
            await super().add(deltas)
            if len(await self.read()) == 1:
                valkey.pause()
                await tally.note(3, one("justice"), NOON)  # not answered: for a while nothing is asked any more

    store = Slow()
    tally = worker(store, patience=0.2)
    await tally.note(1, one("sante"), NOON)
    await tally._batches.write(force=True)
    valkey.resume()
    await asyncio.sleep(0.1)
    await tally.note(2, one("emploi"), NOON)
    await tally.close()
    assert counted(await store.read()) == {"sante": 1, "emploi": 1, "justice": 1}


async def test_what_a_redis_took_along_is_told_once_by_many_at_once(valkey: Valkey, worker: Worker) -> None:
    store = MemoryStore()
    tally = worker(store, conversations=1000)
    await asyncio.gather(*(tally.note(chat, one("sante"), NOON) for chat in range(20)))
    valkey.ask("FLUSHALL")
    await asyncio.gather(*(tally.note(chat, one("emploi"), NOON) for chat in range(10, 40)))
    await tally.close()
    assert counted(await store.read()) == {"sante": 10, "emploi": 30}


async def test_redis_holds_no_chat_and_nothing_that_is_said_about_one(valkey: Valkey, worker: Worker) -> None:
    tally = worker(MemoryStore())
    await tally.note(987654321, one("logement"), NOON)
    names = [line for line in valkey.ask("KEYS", "*").split(b"\r\n") if line.startswith(b"relais:")]
    assert len(names) == 5
    for name in names:
        kind = valkey.ask("TYPE", name.decode()).strip()
        held = valkey.ask(*(("HGETALL",) if kind == b"+hash" else ("GET",)), name.decode())
        assert b"987654321" not in name + held
        assert b"logement" not in held or name.startswith(b"relais:batch:")
    assert int(valkey.ask("PTTL", next(n.decode() for n in names if b":conversation:" in n))[1:]) <= 1_800_000
    await tally.close()


@pytest.mark.long
def test_two_processes_on_postgresql_and_redis_count_each_conversation_once(valkey: Valkey, postgres: Postgres) -> None:
    url = postgres.emptied()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.observatory.together", url, valkey.url, json.dumps([start, 200])],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for start in (0, 100)
    ]  # fmt: skip
    for each in workers:
        assert each.communicate(timeout=60)[0].strip() == "done"
    assert counted(asyncio.run(open_store(url).read())) == {"sante": 300}


@pytest.mark.long
def test_a_worker_that_is_killed_loses_nothing_while_redis_lives(valkey: Valkey, postgres: Postgres) -> None:
    url = postgres.emptied()
    command = [sys.executable, "-m", "tests.observatory.together", url, valkey.url]
    killed = subprocess.Popen(
        [*command, json.dumps([0, 107]), "wait"], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert killed.stdout is not None
    assert killed.stdout.readline().strip() == "noted"
    killed.kill()
    killed.communicate()
    next_one = subprocess.run(
        [*command, json.dumps([100, 10]), "linger"], check=True, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert next_one.stdout.strip() == "done"
    assert counted(asyncio.run(open_store(url).read())) == {"sante": 110}


def test_a_cell_survives_its_way_through_redis() -> None:
    assert cell_of(field_of(cell("sante")).encode()) == cell("sante")
