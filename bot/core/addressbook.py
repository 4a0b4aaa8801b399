"""Contacts to keep: a page for each, with what copies its number and its address, and its card for the telephone's book.

`b` lists them, `b2` is the second one, `h2` the same screen with its file under it, on demand only.
"""

from datetime import datetime

from bot.core.contacts import draw
from bot.core.copying import contact_copies
from bot.core.orientation import orient, situation
from bot.core.view import Card, Link, Outcome, Screen
from bot.core.visit import Visit, blank, phrase

#: How many contacts the page lists: as many as one digit can name.
LISTED = 9
BOOK = "b"


def contact_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the list of the contacts that help here (`b`), or one of them (`b3`)."""
    cards = _cards(here, outcome, now)
    number = int(here.page[1:] or "0")
    if not 1 <= number <= len(cards):
        links = tuple(Link(each.title, here.here(f"b{rank}"), "page") for rank, each in enumerate(cards, 1))
        return blank(here, phrase(here, "contacts_a_garder"), links)
    return _contact(here, cards[number - 1], number, now, file=not here.aside.discreet)


def contact_file(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the contact's page again with its file under it; words typed next don't send it once more."""
    cards = _cards(here, outcome, now)
    number = int(here.page[1:] or "0")
    if not 1 <= number <= len(cards):
        return contact_page(here, outcome, now)._replace(address=here.here(BOOK))
    each = cards[number - 1]
    screen = _contact(here, each, number, now, file=False)
    screen = screen._replace(address=here.here(f"b{number}"))
    if here.aside.discreet:
        return screen
    return screen._replace(text=f"{screen.text}\n\n{phrase(here, 'fiche_contact_ici')}", contact=each.id)


def _contact(here: Visit, each: Card, number: int, now: datetime, *, file: bool) -> Screen:
    drawing = draw(each, here.guide.knowledge.contacts[each.id], here.guide.phrases, now)
    parts = [drawing, *([phrase(here, "fiche_contact_reste")] if file else [])]
    links = [
        *contact_copies(here, each),
        *([Link(each.title, url=each.url)] if each.url else []),
        *([Link(phrase(here, "bouton_fiche_contact"), here.here(f"h{number}"), "page")] if file else []),
        Link(phrase(here, "bouton_autres_contacts"), here.here(BOOK), "page"),
    ]
    return blank(here, "\n\n".join(parts), tuple(links), (each,))


def _cards(here: Visit, outcome: Outcome, now: datetime) -> list[Card]:
    """Return the contacts of the orientations that can be reached, in their order, each once; the nearer one follows."""
    found = orient(here.guide, situation(here.guide, here.facts, outcome), now)
    cards = {each.id: each for one in found for each in (one.card, one.nearer) if each}
    return list(cards.values())[:LISTED]
