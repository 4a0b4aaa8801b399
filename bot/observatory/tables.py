"""What a conversation adds to which table: pure, and closed over the values that the codebook declares."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from bot.core.facts import Facts
from bot.core.knowledge import Knowledge
from bot.core.observed import Dimension, DimensionId, Observed, Section
from bot.core.view import Outcome

PARIS = ZoneInfo("Europe/Paris")
ELSEWHERE, UNKNOWN = "elsewhere", "unknown"
NO_PLACE = "none"

#: The kind whose reasons are counted apart: refusals of care.
CARE_REFUSAL = "care_refusal"
#: The reason that C2S and AME come under in the law; refusals of care count it apart from the other reasons.
ECONOMIC = "economic_vulnerability"
#: The value of a conversation whose reasons fall in more than one family: it counts once, and in none of them.
SEVERAL = "plusieurs"

_WORD = re.compile(r"[a-z0-9_]{1,40}")
_PERIOD = re.compile(r"[0-9]{4}(-Q[1-4])?")
_TERRITORY = re.compile(r"epci:[0-9]{9}|region:[0-9]{2}|elsewhere|unknown")


class Cell(NamedTuple):
    """One count: which table, when ("2026-Q4" or "2026"), where, and the value of each dimension, by its name.

    A named tuple and not a data class: a tap makes and hashes some twenty of them, and this one does it in C.
    """

    table: str
    period: str
    territory: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the observatory may look at when a screen has been shown. `at` is aware; `territory` comes from `territory()`.

    `channel` and `usefulness` may be anything that a link or a button carried: what the codebook doesn't list is not kept.
    """

    at: datetime
    facts: Facts
    territory: str = UNKNOWN
    outcome: Outcome | None = None
    first_orientation: str | None = None
    channel: str | None = None
    language: str | None = None
    step: str | None = None
    usefulness: str | None = None


class Commune(Protocol):
    """What a gazetteer says about a commune: its département's code and the SIREN of its EPCI, if it has one."""

    @property
    def department(self) -> str:
        """Return the code of the département ("59")."""

    @property
    def epci(self) -> str | None:
        """Return the SIREN of the EPCI."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """A table as a tap needs it; dimensions in alphabetical order, so that equal cells are written alike."""

    name: str
    dimensions: tuple[DimensionId, ...]
    yearly: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Codebook:
    """The declared tables with their look-ups made: for each dimension, what each raw answer is counted as."""

    tables: tuple[_Layout, ...]
    region: str
    departments: frozenset[str]
    crossed: frozenset[str]
    counted_as: Mapping[DimensionId, Mapping[str, str]]
    otherwise: Mapping[DimensionId, str | None]
    unanswered: Mapping[DimensionId, str | None]
    domain_families: Mapping[str, str]
    criterion_families: Mapping[str, str]


def codebook(knowledge: Knowledge, observed: Observed) -> Codebook:
    """Make the look-ups once, at the start; ids that no partner declared are unknown to the counters from then on."""
    sections: dict[Section, Mapping[str, object]] = {
        "familles_de_domaines": knowledge.domain_families,
        "familles_de_criteres": knowledge.criterion_families,
        "types": knowledge.kinds,
        "traitements": knowledge.treatments,
        "portes": knowledge.doors,
    }
    dimensions = observed.dimensions
    return Codebook(
        tables=tuple(
            _Layout(name, tuple(sorted(table.dimensions)), table.period == "year", table.scope == "region")
            for name, table in observed.tables.items()
        ),
        region=f"region:{observed.region.code}",
        departments=frozenset(observed.region.departments),
        crossed=frozenset(f"epci:{siren}" for siren in observed.agglomerations),
        counted_as={
            name: _counted_as(dimension, sections[dimension.section] if dimension.section else {})
            for name, dimension in dimensions.items()
        },
        otherwise={name: dimension.otherwise for name, dimension in dimensions.items()},
        unanswered={name: dimension.unanswered for name, dimension in dimensions.items()},
        domain_families={name: domain.family for name, domain in knowledge.domains.items()},
        criterion_families={name: criterion.family for name, criterion in knowledge.criteria.items()},
    )


def _counted_as(dimension: Dimension, section: Mapping[str, object]) -> dict[str, str]:
    gathered = {raw: name for name, value in dimension.values.items() for raw in value.gathers}
    return {name: name for name in section} | {name: name for name in dimension.values} | gathered


def territory(book: Codebook, facts: Facts, find: Callable[[str], Commune | None]) -> str:
    """Return where a conversation is counted: the place of the facts; if not given, the home. Never a commune.

    `find` takes an INSEE code. A commune that it doesn't know, or of another région, is `elsewhere`, even when its EPCI
    reaches over the border; one of the région without an EPCI counts for the région only.
    """
    code = facts.home_insee if facts.facts_insee in (None, NO_PLACE) else facts.facts_insee
    if code in (None, NO_PLACE):
        return UNKNOWN
    commune = find(str(code))
    if commune is None or commune.department not in book.departments:
        return ELSEWHERE
    return f"epci:{commune.epci}" if commune.epci else book.region


def cells(book: Codebook, seen: Seen) -> frozenset[Cell]:
    """Return what the conversation counts for as it stands: at most one cell a table and territory.

    A table whose dimensions are not all known yet has no cell; what it held before stays (see `tally`).
    """
    answers = {name: _value(book, name, raw, seen) for name, raw in _raw(book, seen)}
    quarter = quarter_of(seen.at)
    here, wide = (seen.territory,), _wide(book, seen.territory)
    found: list[Cell] = []
    for table in book.tables:
        values = tuple((name, value) for name in table.dimensions if (value := answers[name]) is not None)
        if len(values) == len(table.dimensions):
            period = quarter[:4] if table.yearly else quarter
            found.extend([Cell(table.name, period, place, values) for place in (wide if table.wide else here)])
    return frozenset(found)


def quarter_of(moment: datetime) -> str:
    """Return the quarter of an aware moment on the clocks of Paris: "2026-Q4"."""
    local = moment.astimezone(PARIS)
    return f"{local.year:04}-Q{(local.month + 2) // 3}"


def day_of(moment: datetime) -> date:
    """Return the day of an aware moment on the calendars of Paris."""
    return moment.astimezone(PARIS).date()


def well_formed(cell: Cell) -> bool:
    """Say whether a cell holds ids only: the wall in front of the disk, should a codebook ever let words through."""
    return (
        _WORD.fullmatch(cell.table) is not None
        and _PERIOD.fullmatch(cell.period) is not None
        and _TERRITORY.fullmatch(cell.territory) is not None
        and len(cell.values) > 0
        and all(_WORD.fullmatch(word) for pair in cell.values for word in pair)
    )


def _wide(book: Codebook, place: str) -> tuple[str, ...]:
    """Return where crossed tables count: the région, and its agglomerations by name; elsewhere and unknown never."""
    if place in book.crossed:
        return (book.region, place)
    return (book.region,) if place.startswith(("epci:", "region:")) else ()


def _raw(book: Codebook, seen: Seen) -> Iterator[tuple[DimensionId, str | None]]:
    facts, outcome = seen.facts, seen.outcome
    families = frozenset(book.criterion_families.get(name, "") for name in facts.criteria)
    reason = facts.reason if not families else SEVERAL if len(families) > 1 else next(iter(families))
    yield "channel", seen.channel
    yield "language", seen.language
    yield "domain", book.domain_families.get(facts.domain or "")
    yield "kind", outcome.kind if outcome else None
    yield "criterion", reason
    yield "treatment", facts.treatment
    yield "orientation", seen.first_orientation
    yield "evidence", facts.evidence
    yield "steps_taken", facts.steps_taken
    care = outcome is not None and CARE_REFUSAL in (outcome.kind, *outcome.also)
    motive = (ECONOMIC if facts.criteria == (ECONOMIC,) else reason) or ""
    yield "care_motive", motive if care else None
    yield "usefulness", seen.usefulness
    yield "dropoff", seen.step


def _value(book: Codebook, name: DimensionId, raw: str | None, seen: Seen) -> str | None:
    if raw is None:
        return book.unanswered.get(name) if seen.outcome else None
    return book.counted_as.get(name, {}).get(raw, book.otherwise.get(name))
