"""aiogram_dialog: a dialog of one window a screen, its state in memory."""

import json
from typing import Any
from urllib.parse import parse_qs

from aiogram import Bot, Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button, Group, Row, SwitchTo
from aiogram_dialog.widgets.text import Const

from benchmarks.peers.aiogram_bare import StubSession
from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import CHATS, TOKEN, Step, say

#: The dialog's own number in what the buttons carry, by chat.
INTENTS: dict[int, str] = {}


def data(chat: int, step: Step) -> str:
    """Return what a button that leads to a step carries."""
    return f"{INTENTS[chat]}\x1dto{step.number}"


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    states: Any = type("Screens", (StatesGroup,), {f"s{step.number}": State() for step in steps})

    def window(step: Step, following: Step) -> Window:
        rows, carried = [], False
        for at, row in enumerate(step.rows):
            widgets = []
            for place, button in enumerate(row):
                if button["callback_data"] == following.data and not carried:
                    carried = True
                    state = getattr(states, f"s{following.number}")
                    widgets.append(SwitchTo(Const(button["text"]), f"to{following.number}", state))
                else:
                    widgets.append(Button(Const(button["text"]), f"b{at}_{place}"))
            rows.append(Row(*widgets))
        assert carried, step.data
        return Window(Const(step.text), Group(*rows), state=getattr(states, f"s{step.number}"), parse_mode="HTML")

    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(Dialog(*map(window, steps, [*steps[1:], steps[0]])))
    setup_dialogs(dispatcher)

    @dispatcher.message(CommandStart())
    async def on_start(_message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(states.s0, mode=StartMode.RESET_STACK)

    bot = Bot(TOKEN, session=StubSession(stub))

    async def feed(raw: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(raw))

    for chat in range(1001, 1001 + CHATS):
        await feed(say(chat, "/start"))
        markup = json.loads(parse_qs(stub.last.decode())["reply_markup"][0])
        INTENTS[chat] = markup["inline_keyboard"][0][0]["callback_data"].partition("\x1d")[0]
    return feed
