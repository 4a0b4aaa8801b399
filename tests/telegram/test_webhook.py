"""The webhook over HTTP: handled before it is acknowledged, once, in order; a forged call learns nothing."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.core.guide import Guide
from bot.telegram import intake
from bot.telegram.webhook import LARGEST, SECRET_HEADER
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import SECRET, Running, running


@pytest.fixture
async def bot(telegram: Telegram, guide: Guide) -> AsyncIterator[Running]:
    async with running(telegram, guide, webhook=True) as live:
        yield live


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def said(ana: Resident, words: str) -> dict[str, Any]:
    ana.later(words)
    return ana._telegram.world.queue.pop()


async def test_a_conversation_by_webhook_reads_like_one_by_polling(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])
    await ana.say("/aide")

    assert len(ana.messages) == 2
    assert telegram.refusals == []
    assert telegram.called("answerCallbackQuery") == []


async def test_only_the_clock_is_stopped_in_the_reply(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])

    assert [reply["method"] for reply in telegram.caller.replies] == ["answerCallbackQuery"]
    assert telegram.world.answered == [ana.last_query]


async def test_nothing_is_acknowledged_before_it_is_handled(ana: Resident, telegram: Telegram) -> None:
    telegram.hold("sendMessage")
    update = ana.later("/start")
    await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
    assert not telegram.world.is_handled(update)

    telegram.release("sendMessage")
    await telegram.world.handled(update, 5)
    assert ana.buttons


async def test_a_tap_that_comes_late_takes_nobody_back(
    ana: Resident, bot: Running, web: aiohttp.ClientSession, telegram: Telegram
) -> None:
    async def call(update: dict[str, Any]) -> None:
        async with web.post(f"{bot.url}/hook", json=update, headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 200

    def tapped(number: int) -> dict[str, Any]:
        ana.tap_later(first, first.rows[number][0]["callback_data"])
        return telegram.world.queue.pop()

    await ana.start()
    first = ana.last
    early, emergency, newer = tapped(0), tapped(-1), tapped(1)
    await call(newer)
    shown = ana.messages[-1].text
    parked = bot.memory.parked(ana.id)
    await call(early)
    assert (ana.messages[-1].text, bot.memory.parked(ana.id)) == (shown, parked)
    assert len(bot.screens) == 2
    await call(emergency)
    assert "112" in ana.messages[-1].text


async def test_an_update_called_with_twice_at_once_or_later_changes_nothing(
    ana: Resident, bot: Running, web: aiohttp.ClientSession
) -> None:
    update = said(ana, "/start")

    async def call() -> int:
        async with web.post(f"{bot.url}/hook", json=update, headers={SECRET_HEADER: SECRET}) as response:
            return response.status

    assert await asyncio.gather(*[call() for _ in range(3)]) == [200, 200, 200]
    assert await call() == 200
    assert len(ana.messages) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], f"{SECRET}x", "é", "\udcff"])
async def test_a_call_without_the_secret_is_refused_unread(
    ana: Resident, bot: Running, secret: str, web: aiohttp.ClientSession
) -> None:
    headers = {SECRET_HEADER: secret} if secret else {}
    update = said(ana, "/start")
    async with web.post(f"{bot.url}/hook", json=update, headers=headers) as response:
        assert (response.status, await response.read()) == (401, b"")
    assert ana.messages == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b"{}", 200),
        (b'{"update_id": 1}', 200),
        (b'{"update_id": 1, "message": {"message_id": "x"}}', 200),
        (b'{"update_id": 1, "message": [1, 2]}', 200),
        (b" " * (LARGEST + 1), 413),
    ],
)
async def test_what_cannot_be_read_breaks_nothing(
    ana: Resident, bot: Running, body: bytes, status: int, web: aiohttp.ClientSession
) -> None:
    async with web.post(f"{bot.url}/hook", data=io.BytesIO(body), headers={SECRET_HEADER: SECRET}) as response:
        assert (response.status, await response.read()) == (status, b"")
    await ana.start()
    assert ana.buttons


async def test_every_other_method_and_page_is_refused_and_the_server_does_not_say_what_it_is(
    bot: Running, web: aiohttp.ClientSession
) -> None:
    for method, path, status in (
        ("GET", "/hook", 405), ("PUT", "/hook", 405), ("DELETE", "/hook", 405), ("POST", "/", 404), ("GET", "/x", 404),
        ("POST", "/health", 405),
    ):  # fmt: skip
        async with web.request(method, f"{bot.url}{path}", headers={SECRET_HEADER: SECRET}) as response:
            assert (response.status, await response.read()) == (status, b""), (method, path)
            assert response.headers["Server"] == "relais"


async def test_health_and_readiness_are_said(bot: Running, web: aiohttp.ClientSession) -> None:
    for page in ("health", "ready"):
        async with web.get(f"{bot.url}/{page}") as response:
            assert response.status == 200


async def answers(web: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with web.get(url, headers={"Connection": "close"}):
            return True
    except aiohttp.ClientConnectionError:
        return False


async def test_a_stop_finishes_what_was_accepted_and_takes_nothing_more(
    ana: Resident, bot: Running, telegram: Telegram, web: aiohttp.ClientSession
) -> None:
    telegram.hold("sendMessage")
    update = ana.later("/start")
    await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
    bot.stop.set()
    async with asyncio.timeout(5):
        while await answers(web, f"{bot.url}/ready"):  # noqa: ASYNC110 - it is asked from outside
            await asyncio.sleep(0.01)
    telegram.release("sendMessage")
    await bot.finish()

    await telegram.world.handled(update, 5)
    assert ana.buttons


async def test_what_a_stop_gives_up_is_called_with_again(
    telegram: Telegram, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "GRACE", 0.2)
    async with running(telegram, guide, webhook=True) as bot:
        ana = telegram.resident()
        telegram.hold("sendMessage")
        update = ana.later("/start")
        await telegram.world.until(lambda: telegram.held("sendMessage") == 1)
        await asyncio.wait_for(bot.finish(), 5)
    assert not telegram.world.is_handled(update)
    assert 503 in telegram.caller.statuses

    telegram.release("sendMessage")
    async with running(telegram, guide, webhook=True):
        await telegram.world.handled(update, 5)
    assert ana.buttons


async def test_one_persons_words_are_answered_in_their_order(ana: Resident, bot: Running, telegram: Telegram) -> None:
    await ana.start()
    last = 0
    for number in range(10):
        last = ana.later("/aide" if number % 2 else "/confidentialite")
    await telegram.world.until(lambda: len(bot.screens) == 11)
    await telegram.world.handled(last, 10)

    assert [screen.address for _chat, screen in bot.screens[1:]] == ["~p", "~a"] * 5


async def test_the_call_is_json_as_telegram_sends_it(ana: Resident, bot: Running, web: aiohttp.ClientSession) -> None:
    body = json.dumps(said(ana, "/start é"), ensure_ascii=False).encode()
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    async with web.post(f"{bot.url}/hook", data=body, headers=headers) as response:
        assert response.status == 200
    assert len(ana.messages) == 1
