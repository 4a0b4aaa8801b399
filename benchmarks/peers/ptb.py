"""python-telegram-bot: a ConversationHandler with one state a screen."""

import json
from typing import Any
from urllib.parse import urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler
from telegram.request import BaseRequest, RequestData

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import BOT, CHATS, TOKEN, Step, say


class StubRequest(BaseRequest):
    """The library's plug-in point for requests, with the network taken out; the default one sends forms."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        return

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - theirs
        request_data: RequestData | None = None,
        **_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Write the form as the default request does."""
        name = url.rpartition("/")[2]
        if name == "getMe":
            return 200, json.dumps({"ok": True, "result": BOT}).encode()
        assert request_data is not None
        return 200, self._stub.answer(name, urlencode(request_data.json_parameters).encode())


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    places = {step.data: number for number, step in enumerate(steps)}

    async def on_start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update
        return 0

    async def on_tap(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
        query = update.callback_query
        number = places[query.data]
        step = steps[number]
        rows = [[InlineKeyboardButton(**button) for button in row] for row in step.rows]
        await query.edit_message_text(step.text, reply_markup=InlineKeyboardMarkup(rows), parse_mode="HTML")
        await query.answer()
        return number

    states = {number: [CallbackQueryHandler(on_tap)] for number in range(len(steps))}
    builder = Application.builder().token(TOKEN).request(StubRequest(stub)).get_updates_request(StubRequest(stub))
    application = builder.updater(None).build()
    application.add_handler(ConversationHandler([CommandHandler("start", on_start)], states, []))
    await application.initialize()

    async def feed(raw: bytes) -> None:
        await application.process_update(Update.de_json(json.loads(raw), application.bot))

    for chat in range(CHATS):
        await feed(say(1001 + chat, "/start"))
    return feed
