"""What a Telegram server holds: chats, messages, and the updates that the bot has not acknowledged."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

#: After so long a bot may no longer edit or delete a message, in seconds.
OLD = 48 * 3600
#: After so long a callback query may no longer be answered, in seconds.
QUERY_OLD = 15 * 60

Update = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was uploaded."""

    name: str
    content: bytes


@dataclass(slots=True)
class Posted:
    """A message as the chat holds it: `text` as shown (of a `file`, its caption), `html` as sent, `rows` of buttons."""

    number: int
    chat: int
    at: float
    by_bot: bool
    text: str = ""
    html: str = ""
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    preview: bool = True
    edits: int = 0
    file: File | None = None

    @property
    def buttons(self) -> list[str]:
        """Return the labels, row by row."""
        return [button["text"] for row in self.rows for button in row]

    def button(self, label: str) -> dict[str, Any]:
        """Return the button with this label; say which there are where there is none."""
        for row in self.rows:
            for button in row:
                if button["text"] == label:
                    return button
        problem = f"no button « {label} » among {self.buttons}"
        raise AssertionError(problem)


@dataclass(slots=True)
class Chat:
    """A chat: `blocked` by its person, `gone` where the account was deleted; `left` once the bot has left the group."""

    id: int
    type: str = "private"
    messages: dict[int, Posted] = field(default_factory=dict)
    touched: list[int] = field(default_factory=list)
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    blocked: bool = False
    gone: bool = False
    left: bool = False

    def touch(self, number: int) -> None:
        """Note that a message was sent or edited; `shown` is set, for whoever looks at the telephone."""
        self.touched.append(number)
        self.shown.set()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a bot wants to be called, with what secret, for which kinds of update, by how many at a time."""

    url: str
    secret: str
    allowed: tuple[str, ...] = ()
    connections: int = 40

    def wants(self, update: Update) -> bool:
        """Say whether the bot asked for this kind."""
        return not self.allowed or any(kind in update for kind in self.allowed)


class World:
    """The state behind the server. Time is the computer's, plus what `advance` added."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.queue: list[Update] = []
        self.acknowledged = 0
        self.webhook: Webhook | None = None
        self._delivered: set[int] = set()
        self.arrived = asyncio.Event()
        self.acked = asyncio.Condition()
        self.queries: dict[str, float] = {}
        self.answered: list[str] = []
        self.profile: dict[str, Any] = {}
        self.profiles: dict[str, dict[str, Any]] = {}
        self._shift = 0.0
        self._numbers = 0
        self._updates = 0

    def now(self) -> float:
        """Return the time, in seconds."""
        return time.time() + self._shift

    def advance(self, *, hours: float = 0.0, minutes: float = 0.0) -> None:
        """Let time pass on Telegram's side."""
        self._shift += hours * 3600 + minutes * 60

    def chat(self, ident: int, kind: str = "private") -> Chat:
        """Return the chat, made if need be."""
        return self.chats.setdefault(ident, Chat(ident, kind))

    def post(self, chat: Chat, *, by_bot: bool, **content: Any) -> Posted:
        """Add a message; its number is the next one of the whole server, as in private chats."""
        self._numbers += 1
        message = Posted(self._numbers, chat.id, self.now(), by_bot, **content)
        chat.messages[message.number] = message
        if by_bot and message.file is None:  # a file stands below the screen, it is none
            chat.touch(message.number)
        return message

    def push(self, **event: Any) -> int:
        """Queue an update; return its number."""
        self._updates += 1
        self.queue.append({"update_id": self._updates, **event})
        self.arrived.set()
        return self._updates

    async def acknowledge(self, offset: int) -> None:
        """Drop the updates below the offset."""
        if offset > self.acknowledged:
            self.queue = [update for update in self.queue if update["update_id"] >= offset]
            self.acknowledged = offset
            async with self.acked:
                self.acked.notify_all()

    async def delivered(self, update: int) -> None:
        """Drop one update, which a webhook took."""
        self.queue = [each for each in self.queue if each["update_id"] != update]
        self._delivered.add(update)
        async with self.acked:
            self.acked.notify_all()

    def is_handled(self, update: int) -> bool:
        """Say whether the bot has acknowledged an update."""
        return self.acknowledged > update or update in self._delivered

    async def handled(self, update: int, seconds: float) -> None:
        """Wait until the bot has acknowledged an update."""
        try:
            async with asyncio.timeout(seconds), self.acked:
                await self.acked.wait_for(lambda: self.is_handled(update))
        except TimeoutError:
            problem = f"the bot did not acknowledge update {update} within {seconds} s"
            raise AssertionError(problem) from None

    async def handled_all(self, updates: Iterable[int], seconds: float) -> None:
        """Wait until the bot has acknowledged each of these updates."""
        async with asyncio.timeout(seconds):
            for update in updates:
                await self.handled(update, seconds)

    async def until(self, holds: Callable[[], bool], seconds: float = 15.0) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - anything may be waited for
                await asyncio.sleep(0.005)
