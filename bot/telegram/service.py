"""Put the edge together: what `relais run` is given, the bot on Telegram, and what handles an event and never raises."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from aiogram import Bot
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.utils.token import TokenValidationError

from bot.core.guide import Guide
from bot.core.tongue import in_language
from bot.core.view import Link, Screen
from bot.figures import Figures
from bot.logs import told
from bot.telegram.delivery import Delivery
from bot.telegram.handlers import Documents, Edge, Told, answer, urgent
from bot.telegram.intake import Intake
from bot.telegram.memory import Memory
from bot.telegram.pace import Pace
from bot.telegram.render import render
from bot.telegram.session import JsonSession
from bot.telegram.shared import SharedMemory
from bot.telegram.updates import COMMANDS, Event
from bot.volatile import Volatile

log = logging.getLogger("relais.telegram")

#: Phrases that the edge shows: `run` refuses to start without one of them.
PHRASES = (
    "entete", "description", "description_courte", *(f"commande_{name}" for name in COMMANDS), "medias_non_lus",
    "message_modifie", "message_ancien_modifie", "groupe", "effacement_complet", "effacement_partiel",
    "effacement_limites", "probleme", "probleme_bouton", "fichier_pas_parti",
)  # fmt: skip


#: Handles one event, and never raises.
Handle = Callable[[Event], Awaitable[None]]
Route = Callable[[Handle], Handle]


class TokenRefused(Exception):  # noqa: N818 - reads as what happened
    """Telegram does not know the token, or the token is not written like one: BOT_TOKEN must be corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """All that the app plugs in.

    `guide` is called for every update, so that new content is taken up; `on_screen` is told of every screen that
    arrived, `on_restart` of every new beginning. `api_url` is a local Bot API server's address, Telegram's own where None.
    `volatile` is what several workers share.
    """

    token: str
    guide: Callable[[], Guide]
    clock: Callable[[], datetime]
    on_screen: Callable[[int, Screen], Told]
    on_restart: Callable[[int], Told]
    documents: Documents
    api_url: str | None = None
    memory: Memory = field(default_factory=Memory)
    figures: Figures = field(default_factory=Figures)
    volatile: Volatile | None = None
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Desk:
    """The edge, ready: the bot to ask, and where events are taken in."""

    bot: Bot
    intake: Intake


def assemble(service: Service, session: JsonSession | None = None, route: Route = lambda handle: handle) -> Desk:
    """Build the edge; raise TokenRefused, or KeyError where the guide lacks one of PHRASES.

    `route` may have events handled elsewhere: by the worker that a chat belongs to.
    """
    for name in PHRASES:
        service.guide().phrases[name]
    bot = bot_of(service.token, service.api_url, session)
    memory = service.memory
    edge = Edge(
        service.guide, service.clock, memory, Delivery(bot, memory, service.pace), service.on_screen, service.on_restart,
        service.documents,
    )  # fmt: skip
    shared = SharedMemory(memory, service.volatile) if service.volatile is not None else None
    handle = route(_handler(edge, service.figures, shared))
    return Desk(bot, Intake(handle, memory.first_time, memory.late, service.figures, partial(urgent, edge)))


def bot_of(token: str, api_url: str | None, session: JsonSession | None = None) -> Bot:
    """Return the bot; raise TokenRefused where the token is not written like one."""
    api = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    try:
        return Bot(token, session=session or JsonSession(api=api))
    except TokenValidationError:
        raise TokenRefused from None


def quiet() -> None:
    """Keep ids and addresses out of the logs, whoever set them up: aiogram and aiohttp would write them."""
    for name in ("aiogram", "aiohttp"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False


def _handler(edge: Edge, figures: Figures, shared: SharedMemory | None) -> Handle:
    """Return what handles one event and never raises: the one place where a bug of ours is met."""

    async def handle(event: Event) -> None:
        try:
            if shared is None:
                await answer(edge, event)
                return
            async with shared.turn(event) as newest:
                if newest is None:
                    return
                late = event.what == "tap" and event.update < newest and not urgent(edge, event)
                await answer(edge, replace(event, passed=True) if late else event)
        except Exception as bug:  # noqa: BLE001 - whatever it is, the person gets a screen, and the log no word of theirs
            figures.failed()
            log.error("%s: %s", event.kind, told(bug))  # noqa: TRY400 - a traceback may hold words
            await _apologise(edge, event)

    return handle


async def _apologise(edge: Edge, event: Event) -> None:
    """Show the numbers that always answer, and a way to start again; in private only."""
    if not event.private or not event.chat:
        return
    phrases = in_language(edge.guide(), edge.memory.language(event.chat)).phrases
    link = Link(phrases["probleme_bouton"], "", "restart")
    screen = Screen("", "", "probleme", phrases["probleme"], (link,))
    try:
        await edge.delivery.show(event.chat, render(screen, phrases["entete"]))
    except Exception as bug:  # noqa: BLE001 - nothing more can be done for this update; the next one is another try
        log.error("probleme: %s", told(bug))  # noqa: TRY400 - as above
