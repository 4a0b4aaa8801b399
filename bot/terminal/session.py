"""One conversation without Telegram: it remembers the screen that is shown, as Telegram's buttons do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

from bot.core import dialogue
from bot.core.aside import NOTHING, SECONDS, Aside, afresh
from bot.core.guide import Guide
from bot.core.path import parse
from bot.core.tongue import in_language
from bot.core.view import Document, Link, Screen
from bot.core.words import fold

Seen = Callable[[Screen], Awaitable[None]]
Restarted = Callable[[], Awaitable[None]]
Documents = Callable[[Guide, Screen, datetime], tuple[Document, ...]]


class NotHereError(ValueError):
    """What was asked for does not go on this screen; the message says why."""


class Session:
    """A conversation: its guide, its clock, the screen shown now, who counts, and who makes files (nobody, if not given).

    `home` is the deep link that it begins with: a flow, if another one than the main.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each is a part of a conversation
        self,
        guide: Guide,
        clock: Callable[[], datetime],
        seen: Seen,
        restarted: Restarted,
        documents: Documents | None = None,
        home: str = "",
    ) -> None:
        self.guide = guide
        self.clock = clock
        self._seen = seen
        self._restarted = restarted
        self._documents = documents
        self._home = home
        self.screen = dialogue.start(guide, home, clock())
        #: Where this session begins: whoever comes back there is somebody else, on a shared computer.
        self.beginning = self.screen.address
        self._kept = (0.0, NOTHING)

    @property
    def aside(self) -> Aside:
        """Return what stands beside the path, as long as half an hour after it changed."""
        until, aside = self._kept
        return aside if monotonic() < until else NOTHING

    async def start(self, payload: str = "") -> Screen:
        """Begin again, as by a deep link; without one, where this session begins."""
        await self._begin_again()
        return await self._shown(dialogue.start(self.guide, payload or self._home, self.clock()))

    async def tap(self, target: str) -> Screen:
        """Follow a link of this screen by its label, or any path."""
        link = next((each for each in self.screen.links if target in (each.label, each.path)), None)
        if link is None:
            link = next((each for each in self.screen.links if fold(each.label) == fold(target)), None)
        if link is None and parse(target).garbled:
            message = f"Aucun bouton ne s'appelle « {target[:40]} » sur cet écran."
            raise NotHereError(message)
        if link is None:
            return await self._follow(Link(target, target))
        if link.path is None:
            message = "Ce bouton copie un texte ou ouvre un site : il ne mène à aucun écran."
            raise NotHereError(message)
        return await self._follow(link)

    async def say(self, words: str) -> Screen:
        """Say words, or a command."""
        name = words[1:].split(maxsplit=1)[0].lower() if words.startswith("/") and words[1:].split() else ""
        known = {
            "privacy": "confidentialite",
            "lang": "langue",
            "language": "langue",
            **{each: each for each in dialogue.COMMANDS},
        }
        command = known.get(name) or dialogue.spoken_command(self.guide, words)
        if command == "start":
            return await self.start(words.partition(" ")[2] if name else "")
        if command in {"quitter", "effacer"}:
            await self._restarted()
        if command:
            return await self._shown(
                dialogue.command(self.guide, command, self.screen.address, self.clock(), self.aside)
            )
        return await self._shown(dialogue.say(self.guide, self.screen.address, words, self.clock(), self.aside))

    async def place(self, insee: str) -> Screen:
        """Answer the question about a commune by its code."""
        if not self.screen.expects_place:
            message = "Aucune commune n'est demandée sur cet écran."
            raise NotHereError(message)
        if not self.guide.place_exists(insee.upper()):
            message = f"Aucune commune n'a le code {insee[:10]}."
            raise NotHereError(message)
        return await self._shown(dialogue.place(self.guide, self.screen.address, insee, self.clock(), self.aside))

    async def with_files(self, screen: Screen) -> Screen:
        """Return the screen with its files made; the session itself keeps none."""
        if self._documents is None or not screen.has_files:
            return screen
        made = await asyncio.to_thread(self._documents, self.guide, screen, self.clock())
        return screen._replace(documents=made)

    async def _follow(self, link: Link) -> Screen:
        if link.role == "restart":
            await self._begin_again()
        return await self._shown(dialogue.tap(self.guide, link.path or "", self.clock(), self.aside))

    async def _begin_again(self) -> None:
        """Count what comes as another conversation, and forget what was written in this one."""
        await self._restarted()
        self._kept = (self._kept[0], afresh(self.aside))

    async def _shown(self, screen: Screen) -> Screen:
        self.screen = screen
        self.guide = in_language(self.guide, screen.language or self.guide.language)
        if screen.leaving:
            self._kept = (0.0, NOTHING)
            return screen
        if screen.aside is not None:
            self._kept = (monotonic() + SECONDS, screen.aside)
        await self._seen(screen)
        return screen
