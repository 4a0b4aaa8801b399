"""What a first listener does at the end: who to relay to, on the two levels of reception, and a card that tells nothing."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.contacts import competent
from bot.core.copying import copies
from bot.core.knowledge import Level
from bot.core.orientation import Orientation, orient, situation
from bot.core.places import specificity
from bot.core.view import Link, Outcome, Screen
from bot.core.visit import Visit, blank, phrase

#: The two levels of reception of the local plans, and the levels of the doors on each.
NEAR: frozenset[Level] = frozenset({"proximity", "support"})
FAR: frozenset[Level] = frozenset({"national", "specialised", "emergency"})
#: How many doors of a level a page names; the others stand behind « d'autres contacts ».
NAMED = 4
#: The one local door that says nothing of what happened: a lawyer of any matter.
NEUTRAL = "point_justice"


def relay_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return who may take over, near and specialised, and how to relay well."""
    found = orient(here.guide, situation(here.guide, here.facts, outcome), now)
    parts: list[str] = [phrase(here, "page_relais")]
    for name, levels in (("relais_proximite", NEAR), ("relais_specialise", FAR)):
        lines = _lines(here, [each for each in found if each.level in levels][:NAMED])
        parts.append("\n".join([phrase(here, name), *lines]))
    parts.append(phrase(here, "relais_comment"))
    links = (Link(phrase(here, "bouton_plus"), here.here("o"), "page"), _to_hand_over(here))
    return blank(here, "\n\n".join(parts), links, tuple(each.card for each in found[:NAMED] if each.card))


def _lines(here: Visit, doors: Sequence[Orientation]) -> list[str]:
    lines: list[str] = []
    for each in doors:
        door = here.guide.knowledge.doors[each.id]
        phone = each.card.phone if each.card else None
        lines.append(f"• {door.label}{f' : **{phone}**' if phone else ''}")
        if phone and each.card and each.card.alternative:
            lines.append(f"   ✎ {each.card.alternative}")
        if each.card is None and door.look_for:
            lines.append(f"   {' '.join(door.look_for.splitlines())}")
    return lines


def _to_hand_over(here: Visit) -> Link:
    return Link(phrase(here, "bouton_remettre"), here.here("zc"), "page")


def handout_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return a card for the person: whom to call, without a word on what happened, for it may be read at home."""
    guide = here.guide
    where = situation(guide, here.facts, outcome).get("lieu", frozenset()) | {"france"}
    behind = competent(guide.knowledge.contacts, NEUTRAL, where, {}, specificity, now)
    near = next((contact for _name, contact, _zone in behind if contact.telephone and contact.adresse), None)
    lines: list[str] = [phrase(here, "carte_texte")]
    if near:
        lines.append(
            phrase(here, "carte_pres").fill(
                nom=near.nom,
                telephone=near.telephone or "",
                adresse=", ".join(filter(None, (near.adresse, near.commune))),
            )
        )
    lines.append(phrase(here, "carte_danger"))
    text = "\n".join(lines)
    parts = [phrase(here, "page_remettre"), text, phrase(here, "carte_lien")]
    return blank(here, "\n\n".join(parts), tuple(copies(here, "bouton_copier_carte", text)))
