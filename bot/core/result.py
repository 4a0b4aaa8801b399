"""The result screen: what it may correspond to, what is missing, who can help here, before when, what to keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.core.contacts import draw, unsaid
from bot.core.copying import COPY_LIMIT
from bot.core.facts import Values
from bot.core.flow import Step
from bot.core.memo import Memo
from bot.core.orientation import Opened, Orientation, deciding_place, limits, located, orient_first, to_keep
from bot.core.qualify import Element, because, elements
from bot.core.tongue import filled
from bot.core.view import Card, Link, Outcome, Screen
from bot.core.visit import Visit, foot, headed, phrase

#: The role of who listens first, by trade: what is said is to be read with the person.
PROFESSIONAL = "professional"
#: What a screen shows before « voir plus ».
KEPT = 3
#: For each answer about when it happened, the days that have passed at least.
ELAPSED = {"2_to_3_months": 60, "3_to_12_months": 90, "1_to_3_years": 365, "3_to_6_years": 1095, "over_6_years": 2190}
#: Kinds that say that a difference was made: where the law sometimes allows one, it is said.
CLAIMED = frozenset({"direct_discrimination", "indirect_discrimination", "accommodation_refusal", "unclear"})

#: Who answers as if somebody else spoke: « vous » is not the person who reads.
ELSE = frozenset({"relative", "witness"})


def result_screen(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the end of the questions. Every one of them names somebody to call or to write to."""
    guide, facts = here.guide, here.facts
    listener = facts.role == PROFESSIONAL
    known = located(guide, facts, outcome, here.position.bits)
    opened = orient_first(guide, known, now)
    doors = _doors(here, opened, now)
    reasons = because(guide.knowledge, facts)
    parts = [
        phrase(here, "merci_accompagnant" if listener else "merci"),
        phrase(here, "vous_est_un_autre") if facts.role in ELSE else "",
        wording(here, outcome, reasons),
        _elements(here, reasons),
        phrase(here, "je_peux_me_tromper"),
        _exempted(here, outcome, known),
        doors.text,
        _elsewhere(here),
        _for_somebody_else(here),
        _limit(here, known),
        _keep(here, known),
    ]
    links = (*doors.copies, *_pages(here, known, more=opened.count > len(opened.shown)), *foot(here))
    return Screen(
        here.path, here.path, here.step_id, headed(here, "\n\n".join(filter(None, parts))), links,
        cards=doors.cards, facts=facts, result=outcome, notice=here.notice, first_door=opened.shown[0].id,
        channel=here.channel, flow=here.tree.flow.id,
    )  # fmt: skip


def _pages(here: Visit, known: Values, *, more: bool) -> list[Link]:
    """Return the buttons of what stands behind a result, each where there is something behind it."""
    phrases, path = here.guide.phrases, here.path
    listener = here.facts.role == PROFESSIONAL
    behind = (
        ("zr", "bouton_relais", listener),
        ("zc", "bouton_remettre", listener),
        ("o", "bouton_plus", more),
        ("k", "bouton_preuves", True),
        ("d", "bouton_delais", True),
        ("e", "bouton_demarches", True),
        ("l", "bouton_lettres", here.guide.letter_rules.first(known)),
        ("z", "bouton_emporter", True),
        ("w", "bouton_pourquoi", True),
        ("x", "bouton_preciser", unasked(here)),
    )
    return [Link(phrases[name], f"{path}~{page}", "page") for page, name, there in behind if there]


def unasked(here: Visit) -> list[Step]:
    """Return the questions that this screen asks on demand and that have no answer yet."""
    asked = {answer.step for answer in here.position.answers}
    return [here.tree.flow.steps[name] for name in here.step.also if name not in asked]


def wording(here: Visit, outcome: Outcome, reasons: str) -> str:
    """Return the cautious sentence of each kind, the main one first; `reasons` as they read after « à cause de »."""
    knowledge = here.guide.knowledge
    said = reasons or phrase(here, "raison_a_preciser")
    kinds = [knowledge.kinds[kind] for kind in (outcome.kind, *outcome.also) if kind in knowledge.kinds]
    return "\n".join(filled(here.guide, kind.wording, "raisons", said) for kind in kinds)


def _elements(here: Visit, reasons: str) -> str:
    """Say the three elements of the law with their state, and how to find out what is missing."""
    found = elements(here.guide.knowledge, here.facts, reasons)
    lines = [_lines.get((here.guide, each), partial(_element, here, each)) for each in found]
    return "\n".join([phrase(here, "trois_elements"), *lines])


_lines: Memo[str] = Memo(4096)


def _element(here: Visit, element: Element) -> str:
    label = phrase(here, f"element_{element.id}")
    known = element.state != "to_check" or element.label
    state = phrase(here, f"etat_{element.state}" if known else "etat_inconnu").fill(valeur=element.label)
    line = label.fill(etat=state)
    return line if element.state == "said" else f"{line}\n→ {phrase(here, f'trouver_{element.id}')}"


@dataclass(frozen=True, slots=True)
class _Doors:
    """The first doors as a result screen shows them: only what the content says, so kept for who stands alike."""

    text: str
    cards: tuple[Card, ...]
    copies: tuple[Link, ...]


_faces: Memo[_Doors] = Memo(4096)


def _doors(here: Visit, opened: Opened, now: datetime) -> _Doors:
    return _faces.get(opened, lambda: _face(here, opened.shown, now))


def _face(here: Visit, shown: tuple[Orientation, ...], now: datetime) -> _Doors:
    cards = tuple(each.card for each in shown if each.card)
    phones = dict.fromkeys(each.phone for each in cards if each.phone)
    parts = [*drawings(here, shown, now, brief=True), *_closed(here, cards)]
    return _Doors("\n\n".join(parts), cards, tuple(copy_link(here, phone) for phone in phones))


def drawings(here: Visit, shown: Iterable[Orientation], now: datetime, *, brief: bool = False) -> list[str]:
    """Draw orientations, one below the other: an address or a site that stands above is not said again."""
    made: list[str] = []
    for each in shown:
        made.append(_drawn(here, each, now, "\n".join(made), brief=brief))
    return made


def _drawn(here: Visit, orientation: Orientation, now: datetime, above: str, *, brief: bool) -> str:
    """Draw an orientation: its rank and name, why it is proposed, how to reach it, and who is nearer where known."""
    guide = here.guide
    label = guide.knowledge.doors[orientation.id].label

    def reached(card: Card) -> str:
        drawing = draw(card, guide.knowledge.contacts[card.id], guide.phrases, now, brief=brief)
        drawing = drawing.removeprefix(f"{guide.phrases['contact_nom'].fill(nom=label)}\n")  # the head says it
        return unsaid(drawing, card, guide.phrases, above)

    lines = [f"**{orientation.rank}. {label}**", f"→ {orientation.why}"]
    lines += [reached(orientation.card)] if orientation.card else []
    lines += [phrase(here, "pres_de_chez_vous"), reached(orientation.nearer)] if orientation.nearer else []
    return "\n".join(lines)


def _closed(here: Visit, cards: tuple[Card, ...]) -> list[str]:
    """Say what to do until the first number opens again."""
    first = next((each for each in cards if each.phone), None)
    return [phrase(here, "en_attendant")] if first and first.open_now is False else []


def _elsewhere(here: Visit) -> str | None:
    """Say that only national contacts are known where the place is outside of the region."""
    insee = deciding_place(here.facts)
    commune = here.guide.gazetteer.commune(insee) if insee else None
    return phrase(here, "hors_region") if commune and not commune.home else None


def _exempted(here: Visit, outcome: Outcome, known: Values) -> str | None:
    """Say that the law sometimes allows a difference like this one, where an answer touches such a case."""
    if outcome.kind not in CLAIMED or not here.guide.exemption_rules.holding(known):
        return None
    return phrase(here, "difference_parfois_permise")


def _for_somebody_else(here: Visit) -> str | None:
    """Say who may act for whom, to who asks for somebody else."""
    role = here.facts.role
    return phrase(here, f"role_{role}") if role != "self" else None


def _limit(here: Visit, known: Values) -> str:
    """Return the shortest limit; where it may be over, say so, and the next one that may still run.

    Where one runs from a decision, who has it in hand is asked at once on which day it came.
    """
    named = limits(here.guide, known)
    found = [limit for _name, limit in named]
    ending = phrase(here, "ddd_n_arrete_pas")
    if not found:
        return f"{phrase(here, 'delai_inconnu')}\n{ending}"
    lines = [f"{phrase(here, 'delai_court')} {found[0].text}"]
    elapsed = ELAPSED.get(here.facts.when or "", 0)
    if elapsed and found[0].days and found[0].days <= elapsed:
        lines.append(phrase(here, "delai_peut_etre_passe"))
        lines += [f"• {limit.text}" for limit in found if limit.days and limit.days > elapsed][:1]
    durations = here.guide.knowledge.durations
    asked = any(name in durations and durations[name].start == "decision" for name, _limit in named)
    return "\n".join([*lines, ending]) + (f"\n\n{phrase(here, 'decision_en_main')}" if asked else "")


_keeps: Memo[str] = Memo(4096)


def _keep(here: Visit, known: Values) -> str:
    """Return the first things to keep."""
    return _keeps.get((here.guide, here.guide.evidence_rules.read(known)), lambda: _kept(here, known))


def _kept(here: Visit, known: Values) -> str:
    found = to_keep(here.guide, known)[:KEPT]
    return "\n".join([phrase(here, "a_garder"), *(f"• {each.text}" for _name, each in found)]) if found else ""


def copy_link(here: Visit, phone: str) -> Link:
    """Return a button that copies a number."""
    return Link(phrase(here, "bouton_copier").fill(numero=phone), copy=phone[:COPY_LIMIT], role="choice")
