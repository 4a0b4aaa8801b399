"""Facts and place → who can help, in order, and why. The rules stand in knowledge/orientation.yaml.

A door (the 39 28, a court, a support association) is opened by the rule of the lowest rank that holds; behind it stands
the most specific contact that is competent for the place. The place of the facts decides; facts without a place (online)
take the home.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.core.contacts import card, certain, competent, reachable
from bot.core.facts import Facts, Values, values
from bot.core.guide import Guide
from bot.core.hours import PARIS
from bot.core.knowledge import Contact, DoorRule, Evidence, Level, TimeLimit
from bot.core.memo import Memo
from bot.core.places import specificity
from bot.core.rules import Situation
from bot.core.tongue import filled
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


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The doors that help in a situation, the best first, and how many there are in all; kept, so one answer is one object."""

    shown: tuple[Orientation, ...]
    count: int


def deciding_place(facts: Facts) -> str | None:
    """Return the INSEE code that decides who is competent: of the facts, else of the home; None where nobody said."""
    if facts.facts_insee and facts.facts_insee != NO_PLACE:
        return facts.facts_insee
    return facts.home_insee


def situation(guide: Guide, facts: Facts, outcome: Outcome) -> Situation:
    """Return what rules about orientation, limits and evidence read: the facts, the kinds and the territories."""
    return located(guide, facts, outcome, guide.alphabet.bits(values(facts)))


def located(guide: Guide, facts: Facts, outcome: Outcome, bits: int) -> Situation:
    """Return the same, where a walk has spelled the facts already."""
    insee = deciding_place(facts)
    types = frozenset((outcome.kind, *outcome.also))
    where, spelled = _around.get((guide, insee), lambda: _territories(guide, insee)) if insee else (NOWHERE, 0)
    spelled |= guide.alphabet.bits({"type": types})
    return Situation(bits | spelled, where, lambda: values(facts, type=types, lieu=where))


_around: Memo[tuple[frozenset[str], int]] = Memo(4096)


def _territories(guide: Guide, insee: str) -> tuple[frozenset[str], int]:
    where = guide.gazetteer.territories(insee)
    return where, guide.alphabet.bits({"lieu": where})


def orient(guide: Guide, known: Values, now: datetime) -> tuple[Orientation, ...]:
    """Return every door that helps here, best first; a support that can be reached is always among the first three."""
    return _kept(guide, known, now, first=False).shown


def orient_first(guide: Guide, known: Values, now: datetime) -> Opened:
    """Return the first three of `orient`, and how many there are in all: what a result screen needs, at a third of the cost."""
    return _kept(guide, known, now, first=True)


_answers: Memo[Opened] = Memo(4096)


def _kept(guide: Guide, known: Values, now: datetime, *, first: bool) -> Opened:
    """Ask once for all who stand alike: same rules, same place, same minute."""
    where = known.where if isinstance(known, Situation) else known.get("lieu", NOWHERE)
    key = (
        guide,
        guide.door_rules.read(known),
        guide.contact_rules.read(known),
        where,
        int(now.timestamp()) // 60,
        first,
    )
    return _answers.get(key, lambda: _found(guide, known, now, first=first))


def _found(guide: Guide, known: Values, now: datetime, *, first: bool) -> Opened:
    doors = _doors(guide, known, now)
    opened = doors[:SHOWN] if first else doors
    return Opened(tuple(_open(guide, door, known, now, rank) for rank, door in enumerate(opened, 1)), len(doors))


def _doors(guide: Guide, known: Values, now: datetime) -> list[DoorRule]:
    """Return the rule that opens each door, lowest rank first, with a reachable support among the first three."""
    found: dict[str, DoorRule] = {}
    for rule in guide.door_rules.holding(known):
        if guide.knowledge.doors[rule.door].only_known and not _behind(guide, rule.door, known, now):
            continue
        found.setdefault(rule.door, rule)
    ordered = list(found.values())

    def helps(rule: DoorRule) -> bool:
        if guide.knowledge.doors[rule.door].level != SUPPORT:
            return False
        behind = _behind(guide, rule.door, known, now)
        return bool(behind) and reachable(behind[0][1])

    ordered = _certain_first(guide, ordered, known, now)
    if any(helps(rule) for rule in ordered[:SHOWN]):
        return ordered
    best = next((rule for rule in ordered[SHOWN:] if helps(rule)), None)
    return _moved(ordered, best, SHOWN - 1) if best else ordered


def _certain_first(guide: Guide, ordered: list[DoorRule], known: Values, now: datetime) -> list[DoorRule]:
    """Let a contact that nobody verified stand second, behind the first one that is certain."""
    today = now.astimezone(PARIS).date()

    def sure(rule: DoorRule, *, by_default: bool) -> bool:
        behind = _behind(guide, rule.door, known, now)
        return certain(behind[0][1], today) if behind else by_default

    if not ordered or sure(ordered[0], by_default=True):  # nobody behind it: it says what to look for, which is certain
        return ordered
    best = next((rule for rule in ordered[1:] if sure(rule, by_default=False)), None)
    return _moved(ordered, best, 0) if best else ordered


def _moved(ordered: list[DoorRule], rule: DoorRule, to: int) -> list[DoorRule]:
    others = [each for each in ordered if each is not rule]
    return [*others[:to], rule, *others[to:]]


def _behind(guide: Guide, door: str, known: Values, now: datetime) -> list[tuple[str, Contact, str]]:
    where = known.get("lieu", NOWHERE) | {"france"}
    return competent(guide.knowledge.contacts, door, where, known, specificity, now)


def _open(guide: Guide, rule: DoorRule, known: Values, now: datetime, rank: int) -> Orientation:
    """Find who stands behind a door; where nobody reachable is known, say what to look for."""
    door, why = guide.knowledge.doors[rule.door], str(rule.why)
    found = _behind(guide, rule.door, known, now)
    if door.look_for and not (found and reachable(found[0][1])):
        why = _and(why, door.look_for)
    if not found:
        return Orientation(rule.door, door.remedy, rank, why, door.level, None)
    ident, contact, zone = found[0]
    if door.competence:
        why = _and(why, filled(guide, door.competence, "lieu", guide.gazetteer.territory_name(zone)))
    nearer = next((each for each in found[1:] if specificity(each[2]) > specificity(zone) and reachable(each[1])), None)
    return Orientation(
        rule.door, door.remedy, rank, why, door.level,
        card(ident, contact, guide.phrases, now, why),
        card(nearer[0], nearer[1], guide.phrases, now, why) if nearer else None,
    )  # fmt: skip


def _and(said: str, more: str) -> str:
    """Say one more thing: on its own line where the words stand line by line, as in easy French."""
    return f"{said}\n{more}" if "\n" in f"{said}{more}" else f"{said} {more}"


def limits(guide: Guide, known: Values) -> list[tuple[str, TimeLimit]]:
    """Return the time limits that may apply, shortest first; those that are not counted in days come last."""
    entries = guide.knowledge.limits
    return [(name, entries[name]) for name in guide.limit_rules.holding(known)]


def to_keep(guide: Guide, known: Values) -> list[tuple[str, Evidence]]:
    """Return what is worth keeping, the most useful first."""
    entries = guide.knowledge.evidence
    return [(name, entries[name]) for name in guide.evidence_rules.holding(known)]
