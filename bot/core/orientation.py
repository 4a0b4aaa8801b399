"""Facts and place → who can help, in order, and why. The rules stand in knowledge/orientation.yaml.

A door (the 39 28, a court, a support association) is opened by the rule of the lowest rank that holds; behind it stands
the most specific contact that is competent for the place. The place of the facts decides; facts without a place (online)
take the home.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.core.contacts import card, competent, reachable
from bot.core.facts import Facts, Values, values
from bot.core.guide import Guide
from bot.core.hours import Same, minute_of
from bot.core.knowledge import Contact, DoorRule, Evidence, Level, TimeLimit
from bot.core.memo import Memo
from bot.core.places import specificity
from bot.core.text import Text
from bot.core.view import Card, Outcome

#: How many orientations a result screen shows, the last of them a support.
SHOWN = 3
SUPPORT: Level = "support"
NO_PLACE = "none"
NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Orientation:
    """A door, the contact behind it where one is known, and the reason; `rank` counts from 1.

    `nearer` is a local contact whose coordinates are to be verified, shown after a certain one that is farther.
    """

    id: str
    remedy: str | None
    rank: int
    why: str
    level: Level
    card: Card | None
    nearer: Card | None = None


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


def orient(guide: Guide, known: Values, now: datetime) -> tuple[Orientation, ...]:
    """Return every door that helps here, best first; a support that can be reached is always among the first three."""
    return _kept(guide, known, now, first=False)[0]


def orient_first(guide: Guide, known: Values, now: datetime) -> tuple[tuple[Orientation, ...], int]:
    """Return the first three of `orient`, and how many there are in all: what a result screen needs, at a third of the cost."""
    return _kept(guide, known, now, first=True)


_Found = tuple[tuple[Orientation, ...], int]
_answers: Memo[_Found] = Memo(4096)


def _kept(guide: Guide, known: Values, now: datetime, *, first: bool) -> _Found:
    """Ask once for all who stand alike: same rules, same place, same minute."""
    where = known.get("lieu", NOWHERE)
    rules, contacts = guide.door_rules.holding(known), guide.contact_rules.holding(known)
    key = (Same(guide), Same(rules), Same(contacts), where, minute_of(now), first)
    return _answers.get(key, lambda: _found(guide, known, now, first=first))


def _found(guide: Guide, known: Values, now: datetime, *, first: bool) -> _Found:
    doors = _doors(guide, known, now)
    opened = doors[:SHOWN] if first else doors
    return tuple(_open(guide, door, known, now, rank) for rank, door in enumerate(opened, 1)), len(doors)


def _doors(guide: Guide, known: Values, now: datetime) -> list[DoorRule]:
    """Return the rule that opens each door, lowest rank first, with a reachable support among the first three."""
    found: dict[str, DoorRule] = {}
    for rule in guide.door_rules.holding(known):
        found.setdefault(rule.door, rule)
    ordered = list(found.values())

    def helps(rule: DoorRule) -> bool:
        if guide.knowledge.doors[rule.door].level != SUPPORT:
            return False
        behind = _behind(guide, rule.door, known, now)
        return bool(behind) and reachable(behind[0][1])

    if any(helps(rule) for rule in ordered[:SHOWN]):
        return ordered
    best = next((rule for rule in ordered[SHOWN:] if helps(rule)), None)
    if best is None:
        return ordered
    others = [rule for rule in ordered if rule is not best]
    return [*others[: SHOWN - 1], best, *others[SHOWN - 1 :]]


def _behind(guide: Guide, door: str, known: Values, now: datetime) -> list[tuple[str, Contact, str]]:
    where = known.get("lieu", NOWHERE) | {"france"}
    return competent(guide.knowledge.contacts, door, where, known, specificity, now)


def _open(guide: Guide, rule: DoorRule, known: Values, now: datetime, rank: int) -> Orientation:
    """Find who stands behind a door; where nobody reachable is known, say what to look for."""
    door, why = guide.knowledge.doors[rule.door], str(rule.why)
    found = _behind(guide, rule.door, known, now)
    if door.look_for and not (found and reachable(found[0][1])):
        why = f"{why} {door.look_for}"
    if not found:
        return Orientation(rule.door, door.remedy, rank, why, door.level, None)
    ident, contact, zone = found[0]
    if door.competence:
        why = f"{why} {_of(door.competence, guide.gazetteer.territory_name(zone))}"
    nearer = next((each for each in found[1:] if specificity(each[2]) > specificity(zone) and reachable(each[1])), None)
    return Orientation(
        rule.door, door.remedy, rank, why, door.level,
        card(ident, contact, guide.phrases, now, why),
        card(nearer[0], nearer[1], guide.phrases, now, why) if nearer else None,
    )  # fmt: skip


def _of(sentence: Text, name: str) -> str:
    """Put a name in its slot, with the elision that French wants: « d'Amiens », « de Lille »."""
    elided = sentence.replace("de {lieu}", "d'{lieu}") if name[:1] in "AEIOUYÉÈÊ" else sentence
    return Text(elided).fill(lieu=name)


def limits(guide: Guide, known: Values) -> list[tuple[str, TimeLimit]]:
    """Return the time limits that may apply, shortest first; those that are not counted in days come last."""
    entries = guide.knowledge.limits
    return [(name, entries[name]) for name in guide.limit_rules.holding(known)]


def to_keep(guide: Guide, known: Values) -> list[tuple[str, Evidence]]:
    """Return what is worth keeping, the most useful first."""
    entries = guide.knowledge.evidence
    return [(name, entries[name]) for name in guide.evidence_rules.holding(known)]
