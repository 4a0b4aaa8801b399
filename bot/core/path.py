"""The path: the answers so far, as every button carries them within Telegram's 64 bytes.

`lo_rf_or-no_f59606`: `_` joins answers, `-` joins several picks, a last `-` says that the picking goes on, `f` + INSEE is
the commune of the facts and `h` + INSEE the home's. A page may follow: `lo_rf~u` is the emergency page seen from `lo_rf`; a
third character after a page of two says in which language: `lo_rf~uda`.
An answer names its question (its code is unique in its flow), so a path needs no order to be understood.
"""

import re
from dataclasses import dataclass

#: The length of a place: a letter and five characters of INSEE code.
_PLACE = 6

#: What a Telegram button may hold, in bytes; codes are ASCII, so also in characters.
LIMIT = 64

_ANSWER = r"(?:[a-z0-9]{2}(?:-[a-z0-9]{2}){0,3}-?|[fh][0-9][0-9ab][0-9]{3})"
_TOKEN = re.compile(_ANSWER)
_WHOLE = re.compile(rf"{_ANSWER}(?:_{_ANSWER})*")
_PAGE = re.compile(r"[a-z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a button leads: answers, then a page on top of them; `garbled` where something in it was no answer at all."""

    tokens: tuple[str, ...] = ()
    page: str = ""
    garbled: bool = False

    def __str__(self) -> str:
        """Return what a button carries."""
        return join(self.tokens) + (f"~{self.page}" if self.page else "")


def parse(raw: str) -> Address:
    """Read whatever a button, a link or an attacker sent: what is no answer is left out, and said by `garbled`."""
    body, mark, page = raw[: 4 * LIMIT].strip().lower().partition("~")
    parts = tuple(body.split("_")) if body else ()
    answered = not parts or _WHOLE.fullmatch(body) is not None
    opened = not mark or _PAGE.fullmatch(page) is not None
    tokens = parts if answered else tuple(part for part in parts if _TOKEN.fullmatch(part))
    return Address(tokens, page if opened else "", garbled=not (answered and opened))


def join(tokens: tuple[str, ...]) -> str:
    """Write the answers as a path."""
    return "_".join(tokens)


def is_place(token: str) -> bool:
    """Say whether the answer is a commune."""
    return len(token) == _PLACE and "-" not in token


def picks(token: str) -> tuple[str, ...]:
    """Return the codes of an answer, one or several."""
    return tuple(token.rstrip("-").split("-")) if "-" in token else (token,) if token else ()


def is_open(token: str) -> bool:
    """Say whether the picking goes on."""
    return token.endswith("-")
