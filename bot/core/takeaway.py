"""What one leaves with, on one page (`z`): the aide-mémoire, the card, letters, contacts, news in a month, discretion.

`q` explains the discreet mode, `q1` and `q0` turn it on and off; `v` is the link to come back with, `vr` a reminder for it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.account import INTRO
from bot.core.addressbook import BOOK
from bot.core.copying import copies
from bot.core.flow import Result
from bot.core.helpful import helpful_links
from bot.core.hours import PARIS
from bot.core.orientation import deciding_place
from bot.core.showcard import CARD
from bot.core.view import Link, Screen
from bot.core.visit import Visit, blank, phrase

TAKEAWAY, DISCREET, NEWS, NEWS_REMINDER = "z", "q", "v", "vr"
#: The conversation that asks what became of it, and when one is reminded of it.
FOLLOWUP = "suivi"
A_MONTH = timedelta(days=30)


def _takeaway(here: Visit, _now: datetime) -> Screen:
    """Return the list of what may be taken along; what needs a result is offered at a result only."""
    return blank(here, phrase(here, "emporter"), tuple(_offered(here)))


def _offered(here: Visit) -> Iterator[Link]:
    yield Link(phrase(here, "bouton_aide_memoire"), here.here(INTRO), "page")
    if isinstance(here.step, Result):
        yield Link(phrase(here, "bouton_carte"), here.here(CARD), "page")
        yield Link(phrase(here, "bouton_lettres"), here.here("l"), "page")
        yield Link(phrase(here, "bouton_contacts"), here.here(BOOK), "page")
        yield Link(phrase(here, "bouton_nouvelles"), here.here(NEWS), "page")
        yield from helpful_links(here)
    yield Link(phrase(here, "bouton_discret"), here.here(DISCREET), "page")


def _discreet(here: Visit, _now: datetime) -> Screen:
    """Explain the discreet mode, or turn it on (`q1`) or off (`q0`)."""
    turned = {"q1": True, "q0": False}.get(here.page)
    on = here.aside.discreet if turned is None else turned
    other = (
        Link(phrase(here, "bouton_discret_non"), here.here("q0"), "page")
        if on
        else Link(phrase(here, "bouton_discret_oui"), here.here("q1"), "page")
    )
    words = "discret_presentation" if turned is None else "discret_active" if on else "discret_arrete"
    onward = Link(phrase(here, "bouton_continuer_apres"), here.path, "back")
    screen = blank(here, phrase(here, words), (other, onward))
    return screen if turned is None else screen._replace(aside=replace(here.aside, discreet=on))


def _news(here: Visit, _now: datetime) -> Screen:
    """Return the link to come back with: a flow and a commune, and nothing that leads to this conversation."""
    username, command = here.guide.username, f"/start {payload(here)}"
    link = f"https://t.me/{username}?start={payload(here)}" if username else ""
    ways = [
        *([phrase(here, "nouvelles_lien"), link] if link else []),
        phrase(here, "nouvelles_commande"),
        command,
    ]
    parts = [phrase(here, "nouvelles"), *ways]
    links = [*copies(here, "bouton_copier_lien", link or command)]
    if not here.aside.discreet:
        parts.append(phrase(here, "nouvelles_rappel"))
        links.append(Link(phrase(here, "bouton_rappel_mois"), here.here(NEWS_REMINDER), "page"))
    return blank(here, "\n\n".join(parts), tuple(links))


def payload(here: Visit) -> str:
    """Return what the link carries: `suivi`, and the commune where one is known."""
    insee = deciding_place(here.facts)
    return f"{FOLLOWUP}-{insee.lower()}" if insee and here.guide.place_exists(insee) else FOLLOWUP


def _reminded(here: Visit, now: datetime) -> Screen:
    """Return the same page with a file that reminds in a month, and says nothing of what."""
    screen = _news(here, now)._replace(address=here.here(NEWS))
    if here.aside.discreet:
        return screen
    day = now.astimezone(PARIS).date() + A_MONTH
    links = tuple(each for each in screen.links if each.path != here.here(NEWS_REMINDER))
    return screen._replace(text=f"{screen.text}\n\n{phrase(here, 'agenda_explication')}", links=links, days=(day,))


TAKEAWAY_PAGES: Mapping[str, Callable[[Visit, datetime], Screen]] = {
    TAKEAWAY: _takeaway, DISCREET: _discreet, "q0": _discreet, "q1": _discreet, NEWS: _news, NEWS_REMINDER: _reminded,
}  # fmt: skip
