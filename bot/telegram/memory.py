"""All that the Telegram edge remembers, and for how long: in memory, never on a disk.

`shared` shows a chat's part to the other workers, through a volatile Redis where there is one.

`TABLE` says it as data; `docs/decisions/0003-ephemeral-memory.md` says it for people, and a test compares the two.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core.aside import SECONDS, Aside
from bot.core.recall import EMPTY, Recall
from bot.telegram.shelf import Ephemeral, Shelf

_MINUTES_30 = 30 * 60
_HOURS_48 = 48 * 60 * 60

#: The numbers kept for one chat: a flood pushes the oldest ones out.
MOST_NUMBERS = 2000

#: Where it is: in this process, and, where there is a Redis, encrypted in it under a keyed digest of the chat.
_HERE, _SHARED = "memory", "memory, and Redis"

PARKED = Ephemeral("the path of the last screen, and its language", "chat", _SHARED, _MINUTES_30, erased=True)
HEARD = Ephemeral(
    "the number of the last typed message and the path it answered", "chat", _SHARED, _MINUTES_30, erased=True
)
ALBUM = Ephemeral("the number of the last album of pictures", "chat", _SHARED, _MINUTES_30, erased=True)
NUMBERS = Ephemeral("the numbers of the messages of both sides", "chat", _SHARED, _HOURS_48, erased=True)
RECALL = Ephemeral("the words of the aide-mémoire", "chat", _SHARED, SECONDS, erased=True)
DISCREET = Ephemeral("the wish that nothing be seen: the discreet mode", "chat", _SHARED, SECONDS, erased=True)
HANDED = Ephemeral("the button whose file was sent last", "chat", _SHARED, _MINUTES_30, erased=True)
LEFT = Ephemeral("a group that was left", "group", _SHARED, _MINUTES_30, erased=False)
SEEN = Ephemeral("the number of an update", "update", _SHARED, _MINUTES_30, erased=False)
TOLD = Ephemeral("the number of the chat's last update", "chat", _SHARED, _MINUTES_30, erased=True)
TURN = Ephemeral("the numbers of the chat's updates that wait for each other", "chat", "Redis", 60, erased=False)
OWED = Ephemeral("that Redis, which was away, must forget the chat", "chat", _HERE, _HOURS_48, erased=False)

TABLE: tuple[Ephemeral, ...] = (PARKED, HEARD, ALBUM, NUMBERS, RECALL, DISCREET, HANDED, LEFT, SEEN, TOLD, TURN, OWED)


@dataclass(slots=True)
class Sent:
    """A message of either side: when it goes, whether it has buttons, and the messages that make one screen with it."""

    until: float
    buttons: bool = False
    screen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The last typed message: its number, and the path that it answered."""

    number: int
    address: str


@dataclass(slots=True)
class Memory:
    """What is remembered about chats. `ticks` is a clock in seconds that never jumps back."""

    ticks: Callable[[], float] = time.monotonic
    _parked: Shelf[int, tuple[str, str]] = field(init=False)
    _heard: Shelf[int, Words] = field(init=False)
    _albums: Shelf[int, str] = field(init=False)
    _recalls: Shelf[int, Recall] = field(init=False)
    _discreet: Shelf[int, bool] = field(init=False)
    _handed: Shelf[int, str] = field(init=False)
    _left: Shelf[int, bool] = field(init=False)
    _seen: Shelf[int, bool] = field(init=False)
    _newest: Shelf[int, int] = field(init=False)
    _numbers: dict[int, dict[int, Sent]] = field(init=False, default_factory=dict)
    #: What is kept by chat, by its name: what other workers are shown.
    shelves: dict[str, Shelf[int, Any]] = field(init=False)
    #: The chats whose numbers other workers have not been shown yet.
    renumbered: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Make the shelves, each with its own time to live."""
        self._parked = Shelf(PARKED, self.ticks)
        self._heard = Shelf(HEARD, self.ticks)
        self._albums = Shelf(ALBUM, self.ticks)
        self._recalls = Shelf(RECALL, self.ticks)
        self._discreet = Shelf(DISCREET, self.ticks)
        self._handed = Shelf(HANDED, self.ticks)
        self._left = Shelf(LEFT, self.ticks)
        self._seen = Shelf(SEEN, self.ticks)
        self._newest = Shelf(TOLD, self.ticks)
        self.shelves = {
            "parked": self._parked, "heard": self._heard, "albums": self._albums, "recalls": self._recalls,
            "discreet": self._discreet, "handed": self._handed, "left": self._left,
        }  # fmt: skip

    def park(self, chat: int, path: str, language: str = "") -> None:
        """Keep the path and the language of the screen that the chat sees; discretion lasts as long as one goes on."""
        self._parked.put(chat, (path, language))
        if self._discreet.get(chat):
            self._discreet.put(chat, True)  # noqa: FBT003 - a shelf used as a set

    def parked(self, chat: int) -> str:
        """Return the path of the chat's last screen, or "" where it is not known."""
        found = self._parked.get(chat)
        return found[0] if found else ""

    def language(self, chat: int) -> str:
        """Return the language of the chat's last screen, or "" where it is not known."""
        found = self._parked.get(chat)
        return found[1] if found else ""

    def keep(self, chat: int, aside: Aside) -> None:
        """Keep what stands beside the path; nothing written and no wish leaves nothing here."""
        if aside.recall == EMPTY:
            self._recalls.drop(chat)
        elif aside.recall != self._recalls.get(chat):
            self._recalls.put(chat, aside.recall)
        if aside.discreet:
            self._discreet.put(chat, aside.discreet)
        else:
            self._discreet.drop(chat)

    def aside(self, chat: int) -> Aside:
        """Return what stands beside the chat's path: nothing, after half an hour or /effacer."""
        return Aside(self._recalls.get(chat) or EMPTY, self._discreet.get(chat) or False)

    def hand(self, chat: int, button: str | None) -> bool:
        """Note the button whose file goes now (None: words, or no file); say whether it is not the one before: a double tap."""
        first = button is None or self._handed.get(chat) != button
        if button is None:
            self._handed.drop(chat)
        else:
            self._handed.put(chat, button)
        return first

    def hear(self, chat: int, number: int, address: str) -> None:
        """Keep the path that a typed message answers, in case it is edited."""
        self._heard.put(chat, Words(number, address))

    def answered(self, chat: int, number: int) -> str | None:
        """Return the path that the chat's last typed message answered; None for any other message."""
        words = self._heard.get(chat)
        return words.address if words is not None and words.number == number else None

    def first_of_album(self, chat: int, album: str) -> bool:
        """Say whether this is the first picture of an album: ten pictures get one answer."""
        first = self._albums.get(chat) != album
        self._albums.put(chat, album)
        return first

    def first_goodbye(self, group: int) -> bool:
        """Say whether the group has not been told goodbye yet."""
        first = self._left.get(group) is None
        self._left.put(group, True)  # noqa: FBT003 - a shelf used as a set
        return first

    def first_time(self, update: int) -> bool:
        """Say whether the update comes for the first time: Telegram may deliver one twice."""
        if self._seen.get(update):
            return False
        self._seen.put(update, True)  # noqa: FBT003 - a shelf used as a set
        return True

    def late(self, chat: int, update: int) -> bool:
        """Say whether a newer update of the chat came before this one."""
        newest = self._newest.get(chat) or 0
        self._newest.put(chat, max(newest, update))
        return update < newest

    def received(self, chat: int, number: int) -> None:
        """Remember the number of a person's message, for /effacer."""
        self._note(chat, number, Sent(self.ticks() + NUMBERS.seconds))

    def showed(self, chat: int, numbers: tuple[int, ...], *, buttons: bool) -> None:
        """Remember the numbers of the messages that make one screen; the last one carries the buttons, if any."""
        for number in numbers:
            last = number == numbers[-1]
            self._note(chat, number, Sent(self.ticks() + NUMBERS.seconds, buttons and last, numbers))

    def screen_of(self, chat: int, number: int) -> tuple[int, ...]:
        """Return the numbers of the messages shown together with this one, itself included."""
        sent = self._numbers.get(chat, {}).get(number)
        return sent.screen if sent is not None and number in sent.screen else (number,)

    def with_buttons(self, chat: int) -> list[int]:
        """Return the numbers of the messages that still carry buttons."""
        return [number for number, sent in self._numbers.get(chat, {}).items() if sent.buttons]

    def unbutton(self, chat: int, number: int) -> None:
        """Note that a message lost its buttons."""
        if sent := self._numbers.get(chat, {}).get(number):
            sent.buttons = False
            self.renumbered.add(chat)

    def gone(self, chat: int, number: int) -> None:
        """Note that a message is no more."""
        self.renumbered.add(chat)
        self._numbers.get(chat, {}).pop(number, None)

    def numbers(self, chat: int) -> list[int]:
        """Return the numbers of the chat's known messages, the oldest first."""
        now = self.ticks()
        return sorted(number for number, sent in self._numbers.get(chat, {}).items() if sent.until > now)

    def sent(self, chat: int) -> dict[int, Sent]:
        """Return all that is known of the chat's messages, by their number."""
        return self._numbers.get(chat, {})

    def restore(self, chat: int, sent: dict[int, Sent]) -> None:
        """Take over what another worker knows of the chat's messages."""
        self._numbers.pop(chat, None)
        if sent:
            self._numbers[chat] = sent

    def close(self, chat: int) -> None:
        """Forget where the chat stands (/quitter); the numbers stay, so that /effacer still works."""
        self._parked.drop(chat)
        self._heard.drop(chat)
        self._albums.drop(chat)
        self._recalls.drop(chat)
        self._discreet.drop(chat)
        self._handed.drop(chat)

    def forget(self, chat: int) -> None:
        """Forget all there is about a chat."""
        self.close(chat)
        self._newest.drop(chat)
        if self._numbers.pop(chat, None):
            self.renumbered.add(chat)

    def knows(self, chat: int) -> bool:
        """Say whether anything is remembered about a chat."""
        return bool(
            any(
                shelf.get(chat) is not None
                for shelf in (self._parked, self._heard, self._albums, self._recalls, self._discreet, self._handed)
            )
            or self.numbers(chat)
        )

    def sweep(self) -> None:
        """Forget what has lived its time, in every chat: called every minute, so that nobody has to write for it."""
        for shelf in (*self.shelves.values(), self._seen):
            shelf.sweep(thoroughly=True)
        now = self.ticks()
        for chat in list(self._numbers):
            alive = {number: sent for number, sent in self._numbers[chat].items() if sent.until > now}
            if alive:
                self._numbers[chat] = alive
            else:
                del self._numbers[chat]

    def _note(self, chat: int, number: int, sent: Sent) -> None:
        notes = self._numbers.setdefault(chat, {})
        before = notes.get(number)
        if before is None or (before.buttons, before.screen) != (sent.buttons, sent.screen):
            self.renumbered.add(chat)
        notes[number] = sent
        if len(notes) > MOST_NUMBERS:
            del notes[min(notes)]
