"""Bare aiogram: no state, a dictionary of screens, edit_text and answer, as its documentation shows them."""

import json
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import TOKEN, Step


class StubSession(AiohttpSession):
    """aiogram's own session with the network taken out."""

    def __init__(self, stub: Stub) -> None:
        """Ask the stub."""
        super().__init__()
        self._stub = stub

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ARG002, ASYNC109 - aiogram's own
        """Write the form as the real one does, read the answer as the real one does."""
        payload: Any = self.build_form_data(bot, method)()
        answer = self._stub.answer(method.__api_method__, payload._value)
        return self.check_response(bot, method, 200, answer.decode()).result


def bare(steps: list[Step], stub: Stub, dispatcher: Dispatcher) -> Feed:
    """Return what handles one update."""
    bot = Bot(TOKEN, session=StubSession(stub))
    screens = {step.data: step for step in steps}

    @dispatcher.callback_query()
    async def on_tap(query: CallbackQuery) -> None:
        step = screens[query.data or ""]
        rows = [[InlineKeyboardButton(**button) for button in row] for row in step.rows]
        assert isinstance(query.message, Message)
        await query.message.edit_text(
            step.text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows), parse_mode="HTML"
        )
        await query.answer()

    async def feed(raw: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(raw))

    return feed


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    return bare(steps, stub, Dispatcher(disable_fsm=True))
