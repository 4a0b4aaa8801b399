"""pyTelegramBotAPI, asynchronous: no state, a dictionary of screens."""

import json
from typing import Any

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import TOKEN, Step


class StubSession:
    """aiohttp's session with the network taken out."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub

    def request(self, *, url: str, data: Any, **_more: Any) -> "Answer":
        """Write the form as aiohttp does."""
        return Answer(self._stub.answer(url.rpartition("/")[2], data()._value))


class Answer:
    """An answer that is there already."""

    status = status_code = 200

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aenter__(self) -> "Answer":
        return self

    async def __aexit__(self, *_error: object) -> None:
        return

    async def json(self, **_more: Any) -> Any:
        """Read the answer."""
        return json.loads(self._content)


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    bot = AsyncTeleBot(TOKEN)
    session = StubSession(stub)

    async def get_session() -> StubSession:
        return session

    asyncio_helper.session_manager.get_session = get_session
    screens = {step.data: step for step in steps}

    @bot.callback_query_handler(func=lambda _query: True)
    async def on_tap(query: CallbackQuery) -> None:
        step = screens[query.data]
        markup = InlineKeyboardMarkup()
        for row in step.rows:
            markup.row(*[InlineKeyboardButton(**button) for button in row])
        await bot.edit_message_text(
            step.text, query.message.chat.id, query.message.message_id, parse_mode="HTML", reply_markup=markup
        )
        await bot.answer_callback_query(query.id)

    async def feed(raw: bytes) -> None:
        await bot.process_new_updates([Update.de_json(raw.decode())])

    return feed
