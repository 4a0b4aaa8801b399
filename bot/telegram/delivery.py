"""Show messages and meet Telegram's moods: the one place where its refusals are read."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageReplyMarkup,
    LeaveChat,
    SendDocument,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile

from bot.core.view import Document
from bot.telegram.memory import Memory
from bot.telegram.pace import Pace
from bot.telegram.render import Button, Message, Rows
from bot.telegram.session import EditText, Plain, SendText, StopClock

log = logging.getLogger("relais.telegram")

Answer = TypeVar("Answer")

#: A screen that could not be shown after so long is dropped: somebody else may hold the telephone by then. In seconds.
PATIENCE = 120.0
#: What is no screen (stopping a button's clock, leaving a group) is tried for so long only.
BRIEFLY = 10.0
REQUEST_SECONDS = 15
#: Pauses after a network or server error, the last one repeated.
_PAUSES = (0.2, 1.0, 3.0, 5.0)
#: deleteMessages takes so many numbers at a time.
_BATCH = 100

_NO_PREVIEW: Plain = {"is_disabled": True}


class Unreachable(Exception):  # noqa: N818 - it is no mistake: the person blocked the bot, or the chat is gone
    """Nobody can be shown anything in this chat."""


class TooLate(Exception):  # noqa: N818 - the same: Telegram asked for more patience than a screen keeps its sense for
    """Telegram did not take the request in time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message waits for: its chat's pace and everybody's, until it would come too late."""

    chat: int
    until: float
    edit: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of the known messages of a chat."""

    gone: int
    kept: int


class Delivery:
    """Sends, edits and deletes at Telegram's pace; knows no screen and no word of it. `ticks` and `sleep` are for tests."""

    def __init__(
        self,
        bot: Bot,
        memory: Memory,
        pace: Pace | None = None,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._memory = memory
        self._pace = pace or Pace()
        self._ticks = ticks
        self._sleep = sleep

    async def show(
        self, chat: int, messages: Iterable[Message], replace: int | None = None, *, urgent: bool = False
    ) -> bool:
        """Show the messages in place of the screen that `replace` belongs to, or below; say whether they arrived.

        A message that Telegram no longer lets the bot edit is left where it is, and the screen is sent anew. What is
        `urgent` leaves before what is not.
        """
        until = self._ticks() + PATIENCE
        wanted = list(messages)
        old = list(self._memory.screen_of(chat, replace)) if replace is not None else []
        spare = max(0, len(old) - len(wanted))
        surplus, places = old[:spare], old[spare:]
        shown: list[int] = []
        try:
            for message in wanted:
                place = places.pop(0) if places else None
                if place is not None and await self._edit(place, message, Turn(chat, until, edit=True, urgent=urgent)):
                    shown.append(place)
                    continue
                places.clear()  # order matters more than place: what follows is sent below, too
                shown.append(await self._send(message, Turn(chat, until, urgent=urgent)))
        except Unreachable:
            self._memory.forget(chat)
            return False
        except TooLate:
            log.warning("a screen came too late and was dropped")
        arrived = len(shown) == len(wanted)
        if shown:
            self._memory.showed(chat, tuple(shown), buttons=arrived and bool(wanted[-1].rows))
        if arrived:
            await self._delete(chat, surplus, until)
        return arrived

    async def hand_over(self, chat: int, documents: Iterable[Document], caption: str) -> bool:
        """Send files below the screen, each under the same neutral caption; say whether all of them arrived."""
        until = self._ticks() + PATIENCE
        try:
            for each in documents:
                method = SendDocument(
                    chat_id=chat, document=BufferedInputFile(each.content, each.name), caption=caption
                )
                sent = await self._call(method, until, Turn(chat, until))
                self._memory.showed(chat, (sent.message_id,), buttons=False)
        except Unreachable:
            self._memory.forget(chat)
            return False
        except (TelegramAPIError, TooLate) as refusal:
            log.warning("a file was not sent: %s", type(refusal).__name__)
            return False
        return True

    async def _send(self, message: Message, turn: Turn) -> int:
        method = SendText(
            chat_id=turn.chat,
            text=message.text,
            parse_mode="HTML",
            link_preview_options=_NO_PREVIEW,
            reply_markup=_markup(message.rows),
        )
        return await self._call(method, turn.until, turn)

    async def _edit(self, number: int, message: Message, turn: Turn) -> bool:
        """Edit a message; False where Telegram no longer knows it or no longer lets it be edited."""
        method = EditText(
            chat_id=turn.chat,
            message_id=number,
            text=message.text,
            parse_mode="HTML",
            link_preview_options=_NO_PREVIEW,
            reply_markup=_markup(message.rows),
        )
        try:
            await self._call(method, turn.until, turn)
        except TelegramBadRequest as refusal:
            if "not modified" in refusal.message:  # a double tap: the screen is there already
                return True
            if "can't parse" in refusal.message:
                raise
            return False
        return True

    async def stop_clock(self, query: str) -> None:
        """Answer a callback query, so that the button stops turning; a query that is too old is no error."""
        await self._quietly(StopClock(callback_query_id=query))

    async def strip(self, chat: int) -> None:
        """Take the buttons away from the chat's known messages: they hold answers."""
        for number in self._memory.with_buttons(chat):
            await self._quietly(EditMessageReplyMarkup(chat_id=chat, message_id=number))
            self._memory.unbutton(chat, number)

    async def erase(self, chat: int) -> Erased:
        """Delete the known messages of both sides, and forget the chat; say how many Telegram refused to delete."""
        known = self._memory.numbers(chat)
        kept = await self._delete(chat, known, self._ticks() + PATIENCE)
        self._memory.forget(chat)
        return Erased(len(known) - kept, kept)

    async def say_and_leave(self, group: int, text: str | None) -> None:
        """Say one sentence in a group, if there is one to say, and leave it."""
        if text is not None:
            await self._quietly(SendText(chat_id=group, text=text, link_preview_options=_NO_PREVIEW))
        await self._quietly(LeaveChat(chat_id=group))

    async def _delete(self, chat: int, numbers: list[int], until: float) -> int:
        """Delete messages, many at a time and one by one where that is refused; return how many are still there."""
        kept = 0
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH]
            if await self._try(DeleteMessages(chat_id=chat, message_ids=batch), until):
                left = set[int]()
            else:
                left = {n for n in batch if not await self._try(DeleteMessage(chat_id=chat, message_id=n), until)}
            for number in set(batch) - left:
                self._memory.gone(chat, number)
            kept += len(left)
        return kept

    async def _try(self, method: TelegramMethod[bool], until: float) -> bool:
        """Delete; what is not there any more counts as deleted."""
        try:
            await self._call(method, until)
        except TelegramBadRequest as refusal:
            return "not found" in refusal.message
        except (TelegramAPIError, Unreachable, TooLate):
            return False
        return True

    async def _quietly(self, method: TelegramMethod[Any]) -> None:
        """Call for what nobody waits for: whatever Telegram answers is fine."""
        try:
            await self._call(method, self._ticks() + BRIEFLY)
        except (TelegramAPIError, Unreachable, TooLate):
            return

    async def _call(self, method: TelegramMethod[Answer], until: float, turn: Turn | None = None) -> Answer:
        """Call Telegram, again after the pause that it asks for or that an accident calls for, until `until`."""
        for attempt in range(1_000_000):
            if turn is not None:
                await self._pace.wait(turn.chat, edit=turn.edit, urgent=turn.urgent)
                if self._ticks() > until:
                    break
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            try:
                return await self._bot(method, request_timeout=REQUEST_SECONDS)
            except TelegramRetryAfter as mood:
                pause = float(mood.retry_after)
                if turn is not None:
                    self._pace.refused(turn.chat, pause)
            except (TelegramAPIError, ClientDecodeError) as problem:
                if (lasting := _lasting(problem)) is not None:
                    raise lasting from problem
            if self._ticks() + pause > until:
                break
            await self._sleep(pause)
        raise TooLate


def _lasting(problem: Exception) -> Exception | None:
    """Return what a refusal means for good, or None for an accident that another try may be spared."""
    if isinstance(problem, (TelegramForbiddenError, TelegramMigrateToChat)) or "chat not found" in str(problem):
        return Unreachable()
    if isinstance(problem, (TelegramServerError, TelegramNetworkError, ClientDecodeError)) and not isinstance(
        problem, TelegramEntityTooLarge
    ):
        return None
    return problem


def _markup(rows: Rows) -> Plain | None:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]} if rows else None


def _button(button: Button) -> Plain:
    if button.data is not None:
        return {"text": button.label, "callback_data": button.data}
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "copy_text": {"text": button.copy}}
