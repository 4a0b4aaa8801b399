"""What hardly ever happens, and must not stop anybody."""

import asyncio

import pytest

from bot.core.guide import Guide
from bot.telegram import delivery, intake, profile
from tests.telegram.kit import Resident, Telegram
from tests.telegram.kit.methods import describe, show
from tests.telegram.running import Running, running


async def test_an_update_that_nobody_can_read_hides_no_other(ana: Resident, telegram: Telegram) -> None:
    telegram.world.push(message={"message_id": "not a number"})
    telegram.allowed = None
    telegram.world.push(telepathy={"thought": "x"})
    await ana.start()

    assert ana.buttons


async def test_a_pinned_message_needs_no_answer(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    pinned = {**ana._message(ana.last), "pinned_message": show(ana.last, ana.chat)}

    await telegram.world.handled(telegram.world.push(message=pinned), 5)

    assert len(ana.messages) == 1


async def test_a_button_tapped_in_a_group_shows_nothing_there(bot: Running, telegram: Telegram) -> None:
    group = telegram.group()
    telegram.world.queries["g1"] = telegram.world.now()
    message = {"message_id": 1, "date": 0, "chat": describe(group.chat)}
    query = {"id": "g1", "from": group._person, "chat_instance": "c", "data": ".", "message": message}

    await telegram.world.handled(telegram.world.push(callback_query=query), 5)

    assert group.left
    assert group.heard == [bot.guide.phrases["groupe"]]
    assert telegram.world.answered == ["g1"]


async def test_a_button_of_an_inline_result_is_answered_and_nothing_more(ana: Resident, telegram: Telegram) -> None:
    telegram.world.queries["i1"] = telegram.world.now()
    query = {"id": "i1", "from": ana._person(), "chat_instance": "c", "data": ".", "inline_message_id": "x"}

    await telegram.world.handled(telegram.world.push(callback_query=query), 5)

    assert telegram.world.answered == ["i1"]
    assert ana.messages == []


async def test_a_minor_is_spoken_to_as_one(ana: Resident, guide: Guide) -> None:
    await ana.start()
    await ana.forge("mi")

    await ana.voice()

    assert guide.phrases["medias_non_lus_mineur"] in ana.screen


async def test_a_bot_that_comes_back_after_being_blocked_starts_like_new(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.block()
    ana.chat.blocked = False

    await ana.start()

    assert ana.buttons
    assert bot.memory.knows(ana.id)


async def test_the_menu_is_set_again_until_telegram_takes_it(
    telegram: Telegram, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "_AGAIN", 0.05)
    telegram.fail("setMyCommands", status=500, times=2)

    async with running(telegram, guide):
        await telegram.world.until(lambda: "short_description" in telegram.world.profile)

    assert len([call for call in telegram.called("setMyCommands") if "language_code" not in call]) == 3


async def test_a_screen_that_comes_too_late_is_dropped_and_the_bot_goes_on(
    ana: Resident, bot: Running, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ana.start()
    monkeypatch.setattr(delivery, "PATIENCE", 0.5)
    telegram.fail("sendMessage", status=500, times=3)

    await ana.say("/aide")
    assert len(bot.screens) == 1

    monkeypatch.undo()
    await telegram.resident("Léa").start()
    assert len(bot.screens) == 2


async def test_a_stop_does_not_wait_for_a_telegram_that_is_silent(
    telegram: Telegram, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "GRACE", 0.3)
    async with running(telegram, guide) as bot:
        ana = telegram.resident()
        telegram.hold("sendMessage")
        update = ana.later("/start")
        await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
        await asyncio.wait_for(bot.finish(), 5)

    assert telegram.world.acknowledged <= update
    telegram.release("sendMessage")
    async with running(telegram, guide):
        await telegram.world.handled(update, 5)
    assert ana.buttons
