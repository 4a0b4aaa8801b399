"""Long polling that acknowledges an update only after it was handled: a kill loses nothing.

aiogram's own loop either handles updates as background tasks and acknowledges them first (a kill loses what is in
flight), or handles one after the other, so that one slow chat holds everybody up, and cancels the one in hand when it is
told to stop. Here the offset follows the oldest update that is not yet handled.
"""

import asyncio
import logging
from typing import Any

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod

from bot.telegram.intake import Intake
from bot.telegram.updates import WANTED, read

log = logging.getLogger("relais.telegram")

#: How long Telegram holds a request that has nothing to say, in seconds.
LONG = 25
#: While a chat is slow the others are polled for this often, in seconds.
SHORT = 0.25
#: What Telegram gives at once.
MOST = 100
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates as Telegram wrote them: one update that can't be read must not hide the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


async def poll(bot: Bot, intake: Intake, stop: asyncio.Event) -> None:
    """Take updates in until `stop` is set, then finish what was accepted and acknowledge it.

    Raises TelegramUnauthorizedError, or TelegramNotFound at the first request, where the token is not valid.
    """
    newest = 0
    failures = 0
    reached = False
    while not stop.is_set():
        offset = min(intake.pending, default=newest + 1) if newest else None
        try:
            batch = await _fetch(bot, offset, 0 if intake.pending else LONG, stop)
        except TelegramUnauthorizedError:
            raise
        except AiogramError as problem:
            if isinstance(problem, TelegramNotFound) and not reached:  # later it is a proxy that has lost its server
                raise
            log.warning("getUpdates: %s", type(problem).__name__)
            await _pause(_PAUSES[min(failures, len(_PAUSES) - 1)], stop)
            failures += 1
            continue
        failures, reached = 0, True
        if len(batch) >= MOST and batch[-1]["update_id"] <= newest:
            intake.relieve()  # all that Telegram gives at once waits already: nobody else would be heard
        for raw in batch:
            newest = max(newest, raw["update_id"])
            if (event := read(raw)) is not None:
                intake.accept(event)
        await intake.settle(SHORT)
    given_up = await intake.close()
    if newest:
        await _acknowledge(bot, newest + 1 if given_up is None else given_up)


async def _fetch(bot: Bot, offset: int | None, seconds: int, stop: asyncio.Event) -> list[dict[str, Any]]:
    """Ask for updates; return at once with none when the bot is told to stop, and leave the request."""
    method = RawUpdates(offset=offset, timeout=seconds, allowed_updates=list(WANTED))
    asked = asyncio.ensure_future(bot(method, request_timeout=seconds + 15))
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return asked.result() if asked.done() else []
    finally:
        for task in (asked, stopped):
            task.cancel()
        await asyncio.gather(asked, stopped, return_exceptions=True)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def _acknowledge(bot: Bot, offset: int) -> None:
    """Tell Telegram that all below the offset is handled; what this request brings is not taken in, and comes again."""
    try:
        await bot(RawUpdates(offset=offset, limit=1, timeout=0), request_timeout=5)
    except AiogramError as problem:
        log.warning("getUpdates: %s", type(problem).__name__)
