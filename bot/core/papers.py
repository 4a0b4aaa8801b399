"""What one leaves with, inside the conversation: letters to copy, their file on demand only, and the last days of limits.

`l` lists them, `l2` is the second one (what to do before, where it may reach the author), `s2` its text, `i2` the same with the
aide-mémoire in it; `f2` and `j2` are these with their file: who shares a telephone reads the warning first.
"""

from datetime import date, datetime

from bot.core.dates import Unclear, parse_date
from bot.core.deadlines import deadlines, deadlines_text, reminders
from bot.core.hours import PARIS, say_date
from bot.core.orientation import limits, situation
from bot.core.qualify import qualify
from bot.core.recall import said, story
from bot.core.sheet import Offer, as_text, compose, letters_for
from bot.core.text import copyable
from bot.core.view import Link, Outcome, Screen
from bot.core.visit import Visit, blank, named, phrase, with_foot

#: How many letters a page lists: as many as one digit can name.
LISTED = 9
#: The pages of a letter with the person's own account in it.
WITH_STORY = frozenset("ij")
#: The page of the limits: a day typed there is counted from.
LIMITS = "d"


def letters_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the list of the letters that fit (`l`), or one of them (`l3`); a number that fits none is the list.

    A letter that may reach the author of the facts opens with what is to be done before, on a screen of its own.
    """
    offers = _offers(here, outcome)
    offer = _numbered(here, offers)
    if offer is None:
        return _list(here, offers)
    if offer.before is None:
        return sheet_page(here, outcome, now)
    links = (Link(phrase(here, "bouton_voir_lettre"), here.here(f"s{here.page[1:]}"), "page"), _others(here))
    return blank(here, f"**{offer.before}**\n\n{named(here, offer.label, offer.purpose)}", links)


def sheet_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return a letter to copy (`s3`), with the aide-mémoire in it (`i3`) where the person wants that."""
    return _sheet(here, outcome, now, file=False)


def file_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the letter again, with its file under it; words typed next, or a picture, don't send the file once more."""
    return _sheet(here, outcome, now, file=not here.aside.discreet)


def _sheet(here: Visit, outcome: Outcome, now: datetime, *, file: bool) -> Screen:
    offers = _offers(here, outcome)
    offer = _numbered(here, offers)
    if offer is None:
        return _list(here, offers)._replace(address=here.here("l"))
    number, wanted = here.page[1:], here.page[0] in WITH_STORY
    told = story(here.aside.recall, here.guide.phrases) if wanted else ""
    parts = [
        *_letter(here, offer, outcome, now, told),
        phrase(here, "rappel_perdu") if wanted and not told else None,
        phrase(here, "fichier_ici") if file else None if here.aside.discreet else phrase(here, "fichier_reste"),
    ]
    ways = [] if file or here.aside.discreet else [_file(here, number, told=bool(told)), _text_only(here)]
    links = (*ways, *_told(here, offer, number, told=bool(told)), _others(here))
    screen = blank(here, "\n\n".join(part for part in parts if part), links)
    address = here.here(f"{'i' if told else 's'}{number}")
    return screen._replace(address=address, paper=offer.id if file else None, story=told)


def _file(here: Visit, number: str, *, told: bool) -> Link:
    return Link(phrase(here, "bouton_fichier"), here.here(f"{'j' if told else 'f'}{number}"), "page")


def _text_only(here: Visit) -> Link:
    """Return the way to the discreet mode, for who can't keep a file."""
    return Link(phrase(here, "bouton_texte_seul"), here.here("q"), "page")


def _told(here: Visit, offer: Offer, number: str, *, told: bool) -> list[Link]:
    """Return what puts the aide-mémoire in the letter, takes it out, or begins to write one."""
    if not any(part.story for part in here.guide.knowledge.letters[offer.id].parts):
        return []
    if told:
        return [Link(phrase(here, "bouton_sans_recit"), here.here(f"s{number}"), "page")]
    if any(said(here.aside.recall)):
        return [Link(phrase(here, "bouton_avec_recit"), here.here(f"i{number}"), "page")]
    return [Link(phrase(here, "bouton_ecrire_dabord"), here.here("m1"), "page")]


def _offers(here: Visit, outcome: Outcome) -> list[Offer]:
    return letters_for(here.guide, situation(here.guide, here.facts, outcome))[:LISTED]


def _numbered(here: Visit, offers: list[Offer]) -> Offer | None:
    number = int(here.page[1:] or "0")
    return offers[number - 1] if 1 <= number <= len(offers) else None


def _list(here: Visit, offers: list[Offer]) -> Screen:
    if not offers:
        return blank(here, phrase(here, "lettre_aucune"))
    lines = [f"• {named(here, f'**{each.label}**', each.purpose)}" for each in offers]
    links = tuple(Link(each.label, here.here(f"l{number}"), "page") for number, each in enumerate(offers, 1))
    return blank(here, f"{phrase(here, 'lettre_choix')}\n\n" + "\n".join(lines), links)


def _letter(here: Visit, offer: Offer, outcome: Outcome, now: datetime, told: str) -> list[str | None]:
    """Return what is said before the letter, its text to copy, and what to do before it is sent."""
    sheet = compose(here.guide, offer.id, here.facts, outcome, now, told)
    notes = [each for each in (offer.before, *sheet.notes, phrase(here, "lettre_sans_imprimante")) if each]
    translated = here.guide.tongue.french is not None  # who does not read the letter is told what it is for
    return [
        phrase(here, "lettre_prete"),
        phrase(here, "lettre_pour_autrui") if here.facts.role != "self" else None,
        named(here, f"**{offer.label}**", offer.purpose) if translated else None,
        phrase(here, "lettre_en_francais") if translated else None,
        phrase(here, "lettre_debut"),
        copyable(as_text(sheet)),
        phrase(here, "lettre_fin"),
        "\n".join(f"• {note}" for note in notes),
    ]


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

    A day is taken on the page of the limits and at the result itself. It goes into no address: it is counted from, and
    forgotten.
    """
    if here.page not in {"", LIMITS}:
        return None
    today = now.astimezone(PARIS).date()
    said = here.guide.phrases
    months = [said[f"mois_dits_{month}"] for month in range(1, 13) if f"mois_dits_{month}" in said]
    start = parse_date(words, today, months)
    if isinstance(start, Unclear):
        digits = any(sign.isdecimal() for sign in words)
        if start.reason == "not_a_date" and not (here.page and digits):
            return None
        return _dated(here, [phrase(here, f"date_refus_{start.reason}")])
    known = situation(here.guide, here.facts, qualify(here.guide.kind_rules, here.facts))
    found = deadlines(here.guide, known, start, today)
    days = reminders(found, today)
    counted = deadlines_text(here.guide, found)
    if days and here.aside.discreet:
        noted = "\n".join(f"• {say_date(day, here.guide.phrases)}" for day in days)
        return _dated(here, [counted, f"{phrase(here, 'agenda_texte')}\n{noted}"])
    return _dated(here, [counted, phrase(here, "agenda_explication")] if days else [counted], days)


def _dated(here: Visit, parts: list[str], days: tuple[date, ...] = ()) -> Screen:
    back = Link(phrase(here, "bouton_retour"), here.path, "back")
    return with_foot(here, blank(here, "\n\n".join(parts), (back,))._replace(days=days))
