"""What an event means: a tap, words, a command, something that can't be read, a group. Each gets a sensible answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core import dialogue
from bot.core import path as paths
from bot.core.aside import afresh
from bot.core.guide import Guide
from bot.core.pages import URGENCY_PAGES
from bot.core.tongue import in_language, language_of, spoken_under
from bot.core.view import Document, Screen
from bot.logs import told
from bot.telegram.delivery import Delivery
from bot.telegram.memory import Memory
from bot.telegram.render import decode, render
from bot.telegram.updates import Event, What

log = logging.getLogger("relais.telegram")

#: The pages that wait for nobody.
EMERGENCY = frozenset({"u", *URGENCY_PAGES.values()})

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


async def answer(edge: Edge, event: Event) -> None:
    """Do what an event asks for; what was overtaken is only noted, for /effacer."""
    if event.passed and event.private:
        if event.what in {"command", "words", "unread"}:
            edge.memory.received(event.chat, event.message)
        if event.query:
            await edge.delivery.stop_clock(event.query)
        return
    await _HANDLERS[event.what](speaking(edge, event) if event.private else edge, event)


def urgent(edge: Edge, event: Event) -> bool:
    """Say whether an event asks for the emergency screen, or its words alarm: then it waits for no other."""
    if event.what == "command":
        return event.data == "urgence"
    if event.what == "tap":
        return paths.parse(event.data).page[:2] in EMERGENCY
    return event.what in {"words", "edited"} and dialogue.alarming(edge.guide(), event.words)


async def _on_command(edge: Edge, event: Event) -> None:
    """Answer a command; /start may carry a deep link's payload."""
    edge.memory.received(event.chat, event.message)
    await _obey(edge, event.chat, event.data, event.words)


async def _on_words(edge: Edge, event: Event) -> None:
    """Answer typed words, or a picture's caption, where the person stands."""
    edge.memory.received(event.chat, event.message)
    await _answer(edge, event, edge.memory.parked(event.chat))


async def _on_edited(edge: Edge, event: Event) -> None:
    """Answer the last message's new words where it was first answered; an older one changes nothing, unless it alarms."""
    address = edge.memory.answered(event.chat, event.message)
    if address is None and dialogue.alarming(edge.guide(), event.words):
        address = edge.memory.parked(event.chat)
    if address is None:
        await _stay(edge, event.chat, "message_ancien_modifie")
    else:
        await _answer(edge, event, address, "message_modifie")


async def _on_unread(edge: Edge, event: Event) -> None:
    """Say that only words are read, and show again where the person stands; an album of ten gets one answer."""
    edge.memory.received(event.chat, event.message)
    if not event.album or edge.memory.first_of_album(event.chat, event.album):
        await _stay(edge, event.chat, "medias_non_lus")


async def _on_tap(edge: Edge, event: Event) -> None:
    """Show what the button leads to in place of its message; a message too old to be edited gets a new one below."""
    clock = asyncio.create_task(edge.delivery.stop_clock(event.query)) if event.query else None
    try:
        if not event.private:
            await _leave(edge, event)
        elif event.chat:
            path, again = decode(event.data)
            await _tapped(edge, event.chat, path, event.message or None, again=again)
    finally:
        if clock is not None:  # where Telegram called, the reply stops it
            await clock


async def _on_joined(edge: Edge, event: Event) -> None:
    """Leave a group or a channel at once: it is no place for this."""
    if not event.private:
        await _leave(edge, event)


async def _on_left(edge: Edge, event: Event) -> None:
    """Forget a person who blocked the bot."""
    if event.private:
        edge.memory.forget(event.chat)
        await _tell(edge.on_restart, event.chat)


def speaking(edge: Edge, event: Event) -> Edge:
    """Return the edge with the guide in the person's language.

    That of the last screen while it is remembered, else that of the message whose button was tapped (its first line tells),
    else that of their telephone, else French. So an old button goes on in its language, whatever was forgotten since.
    """
    guide = edge.guide()
    language = edge.memory.language(event.chat) if event.chat else ""
    if not language and event.header:
        language = spoken_under(guide, event.header)
    if not language and event.language:
        language = language_of(guide, event.language) or ""
    return _in(edge, language or guide.language)


def _in(edge: Edge, language: str) -> Edge:
    guide = edge.guide()
    if language == guide.language:
        return edge
    other = in_language(guide, language)
    return replace(edge, guide=lambda: other)


async def _tapped(edge: Edge, chat: int, path: str, number: int | None, *, again: bool) -> None:
    if again:
        await _begin_again(edge, chat)
    screen = dialogue.tap(edge.guide(), path, edge.clock(), edge.memory.aside(chat))
    await _present(edge, chat, screen, number, button=path)


async def _begin_again(edge: Edge, chat: int) -> None:
    """Count what comes as another conversation, and forget what was written in this one."""
    edge.memory.keep(chat, afresh(edge.memory.aside(chat)))
    await _tell(edge.on_restart, chat)


async def _answer(edge: Edge, event: Event, address: str, remark: str = "") -> None:
    """Answer words said at an address; some words act like commands."""
    chat, words, guide = event.chat, event.words, edge.guide()
    edge.memory.hear(chat, event.message, address)
    if name := dialogue.spoken_command(guide, words):
        await _obey(edge, chat, name, "")
        return
    screen = dialogue.say(guide, address, words, edge.clock(), edge.memory.aside(chat))
    await _present(edge, chat, screen, remark=remark)


async def _obey(edge: Edge, chat: int, name: str, payload: str) -> None:
    guide, now = edge.guide(), edge.clock()
    if name == "start":
        await _begin_again(edge, chat)
        await _present(edge, chat, dialogue.start(guide, payload, now))
    else:
        aside = edge.memory.aside(chat)
        await _present(edge, chat, dialogue.command(guide, name, edge.memory.parked(chat), now, aside))


async def _stay(edge: Edge, chat: int, remark: str) -> None:
    """Show again where the person stands, under a remark (the id of a phrase)."""
    screen = dialogue.tap(edge.guide(), edge.memory.parked(chat), edge.clock(), edge.memory.aside(chat))
    await _present(edge, chat, screen, remark=remark)


async def _present(  # noqa: PLR0913 - each is one thing that showing depends on
    edge: Edge, chat: int, screen: Screen, number: int | None = None, *, remark: str = "", button: str | None = None
) -> None:
    """Show a screen; remember where the person stands, or forget it where the screen is a farewell.

    A file goes once for each `button`: a double tap brings no second one.
    """
    if screen.leaving is not None:
        await _take_leave(edge, chat, screen, number)
        return
    if screen.aside is not None:
        edge.memory.keep(chat, screen.aside)
    discreet = edge.memory.aside(chat).discreet
    edge = _in(edge, screen.language or edge.guide().language)
    guide = edge.guide()
    header = guide.phrases["entete_discret" if discreet else "entete"]
    messages = render(screen, header, _remark(guide, remark, screen), veiled=discreet)
    if await edge.delivery.show(chat, messages, number, urgent=screen.urgency is not None):
        edge.memory.park(chat, screen.address, guide.language)
        await _tell(edge.on_screen, chat, screen)
        if edge.memory.hand(chat, button if screen.has_files else None) and screen.has_files:
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
        edge.memory.hand(chat, None)  # whoever asks again gets it
        sorry = screen._replace(text=_remark(guide, "fichier_pas_parti", screen), links=())
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
    bare = screen._replace(links=())
    if screen.leaving == "quit":
        await edge.delivery.show(chat, render(bare, phrases["entete"]), number)
        await edge.delivery.strip(chat)
        return
    erased = await edge.delivery.erase(chat)
    done = phrases["effacement_partiel" if erased.kept else "effacement_complet"]
    told = done.fill(effaces=str(erased.gone), restants=str(erased.kept))
    bare = bare._replace(text="\n\n".join([bare.text, told, phrases["effacement_limites"]]))
    await edge.delivery.show(chat, render(bare, phrases["entete"]))
    edge.memory.forget(chat)


async def _leave(edge: Edge, event: Event) -> None:
    """Say one neutral sentence and leave."""
    first = edge.memory.first_goodbye(event.chat)
    await edge.delivery.say_and_leave(event.chat, edge.guide().phrases["groupe"] if first else None)


_HANDLERS: dict[What, Callable[[Edge, Event], Coroutine[Any, Any, None]]] = {
    "command": _on_command, "words": _on_words, "edited": _on_edited, "unread": _on_unread, "tap": _on_tap,
    "group": _leave, "joined": _on_joined, "left": _on_left,
}  # fmt: skip


async def _tell(hook: Callable[..., Told], *what: object) -> None:
    """Tell the app; a count that fails takes nothing away from the person, who has the screen."""
    try:
        waiting = hook(*what)
        if waiting is not None:
            await waiting
    except Exception as bug:  # noqa: BLE001 - whatever breaks in counting, the conversations go on
        log.error("count: %s", told(bug))  # noqa: TRY400 - a traceback may hold what was answered
