"""Telegram's moods, and our own faults: somebody always gets a screen, and the log never says who."""

import logging
import re
import time
from datetime import datetime

import pytest

from bot.core import dialogue
from bot.core.aside import Aside
from bot.core.guide import Guide
from bot.core.view import Screen
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import MONDAY, Running, running


async def test_a_pause_that_telegram_asks_for_is_kept(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.fail("editMessageText", retry_after=1)
    before = time.monotonic()

    await ana.tap(ana.buttons[0])

    assert time.monotonic() - before >= 1
    assert ana.last.edits == 1


@pytest.mark.long
async def test_one_person_who_must_wait_holds_nobody_up(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.fail("editMessageText", retry_after=3)
    update = ana.tap_later(ana.last, ana.last.rows[0][0]["callback_data"])
    before = time.monotonic()
    lea = telegram.resident("Léa")
    lea.later("/start")

    await telegram.world.until(lambda: bool(lea.messages))
    assert time.monotonic() - before < 2
    await telegram.world.handled(update, 10)


async def test_a_pause_too_long_drops_the_screen_and_not_the_bot(
    ana: Resident, bot: Running, telegram: Telegram
) -> None:
    await ana.start()
    shown = len(bot.screens)
    telegram.fail("editMessageText", retry_after=600)

    await ana.tap(ana.buttons[0])

    assert len(bot.screens) == shown
    await ana.say("/aide")
    assert ana.buttons


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 502}, {"reset": True}])
async def test_an_accident_on_the_way_is_tried_again(ana: Resident, telegram: Telegram, fault: dict[str, int]) -> None:
    telegram.fail("sendMessage", **fault)  # type: ignore[arg-type]

    await ana.start()

    assert len(ana.messages) == 1
    assert ana.buttons


async def test_an_edit_whose_answer_was_lost_is_not_shown_twice(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.fail("editMessageText", reset=True, after=True)

    await ana.tap(ana.buttons[0])

    assert len(ana.messages) == 1
    assert ana.messages[0].edits == 1


async def test_somebody_who_blocked_the_bot_is_forgotten(ana: Resident, bot: Running) -> None:
    await ana.start()

    await ana.block()

    assert not bot.memory.knows(ana.id)
    assert bot.restarts[-1] == ana.id


async def test_a_chat_that_is_gone_is_forgotten_and_nobody_else_suffers(
    ana: Resident, bot: Running, telegram: Telegram
) -> None:
    await ana.start()
    ana.chat.gone = True
    await ana.say("bonjour")
    assert not bot.memory.knows(ana.id)

    lea = telegram.resident("Léa")
    await lea.start()
    assert lea.buttons


async def test_getupdates_that_fails_is_asked_again(ana: Resident, telegram: Telegram) -> None:
    telegram.fail("getUpdates", status=500)
    telegram.fail("getUpdates", reset=True)

    await ana.start()
    await ana.say("/aide")

    assert ana.buttons


async def test_a_long_screen_comes_in_parts_and_goes_in_one(
    ana: Resident, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dialogue.command

    def long_help(guide: Guide, name: str, address: str, now: datetime, aside: Aside) -> Screen:
        return real(guide, name, address, now, aside)._replace(text="Un paragraphe.\n\n" * 600)

    monkeypatch.setattr(dialogue, "command", long_help)
    await ana.say("/aide")
    assert len(ana.turn) == 3
    assert [bool(message.rows) for message in ana.turn] == [False, False, True]

    await ana.tap(ana.buttons[0])
    assert len(ana.messages) == 1
    assert telegram.refusals == []


async def test_a_bug_shows_who_to_call_and_how_to_start_again(
    ana: Resident, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        secret = "le mot de la personne"
        raise RuntimeError(secret)

    await ana.start()
    with monkeypatch.context() as patch:
        patch.setattr(dialogue, "say", broken)
        await ana.say("mon secret à Denain")

    assert all(number in ana.screen for number in ("39 28", "17", "112", "114"))
    assert ana.buttons == ["Recommencer"]
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert re.fullmatch(r"message: RuntimeError \(telegram/handlers.py:\d+ _answer < .*\)", line)
    assert all(record.exc_info is None for record in caplog.records if record.name.startswith("relais"))
    await ana.tap("Recommencer")
    assert len(ana.buttons) > 1


async def test_no_log_line_names_anybody_or_says_what_they_wrote(
    ana: Resident, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await ana.start()
    telegram.fail("sendMessage", status=500)
    await ana.say("mon patron à Denain m'a insulté")
    ana.chat.gone = True
    await ana.say("encore Denain")

    written = "\n".join(
        f"{record.name} {record.getMessage()}" for record in caplog.records if not record.name.startswith("asyncio")
    )
    assert not any(word in written for word in (str(ana.id), "Denain", "patron", telegram.token))


async def test_a_graceful_stop_finishes_what_it_accepted(telegram: Telegram, guide: Guide) -> None:
    async with running(telegram, guide) as bot:
        ana = telegram.resident()
        telegram.hold("sendMessage")
        update = ana.later("/start")
        await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
        bot.stop.set()
        telegram.release("sendMessage")
    assert len(ana.messages) == 1
    assert telegram.world.acknowledged > update


async def test_nothing_is_acknowledged_before_it_is_handled(telegram: Telegram, bot: Running) -> None:
    ana = telegram.resident()
    telegram.hold("sendMessage")
    update = ana.later("/start")
    await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
    lea = telegram.resident("Léa")
    await telegram.world.handled(lea.later("/aide") - 2, 10)  # the bot goes on polling meanwhile
    assert telegram.world.acknowledged <= update
    assert bot.screens == []

    telegram.release("sendMessage")
    await telegram.world.handled(update, 5)
    assert len(ana.messages) == 1


async def test_a_wrong_token_is_said_and_stops(telegram: Telegram, guide: Guide) -> None:
    from bot.telegram.server import run  # noqa: PLC0415 - aiogram costs seconds
    from bot.telegram.service import Service, TokenRefused  # noqa: PLC0415 - the same

    for token in ("9999:wrong", "no token at all"):
        service = Service(
            token=token, api_url=telegram.url, guide=lambda: guide, clock=lambda: MONDAY,
            on_screen=lambda *_told: None, on_restart=lambda _chat: None, documents=lambda *_screen: (),
        )  # fmt: skip
        with pytest.raises(TokenRefused):
            await run(service)


async def test_a_count_that_fails_takes_nothing_away_from_the_person(telegram: Telegram, guide: Guide) -> None:
    def broken(*_told: object) -> None:
        raise RuntimeError

    async with running(telegram, guide, on_screen=broken):
        ana = telegram.resident()
        await ana.start()
        await ana.tap(ana.buttons[0])

    assert len(ana.messages) == 1
    assert len(ana.buttons) > 1
