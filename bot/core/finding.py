"""What typed words look for, and the screen that answers them. `bot.core.dialogue` says when.

The order, from the first: an emergency; the answer to the question that is open; something asked for in so many words
(« c'est quoi … », « délai … »); what happened to the person, to be confirmed; whatever else has this name. A story is
never answered with a definition: what it names stands under the proposals, as one button more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import cast

from bot.core import path as paths
from bot.core.contacts import card, competent, draw, reachable
from bot.core.facts import values
from bot.core.guide import Guide
from bot.core.hours import Same
from bot.core.orientation import deciding_place
from bot.core.places import certain, specificity
from bot.core.places import search as search_places
from bot.core.result import copy_link
from bot.core.screen import show
from bot.core.search import MOST, SURE, Catalogue, Hit, catalogue, find, query, unknown
from bot.core.spelling import key
from bot.core.spelling import words as spelt
from bot.core.view import Card, Link, Screen
from bot.core.visit import Visit, phrase, with_foot

#: What a story names so plainly that it is worth a button.
PLAIN = 0.85
#: How many contacts are drawn at once, how many buttons stand under a proposal, how many words a name may have.
CARDS, BESIDE, PLACE_WORDS = 2, 2, 5
#: From this part of the best score on, another thing found is worth a button.
NEAR = 0.6
#: What is drawn, not opened.
CONTACTS = frozenset({"portes", "contacts"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What words look for here: what was found, best first, the commune that they name, and how they ask.

    `asks`: in so many words, and nothing in them tells what was done to somebody; `named`: they are a name and nothing else.
    """

    hits: tuple[Hit, ...]
    insee: str | None
    asks: bool
    tells: bool
    named: bool
    reach: bool

    @property
    def sure(self) -> bool:
        """Say whether what was found is what was meant."""
        return bool(self.hits) and self.hits[0].score >= SURE


@lru_cache(maxsize=8)  # one for each language and each form of address
def _catalogue(same: Same) -> Catalogue:
    guide = cast("Guide", same.it)
    flows = {name: tree.flow for name, tree in guide.flows.items()}
    return catalogue(guide.lexicon.vocabulary, flows, guide.knowledge)


def warm(guide: Guide) -> None:
    """Make the index now rather than at the first words."""
    _catalogue(Same(guide))


def look(guide: Guide, words: str) -> Finding:
    """Return what words look for: as they stand, or what stands before the name of a commune."""
    made = _catalogue(Same(guide))
    whole = query(made, words)
    hits, insee = find(made, whole), None
    if whole.words and not (hits and hits[0].exact):
        hits, insee = _with_place(guide, made, words) or (hits, None)
    named = bool(hits) and hits[0].exact and not whole.tells and not _lived(guide, hits[0])
    return Finding(
        tuple(hits), insee, whole.asks and not whole.tells, whole.tells, named, whole.reach or insee is not None
    )


def _lived(guide: Guide, hit: Hit) -> bool:
    """Say whether the name alone may tell what happened: « refus de soins »."""
    return hit.section == "reperes" and guide.knowledge.explainers[hit.id].lived


def _with_place(guide: Guide, made: Catalogue, words: str) -> tuple[list[Hit], str] | None:
    """Read « CIDFF Anzin »: something that has contacts, then a commune; None where the words are no such thing."""
    tokens = words.split()
    for length in range(min(PLACE_WORDS, len(tokens) - 1), 0, -1):
        if not _like_a_commune(guide, made, tokens[-length:]):
            continue
        found = find(made, query(made, " ".join(tokens[:-length])))
        doors = [hit for hit in found if hit.section == "portes" and hit.score >= SURE]
        if doors and (insee := _commune(guide, tokens[-length:])):
            return doors, insee
    return None


def _commune(guide: Guide, of: list[str]) -> str | None:
    """Return the commune that these words are sure to mean."""
    sure = certain(search_places(guide.gazetteer, " ".join(of), 3))
    return sure.insee if sure else None


def _like_a_commune(guide: Guide, made: Catalogue, of: list[str]) -> bool:
    """Say whether words may be a commune: its very name, or one word that nothing else has for its name, misspelt."""
    if len(of) == 1 and unknown(made, of[0]):
        return True
    return any(not form.short for form in guide.gazetteer.index.exact(key(spelt(" ".join(of)))))


def beside(here: Visit, found: Finding) -> tuple[Link, ...]:
    """Return what stands under the proposals of a story: what the words name, a button each."""
    return tuple(_links(here, [hit for hit in found.hits if hit.score >= PLAIN and not found.tells])[:BESIDE])


def found_screen(here: Visit, found: Finding, now: datetime, story: str | None = None) -> Screen:
    """Return what was found: the page itself where one is meant, else contacts and buttons.

    `story` is where the person may tell what happened instead.
    """
    guide = here.guide
    best = found.hits[0]
    if best.section == "pages":
        return show(guide, here.here(best.id), now, here.aside)
    shown = [hit for hit in found.hits if hit.score >= NEAR * best.score]
    cards = list(_cards(here, found, shown, now))[:CARDS] if found.reach or best.section in CONTACTS else []
    links = _links(here, _with_remedies(here, found, shown))
    telling = Link(phrase(here, "bouton_raconter_ici"), story or paths.join(here.way_in), "page")
    more = () if here.begun and story is None else (telling,)
    if not cards and best.section in {"reperes", "demarches"} and best.score >= SURE and links:
        page = show(guide, links[0].path or "", now, here.aside)
        own = {link.path for link in page.links}
        others = tuple(link for link in links[1:] if link.path not in own)
        return page._replace(links=page.links[: _foot(page)] + others + more + page.links[_foot(page) :])
    texts = [draw(each, guide.knowledge.contacts[each.id], guide.phrases, now) for each in cards]
    heads = [phrase(here, "recherche_contact" if cards else "recherche_trouve")]
    ends = [] if found.insee or not _local(here, shown) else [phrase(here, "recherche_ville")]
    copies = tuple(copy_link(here, each.phone) for each in cards if each.phone)
    screen = Screen(
        here.path, here.path, here.step_id, "\n\n".join([*heads, *texts, *_look_for(here, cards, shown), *ends]),
        (*copies, *links[:MOST], *more), tuple(cards), facts=here.facts,
    )  # fmt: skip
    return with_foot(here, screen)


def _with_remedies(here: Visit, found: Finding, hits: list[Hit]) -> list[Hit]:
    """Add what the doors of a place open: how to go there stands under who is there."""
    if found.insee is None:
        return hits
    doors = [here.guide.knowledge.doors[hit.id].remedy for hit in hits if hit.section == "portes"]
    return [*hits, *(Hit("demarches", name, 0) for name in dict.fromkeys(doors) if name)]


def _foot(page: Screen) -> int:
    """Return where the buttons that stand under every screen begin."""
    roles = {"back", "restart", "urgent"}
    return next((place for place, link in enumerate(page.links) if link.role in roles), len(page.links))


def _links(here: Visit, hits: list[Hit]) -> list[Link]:
    """Return a button for each page or conversation found; a contact is drawn, so it has none."""
    known = here.guide.knowledge
    links: list[Link] = []
    for hit in hits:
        if hit.section == "reperes":
            links.append(_button(here, known.explainers[hit.id].label, here.here(known.explainers[hit.id].code)))
        elif hit.section == "demarches":
            links.append(_button(here, known.remedies[hit.id].label, here.here(known.remedies[hit.id].code)))
        elif hit.section == "flux":
            flow = here.guide.flows[hit.id].flow
            links.append(Link(flow.title, paths.join((*here.way_in, flow.code or "")), "page"))
    return links


def _button(here: Visit, name: str, path: str) -> Link:
    return Link(phrase(here, "bouton_trouve").fill(nom=name), path, "page")


def _cards(here: Visit, found: Finding, hits: list[Hit], now: datetime) -> Iterator[Card]:
    """Yield the contacts found by their name, or competent behind the doors found; each once."""
    guide = here.guide
    insee = found.insee or deciding_place(here.facts)
    where = guide.gazetteer.territories(insee) if insee else frozenset[str]()
    seen: set[str] = set()
    for hit in hits:
        names = [hit.id] if hit.section == "contacts" else []
        if hit.section == "portes":
            behind = competent(guide.knowledge.contacts, hit.id, where, values(here.facts), specificity, now)
            names = [name for name, contact, _zone in behind if reachable(contact)][: CARDS if insee else 1]
        for name in names:
            if name not in seen and reachable(guide.knowledge.contacts[name]):
                seen.add(name)
                contact = guide.knowledge.contacts[name]
                yield card(name, contact, guide.phrases, now, contact.nom)


def _local(here: Visit, hits: list[Hit]) -> bool:
    """Say whether something found depends on the place."""
    doors = here.guide.knowledge.doors
    return any(doors[hit.id].needs_place for hit in hits if hit.section == "portes")


def _look_for(here: Visit, cards: list[Card], hits: list[Hit]) -> list[str]:
    """Say what to look for where a door has no contact that is known."""
    if cards:
        return []
    doors = (here.guide.knowledge.doors[hit.id] for hit in hits if hit.section == "portes")
    return [f"**{door.label}**\n{door.look_for}" for door in doors if door.look_for][:CARDS]
