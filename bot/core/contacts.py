"""Who to call or write to, as a person sees it: the competent contacts in order, their card, and the card's lines.

What was not verified is never shown as certain. Order: certain ones (verified, or a national line that keeps its rank),
then those with coordinates to be verified, then mere names to look for; the most specific first within each.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, cast

from bot.core import hours
from bot.core.facts import Values
from bot.core.hours import Phrases, Same, minute_of
from bot.core.knowledge import Contact
from bot.core.view import Card

FRANCE = "france"
#: Door → zone → id → contact.
Directory = Mapping[str, Mapping[str, Mapping[str, Contact]]]
_SOURCE_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def status(contact: Contact, today: date) -> Literal["actif", "a_verifier"]:
    """Say whether the coordinates may be shown as certain: verified, not doubted since, and not too long ago."""
    if contact.statut != "actif" or contact.verifie_le is None or not reachable(contact):
        return "a_verifier"
    due = contact.verifie_le + timedelta(days=contact.frequence_verification)
    return "actif" if today <= due else "a_verifier"


def certain(contact: Contact, today: date) -> bool:
    """Say whether the contact may stand first: verified in time, or a national line that keeps its rank."""
    return contact.critique or status(contact, today) == "actif"


def reachable(contact: Contact) -> bool:
    """Say whether there is anything to call, open or write to; without, it is a name that a partner has to complete."""
    ways = (contact.telephone, contact.sms, contact.courriel, contact.site_web, contact.adresse)
    return any(ways)


def competent(  # noqa: PLR0913, PLR0917 - each is one thing that the order depends on
    contacts: Mapping[str, Contact],
    door: str,
    territories: frozenset[str],
    known: Values,
    specificity: Callable[[str], int],
    now: datetime,
) -> list[tuple[str, Contact, str]]:
    """Return (id, contact, zone that made it competent) for a door, the one to show first at the head.

    `specificity` is higher for a smaller zone; "france" always holds. Closed contacts (`ferme`) are never there; one that
    nobody verified never stands before a certain one.
    """
    today = now.astimezone(hours.PARIS).date()
    rows = _candidates(Same(contacts), door, territories, specificity, today)
    return [row for row in rows if row[1].when.holds(known)]


# Who is competent somewhere changes with the content and the day only.
@lru_cache(maxsize=4096)
def _candidates(
    same: Same, door: str, territories: frozenset[str], specificity: Callable[[str], int], today: date
) -> tuple[tuple[str, Contact, str], ...]:
    zones = _directory(same).get(door, {})
    found: dict[str, tuple[Contact, str]] = {}
    for zone in sorted(zones.keys() & (territories | {FRANCE}), key=specificity):
        found.update({name: (contact, zone) for name, contact in zones[zone].items()})
    rows = ((name, contact, zone) for name, (contact, zone) in found.items())
    return tuple(
        sorted(rows, key=lambda one: (_tier(one[1], today), -specificity(one[2]), _unverified(one[1], today), one[0]))
    )


def card(contact_id: str, contact: Contact, phrases: Phrases, now: datetime, why: str) -> Card:
    """Return the contact as shown at this moment; `reopens` and `verified` are ISO, the rest words of the phrases.

    A number always has a written or signed way beside it; where none is known, the card says who may call with the person.
    """
    return _card(contact_id, Same(contact), Same(phrases), minute_of(now), why)


def draw(card: Card, contact: Contact, phrases: Phrases, now: datetime, *, brief: bool = False) -> str:
    """Return the card's lines for a screen: the number first, then the written way, the place, the hours, the freshness.

    `brief` leaves out what can wait (what they do, the cost, the mail), for a screen that shows several.
    """
    return _drawn(card, Same(contact), Same(phrases), minute_of(now), brief)


def unsaid(drawing: str, card: Card, phrases: Phrases, above: str) -> str:
    """Leave out of a drawing the address and the site that stand above it: a card without a number is another way there."""
    if card.phone:
        return drawing
    said = ("contact_adresse", "adresse", card.address), ("contact_site", "site", card.url)
    again = {phrases[name].fill(**{slot: value}) for name, slot, value in said if value and value in above}
    return "\n".join(line for line in drawing.split("\n") if line not in again)


@lru_cache(
    maxsize=32
)  # one for each language, and for its minors; looking through all contacts would cost 100 µs a door
def _directory(same: Same) -> Directory:
    made: dict[str, dict[str, dict[str, Contact]]] = {}
    for name, contact in cast("Mapping[str, Contact]", same.it).items():
        for door in contact.doors if contact.statut != "ferme" else ():
            for zone in contact.zone_eligibilite:
                made.setdefault(door, {}).setdefault(zone, {})[name] = contact
    return made


_CAN_WAIT = frozenset({"contact_courriel", "contact_frais", "contact_langues", "contact_a_apporter"})


# A minute of screens pays once for each contact: 75 µs, then about 5.
@lru_cache(maxsize=2048)
def _card(contact_id: str, same: Same, words: Same, now: datetime, why: str) -> Card:
    contact, phrases = cast("Contact", same.it), cast("Phrases", words.it)
    moment = _moment(contact, now)
    opens = moment.next_change if moment and moment.open_now is not True else None
    return Card(
        id=contact_id,
        title=contact.nom,
        phone=contact.telephone,
        alternative=contact.alternative or (phrases["contact_sans_ecrit"] if contact.telephone else None),
        address=_address(contact),
        url=contact.site_web,
        hours=hours.describe(contact.horaires_accueil, phrases) if contact.horaires_accueil else None,
        open_now=moment.open_now if moment else None,
        reopens=opens.isoformat() if opens else None,
        verified=contact.verifie_le.isoformat() if contact.verifie_le else None,
        status=status(contact, now.astimezone(hours.PARIS).date()),
        source=contact.source,
        why=why,
    )


@lru_cache(maxsize=2048)
def _drawn(card: Card, same: Same, words: Same, now: datetime, brief: bool) -> str:  # noqa: FBT001 - private, one caller
    contact, phrases = cast("Contact", same.it), cast("Phrases", words.it)
    lines = [_head(card, phrases)]
    lines += [line for line in (None if brief else contact.presentation, card.alternative) if line]
    for name, slot, value in (
        ("contact_adresse", "adresse", card.address),
        ("contact_courriel", "courriel", contact.courriel),
        ("contact_site", "site", card.url),
        ("contact_frais", "frais", contact.frais),
        ("contact_langues", "langues", ", ".join(contact.langues)),
        ("contact_a_apporter", "liste", contact.a_apporter),
    ):
        lines += [phrases[name].fill(**{slot: value})] if value and not (brief and name in _CAN_WAIT) else []
    lines += _opening(card, contact, phrases, now)
    lines += [phrases["contact_a_savoir"].fill(reserve=contact.reserve)] if contact.reserve else []
    lines += _freshness(card, contact, phrases)
    return "\n".join(lines)


def _tier(contact: Contact, today: date) -> int:
    if certain(contact, today):
        return 0
    return 1 if reachable(contact) else 2


def _unverified(contact: Contact, today: date) -> bool:
    return status(contact, today) != "actif"


def _moment(contact: Contact, now: datetime) -> hours.State | None:
    closures = contact.fermeture_temporaire
    if contact.horaires_accueil:
        return hours.state(contact.horaires_accueil, now, closures)
    return hours.State(open_now=False, next_change=None) if hours.closed_until(now, closures) else None


def _address(contact: Contact) -> str | None:
    town = " ".join(part for part in (contact.code_postal, contact.commune) if part)
    return ", ".join(part for part in (contact.adresse, town) if part) if contact.adresse else None


def _head(card: Card, phrases: Phrases) -> str:
    if card.phone:
        return phrases["contact_numero"].fill(numero=card.phone, nom=card.title)
    return phrases["contact_nom"].fill(nom=card.title)


def _opening(card: Card, contact: Contact, phrases: Phrases, now: datetime) -> Iterable[str]:
    if card.hours:
        yield phrases["contact_horaires"].fill(horaires=card.hours)
    if until := hours.closed_until(now, contact.fermeture_temporaire):
        yield phrases["contact_ferme_temporaire"].fill(date=hours.say_date(until, phrases))
    elif contact.horaires_accueil and contact.horaires_accueil != hours.ALWAYS:
        yield _open_or_not(contact, phrases, now)
    # Where all the coordinates are said to be verified again, their hours are too.
    if card.hours and contact.horaires_statut == "a_verifier" and (contact.critique or contact.verifie_le):
        when = _when(contact.date_source, phrases)
        known = phrases["contact_horaires_releves"].fill(date=when) if when else phrases["contact_horaires_a_verifier"]
        yield known


def _open_or_not(contact: Contact, phrases: Phrases, now: datetime) -> str:
    moment = _moment(contact, now)
    if moment is None or moment.open_now is None:
        return phrases["contact_jour_ferie"]
    then = hours.changes(moment, now, phrases)
    words = "contact_ouvert" if moment.open_now else "contact_ferme"
    return phrases[f"{words}_jusqua"].fill(suite=then) if then else phrases[words]


def _freshness(card: Card, contact: Contact, phrases: Phrases) -> Iterable[str]:
    if contact.verifie_le:
        words = "contact_verifie" if card.status == "actif" else "contact_verifie_ancien"
        yield phrases[words].fill(date=hours.say_date(contact.verifie_le, phrases))
    elif not reachable(contact):
        yield phrases["contact_sans_coordonnees"]
    elif not contact.critique:  # a national line keeps its number: only its hours are said to be verified
        when = _when(contact.date_source, phrases)
        yield phrases["contact_releve"].fill(date=when) if when else phrases["contact_a_verifier"]


def _when(source: str, phrases: Phrases) -> str | None:
    """Return « en 2019 », « en octobre 2021 » or « le 21 octobre 2021 »; None where the source has no date."""
    match = _SOURCE_DATE.fullmatch(source)
    if match is None:
        return None
    year, month, day = match.groups()
    if day:
        return hours.say_date(date.fromisoformat(source), phrases)
    if month:
        return hours.say_month(int(month), int(year), phrases)
    return phrases["date_annee"].fill(annee=year)
