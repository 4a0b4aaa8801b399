"""What a conversation adds to which table: pure, and closed over the values that the codebook declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import contains, getitem
from typing import Any, NamedTuple, Protocol, get_args

from bot.core.facts import Facts
from bot.core.guide import MAIN
from bot.core.knowledge import Knowledge
from bot.core.memo import Memo
from bot.core.observed import Dimension, DimensionId, Observed, Section, Sort, Table
from bot.core.view import Outcome
from bot.observatory.cell import Cell, Counted
from bot.observatory.periods import periods_of

ELSEWHERE, UNKNOWN = "elsewhere", "unknown"
NO_PLACE = "none"
#: The dimensions in the order of their declaration: how answers are handed from one step to the next, without names.
ORDER: tuple[DimensionId, ...] = get_args(DimensionId)
#: From here on, dimensions count what only a survey asks.
FIRST_OF_SURVEYS = ORDER.index("followup")
#: Who asks for somebody else by trade is counted in this flow, by this channel, and in no table of residents: the
#: person may tell the same situation, and would count twice.
PROFESSIONAL, LISTENERS, ACCOMPANIED = "professional", "sentinelle", "accompagnement"

#: What conversations were held with, counted beside them: which content, and the digest of its trees and categories.
CONTENT, SERIES, VERSION = "content", "series", "version"

#: The kind whose reasons are counted apart: refusals of care.
CARE_REFUSAL = "care_refusal"
#: The reason that C2S and AME come under in the law; refusals of care count it apart from the other reasons.
ECONOMIC = "economic_vulnerability"
#: The value of a conversation whose reasons fall in more than one family: it counts once, and in none of them.
SEVERAL = "plusieurs"


class Seen(NamedTuple):
    """What the observatory may look at when a screen has been shown. `at` is aware; `territory` comes from `territory()`.

    `flow` is the conversation: its tables count it and no other ones. `channel` and `usefulness` may be anything that a link or a button carried: what the codebook doesn't list is not kept.
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
    flow: str = MAIN


class Commune(Protocol):
    """What a gazetteer says about a commune: its département's code and the SIREN of its EPCI, if it has one."""

    @property
    def department(self) -> str:
        """Return the code of the département ("59")."""

    @property
    def epci(self) -> str | None:
        """Return the SIREN of the EPCI."""


class _Layout(NamedTuple):
    """A table as it was declared; its dimensions in alphabetical order, so that equal cells are written alike."""

    name: str
    dimensions: tuple[DimensionId, ...]
    period: Sort
    wide: bool


class _Reading(dict[str | None, str | None]):
    """What a dimension's raw answer is counted as: by its name, what nobody answered under None, anything else `otherwise`."""

    def __init__(self, counted_as: Mapping[str, str], otherwise: str | None, unanswered: str | None) -> None:
        super().__init__()
        self.update(counted_as)
        self[None] = unanswered
        self._otherwise = otherwise

    def __missing__(self, raw: str | None) -> str | None:
        return self._otherwise


class _Column(dict[Any, tuple[Cell, ...]]):
    """The cells of a table at one time and in its places, by what was said for its dimension (or for its two).

    Made when first asked for, and then the same objects each time: a tap compares, and makes nothing. What a reading does
    not list may be somebody's words: it is read, and not kept.
    """

    def __init__(self, layout: _Layout, readings: tuple[_Reading, ...], period: str, places: tuple[str, ...]) -> None:
        super().__init__()
        self._layout, self._readings, self._period, self._places = layout, readings, period, places

    def __missing__(self, said: Any) -> tuple[Cell, ...]:  # noqa: ANN401 - what was said for one dimension, or a pair
        raw = (said,) if len(self._readings) == 1 else said
        values = tuple(map(getitem, self._readings, raw))
        cell = tuple(zip(self._layout.dimensions, values, strict=True))
        made = () if None in values else _made(self._layout.name, self._period, self._places, cell)
        if all(map(contains, self._readings, raw)):
            self[said] = made
        return made


@lru_cache(maxsize=32_768)
def _made(table: str, period: str, places: tuple[str, ...], values: tuple[tuple[str, str], ...]) -> tuple[Cell, ...]:
    """Make a table's cells; who asks for the same ones gets the same objects, so that comparing them looks at none."""
    return tuple(Cell(table, period, place, values) for place in places)


class _Sheet(NamedTuple):
    """The tables of a flow at one time and place: each with its name, where what was said for it stands, and its cells.

    What was said stands in ORDER, and then in `pairs` for the tables of two dimensions.
    """

    columns: tuple[tuple[str, int, _Column], ...]
    pairs: tuple[tuple[int, int], ...]
    content: Counted


#: So many times and places are kept ready: the EPCI of the region before and at a result, and some.
_SHEETS = 512


@dataclass(frozen=True, slots=True)
class Codebook:
    """The declared tables with their look-ups made, `tables` by flow; `readings` in the order of ORDER, `at_a_result` too."""

    tables: Mapping[str, tuple[_Layout, ...]]
    readings: tuple[_Reading, ...]
    at_a_result: tuple[_Reading, ...]
    survey: tuple[str, ...]
    silent: tuple[None, ...]
    region: str
    departments: frozenset[str]
    crossed: frozenset[str]
    domain_families: Mapping[str, str]
    criterion_families: Mapping[str, str]
    content: tuple[tuple[str, str], ...]
    sorts: Mapping[str, tuple[Sort, ...]]
    sheets: Memo[_Sheet]


def codebook(knowledge: Knowledge, observed: Observed, content: Mapping[str, str] | None = None) -> Codebook:
    """Make the look-ups once, at the start; ids that no partner declared are unknown to the counters from then on.

    `content` says what is counted with (SERIES, VERSION); without it that is not counted.
    """
    sections: dict[Section, Mapping[str, object]] = {
        "familles_de_domaines": knowledge.domain_families,
        "familles_de_criteres": knowledge.criterion_families,
        "types": knowledge.kinds,
        "traitements": knowledge.treatments,
        "portes": knowledge.doors,
        "canaux": knowledge.channels,
    }
    flows = {flow for table in observed.tables.values() for flow in table.flows}
    tables = {
        flow: tuple(_lay_out(name, table) for name, table in observed.tables.items() if flow in table.flows)
        for flow in flows
    }
    dimensions = [observed.dimensions.get(name) for name in ORDER]
    return Codebook(
        tables=tables,
        readings=tuple(_reading(each, sections, done=False) for each in dimensions),
        at_a_result=tuple(_reading(each, sections, done=True) for each in dimensions),
        survey=tuple((each.fact or "") if each else "" for each in dimensions[FIRST_OF_SURVEYS:]),
        silent=(None,) * len(ORDER[FIRST_OF_SURVEYS:]),
        region=f"region:{observed.region.code}",
        departments=frozenset(observed.region.departments),
        crossed=frozenset(f"epci:{siren}" for siren in observed.agglomerations),
        domain_families={name: domain.family for name, domain in knowledge.domains.items()},
        criterion_families={name: criterion.family for name, criterion in knowledge.criteria.items()},
        content=tuple(sorted((content or {}).items())),
        sorts={flow: tuple({table.period for table in tables[flow]}) for flow in flows},
        sheets=Memo(_SHEETS),
    )


def _lay_out(name: str, table: Table) -> _Layout:
    return _Layout(name, tuple(sorted(table.dimensions)), table.period, table.scope == "region")


def _reading(dimension: Dimension | None, sections: Mapping[Section, Mapping[str, object]], *, done: bool) -> _Reading:
    if dimension is None:
        return _Reading({}, None, None)
    listed = (*(sections[dimension.section] if dimension.section else ()), *dimension.values)
    gathered = {raw: name for name, value in dimension.values.items() for raw in value.gathers}
    unanswered = dimension.unanswered if done else None
    return _Reading({name: name for name in listed} | gathered, dimension.otherwise, unanswered)


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


def cells(book: Codebook, seen: Seen) -> Counted:
    """Return what the conversation counts for as it stands: at most one cell a table and territory.

    A table whose dimensions are not all known yet has no cell; what it held before stays (see `tally`). What it was held
    with counts along, without a place: a release says which contents its figures come from.
    """
    periods = periods_of(seen.at)
    flow = LISTENERS if seen.facts.role == PROFESSIONAL else seen.flow
    done = seen.outcome is not None
    key = (flow, seen.territory, periods["quarter"], periods["school"], done)
    sheet = book.sheets.get(key, lambda: _sheet(book, flow, seen.territory, periods, done=done))
    said: tuple[object, ...] = _raw(book, seen)
    said += tuple([(said[first], said[second]) for first, second in sheet.pairs])
    counted = {name: found for name, at, column in sheet.columns if (found := column[said[at]])}
    if counted:
        counted.update(sheet.content)
    return counted


def _sheet(book: Codebook, flow: str, place: str, periods: Mapping[Sort, str], *, done: bool) -> _Sheet:
    readings = book.at_a_result if done else book.readings
    where = {True: _wide(book, place), False: (place,)}
    columns: list[tuple[str, int, _Column]] = []
    pairs: list[tuple[int, int]] = []
    for layout in book.tables.get(flow, ()):
        stand = [ORDER.index(name) for name in layout.dimensions]
        if places := where[layout.wide]:
            column = _Column(layout, tuple(readings[at] for at in stand), periods[layout.period], places)
            columns.append((layout.name, stand[0] if len(stand) == 1 else len(ORDER) + len(pairs), column))
            if len(stand) > 1:
                pairs.append((stand[0], stand[1]))
    content = _contents(book.content, tuple(periods[sort] for sort in book.sorts.get(flow, ())))
    return _Sheet(tuple(columns), tuple(pairs), {CONTENT: content} if book.content else {})


@lru_cache(maxsize=64)
def _contents(content: tuple[tuple[str, str], ...], periods: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(CONTENT, period, UNKNOWN, content) for period in periods)


def _wide(book: Codebook, place: str) -> tuple[str, ...]:
    """Return where crossed tables count: the région, and its agglomerations by name; elsewhere and unknown never."""
    if place in book.crossed:
        return (book.region, place)
    return (book.region,) if place.startswith(("epci:", "region:")) else ()


def _raw(book: Codebook, seen: Seen) -> tuple[str | None, ...]:
    """Return what was said for each dimension, in the order of ORDER; None where nothing was."""
    facts, outcome = seen.facts, seen.outcome
    reason = facts.reason
    if facts.criteria:
        families = {book.criterion_families.get(name, "") for name in facts.criteria}
        reason = SEVERAL if len(families) > 1 else families.pop()
    motive = None
    if outcome is not None and (outcome.kind == CARE_REFUSAL or CARE_REFUSAL in outcome.also):
        motive = (ECONOMIC if facts.criteria == (ECONOMIC,) else reason) or ""
    said = dict(facts.survey)
    return (
        ACCOMPANIED if facts.role == PROFESSIONAL else seen.channel,
        seen.language,
        book.domain_families.get(facts.domain) if facts.domain else None,
        outcome.kind if outcome else None,
        reason,
        facts.treatment,
        seen.first_orientation,
        facts.evidence,
        facts.steps_taken,
        motive,
        seen.usefulness,
        seen.step,
        seen.flow,
        *([said.get(fact) for fact in book.survey] if said else book.silent),
    )
