"""Run the bot: take updates in, stop without dropping anything."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any

from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.telegram.memory import Memory
from bot.telegram.polling import poll
from bot.telegram.profile import introduce
from bot.telegram.service import Service, TokenRefused, assemble, quiet
from bot.telegram.switchboard import Switchboard
from bot.telegram.webhook import Webhook, listen
from bot.telegram.workers import ALONE, Place

log = logging.getLogger("relais.telegram")

#: Seconds between two looks for what has lived its time, and for the process that started this one.
_SWEEP, _ORPHAN = 60.0, 1.0


async def run(
    service: Service, stop: asyncio.Event | None = None, *, webhook: Webhook | None = None, place: Place = ALONE
) -> None:
    """Talk with Telegram, by webhook or by long polling, until SIGINT or SIGTERM; then finish what was accepted.

    A caller that gives `stop` sets it instead of those signals. Of several workers the first one polls. Raises
    TokenRefused, and KeyError where the guide lacks a phrase that the edge shows.
    """
    quiet()
    switchboard = Switchboard(place)
    desk = assemble(service, route=switchboard.route)
    first = place.number == 0
    with contextlib.nullcontext(stop) if stop is not None else _signals() as asked:
        aside: list[Coroutine[Any, Any, None]] = [_sweep(service.memory)]
        if first:
            aside.append(introduce(desk.bot, service.guide(), polling=webhook is None))
        if place.parent:
            aside.append(_stop_with(place.parent, asked))
        async with desk.bot.session, _beside(aside), switchboard.open(desk.intake):
            try:
                if webhook is not None and place.port is not None:
                    await listen(webhook, place.port, desk.intake, asked)
                elif first:
                    await poll(desk.bot, desk.intake, asked)
                else:
                    await asked.wait()
                    await desk.intake.close()
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRefused from None


@contextlib.asynccontextmanager
async def _beside(work: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Do other work until the block ends."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _sweep(memory: Memory) -> None:
    """Forget what has lived its time, every minute."""
    while True:
        await asyncio.sleep(_SWEEP)
        memory.sweep()


async def _stop_with(parent: int, stop: asyncio.Event) -> None:
    """Stop where the process that watches over the workers is gone: nobody would start or stop them any more."""
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells a process that its parent is gone
        await asyncio.sleep(_ORPHAN)
    stop.set()


@contextlib.contextmanager
def _signals() -> Iterator[asyncio.Event]:
    """Return what SIGINT and SIGTERM set, to ask for the stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
