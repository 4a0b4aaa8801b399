"""What `relais run` and `relais webhook` build: the bot on Telegram, by polling or webhook, in one process or several."""

import asyncio
import ctypes
import gc
import importlib
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.app import LOOPBACK, Counting, database, documents_of, load_guide
from bot.core.finding import warm as warm_search
from bot.core.guide import Guide
from bot.core.places import warm
from bot.figures import Figures
from bot.observatory.address import AddressError, open_tally
from bot.observatory.store import StoreError
from bot.observatory.tally import Tally
from bot.settings import Settings, SettingsError, host_port

if TYPE_CHECKING:
    from bot.telegram.workers import Place

LOG = logging.getLogger("relais")

#: The pages of the webhook's port that are not Telegram's.
PAGES = frozenset({"/health", "/ready"})
_SURROUNDINGS = 3
#: Seconds after the start of one process until it makes its indexes: who is already waiting comes first.
_FIRST = 0.5
#: glibc's M_TRIM_THRESHOLD, and the bytes that may stay free at the end of its heap.
_TRIM_THRESHOLD, _KEPT_FREE = -1, 65_536


def run_telegram(settings: Settings) -> int:
    """Run the Telegram bot until it is told to stop; raise SettingsError where it cannot start. Returns the exit code."""
    _token(settings)
    if settings.now and urlsplit(settings.api_url).hostname not in LOOPBACK:
        message = "BOT_NOW fige l'horloge : il n'est accepté par « run » que si BOT_API_URL est sur cette machine."
        raise SettingsError(message)
    if settings.webhook_url:
        _secret(settings)
    _give_back()
    gc.disable()  # a start makes a million objects and drops few of them: each collection would walk them all
    try:
        return _run(settings)
    finally:
        gc.enable()


def _give_back() -> None:
    """Have the C library give back what is freed: by default it raises its own bounds after the first large buffers, and keeps 8 MB."""
    with suppress(OSError, AttributeError, TypeError):  # another C library has no such thing
        ctypes.CDLL(None).mallopt(_TRIM_THRESHOLD, _KEPT_FREE)


def _run(settings: Settings) -> int:
    guide = load_guide(settings)
    if guide.knowledge.operator is None or guide.knowledge.operator.example:
        LOG.warning("knowledge/exploitant.yaml est encore l'exemple : remplissez-le avant d'ouvrir le service.")
    from bot.telegram.workers import Place, open_port, supervise  # noqa: PLC0415 - aiogram costs seconds that only `run` pays

    port = open_port(*host_port(settings.listen)) if settings.webhook_url else None
    if settings.workers == 1:
        return asyncio.run(_telegram(settings, guide, Place(port=port)))
    _prepare(guide)

    def work(place: Place) -> int:
        try:
            return asyncio.run(_telegram(settings, guide, place))
        except (SettingsError, AddressError, StoreError) as error:
            LOG.critical("%s", error)
            return _SURROUNDINGS

    return supervise(settings.workers, port, work)


def change_webhook(settings: Settings, *, called: bool) -> str:
    """Have Telegram call BOT_WEBHOOK_URL, or call no more; return what was done. Raises SettingsError."""
    token = _token(settings)
    url, secret = settings.webhook_url, _secret(settings) if called else ""
    if called and not url:
        message = "BOT_WEBHOOK_URL manque. Écrivez l'adresse publique du robot, en https."
        raise SettingsError(message)
    from bot.telegram.service import TokenRefused, bot_of, quiet  # noqa: PLC0415 - aiogram costs seconds
    from bot.telegram.webhook import Unanswered, delete_webhook, set_webhook  # noqa: PLC0415 - the same

    quiet()
    try:
        bot = bot_of(token, settings.api_url)
        asyncio.run(set_webhook(bot, url, secret) if called and url else delete_webhook(bot))
    except TokenRefused as refused:
        raise _refused() from refused
    except Unanswered as silent:
        message = (
            f"Telegram n'a pas fait ce changement ({silent}). Vérifiez BOT_WEBHOOK_URL et le réseau, puis réessayez."
        )
        raise SettingsError(message) from None
    if called:
        return "Telegram appellera BOT_WEBHOOK_URL, avec le secret. Lancez : relais run"
    return "Telegram n'appelle plus. Sans BOT_WEBHOOK_URL, « relais run » va chercher les messages."


def _token(settings: Settings) -> str:
    if settings.token is None:
        message = "BOT_TOKEN manque. Demandez un jeton à @BotFather, puis écrivez BOT_TOKEN=… dans le fichier .env."
        raise SettingsError(message)
    return settings.token.get_secret_value()


def _secret(settings: Settings) -> str:
    if settings.webhook_secret is None:
        message = "BOT_WEBHOOK_SECRET manque : sans lui, n'importe qui parlerait au robot au nom de Telegram."
        raise SettingsError(message)
    return settings.webhook_secret.get_secret_value()


def _path(url: str) -> str:
    path = urlsplit(url).path or "/"
    if path in PAGES:
        message = f"BOT_WEBHOOK_URL : le chemin « {path} » est celui d'une autre page. Choisissez-en un autre."
        raise SettingsError(message)
    return path


def _refused() -> SettingsError:
    return SettingsError("Telegram refuse le jeton BOT_TOKEN. Vérifiez-le auprès de @BotFather.")


def _prepare(guide: Guide) -> None:
    """Load what everybody needs, once and before the fork: the edge itself, the communes, the lexicon, minors' words."""
    importlib.import_module("bot.telegram.server")
    _ = guide.gazetteer, guide.minor
    _index(guide)


def _index(guide: Guide) -> None:
    """Make what typed words are looked up in, before the first ones: communes, lexicon, everything that has a name."""
    warm(guide.gazetteer)
    warm_search(guide)


async def _index_beside(guide: Guide) -> None:
    """Make the indexes beside the loop, while it serves: taps need none of them, and words that come first make their own."""
    await asyncio.sleep(_FIRST)
    await asyncio.to_thread(_index, guide)
    gc.freeze()  # made once, for as long as the process lives: no collection need walk it


def _metrics(
    settings: Settings, figures: Figures, tally: Tally, live: Callable[[], Guide], worker: int
) -> AbstractAsyncContextManager[None]:
    """Return what serves the metrics while it is entered; nothing is imported nor opened unless they are asked for."""
    if settings.metrics_listen is None:
        return nullcontext()
    from bot.operations.metrics import Watched, serving  # noqa: PLC0415 - only who scrapes pays for it

    return serving(settings.metrics_listen, Watched(figures, tally.health, live, settings.clock), worker)


async def _telegram(settings: Settings, guide: Guide, place: "Place") -> int:
    from bot.content.reload import LiveGuide  # noqa: PLC0415 - watching folders costs too
    from bot.telegram.pace import Pace  # noqa: PLC0415 - aiogram costs seconds that only `run` pays
    from bot.telegram.server import run  # noqa: PLC0415 - the same
    from bot.telegram.service import Service, TokenRefused  # noqa: PLC0415 - the same
    from bot.telegram.webhook import Webhook  # noqa: PLC0415 - the same
    from bot.volatile import open_volatile  # noqa: PLC0415 - the same

    _ = guide.gazetteer, guide.minor
    volatile = await open_volatile(settings)
    tally = open_tally(database(settings), clock=settings.clock, volatile=volatile)
    live = LiveGuide(guide, lambda: load_guide(settings), [settings.flows, settings.knowledge])
    counting = Counting(live, tally, "telegram")
    figures = Figures()
    service = Service(
        token=_token(settings),
        guide=live,
        clock=settings.clock,
        on_screen=lambda chat, screen: counting.seen(chat, screen, settings.clock()),
        on_restart=lambda chat: counting.restarted(chat, settings.clock()),
        documents=documents_of,
        api_url=settings.api_url,
        figures=figures,
        volatile=volatile,
        pace=Pace(settings.messages_a_second / place.workers),
    )
    webhook = Webhook(_path(settings.webhook_url), _secret(settings)) if settings.webhook_url else None
    done = asyncio.Event()
    watching = asyncio.create_task(live.watch(done))
    indexing = asyncio.create_task(_index_beside(guide))
    try:
        async with _metrics(settings, figures, tally, live, place.number):
            gc.freeze()  # what stands now stays: a full collection after `import aiogram` would stall everybody for 160 ms
            gc.enable()
            await run(service, webhook=webhook, place=place)
    except TokenRefused as refused:
        raise _refused() from refused
    finally:
        done.set()
        indexing.cancel()
        await asyncio.gather(watching, indexing, return_exceptions=True)
        await tally.close()
        if volatile is not None:
            volatile.close()
    return 0
