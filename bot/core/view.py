"""What a resident is shown: a frozen value that an edge draws, in a terminal or in Telegram."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from bot.core.aside import Aside
from bot.core.facts import Facts

Role = Literal["choice", "back", "change", "restart", "urgent", "page", "confirm"]


class Link(NamedTuple):
    """A button: it leads to `path` (with its view), opens `url`, or copies `copy`; exactly one of the three. `path` may carry a page."""

    label: str
    path: str | None = None
    role: Role = "choice"
    url: str | None = None
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A contact as shown. `hours` are French words; `open_now` is None where the hours are not known."""

    id: str
    title: str
    phone: str | None
    alternative: str | None
    address: str | None
    url: str | None
    hours: str | None
    open_now: bool | None
    reopens: str | None
    verified: str | None
    status: Literal["actif", "a_verifier"]
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file made in memory for the person, sent and forgotten."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the facts may correspond to: a main kind, and others beside it."""

    kind: str
    also: tuple[str, ...] = ()


class Screen(NamedTuple):
    """All that an edge needs to draw, and all that the observatory may count.

    `path` holds the answers only; `address` is what to park so that typed words know where the person is (it may carry a
    page). `text` is everything to read, contacts included, with `**bold**` marks only; `notice` stands in it already. `paper` is the
    id of the letter whose file goes with the screen, with the person's `story` in it: the edges have it made, since making a
    file is not pure; so are reminders on `days`, the aide-mémoire (`account`) and a contact for the telephone's book, which
    stand nowhere else. `aside` is what the edge remembers from now on beside the path; None leaves it as it is. `language` is
    the language it speaks where that is not French, or where the person has just chosen it.
    """

    path: str
    address: str
    step: str
    text: str
    links: tuple[Link, ...] = ()
    cards: tuple[Card, ...] = ()
    documents: tuple[Document, ...] = ()
    paper: str | None = None
    story: str = ""
    days: tuple[date, ...] = ()
    account: str = ""
    contact: str | None = None
    aside: Aside | None = None
    facts: Facts = Facts()
    result: Outcome | None = None
    urgency: str | None = None
    notice: str | None = None
    expects_place: bool = False
    first_door: str | None = None
    usefulness: str | None = None
    channel: str | None = None
    flow: str = "accueil"
    leaving: Literal["quit", "erase"] | None = None
    language: str | None = None

    @property
    def has_files(self) -> bool:
        """Say whether files go with this screen."""
        return self.paper is not None or self.contact is not None or bool(self.days or self.account)
