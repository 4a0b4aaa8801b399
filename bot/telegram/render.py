"""Draw a screen as Telegram messages: pure, so that a test reads what a telephone would show."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.core.text import FENCE, plain, unfenced
from bot.core.view import Link, Role, Screen

#: What one message may hold, in UTF-16 code units, once the markup is taken out.
MESSAGE_UNITS = 4096
DATA_BYTES = 64
COPY_CHARACTERS = 256
#: Two labels up to this many characters stand side by side; longer ones would be cut on a small telephone.
SHORT_LABEL = 16

#: A button may not be empty, the first screen's path is; neither sign can stand in a path.
_EMPTY, _RESTART = ".", ".."

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_FENCED = re.compile(rf"^{FENCE}\n(.*?)\n{FENCE}$", re.DOTALL | re.MULTILINE)
#: Hides words until they are touched; Telegram hides them in its notifications and its list of chats too.
_VEIL = "<tg-spoiler>{}</tg-spoiler>"
#: Numbers side by side.
IN_A_ROW = 5
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAVIGATION: frozenset[Role] = frozenset({"back", "change", "restart"})


@dataclass(frozen=True, slots=True)
class Button:
    """One button of an inline keyboard; exactly one of `data`, `url` and `copy` is set."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send: Telegram's HTML, and rows of buttons."""

    text: str
    rows: Rows = ()


def render(screen: Screen, header: str, remark: str = "", *, veiled: bool = False) -> tuple[Message, ...]:
    """Return the messages that show a screen, in order; the last one carries the buttons.

    Each begins with `header`, because a locked telephone shows the first line; `remark` is a sentence of the edge's own
    that comes before the screen's. `veiled` hides the words under a veil that a touch lifts, and the buttons' labels behind
    numbers; an emergency is never veiled. Raises ValueError where a path is over 64 bytes, which the checker rules out.
    """
    head = f"{header}\n\n"
    veiled = veiled and screen.urgency is None
    links = sorted((link for link in screen.links if _button(link)), key=lambda link: link.role == "urgent")
    body = "\n\n".join(part for part in (remark, screen.text, _numbered(links) if veiled else "") if part)
    parts = list(split(_readable(unfenced(body) if veiled else body), MESSAGE_UNITS - units(head))) or [""]
    texts = [
        to_html(head) + _VEIL.format(to_html(part)) if veiled else to_html((head + part).rstrip()) for part in parts
    ]
    rows = _numbers(links) if veiled else keyboard(links)
    return (*(Message(text) for text in texts[:-1]), Message(texts[-1], rows))


def _numbered(links: Iterable[Link]) -> str:
    """Return what each number means, for a keyboard that tells nothing."""
    return "\n".join(f"**{number}** {plain(link.label)}" for number, link in enumerate(links, 1))


def _numbers(links: Iterable[Link]) -> Rows:
    """Return a keyboard of numbers, in the order of the links."""
    buttons = [replace(button, label=str(rank)) for rank, link in enumerate(links, 1) if (button := _button(link))]
    return tuple(tuple(buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW))


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_html(marked: str) -> str:
    """Escape everything but the two stars, which become bold, and the fences, between which a touch copies.

    A star without its pair stays a star.
    """
    escaped = _BOLD.sub(r"<b>\1</b>", html.escape(marked, quote=False))
    return _FENCED.sub(r"<pre>\1</pre>", escaped)


def split(text: str, limit: int) -> Iterator[str]:
    """Cut a text into pieces of at most `limit` units: between paragraphs, else lines, else words, else anywhere.

    Bold or a fence that a cut goes through is closed before it and opened again after it.
    """
    room = limit - 4 - 8  # two pairs of stars and two fences may be added at a cut
    bold = fenced = False
    for piece in _gather(text, ("\n\n", "\n", " "), room):
        opened = f"**{piece}" if bold else f"{FENCE}\n{piece}" if fenced else piece
        bold = opened.count("**") % 2 == 1
        fenced = opened.count(FENCE) % 2 == 1
        yield f"{opened}**" if bold else f"{opened}\n{FENCE}" if fenced else opened


def _gather(text: str, separators: tuple[str, ...], room: int) -> Iterator[str]:
    """Put as many parts together as fit; a part that does not fit by itself is cut at the next smaller separator."""
    if units(text) <= room:
        if text.strip():
            yield text.strip()
        return
    if not separators:
        yield from _chop(text, room)
        return
    separator, *smaller = separators
    held = ""
    for part in text.split(separator):
        joined = f"{held}{separator}{part}" if held else part
        if units(joined) <= room:
            held = joined
            continue
        if held.strip():
            yield held.strip()
        if units(part) <= room:
            held = part
        else:
            *whole, held = _gather(part, tuple(smaller), room)
            yield from whole
    if held.strip():
        yield held.strip()


def _chop(text: str, room: int) -> Iterator[str]:
    """Cut a text without any space; a character outside of the basic plane counts for two units."""
    held: list[str] = []
    used = 0
    for character in text:
        size = units(character)
        if used + size > room:
            yield "".join(held)
            held, used = [], 0
        held.append(character)
        used += size
    yield "".join(held)


def _readable(text: str) -> str:
    """Replace halves of characters, which no message can carry."""
    return _SURROGATE.sub("\ufffd", text)


def encode(path: str, role: Role = "choice") -> str:
    """Return what a button carries for a path; starting again is told apart from going back to the first question."""
    data = path or (_RESTART if role == "restart" else _EMPTY)
    if len(data.encode()) > DATA_BYTES:
        msg = "a button's path is over 64 bytes: `relais check` refuses the flow that makes it"
        raise ValueError(msg)
    return data


def decode(data: str) -> tuple[str, bool]:
    """Return the path that a button carries, whoever made it, and whether it starts again."""
    return ("", data == _RESTART) if data in {_EMPTY, _RESTART} else (data, False)


def keyboard(links: Iterable[Link]) -> Rows:
    """Lay the buttons out, the emergency last: one a row, or two short ones of the same kind side by side."""
    ordered = sorted(links, key=lambda link: link.role == "urgent")
    rows: list[tuple[Button, ...]] = []
    waiting: Link | None = None
    for link in ordered:
        button = _button(link)
        if button is None:
            continue
        if waiting is not None and _side_by_side(waiting, link):
            rows[-1] = (*rows[-1], button)
            waiting = None
        else:
            rows.append((button,))
            waiting = link
    return tuple(rows)


def _side_by_side(left: Link, right: Link) -> bool:
    return max(len(left.label), len(right.label)) <= SHORT_LABEL and _kind(left) == _kind(right)


def _kind(link: Link) -> str:
    if link.copy is not None:
        return "copy"
    if link.url is not None:
        return "url"
    return "navigation" if link.role in _NAVIGATION else link.role


def _button(link: Link) -> Button | None:
    """Return the button, or None where Telegram has none: it can't dial, and what would be copied stands in the text."""
    label = _readable(plain(link.label))
    if link.url is not None:
        return Button(label, url=link.url) if link.url.startswith(("https://", "http://")) else None
    if link.copy is not None:
        return Button(label, copy=link.copy) if 0 < units(link.copy) <= COPY_CHARACTERS else None
    return Button(label, data=encode(link.path or "", link.role))
