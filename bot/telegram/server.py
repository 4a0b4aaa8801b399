"""Run the bot: take updates in, stop without dropping anything."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Iterator

from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.telegram.memory import Memory
from bot.telegram.polling import poll
from bot.telegram.profile import introduce
from bot.telegram.service import Service, TokenRefused, assemble, quiet

log = logging.getLogger("relais.telegram")

#: Seconds between two looks for what has lived its time.
_SWEEP = 60.0


async def run(service: Service, stop: asyncio.Event | None = None) -> None:
    """Talk with Telegram by long polling until SIGINT or SIGTERM; then finish what was accepted.

    A caller that gives `stop` sets it instead of those signals. Raises TokenRefused, and KeyError where the guide lacks a
    phrase that the edge shows.
    """
    quiet()
    desk = assemble(service)
    own = contextlib.nullcontext(stop) if stop is not None else signals()
    aside: list[asyncio.Task[None]] = []
    with own as asked:
        async with desk.bot.session:
            try:
                aside += [
                    asyncio.create_task(sweep(service.memory)),
                    asyncio.create_task(introduce(desk.bot, service.guide(), polling=True)),
                ]
                gc.collect()
                gc.freeze()  # a full collection after `import aiogram` would stall everybody for 160 ms
                await poll(desk.bot, desk.intake, asked)
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRefused from None
            finally:
                for task in aside:
                    task.cancel()
                await asyncio.gather(*aside, return_exceptions=True)


async def sweep(memory: Memory) -> None:
    """Forget what has lived its time, every minute."""
    while True:
        await asyncio.sleep(_SWEEP)
        memory.sweep()


@contextlib.contextmanager
def signals() -> Iterator[asyncio.Event]:
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
