"""The kit is strict where Telegram is strict: without this, the other tests would prove little."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.telegram.kit import Telegram

Answer = dict[str, Any]


class Client:
    """A bare HTTP client of the Bot API."""

    def __init__(self, telegram: Telegram, session: aiohttp.ClientSession) -> None:
        self.telegram = telegram
        self.session = session

    async def call(self, method: str, **arguments: Any) -> Answer:
        """Call with a JSON body."""
        async with self.session.post(
            f"{self.telegram.url}/bot{self.telegram.token}/{method}", json=arguments
        ) as response:
            answer: Answer = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer

    async def refused(self, method: str, **arguments: Any) -> str:
        """Call, and return the words of the refusal."""
        answer = await self.call(method, **arguments)
        assert answer["ok"] is False
        return str(answer["description"])


@pytest.fixture
async def client(telegram: Telegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(telegram, session)


def markup(**button: Any) -> Answer:
    return {"inline_keyboard": [[{"text": "Bouton", **button}]]}


async def test_arguments_come_in_json_in_forms_and_in_parts(client: Client) -> None:
    ana = client.telegram.resident()
    url = f"{client.telegram.url}/bot{client.telegram.token}/sendMessage"
    form = {"chat_id": str(ana.id), "text": "é & <", "reply_markup": json.dumps(markup(callback_data="x"))}
    parts = aiohttp.FormData(form, quote_fields=False)
    parts._is_multipart = True

    await client.call("sendMessage", chat_id=ana.id, text="é & <", reply_markup=markup(callback_data="x"))
    for data in (form, parts):
        async with client.session.post(url, data=data) as response:
            assert response.status == 200

    assert [message.text for message in ana.messages] == ["é & <"] * 3
    assert [message.buttons for message in ana.messages] == [["Bouton"]] * 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🆘" * 2049}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x</b>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "2 < 3", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<script>x</script>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "reply_markup": markup(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": markup(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": markup(url="tel:3928")}, "Wrong HTTP URL"),
        ({"text": "x", "reply_markup": markup(copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_markup": markup()}, "text buttons are unallowed"),
        ({"text": "x", "reply_markup": markup(callback_data="x", url="https://a.fr")}, "text buttons are unallowed"),
    ],
)
async def test_what_telegram_would_refuse_is_refused(client: Client, arguments: Answer, words: str) -> None:
    ana = client.telegram.resident()

    assert words in await client.refused("sendMessage", chat_id=ana.id, **arguments)
    assert ana.messages == []


async def test_an_edit_must_change_something_and_find_its_message(client: Client) -> None:
    ana = client.telegram.resident()
    sent = await client.call("sendMessage", chat_id=ana.id, text="un")
    number = sent["result"]["message_id"]

    async def edit(**more: Any) -> str:
        return await client.refused("editMessageText", **{"chat_id": ana.id, "message_id": number, **more})

    assert "not modified" in await edit(text="un")
    assert "to edit not found" in await edit(text="deux", message_id=number + 1)
    client.telegram.advance(hours=49)
    assert "can't be edited" in await edit(text="deux")


async def test_a_message_can_be_deleted_for_48_hours(client: Client) -> None:
    ana = client.telegram.resident()
    number = (await client.call("sendMessage", chat_id=ana.id, text="un"))["result"]["message_id"]
    client.telegram.advance(hours=49)
    fresh = (await client.call("sendMessage", chat_id=ana.id, text="deux"))["result"]["message_id"]

    assert "can't be deleted" in await client.refused("deleteMessage", chat_id=ana.id, message_id=number)
    assert "can't be deleted" in await client.refused("deleteMessages", chat_id=ana.id, message_ids=[number, fresh])
    assert (await client.call("deleteMessages", chat_id=ana.id, message_ids=[fresh, 9999]))["ok"]
    assert "INVALID" in await client.refused("deleteMessages", chat_id=ana.id, message_ids=list(range(101)))


async def test_an_unknown_or_old_query_is_refused(client: Client) -> None:
    ana = client.telegram.resident()
    await client.call("sendMessage", chat_id=ana.id, text="un", reply_markup=markup(callback_data="x"))
    assert "query is too old" in await client.refused("answerCallbackQuery", callback_query_id="nothing")

    ana.tap_later(ana.messages[-1], "x")
    client.telegram.advance(minutes=20)

    assert "query is too old" in await client.refused("answerCallbackQuery", callback_query_id=ana.last_query)


async def test_updates_stay_until_they_are_acknowledged(client: Client) -> None:
    ana = client.telegram.resident()
    first, second = ana.later("un"), ana.later("deux")

    async def updates(offset: int) -> list[int]:
        return [update["update_id"] for update in (await client.call("getUpdates", offset=offset))["result"]]

    assert await updates(0) == [first, second]
    assert await updates(0) == [first, second]
    assert await updates(second) == [second]
    client.telegram.repeat()
    assert await updates(second + 1) == [second]
    assert await updates(second + 1) == []


async def test_only_the_kinds_that_were_asked_for_are_delivered(client: Client) -> None:
    ana = client.telegram.resident()
    ana.later("un")

    answer = await client.call("getUpdates", allowed_updates=["callback_query"])

    assert answer["result"] == []


async def test_nobody_can_be_written_to_who_blocked_the_bot_or_never_came(client: Client) -> None:
    ana = client.telegram.resident()
    ana.chat.blocked = True

    assert "blocked by the user" in await client.refused("sendMessage", chat_id=ana.id, text="un")
    assert "chat not found" in await client.refused("sendMessage", chat_id=424242, text="un")


async def test_a_wrong_token_is_unauthorized(client: Client) -> None:
    async with client.session.post(f"{client.telegram.url}/bot1:x/getMe") as response:
        assert response.status == 401


async def test_profile_texts_have_their_limits(client: Client) -> None:
    assert "TOO_LONG" in await client.refused("setMyDescription", description="x" * 513)
    assert "TOO_LONG" in await client.refused("setMyShortDescription", short_description="x" * 121)
    assert "INVALID" in await client.refused("setMyCommands", commands=[{"command": "Aide", "description": "x"}])
