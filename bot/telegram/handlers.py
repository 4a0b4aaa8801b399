"""What an update means: a tap, words, a command, something that can't be read, a group. Each gets a sensible answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.enums import ContentType as Content
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message

from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.tongue import in_language, language_of, spoken_under
from bot.core.view import Document, Screen
from bot.logs import told
from bot.telegram.delivery import Delivery
from bot.telegram.memory import Memory
from bot.telegram.render import decode, render

log = logging.getLogger("relais.telegram")

#: The commands of the menu, in its order; `commande_…` among the phrases describes each.
COMMANDS = ("start", "aide", "urgence", "effacer", "quitter", "langue", "confidentialite")
_ALIASES = {"privacy": "confidentialite", "help": "aide", "language": "langue", "lang": "langue"}

#: What people send and no robot here reads; everything else without words is Telegram's own (a pinned message…).
_UNREAD = frozenset({
    Content.ANIMATION, Content.AUDIO, Content.DOCUMENT, Content.LIVE_PHOTO, Content.PAID_MEDIA, Content.PHOTO,
    Content.STICKER, Content.STORY, Content.VIDEO, Content.VIDEO_NOTE, Content.VOICE, Content.CHECKLIST, Content.CONTACT,
    Content.DICE, Content.GAME, Content.POLL, Content.VENUE, Content.LOCATION, Content.INVOICE, Content.UNKNOWN,
})  # fmt: skip
_IN = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED})

#: A hook of the app may be a plain function or a coroutine function.
Told = Awaitable[None] | None
#: What makes the files that go with a screen; slow enough to be called in a thread.
Documents = Callable[[Guide, Screen, datetime], tuple[Document, ...]]


@dataclass(frozen=True, slots=True)
class Edge:
    """All that a handler needs. `on_screen` is told of every screen that arrived, `on_restart` of every new beginning."""

    guide: Callable[[], Guide]
    clock: Callable[[], datetime]
    memory: Memory
    delivery: Delivery
    on_screen: Callable[[int, Screen], Told]
    on_restart: Callable[[int], Told]
    documents: Documents


def make_router() -> Router:
    """Return the handlers, tried in this order; each gets the Edge from the dispatcher's data."""
    router = Router(name="relais")
    private = F.chat.type == ChatType.PRIVATE
    router.message.register(on_group, ~private)
    router.message.register(on_command, Command(*COMMANDS, *_ALIASES, ignore_case=True, ignore_mention=True))
    router.message.register(on_words, F.text | F.caption)
    router.message.register(on_unread, F.content_type.in_(_UNREAD))
    router.edited_message.register(on_edited, private, F.text | F.caption)
    router.callback_query.register(on_tap)
    router.my_chat_member.register(on_membership)
    return router


async def on_command(message: Message, command: CommandObject, edge: Edge) -> None:
    """Answer a command; /start may carry a deep link's payload."""
    edge.memory.received(message.chat.id, message.message_id)
    edge = speaking(edge, message)
    name = command.command.casefold()
    await _obey(edge, message.chat.id, _ALIASES.get(name, name), (command.args or "").strip())


async def on_words(message: Message, edge: Edge) -> None:
    """Answer typed words, or a picture's caption, where the person stands."""
    edge.memory.received(message.chat.id, message.message_id)
    await _answer(speaking(edge, message), message, edge.memory.parked(message.chat.id))


async def on_edited(message: Message, edge: Edge) -> None:
    """Answer the last message's new words where it was first answered; an older one changes nothing, unless it alarms."""
    chat, edge = message.chat.id, speaking(edge, message)
    address = edge.memory.answered(chat, message.message_id)
    if address is None and dialogue.alarming(edge.guide(), message.text or message.caption or ""):
        address = edge.memory.parked(chat)
    if address is None:
        await _stay(edge, chat, "message_ancien_modifie")
    else:
        await _answer(edge, message, address, "message_modifie")


async def on_unread(message: Message, edge: Edge) -> None:
    """Say that only words are read, and show again where the person stands; an album of ten gets one answer."""
    chat, edge = message.chat.id, speaking(edge, message)
    edge.memory.received(chat, message.message_id)
    if message.media_group_id is None or edge.memory.first_of_album(chat, message.media_group_id):
        await _stay(edge, chat, "medias_non_lus")


async def on_tap(query: CallbackQuery, edge: Edge) -> None:
    """Show what the button leads to in place of its message; a message too old to be edited gets a new one below."""
    place = query.message
    if place is None:  # a button under an inline result: this bot sends none
        await edge.delivery.stop_clock(query.id)
        return
    if place.chat.type != ChatType.PRIVATE:
        await asyncio.gather(edge.delivery.stop_clock(query.id), _leave(edge, place.chat.id))
        return
    edge = speaking(edge, query)
    path, again = decode(query.data or "")
    number = None if isinstance(place, InaccessibleMessage) else place.message_id
    await asyncio.gather(edge.delivery.stop_clock(query.id), _tapped(edge, place.chat.id, path, number, again=again))


async def on_group(message: Message, edge: Edge) -> None:
    """Say one neutral sentence and leave: a group is no place for this."""
    await _leave(edge, message.chat.id)


async def on_membership(event: ChatMemberUpdated, edge: Edge) -> None:
    """Leave a group or a channel at once; forget a person who blocked the bot."""
    inside = event.new_chat_member.status in _IN
    if event.chat.type != ChatType.PRIVATE:
        if inside:
            await _leave(edge, event.chat.id)
    elif not inside:
        edge.memory.forget(event.chat.id)
        await _tell(edge.on_restart, event.chat.id)


def speaking(edge: Edge, event: Message | CallbackQuery) -> Edge:
    """Return the edge with the guide in the person's language.

    That of the last screen while it is remembered, else that of the message whose button was tapped (its first line tells),
    else that of their telephone, else French. So an old button goes on in its language, whatever was forgotten since.
    """
    guide = edge.guide()
    place = event.message if isinstance(event, CallbackQuery) else event
    language = edge.memory.language(place.chat.id) if place else ""
    if not language and isinstance(event, CallbackQuery) and isinstance(place, Message):
        language = spoken_under(guide, (place.text or "").partition("\n")[0])
    if not language and event.from_user:
        language = language_of(guide, event.from_user.language_code or "") or ""
    return _in(edge, language or guide.language)


def _in(edge: Edge, language: str) -> Edge:
    guide = edge.guide()
    if language == guide.language:
        return edge
    other = in_language(guide, language)
    return replace(edge, guide=lambda: other)


async def _tapped(edge: Edge, chat: int, path: str, number: int | None, *, again: bool) -> None:
    screen = dialogue.tap(edge.guide(), path, edge.clock())
    if again:
        await _tell(edge.on_restart, chat)
    await _present(edge, chat, screen, number)


async def _answer(edge: Edge, message: Message, address: str, remark: str = "") -> None:
    """Answer words said at an address; some words act like commands."""
    chat, guide = message.chat.id, edge.guide()
    words = message.text or message.caption or ""
    edge.memory.hear(chat, message.message_id, address)
    if name := dialogue.spoken_command(guide, words):
        await _obey(edge, chat, name, "")
        return
    screen = dialogue.say(guide, address, words, edge.clock())
    await _present(edge, chat, screen, remark=remark)


async def _obey(edge: Edge, chat: int, name: str, payload: str) -> None:
    guide, now = edge.guide(), edge.clock()
    if name == "start":
        await _tell(edge.on_restart, chat)
        await _present(edge, chat, dialogue.start(guide, payload, now))
    else:
        await _present(edge, chat, dialogue.command(guide, name, edge.memory.parked(chat), now))


async def _stay(edge: Edge, chat: int, remark: str) -> None:
    """Show again where the person stands, under a remark (the id of a phrase)."""
    await _present(edge, chat, dialogue.tap(edge.guide(), edge.memory.parked(chat), edge.clock()), remark=remark)


async def _present(edge: Edge, chat: int, screen: Screen, number: int | None = None, remark: str = "") -> None:
    """Show a screen; remember where the person stands, or forget it where the screen is a farewell."""
    if screen.leaving is not None:
        await _take_leave(edge, chat, screen, number)
        return
    edge = _in(edge, screen.language or edge.guide().language)
    guide = edge.guide()
    messages = render(screen, guide.phrases["entete"], _remark(guide, remark, screen))
    if await edge.delivery.show(chat, messages, number):
        edge.memory.park(chat, screen.address, guide.language)
        await _tell(edge.on_screen, chat, screen)
        if screen.has_files:
            await _hand_over(edge, chat, screen)


async def _hand_over(edge: Edge, chat: int, screen: Screen) -> None:
    """Make the screen's files and send them below; where that fails, the screen stays and a sentence says it."""
    guide = edge.guide()
    try:
        files = await asyncio.to_thread(edge.documents, guide, screen, edge.clock())
    except Exception as bug:  # noqa: BLE001 - whatever breaks in the typesetter, the text to copy is there already
        log.error("document: %s", told(bug))  # noqa: TRY400 - a traceback may hold what was answered
        arrived = False
    else:
        arrived = await edge.delivery.hand_over(chat, files, guide.phrases["entete"])
    if not arrived and edge.memory.knows(chat):
        sorry = replace(screen, text=_remark(guide, "fichier_pas_parti", screen), links=())
        await edge.delivery.show(chat, render(sorry, guide.phrases["entete"]))


def _remark(guide: Guide, name: str, screen: Screen) -> str:
    """Return the sentence of the edge's own that comes first, in the form for minors where there is one."""
    phrases = guide.phrases
    if screen.facts.minor and f"{name}_mineur" in phrases:
        return phrases[f"{name}_mineur"]
    return phrases[name] if name else ""


async def _take_leave(edge: Edge, chat: int, screen: Screen, number: int | None) -> None:
    """Leave a last message without buttons, none on the earlier ones either, and forget where the person stood."""
    phrases = edge.guide().phrases
    await _tell(edge.on_restart, chat)
    edge.memory.close(chat)
    bare = replace(screen, links=())
    if screen.leaving == "quit":
        await edge.delivery.show(chat, render(bare, phrases["entete"]), number)
        await edge.delivery.strip(chat)
        return
    erased = await edge.delivery.erase(chat)
    done = phrases["effacement_partiel" if erased.kept else "effacement_complet"]
    told = done.fill(effaces=str(erased.gone), restants=str(erased.kept))
    bare = replace(bare, text="\n\n".join([bare.text, told, phrases["effacement_limites"]]))
    await edge.delivery.show(chat, render(bare, phrases["entete"]))
    edge.memory.forget(chat)


async def _leave(edge: Edge, group: int) -> None:
    first = edge.memory.first_goodbye(group)
    await edge.delivery.say_and_leave(group, edge.guide().phrases["groupe"] if first else None)


async def _tell(hook: Callable[..., Told], *what: object) -> None:
    """Tell the app; a count that fails takes nothing away from the person, who has the screen."""
    try:
        waiting = hook(*what)
        if waiting is not None:
            await waiting
    except Exception as bug:  # noqa: BLE001 - whatever breaks in counting, the conversations go on
        log.error("count: %s", told(bug))  # noqa: TRY400 - a traceback may hold what was answered
