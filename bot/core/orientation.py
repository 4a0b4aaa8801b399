"""Facts and place → who can help, in order, and why. The rules stand in knowledge/orientation.yaml.

A door (the 39 28, a court, a support association) is opened by the rule of the lowest rank that holds; behind it stands
the most specific contact that is competent for the place. The place of the facts decides; facts without a place (online)
take the home.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.core.contacts import card, competent
from bot.core.facts import Facts, Values, values
from bot.core.guide import Guide
from bot.core.knowledge import Evidence, Exemption, Level, TimeLimit
from bot.core.places import specificity
from bot.core.view import Card, Outcome

#: How many orientations a result screen shows, the last of them a support.
SHOWN = 3
SUPPORT: Level = "support"
NO_PLACE = "none"

Rule = TypeVar("Rule", TimeLimit, Evidence, Exemption)


@dataclass(frozen=True, slots=True)
class Orientation:
    """A door, the contact behind it where one is known, and the reason; `rank` counts from 1."""

    id: str
    remedy: str | None
    rank: int
    why: str
    level: Level
    card: Card | None


def deciding_place(facts: Facts) -> str | None:
    """Return the INSEE code that decides who is competent: of the facts, else of the home; None where nobody said."""
    if facts.facts_insee and facts.facts_insee != NO_PLACE:
        return facts.facts_insee
    return facts.home_insee


def situation(guide: Guide, facts: Facts, outcome: Outcome) -> Values:
    """Return what rules about orientation, limits and evidence read: the facts, the kinds and the territories."""
    insee = deciding_place(facts)
    where = guide.gazetteer.territories(insee) if insee else frozenset[str]()
    return values(facts, type=frozenset({outcome.kind, *outcome.also}), lieu=where)


def orient(guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> tuple[Orientation, ...]:
    """Return every door that helps here, best first; a support is always among the first three."""
    known = situation(guide, facts, outcome)
    found: dict[str, Orientation] = {}
    for rule in guide.door_rules:  # lowest rank first, so the first rule that holds is the door's
        if rule.door not in found and rule.when.holds(known):
            found[rule.door] = _open(guide, rule.door, rule.why, known, now)
    ordered = _with_support(list(found.values()))
    return tuple(
        Orientation(each.id, each.remedy, rank, each.why, each.level, each.card) for rank, each in enumerate(ordered, 1)
    )


def _open(guide: Guide, name: str, why: str, known: Values, now: datetime) -> Orientation:
    """Find who stands behind a door; where nobody is known, say what to look for."""
    door = guide.knowledge.doors[name]
    where = known.get("lieu", frozenset())
    candidates = competent(guide.knowledge.contacts, name, where | {"france"}, known, specificity, now)
    phrases = guide.phrases
    if not candidates:
        ending = f" {door.look_for}" if door.look_for else ""
        return Orientation(name, door.remedy, 0, f"{why}{ending}", door.level, None)
    ident, contact, zone = candidates[0]
    if zone.partition(":")[0] in {"tribunal", "prudhommes", "chambre"}:
        place = guide.gazetteer.territory_name(zone)
        why = f"{why} {phrases['competent_' + zone.partition(':')[0]].fill(lieu=place)}"
    return Orientation(name, door.remedy, 0, why, door.level, card(ident, contact, phrases, now, why))


def _with_support(ordered: list[Orientation]) -> list[Orientation]:
    """Put the first support at the third place where none of the first three is one."""
    if any(each.level == SUPPORT for each in ordered[:SHOWN]):
        return ordered
    for index, each in enumerate(ordered):
        if each.level == SUPPORT:
            return [*ordered[: SHOWN - 1], each, *ordered[SHOWN - 1 : index], *ordered[index + 1 :]]
    return ordered


def limits(guide: Guide, facts: Facts, outcome: Outcome) -> list[tuple[str, TimeLimit]]:
    """Return the time limits that may apply, shortest first; those that are not counted in days come last."""
    return sorted(
        _holding(guide.knowledge.limits.items(), guide, facts, outcome),
        key=lambda each: (each[1].days is None, each[1].days or 0),
    )


def to_keep(guide: Guide, facts: Facts, outcome: Outcome) -> list[tuple[str, Evidence]]:
    """Return what is worth keeping, the most useful first."""
    return sorted(_holding(guide.knowledge.evidence.items(), guide, facts, outcome), key=lambda each: each[1].rank)


def _holding(rules: Iterable[tuple[str, Rule]], guide: Guide, facts: Facts, outcome: Outcome) -> list[tuple[str, Rule]]:
    known = situation(guide, facts, outcome)
    return [(name, rule) for name, rule in rules if rule.when.holds(known)]
