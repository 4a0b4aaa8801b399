"""Run the bot: build the edge, take updates in, stop without dropping anything."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import BotCommand, Update
from aiogram.utils.token import TokenValidationError

from bot.core.guide import Guide
from bot.core.tongue import FRENCH, in_language
from bot.core.view import Link, Screen
from bot.logs import told
from bot.telegram.delivery import Delivery
from bot.telegram.handlers import COMMANDS, Documents, Edge, Told, make_router
from bot.telegram.intake import Intake, chat_of
from bot.telegram.memory import Memory
from bot.telegram.polling import poll
from bot.telegram.render import render

log = logging.getLogger("relais.telegram")

#: Telegram knows languages by two letters.
ISO = 2

#: Phrases that the edge shows: `run` refuses to start without one of them.
PHRASES = (
    "entete", "description", "description_courte", *(f"commande_{name}" for name in COMMANDS), "medias_non_lus",
    "message_modifie", "message_ancien_modifie", "groupe", "effacement_complet", "effacement_partiel",
    "effacement_limites", "probleme", "probleme_bouton", "fichier_pas_parti",
)  # fmt: skip

#: Seconds between two looks for what has lived its time.
_SWEEP = 60.0
#: Seconds until the menu and the description are set again, where Telegram did not take them.
_AGAIN = 60.0


class TokenRefused(Exception):  # noqa: N818 - reads as what happened
    """Telegram does not know the token, or the token is not written like one: BOT_TOKEN must be corrected."""


async def run(  # noqa: PLR0913 - the composition root names each thing that it plugs in
    *,
    token: str,
    guide: Callable[[], Guide],
    clock: Callable[[], datetime],
    on_screen: Callable[[int, Screen], Told],
    on_restart: Callable[[int], Told],
    documents: Documents,
    api_url: str | None = None,
    stop: asyncio.Event | None = None,
    memory: Memory | None = None,
) -> None:
    """Talk with Telegram by long polling until SIGINT or SIGTERM; then finish what was accepted.

    A caller that gives `stop` sets it instead of those signals. `api_url` is a local Bot API server's address, Telegram's own where None. `guide` is called for every update, so that
    new content is taken up. Raises TokenRefused, and KeyError where the guide lacks one of PHRASES.
    """
    _quiet()
    for name in PHRASES:
        guide().phrases[name]
    own_stop = stop is None
    stop = stop or asyncio.Event()
    memory = memory or Memory()
    bot = _bot(token, api_url)
    edge = Edge(guide, clock, memory, Delivery(bot, memory), on_screen, on_restart, documents)
    dispatcher = Dispatcher(disable_fsm=True, edge=edge)
    dispatcher.include_router(make_router())
    intake = Intake(_handler(bot, dispatcher, edge), memory.first_time)
    aside: list[asyncio.Task[None]] = []
    with _signals(stop) if own_stop else contextlib.nullcontext():
        async with bot.session:
            try:
                aside += [asyncio.create_task(_sweep(memory)), asyncio.create_task(_introduce(bot, guide()))]
                gc.collect()
                gc.freeze()  # a full collection after `import aiogram` would stall everybody for 160 ms
                await poll(bot, intake, stop)
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRefused from None
            finally:
                for task in aside:
                    task.cancel()
                await asyncio.gather(*aside, return_exceptions=True)


def _bot(token: str, api_url: str | None) -> Bot:
    api = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    try:
        return Bot(token, session=AiohttpSession(api=api))
    except TokenValidationError:
        raise TokenRefused from None


def _handler(bot: Bot, dispatcher: Dispatcher, edge: Edge) -> Callable[[Update], Any]:
    """Return what handles one update and never raises: the one place where a bug of ours is met."""

    async def handle(update: Update) -> None:
        try:
            await dispatcher.feed_update(bot, update)
        except Exception as bug:  # noqa: BLE001 - whatever it is, the person gets a screen, and the log no word of theirs
            log.error("%s: %s", update.event_type, told(bug))  # noqa: TRY400 - a traceback may hold words
            await _apologise(edge, update)

    return handle


async def _apologise(edge: Edge, update: Update) -> None:
    """Show the numbers that always answer, and a way to start again; in private only."""
    chat = chat_of(update)
    if chat <= 0:
        return
    phrases = in_language(edge.guide(), edge.memory.language(chat)).phrases
    link = Link(phrases["probleme_bouton"], "", "restart")
    screen = Screen("", "", "probleme", phrases["probleme"], (link,))
    try:
        await edge.delivery.show(chat, render(screen, phrases["entete"]))
    except Exception as bug:  # noqa: BLE001 - nothing more can be done for this update; the next one is another try
        log.error("probleme: %s", told(bug))  # noqa: TRY400 - as above


async def _introduce(bot: Bot, guide: Guide) -> None:
    """Set the menu and what Telegram shows before the first message; try again while Telegram does not answer.

    A webhook set earlier would keep polling from working: it is taken away, and what waits there is kept.
    """
    others = [name for name in guide.knowledge.languages if name != FRENCH and len(name) == ISO]
    while True:
        try:
            await bot.delete_webhook(drop_pending_updates=False)
            await _present(bot, guide, None)
            for code in others:
                await _present(bot, await asyncio.to_thread(in_language, guide, code), code)
        except AiogramError as problem:
            log.warning("setMyDescription: %s", type(problem).__name__)
            await asyncio.sleep(_AGAIN)
        else:
            return


async def _present(bot: Bot, guide: Guide, code: str | None) -> None:
    """Say in one language what the bot is; without a code, to everybody whose language has no words of its own."""
    phrases = guide.phrases
    menu = [BotCommand(command=name, description=phrases[f"commande_{name}"]) for name in COMMANDS]
    await bot.set_my_commands(menu, language_code=code)
    await bot.set_my_description(phrases["description"], language_code=code)
    await bot.set_my_short_description(phrases["description_courte"], language_code=code)


async def _sweep(memory: Memory) -> None:
    while True:
        await asyncio.sleep(_SWEEP)
        memory.sweep()


def _quiet() -> None:
    """Keep ids and addresses out of the logs, whoever set them up: aiogram and aiohttp would write them."""
    for name in ("aiogram", "aiohttp"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM ask for the stop."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
