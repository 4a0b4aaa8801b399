"""What there is to read beside a person's own situation: lists of explainers and remedies, and the page of each."""

from collections.abc import Iterator
from datetime import datetime

from bot.core.citation import spelled_out
from bot.core.contacts import card, draw
from bot.core.explainers import Explainer
from bot.core.flow import Listing
from bot.core.remedies import remedy_text
from bot.core.result import copy_link
from bot.core.view import Link, Screen
from bot.core.visit import Visit, blank, phrase

#: How many a list shows at once.
LISTED = 8


def listing_text(here: Visit, step: Listing) -> str:
    """Return what stands above a list; the atlas is read, not chosen from."""
    return "\n\n".join([step.text, *_atlas(here)]) if step.of == "atlas" else step.text


def listing_links(here: Visit, step: Listing) -> tuple[Link, ...]:
    """Return a page of a list, and the button of the next one."""
    found = _listed(here, step)
    first = int(here.page) * LISTED if here.page.isdigit() else 0
    links = [Link(label, here.here(code), "page") for label, code in found[first : first + LISTED]]
    if first + LISTED < len(found):
        links.append(Link(phrase(here, "bouton_suite"), here.here(str(first // LISTED + 1)), "page"))
    return tuple(links)


def _listed(here: Visit, step: Listing) -> list[tuple[str, str]]:
    known = here.guide.knowledge
    if step.of == "demarches":
        return [(remedy.label, remedy.code) for remedy in known.remedies.values()]
    return [
        (each.label, each.code)
        for each in known.explainers.values()
        if step.of == "reperes" and each.shelf == step.shelf
    ]


def reading(here: Visit, now: datetime) -> Screen | None:
    """Return the page of an explainer or a remedy, or None where the page's code is none of theirs."""
    section, name = here.guide.readings.get(here.page, ("", ""))
    if section == "reperes":
        return _explained(here, here.guide.knowledge.explainers[name], now)
    if section == "demarches":
        return blank(here, remedy_text(here, name))
    return None


def _explained(here: Visit, each: Explainer, now: datetime) -> Screen:
    """Return an explainer: its text, the limits and contacts that go with it, then where it was read."""
    known = here.guide.knowledge
    contacts = {name: known.contacts[name] for name in each.contacts}
    cards = [card(name, contact, here.guide.phrases, now, contact.nom) for name, contact in contacts.items()]
    doubt = phrase(here, "a_verifier_page") if each.trust != "verified" else ""
    parts = [
        f"**{each.label}**",
        each.text,
        "\n".join(f"⏳ {known.limits[name].text}" for name in each.limits),
        *(draw(each_card, contacts[each_card.id], here.guide.phrases, now) for each_card in cards),
        " ".join([phrase(here, "repere_source").fill(source=spelled_out(known, each.source)), doubt]).strip(),
    ]
    links = [copy_link(here, each_card.phone) for each_card in cards if each_card.phone]
    links += [Link(label, here.here(code), "page") for label, code in _see(here, each)]
    return blank(here, "\n\n".join(part for part in parts if part), tuple(links), tuple(cards))


def _see(here: Visit, each: Explainer) -> Iterator[tuple[str, str]]:
    known = here.guide.knowledge
    for name in each.see:
        found = known.remedies.get(name) or known.explainers[name]
        yield found.label, found.code


def _atlas(here: Visit) -> Iterator[str]:
    """Yield the diagnoses as their atlas prints them, region by region; what is wrong in it is said."""
    region = ""
    lines: list[str] = []
    for each in here.guide.knowledge.atlas.values():
        if each.region != region:
            if lines:
                yield "\n".join(lines)
            region, lines = each.region, [f"**{each.region}**"]
        lines.append(
            phrase(here, "atlas_ligne").fill(
                annee=str(each.year), lieu=each.place, theme=each.theme, titre=each.title, etat=each.available
            )
        )
        if each.remark:
            lines.append(f"   ⚠️ {each.remark}")
    if lines:
        yield "\n".join(lines)
