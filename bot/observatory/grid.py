"""A period's true figures as a web of sums: every cell that may be published, every margin, and what adds up to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import NamedTuple

from bot.observatory.cell import Cell
from bot.observatory.layout import Layout, Planned
from bot.observatory.margins import ASKED_OF, SAME_CONVERSATIONS, TOTAL, YEARS_OF, YEARS_WITHIN
from bot.observatory.periods import is_year, quarters_of
from bot.observatory.tables import ELSEWHERE, UNKNOWN

#: A territory that no document names: what is left of the région beside those that are published.
REST = "rest"


class Slot(NamedTuple):
    """One place for a figure; `values` in the order of the table's dimensions, "total" for a margin."""

    table: str
    period: str
    territory: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """One slot is the sum of others. `slack` where the parts may fall short of it by people counted nowhere else."""

    whole: tuple[Slot, ...]
    parts: tuple[Slot, ...]
    slack: bool = False


@dataclass(slots=True)
class Grid:
    """The true figures of a period, which never leave the process, and the sums between them."""

    period: str
    figures: dict[Slot, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)


def lay(layout: Layout, counts: Mapping[Cell, int], period: str) -> Grid:
    """Return the grid of a period from the counters; a value that is no longer declared keeps its row."""
    grid = Grid(period)
    yearly = is_year(period)
    for table in layout.of(yearly=yearly):
        here = {cell: n for cell, n in counts.items() if cell.table == table.id and cell.period == period}
        ids = table_values(table, here)
        for territory in layout.territories(yearly=yearly):
            _fill(grid, table, territory, ids, here)
        _join(grid, layout, table, ids, here)
    if not yearly:
        grid.sums += [*same_conversations(layout, period), *_asked_of(layout, period)]
    return grid


def table_values(table: Planned, cells: Iterable[Cell]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of each dimension: the declared ones, then those that only the counters still know."""
    known = [list(values) for values in table.values]
    for cell in sorted(cells):
        said = dict(cell.values)
        for ids, dimension in zip(known, table.dimensions, strict=True):
            if said.get(dimension, TOTAL) not in {*ids, TOTAL}:
                ids.append(said[dimension])
    return tuple(tuple(ids) for ids in known)


def _fill(
    grid: Grid, table: Planned, territory: str, ids: tuple[tuple[str, ...], ...], cells: Mapping[Cell, int]
) -> None:
    counted: dict[tuple[str, ...], int] = {}
    for cell, n in cells.items():
        if cell.territory == territory:
            said = dict(cell.values)
            counted[tuple(said[dimension] for dimension in table.dimensions)] = n
    for values in product(*ids):
        _put(grid, table, territory, values, counted.get(values, 0))
    add_up(grid, table, territory, ids)


def _put(grid: Grid, table: Planned, territory: str, values: tuple[str, ...], n: int) -> None:
    slot = Slot(table.id, grid.period, territory, values)
    grid.figures[slot] = grid.figures.get(slot, 0) + n


def add_up(grid: Grid, table: Planned, territory: str, ids: tuple[tuple[str, ...], ...]) -> None:
    """Work out a territory's margins, and remember which sums they are."""
    for each in margins(table, grid.period, territory, ids):
        grid.figures[each.whole[0]] = sum(grid.figures[part] for part in each.parts)
        grid.sums.append(each)


def margins(table: Planned, period: str, territory: str, ids: tuple[tuple[str, ...], ...]) -> Iterator[Sum]:
    """Yield the sums inside one territory: rows, columns, and the total of each."""
    if len(ids) == 1:
        yield Sum(
            (Slot(table.id, period, territory, (TOTAL,)),),
            tuple(Slot(table.id, period, territory, (value,)) for value in ids[0]),
        )
        return
    first, second = ids

    def slot(one: str, other: str) -> Slot:
        return Slot(table.id, period, territory, (one, other))

    for one in first:
        yield Sum((slot(one, TOTAL),), tuple(slot(one, other) for other in second))
    for other in (*second, TOTAL):
        yield Sum((slot(TOTAL, other),), tuple(slot(one, other) for one in first))
    yield Sum((slot(TOTAL, TOTAL),), tuple(slot(TOTAL, other) for other in second))


def _join(
    grid: Grid, layout: Layout, table: Planned, ids: tuple[tuple[str, ...], ...], cells: Mapping[Cell, int]
) -> None:
    """Let the région be the sum of its territories: of its EPCI, or of its agglomerations and the rest that is not shown."""
    parts = layout.crossed if table.yearly else layout.epcis
    known = {*parts, layout.region, ELSEWHERE, UNKNOWN}
    stray = [cell for cell in cells if cell.territory not in known]
    wanted = (
        [(*parts, REST)] if table.yearly or stray or any(cell.territory == layout.region for cell in cells) else [parts]
    )
    for values in product(*((*each, TOTAL) for each in ids)):
        whole = Slot(table.id, grid.period, layout.region, values)
        below = [whole._replace(territory=part) for part in parts]
        inside = sum(grid.figures[each] for each in below)
        if table.yearly:
            rest = grid.figures[whole] - inside
        else:
            rest = grid.figures[whole] + sum(
                n for cell, n in cells.items() if cell in stray and _matches(cell, table, values)
            )
            grid.figures[whole] = inside + rest
        if REST in wanted[0]:
            grid.figures[whole._replace(territory=REST)] = rest
            below.append(whole._replace(territory=REST))
        grid.sums.append(Sum((whole,), tuple(below)))


def _matches(cell: Cell, table: Planned, values: tuple[str, ...]) -> bool:
    said = dict(cell.values)
    return all(value in {TOTAL, said[name]} for name, value in zip(table.dimensions, values, strict=True))


def same_conversations(layout: Layout, period: str) -> list[Sum]:
    """Return the totals that are one number, whatever the table."""
    present = [table.id for table in layout.of(yearly=False)]
    return [
        Sum((Slot(one, period, territory, (TOTAL,)),), (Slot(other, period, territory, (TOTAL,)),))
        for same in SAME_CONVERSATIONS
        for one, other in pairwise(name for name in present if name in same)
        for territory in layout.territories(yearly=False)
    ]


def _asked_of(layout: Layout, period: str) -> Iterator[Sum]:
    """Yield what ties a question to the answers that lead to it: some stop before they are asked."""
    present = {table.id for table in layout.of(yearly=False)}
    for later, (first, answers) in ASKED_OF.items():
        for territory in layout.territories(yearly=False) if {later, first} <= present else ():
            whole = tuple(Slot(first, period, territory, (answer,)) for answer in answers)
            yield Sum(whole, (Slot(later, period, territory, (TOTAL,)),), slack=True)


def across_the_year(layout: Layout, table: Planned, ids: tuple[tuple[str, ...], ...], year: str) -> Iterator[Sum]:
    """Yield what ties a crossed table to the quarters that were published before it."""
    quarterly = {each.id: each for each in layout.of(yearly=False)}
    exact = YEARS_OF.get(table.id)
    for name in dict.fromkeys((*([exact] if exact else []), *YEARS_WITHIN.get(table.id, ()))):
        if name not in quarterly or quarterly[name].dimensions[0] not in table.dimensions:
            continue
        at = table.dimensions.index(quarterly[name].dimensions[0])
        for territory in layout.territories(yearly=True):
            for value in (*ids[at], TOTAL):
                margin = tuple(value if place == at else TOTAL for place in range(len(ids)))
                yield Sum(
                    tuple(Slot(name, quarter, territory, (value,)) for quarter in quarters_of(year)),
                    (Slot(table.id, year, territory, margin),),
                    slack=name != exact,
                )
