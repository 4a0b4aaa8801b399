"""How fast messages leave: under thirty a second in all, one a second in a chat, emergencies first; a flood waits alone."""

import asyncio
import itertools
import time

import pytest

from bot.core.guide import Guide
from bot.telegram.pace import APART, EDITS, Pace
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import Running, running


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Sleep on this clock."""
        awake = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.seconds + seconds, next(self._order), awake))
        await awake

    async def pass_until_quiet(self) -> None:
        """Wake the sleepers in their order, until nobody sleeps."""
        while True:
            for _turn in range(20):
                await asyncio.sleep(0)
            if not self._sleepers:
                return
            self._sleepers.sort()
            self.seconds, _order, awake = self._sleepers.pop(0)
            awake.set_result(None)


async def leave(pace: Pace, clock: Time, wanted: list[tuple[int, bool, bool]]) -> list[tuple[float, int]]:
    """Let (chat, edit, urgent) leave all at once; return when each did, in their order."""
    left: list[tuple[float, int]] = []

    async def one(chat: int, *, edit: bool, urgent: bool) -> None:
        await pace.wait(chat, edit=edit, urgent=urgent)
        left.append((clock.seconds, chat))

    tasks = [asyncio.create_task(one(chat, edit=edit, urgent=urgent)) for chat, edit, urgent in wanted]
    await clock.pass_until_quiet()
    await asyncio.gather(*tasks)
    return left


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def pace(clock: Time) -> Pace:
    return Pace(ticks=clock, sleep=clock.sleep)


async def test_no_second_has_more_than_thirty_messages(pace: Pace, clock: Time) -> None:
    left = await leave(pace, clock, [(chat, False, False) for chat in range(100)])

    times = [at for at, _chat in left]
    assert all(sum(1 for other in times if at <= other < at + 0.999) <= 31 for at in times)
    assert times[-1] < 3.5


async def test_one_chat_gets_one_message_a_second(pace: Pace, clock: Time) -> None:
    left = await leave(pace, clock, [(7, False, False)] * 5)

    times = [at for at, _chat in left]
    assert all(later - earlier >= APART - 1e-9 for earlier, later in itertools.pairwise(times))


async def test_a_quick_hand_on_the_buttons_waits_for_nothing(pace: Pace, clock: Time) -> None:
    left = await leave(pace, clock, [(7, True, False)] * (EDITS + 1))

    assert left[EDITS - 1][0] < 0.2
    assert left[EDITS][0] >= APART


async def test_who_floods_waits_alone(pace: Pace, clock: Time) -> None:
    left = await leave(pace, clock, [(7, False, False)] * 60 + [(chat, False, False) for chat in range(100, 110)])

    assert max(at for at, chat in left if chat != 7) < 0.5


async def test_emergencies_leave_first(pace: Pace, clock: Time) -> None:
    crowd = [(chat, False, False) for chat in range(90)]
    left = await leave(pace, clock, [*crowd, (500, False, True), (501, False, True)])

    assert max(at for at, chat in left if chat >= 500) < 0.2
    assert left[-1][0] > 2


async def test_a_pause_asked_for_in_two_chats_is_everybodys(pace: Pace, clock: Time) -> None:
    pace.refused(1, 5)
    assert (await leave(pace, clock, [(2, False, False)]))[0][0] < 0.1
    pace.refused(2, 5)
    assert (await leave(pace, clock, [(3, False, False)]))[0][0] >= 5


async def test_nothing_is_remembered_of_a_chat_whose_next_message_is_due(pace: Pace, clock: Time) -> None:
    await leave(pace, clock, [(chat, False, False) for chat in range(10)])
    clock.seconds += 100
    await leave(pace, clock, [(99, False, False)])

    assert list(pace._chats) == [99]


@pytest.mark.long
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_flood_of_words_is_slow_for_who_floods_and_for_nobody_else(
    telegram: Telegram, guide: Guide, *, webhook: bool
) -> None:
    async with running(telegram, guide, paced=True, webhook=webhook):
        ana, lea = telegram.resident(), telegram.resident("Léa")
        for _word in range(150):
            ana.later("bonjour")
        lea.later("/start")
        began = time.monotonic()
        await telegram.world.until(lambda: bool(lea.messages), 10)
        lea.tap_later(lea.messages[0], lea.messages[0].rows[0][0]["callback_data"])
        await telegram.world.until(lambda: lea.messages[0].edits == 1, 10)
        assert time.monotonic() - began < 6
        assert len(ana.messages) < 12
        ana.later("au secours il me frappe")
        await telegram.world.until(lambda: any("112" in message.text for message in ana.messages), 8)


async def test_an_emergency_overtakes_the_words_before_it(telegram: Telegram, guide: Guide) -> None:
    async with running(telegram, guide, paced=True):
        ana = telegram.resident()
        for _word in range(20):
            ana.later("bonjour")
        update = ana.later("il est devant chez moi avec un couteau")
        began = time.monotonic()
        await telegram.world.handled(update, 10)

        assert time.monotonic() - began < 8
        assert any("112" in message.text for message in ana.messages)
        assert len(ana.messages) < 6


async def test_of_many_taps_at_once_the_last_one_counts(ana: Resident, bot: Running, telegram: Telegram) -> None:
    await ana.start()
    shown = ana.last
    paths = [button["callback_data"] for row in shown.rows for button in row if "callback_data" in button][:5]
    telegram.hold("editMessageText")
    updates = [ana.tap_later(shown, path) for path in paths]
    await telegram.world.until(lambda: telegram.held("editMessageText") == 1)
    telegram.release("editMessageText")
    await telegram.world.handled_all(updates, 10)

    assert [screen.path or screen.address for _chat, screen in bot.screens[1:]] == [paths[0], paths[-1]]
    assert len(telegram.world.answered) == 5
