"""What one leaves with, inside the conversation: letters to copy, their file on demand only, and the last days of limits.

`l` lists them, `l2` is the second one, `f2` the same screen with its file: who shares a telephone reads the warning first.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.dates import Unclear, parse_date
from bot.core.deadlines import deadlines, deadlines_text, reminders
from bot.core.hours import PARIS
from bot.core.orientation import limits, situation
from bot.core.qualify import qualify
from bot.core.sheet import Offer, as_text, compose, letters_for
from bot.core.view import Link, Outcome, Screen
from bot.core.visit import Visit, blank, phrase, with_foot

#: How many letters a page lists: as many as one digit can name.
LISTED = 9
#: The page of the limits: a day typed there is counted from.
LIMITS = "d"


def letters_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the list of the letters that fit (`l`), or one of them to copy (`l3`); a number that fits none is the list."""
    offers = _offers(here, outcome)
    offer = _numbered(here, offers)
    if offer is None:
        return _list(here, offers)
    file = Link(phrase(here, "bouton_fichier"), here.here(f"f{here.page[1:]}"), "page")
    return blank(here, "\n\n".join(_letter(here, offer, outcome, now)), (file, _others(here)))


def file_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the letter again, with its file under it; words typed next, or a picture, don't send the file once more."""
    offers = _offers(here, outcome)
    offer = _numbered(here, offers)
    if offer is None:
        return replace(_list(here, offers), address=here.here("l"))
    parts = [*_letter(here, offer, outcome, now), phrase(here, "fichier_ici")]
    screen = blank(here, "\n\n".join(parts), (_others(here),))
    return replace(screen, address=here.here(f"l{here.page[1:]}"), paper=offer.id)


def _offers(here: Visit, outcome: Outcome) -> list[Offer]:
    return letters_for(here.guide, situation(here.guide, here.facts, outcome))[:LISTED]


def _numbered(here: Visit, offers: list[Offer]) -> Offer | None:
    number = int(here.page[1:] or "0")
    return offers[number - 1] if 1 <= number <= len(offers) else None


def _list(here: Visit, offers: list[Offer]) -> Screen:
    if not offers:
        return blank(here, phrase(here, "lettre_aucune"))
    lines = [f"• **{each.label}** : {each.purpose}" for each in offers]
    links = tuple(Link(each.label, here.here(f"l{number}"), "page") for number, each in enumerate(offers, 1))
    return blank(here, f"{phrase(here, 'lettre_choix')}\n\n" + "\n".join(lines), links)


def _letter(here: Visit, offer: Offer, outcome: Outcome, now: datetime) -> list[str]:
    """Return what is said before the letter, its text between two marks, what is said beside it, and the warning."""
    sheet = compose(here.guide, offer.id, here.facts, outcome, now)
    parts = [
        f"**{offer.before}**" if offer.before else None,
        phrase(here, "lettre_prete"),
        phrase(here, "lettre_pour_autrui") if here.facts.role != "self" else None,
        phrase(here, "lettre_en_francais") if here.guide.tongue.french else None,
        phrase(here, "lettre_debut"),
        as_text(sheet),
        phrase(here, "lettre_fin"),
        "\n".join(f"• {note}" for note in sheet.notes),
        phrase(here, "fichier_reste"),
    ]
    return [part for part in parts if part]


def _others(here: Visit) -> Link:
    return Link(phrase(here, "bouton_autres_lettres"), here.here("l"), "page")


def ask_day(here: Visit, outcome: Outcome) -> list[str]:
    """Return what the page of the limits asks: a day, where one of them is counted, and what the answer brings."""
    counted = here.guide.knowledge.durations
    if not any(name in counted for name, _limit in limits(here.guide, situation(here.guide, here.facts, outcome))):
        return []
    return [phrase(here, "date_demande"), phrase(here, "date_fichier")]


def dated(here: Visit, words: str, now: datetime) -> Screen | None:
    """Return the last days counted from the day that was typed, or why it is not clear; None where it is no day at all.

    The day goes into no address: it is counted from, and forgotten.
    """
    today = now.astimezone(PARIS).date()
    start = parse_date(words, today)
    if isinstance(start, Unclear):
        if start.reason == "not_a_date" and not any(sign.isdecimal() for sign in words):
            return None
        return with_foot(here, blank(here, phrase(here, f"date_refus_{start.reason}")))
    known = situation(here.guide, here.facts, qualify(here.guide.kind_rules, here.facts))
    found = deadlines(here.guide, known, start, today)
    days = reminders(found, today)
    parts = [deadlines_text(here.guide, found), *([phrase(here, "agenda_explication")] if days else [])]
    return with_foot(here, replace(blank(here, "\n\n".join(parts)), days=days))
