"""Two workers on one Telegram, over one Redis: what one learns the other knows; and a Redis that fails them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.app import documents_of
from bot.core.guide import Guide
from bot.core.view import Screen
from bot.telegram.memory import Memory
from bot.telegram.pace import Unpaced
from bot.telegram.service import Desk, Service, assemble
from bot.telegram.shared import VALUES, SharedMemory, pack, unpack
from bot.telegram.updates import read
from bot.volatile import Volatile
from tests.servers import Valkey
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import MONDAY

Handle = Callable[[int], Awaitable[None]]


@dataclass(slots=True)
class Workers:
    """Two workers that are handed a Telegram's updates one by one, as by a webhook."""

    telegram: Telegram
    desks: list[Desk]
    memories: list[Memory]
    shown: list[tuple[int, Screen]]
    handed: int = 0

    def raw(self) -> list[dict[str, Any]]:
        """Return the updates that wait."""
        return [update for update in self.telegram.world.queue if update["update_id"] > self.handed]

    async def hand(self, worker: int) -> None:
        """Let a worker handle all that waits, one after the other."""
        for update in self.raw():
            self.handed = update["update_id"]
            event = read(update)
            assert event is not None
            task = self.desks[worker].intake.accept(event)
            assert task is not None
            await task


@pytest.fixture
async def workers(telegram: Telegram, valkey: Valkey, guide: Guide) -> AsyncIterator[Workers]:
    team = Workers(telegram, [], [], [])
    redis = [Volatile(valkey.url, telegram.token, rest=0.05, patience=0.5) for _ in range(2)]
    for each in redis:
        memory = Memory()
        service = Service(
            token=telegram.token, guide=lambda: guide, clock=lambda: MONDAY, api_url=telegram.url, memory=memory, pace=Unpaced(), volatile=each,
            on_screen=lambda chat, screen: team.shown.append((chat, screen)), on_restart=lambda _: None, documents=documents_of,
        )  # fmt: skip
        team.memories.append(memory)
        team.desks.append(assemble(service))
    yield team
    for desk, each in zip(team.desks, redis, strict=True):
        await desk.bot.session.close()
        each.close()


@pytest.fixture
def ana(telegram: Telegram) -> Resident:
    return telegram.resident("Ana")


async def test_words_are_answered_where_the_person_stands_whichever_worker_hears_them(
    workers: Workers, ana: Resident
) -> None:
    ana.later("/start")
    await workers.hand(0)
    ana.later("on ma refusé un appart a cause de mon nom")
    await workers.hand(1)
    ana.later("oui")
    await workers.hand(0)
    paths = [screen.address for _, screen in workers.shown]
    assert paths[2] != paths[1]
    assert paths[2].startswith(paths[1].partition("~")[0])


async def test_effacer_at_one_worker_deletes_what_the_other_one_showed_and_leaves_nothing_in_redis(
    workers: Workers, ana: Resident, valkey: Valkey
) -> None:
    for worker, words in enumerate(("/start", "/aide", "/urgence", "/effacer")):
        ana.later(words)
        await workers.hand(worker % 2)
    assert len(ana.messages) == 1
    left = valkey.ask("KEYS", "*")
    assert b":chat:" not in left
    assert b":numbers:" not in left
    ana.later("/aide")
    await workers.hand(0)
    assert len(workers.memories[0].numbers(ana.id)) == 2


async def test_redis_holds_neither_the_chat_nor_a_path_nor_a_word(
    workers: Workers, ana: Resident, valkey: Valkey
) -> None:
    ana.id = 987_654_321
    ana.later("/start")
    ana.later("on ma refusé un appart a cause de mon nom")
    await workers.hand(0)
    keys = [line.decode() for line in valkey.ask("KEYS", "*").split(b"\r\n") if line.startswith(b"relais:")]
    everything = b"".join([*(key.encode() for key in keys), *(valkey.ask("DUMP", key) for key in keys)])
    address = workers.shown[-1][1].address
    assert any(":chat:" in key for key in keys)
    for trace in (b"987654321", b"appart", address.encode(), b"parked"):
        assert trace not in everything
    for key in keys:
        assert key == "relais:secret" or 0 < int(valkey.ask("TTL", key)[1:]) <= 48 * 3600


async def test_the_words_of_one_person_keep_their_order_over_workers(
    workers: Workers, ana: Resident, telegram: Telegram
) -> None:
    ana.later("/start")
    await workers.hand(0)
    telegram.hold("sendMessage")
    ana.later("/aide")
    first = asyncio.create_task(workers.hand(0))
    await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
    ana.later("/urgence")
    second = asyncio.create_task(workers.hand(1))
    await asyncio.sleep(0.1)
    assert telegram.held("sendMessage") == 1
    telegram.release("sendMessage")
    await asyncio.gather(first, second)
    assert [screen.urgency for _, screen in workers.shown] == [None, None, "danger"]


async def test_an_update_that_two_workers_get_is_answered_once(workers: Workers, ana: Resident) -> None:
    ana.later("/start")
    await workers.hand(0)
    workers.handed = 0
    await workers.hand(1)
    assert len(workers.shown) == 1


async def test_an_older_tap_that_comes_again_after_a_kill_takes_nobody_back(workers: Workers, ana: Resident) -> None:
    ana.later("/start")
    await workers.hand(0)
    one, other = (button["callback_data"] for row in ana.last.rows[:2] for button in row[:1])
    ana.tap_later(ana.last, one)
    ana.tap_later(ana.last, other)
    older, newer = map(read, workers.raw())
    for worker, event in ((0, newer), (1, older), (1, older)):
        assert event is not None
        task = workers.desks[worker].intake.accept(event)
        if task is not None:
            await task
    assert [screen.path for _, screen in workers.shown] == ["", other]


async def test_an_emergency_that_comes_again_after_a_kill_is_answered(workers: Workers, ana: Resident) -> None:
    ana.later("/start")
    await workers.hand(0)
    ana.tap_later(ana.last, "~u")
    ana.tap_later(ana.last, ana.last.rows[0][0]["callback_data"])
    older, newer = map(read, workers.raw())
    for worker, event in ((0, newer), (1, older)):
        assert event is not None
        task = workers.desks[worker].intake.accept(event)
        assert task is not None
        await task
    assert workers.shown[-1][1].urgency == "danger"


async def test_a_worker_that_died_with_words_in_hand_holds_the_next_ones_up_for_a_moment_only(
    workers: Workers, ana: Resident, valkey: Valkey, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.shared.WAIT", 0.2)
    ana.later("/start")
    (update,) = workers.raw()
    event = read(update)
    assert event is not None
    workers.handed = event.update
    redis = Volatile(valkey.url, telegram.token)
    assert await SharedMemory(Memory(), redis)._wait(event) is not None  # it has its turn, and is never heard of again
    redis.close()
    for words in ("/aide", "/urgence"):
        ana.later(words)
        await asyncio.wait_for(workers.hand(1), 5)
    assert [screen.urgency for _, screen in workers.shown] == [None, "danger"]


@pytest.mark.long
@pytest.mark.parametrize("fault", ["down", "flushed", "hanging"])
async def test_a_redis_that_fails_leaves_everybody_a_screen(
    workers: Workers, ana: Resident, valkey: Valkey, fault: str
) -> None:
    ana.later("/start")
    await workers.hand(0)
    if fault == "flushed":
        valkey.ask("FLUSHALL")
    elif fault == "hanging":
        valkey.pause()
    else:
        valkey.stop()
    try:
        ana.later("on ma refusé un appart a cause de mon nom")
        await workers.hand(0)
        before = workers.shown[-1][1].address
        ana.later("oui")
        await workers.hand(0)
    finally:
        if fault == "hanging":
            valkey.resume()
        elif fault == "down":
            valkey.start()
    assert len(workers.shown) == 3
    assert workers.shown[-1][1].address != before, "the process's own memory knew what « oui » answers"
    await asyncio.sleep(0.1)
    ana.later("/aide")
    await workers.hand(0)
    ana.later("/retour")
    await workers.hand(1)
    assert workers.memories[1].parked(ana.id)


async def test_effacer_while_redis_is_away_is_made_good_when_it_is_back(
    workers: Workers, ana: Resident, valkey: Valkey, telegram: Telegram
) -> None:
    ana.later("/start")
    await workers.hand(0)
    valkey.pause()
    ana.later("/effacer")
    await workers.hand(0)
    valkey.resume()
    await asyncio.sleep(0.1)
    assert b":numbers:" in valkey.ask("KEYS", "*")
    other = telegram.resident("Bob")
    other.later("/start")
    await workers.hand(0)
    assert valkey.ask("KEYS", "*").count(b":numbers:") == 1


def test_what_is_packed_lives_no_longer_where_it_is_unpacked() -> None:
    seconds = [0.0]
    here, there = Memory(lambda: seconds[0]), Memory(lambda: seconds[0])
    here.park(7, "lo_rf", "fr")
    seconds[0] = 600.0
    here.hear(7, 3, "lo")
    packed, lives = pack(here, 7, 1)
    assert lives == 1_800_000
    seconds[0] = 1200.0
    unpack(there, 7, packed, 1200.0)
    assert (there.parked(7), there.answered(7, 3)) == ("lo_rf", "lo")
    seconds[0] = 1801.0
    assert (there.parked(7), there.answered(7, 3)) == ("", "lo")
    seconds[0] = 2401.0
    assert there.answered(7, 3) is None


def test_every_shelf_of_a_chat_can_travel() -> None:
    assert set(VALUES) == set(Memory().shelves)
    assert SharedMemory.__doc__
