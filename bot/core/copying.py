"""Buttons that copy: Telegram's `copy_text` holds 256 characters, so a longer text is copied in pieces, cut between words."""

from collections.abc import Iterator

from bot.core.view import Card, Link
from bot.core.visit import Visit, phrase

#: What a button may copy, in UTF-16 code units.
COPY_LIMIT = 256
#: A longer text than this many pieces is copied by hand.
MOST_PIECES = 3


def size(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def pieces(text: str) -> list[str]:
    """Return the text in as few pieces as hold it, each within the limit, cut between lines or else between words."""
    found: list[str] = []
    held = ""
    for row in text.splitlines():
        for part in _rows(row):
            joined = f"{held}\n{part}" if held else part
            if size(joined) <= COPY_LIMIT:
                held = joined
            else:
                found.append(held)
                held = part
    return [*found, held] if held else found


def _rows(row: str) -> Iterator[str]:
    """Yield a line whole where it fits, else in runs of words; a word that doesn't fit is cut."""
    held = ""
    for word in row.split(" "):
        joined = f"{held} {word}" if held else word
        if size(joined) <= COPY_LIMIT:
            held = joined
            continue
        if held:
            yield held
        while size(word) > COPY_LIMIT:
            head = word[: COPY_LIMIT // 2]
            yield head
            word = word[len(head) :]  # noqa: PLW2901 - what is left of the same word
        held = word
    if held:
        yield held


def copies(here: Visit, label: str, text: str) -> Iterator[Link]:
    """Yield what copies a text: one button, or one a piece, numbered; none where it is too long for buttons."""
    found = pieces(text)
    if len(found) > MOST_PIECES:
        return
    for number, piece in enumerate(found, 1):
        rank = f" ({number}/{len(found)})" if len(found) > 1 else ""
        yield Link(f"{phrase(here, label)}{rank}", copy=piece)


def contact_copies(here: Visit, card: Card) -> Iterator[Link]:
    """Yield what copies a contact's number and its postal address."""
    if card.phone:
        yield Link(phrase(here, "bouton_copier").fill(numero=card.phone), copy=card.phone)
    if card.address:
        yield from copies(here, "bouton_copier_adresse", card.address)
