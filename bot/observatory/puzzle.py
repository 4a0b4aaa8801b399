"""The figures of a period, and of the releases that they touch, as the one linear problem that τ-ARGUS is given."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.observatory.argus import Cell as Figure
from bot.observatory.argus import Problem
from bot.observatory.cell import Cell
from bot.observatory.grid import REST, Grid, Slot, Sum, across_the_year, lay, table_values
from bot.observatory.layout import Layout
from bot.observatory.margins import FEW, MANY
from bot.observatory.periods import is_year, quarters_of
from bot.observatory.published import Document

#: What several territories of which nothing is shown are called together.
ALIKE = "alike"


@dataclass(slots=True)
class Puzzle:
    """All figures that hang together. `shown` and `unseen` were published before; `free` are margins left out on purpose.

    A margin of a crossed table is left out where some of its quarters were published and others hidden: shown, it would
    give the hidden ones away; hidden, it could never look like nobody.
    """

    grid: Grid
    figures: dict[Slot, int]
    sums: list[Sum]
    shown: frozenset[Slot]
    unseen: frozenset[Slot]
    free: set[Slot]
    whose: dict[Slot, list[Sum]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, layout: Layout, grid: Grid, counts: Mapping[Cell, int], earlier: Sequence[Document], hidden: set[Slot]
    ) -> "Puzzle":
        """Join a period's grid to the quarters that were published before it; `hidden` gains the margins left out."""
        figures, sums = dict(grid.figures), list(grid.sums)
        shown: set[Slot] = set()
        unseen: set[Slot] = set()
        free: set[Slot] = set()
        if is_year(grid.period):
            published = _published(earlier)
            periods = {slot.period for slot in published}
            for quarter in quarters_of(grid.period):
                before = lay(layout, counts, quarter)
                to_come = quarter not in periods  # the year must not speak for a quarter before it is published
                known = {slot: n for slot, n in before.figures.items() if to_come or slot in published}
                shown |= {slot for slot in known if published.get(slot) is not None}
                unseen |= {slot for slot in known if published.get(slot) is None}
                figures |= known
                sums += [each for each in before.sums if _touches(each, unseen)]
            links = [each for each in _links(layout, grid, counts) if all(slot in figures for slot in each.whole)]
            for each in links:
                if not each.slack and _mixed(each, shown):
                    free.add(each.parts[0])
            sums += links
        hidden |= free
        sums = [each for each in sums if _holds(each, figures)]
        puzzle = cls(grid, figures, sums, frozenset(shown), frozenset(unseen), free)
        for each in sums:
            for slot in (*each.whole, *each.parts):
                puzzle.whose.setdefault(slot, []).append(each)
        return puzzle

    def beside(self, slot: Slot) -> Iterable[Slot]:
        """Return the figures that stand in one sum with this one, nearest first; the same of a territory like it as well."""
        for each in self.whose.get(slot, ()):
            yield from (
                other for other in (*each.whole, *each.parts) if other != slot and other.period == self.grid.period
            )
        if slot.territory == ALIKE:
            yield from (
                other
                for other in self.grid.figures
                if other.table == slot.table and other.values == slot.values and other.territory != slot.territory
            )

    def margins_over(self, slot: Slot) -> list[Slot]:
        """Return the margins of the year that a figure of one of its quarters is part of."""
        if slot.period == self.grid.period:
            return []
        return [part for each in self.whose.get(slot, ()) for part in each.parts if part.period == self.grid.period]

    def problem(
        self, hidden: Collection[Slot], tables: frozenset[str], rounded: Collection[Slot]
    ) -> tuple[Problem, list[Slot]]:
        """Return what τ-ARGUS is asked about these tables, and which slot each of its cells is."""
        alike = self._alike(hidden, tables)
        numbers: dict[Slot, int] = {}
        slots: list[Slot] = []
        cells: list[Figure] = []

        def number(slot: Slot) -> int:
            one = alike.get(slot, slot)
            if one not in numbers:
                numbers[one] = len(slots)
                slots.append(one)
                n = (
                    sum(self.figures[each] for each, other in alike.items() if other == one)
                    if one != slot
                    else self.figures[slot]
                )
                cells.append(self._figure(one, n, hidden, rounded))
            return numbers[one]

        equations: dict[tuple[tuple[int, int], ...], None] = {}
        slack: set[tuple[tuple[int, int], ...]] = set()
        for each in self.sums:
            here = {slot.table for slot in (*each.whole, *each.parts)}
            if not here & tables and not is_year(self.grid.period):
                continue
            terms = dict.fromkeys(map(number, each.parts), 1) | dict.fromkeys(map(number, each.whole), -1)
            if each.slack:
                if (said := tuple(terms.items())) in slack:  # of several territories that are alike: said once
                    continue
                slack.add(said)
                short = -sum(factor * cells[at].n for at, factor in said)
                terms[len(slots)] = 1
                slots.append(each.parts[0]._replace(territory="slack"))
                cells.append(Figure(short, "free"))
            equations[tuple(terms.items())] = None
        return Problem(cells, list(equations)), slots

    def _figure(self, slot: Slot, n: int, hidden: Collection[Slot], rounded: Collection[Slot]) -> Figure:
        rise = max(0, MANY - n)
        if slot.territory in {ALIKE, REST}:
            return Figure(n, "hidden" if rise else "free", 0, rise)
        if slot in self.free:
            return Figure(n, "free")
        if slot in hidden or slot in self.unseen:
            return Figure(n, "hidden", max(0, n - FEW), rise)
        return Figure(n, "fixed" if slot in self.shown or slot in rounded else "public")

    def _alike(self, hidden: Collection[Slot], tables: frozenset[str]) -> dict[Slot, Slot]:
        """Return the slots of EPCI of which nothing is shown in these tables, each with the one that stands for all."""
        if is_year(self.grid.period):
            return {}
        seen = {slot.territory for slot in self.figures if slot.table in tables and slot not in hidden}
        blank = {
            slot.territory for slot in self.figures if slot.table in tables and slot.territory.startswith("epci:")
        } - seen
        if len(blank) < 2:  # noqa: PLR2004 - alone it is like no other
            return {}
        return {
            slot: slot._replace(territory=ALIKE)
            for slot in self.figures
            if slot.table in tables and slot.territory in blank
        }


def closed_over(puzzle: Puzzle, hidden: Collection[Slot]) -> set[Slot]:
    """Return what must be hidden along: the parts of a hidden sum, which would say how much it is at least."""
    found = set(hidden)
    todo = [slot for slot in hidden if slot not in puzzle.free]
    while todo:
        slot = todo.pop()
        for each in puzzle.whose.get(slot, ()):
            if each.slack or len(each.whole) != 1:
                continue
            same = len(each.parts) == 1
            if slot == each.whole[0] or same:
                for other in (*each.parts, *(each.whole if same else ())):
                    if other not in found and other in puzzle.grid.figures and puzzle.figures[other] > FEW:
                        found.add(other)
                        todo.append(other)
    return found


def _published(documents: Iterable[Document]) -> dict[Slot, int | None]:
    return {
        Slot(
            table["id"],
            document["period"],
            cell["territory"],
            tuple(cell["cell"][each] for each in table["dimensions"]),
        ): cell["n"]
        for document in documents
        for table in document["tables"]
        for cell in table["cells"]
    }


def _touches(each: Sum, slots: Collection[Slot]) -> bool:
    return any(slot in slots for slot in (*each.whole, *each.parts))


def _links(layout: Layout, grid: Grid, counts: Mapping[Cell, int]) -> list[Sum]:
    found: list[Sum] = []
    for table in layout.of(yearly=True):
        ids = table_values(table, [cell for cell in counts if cell.table == table.id and cell.period == grid.period])
        found += across_the_year(layout, table, ids, grid.period)
    return found


def _mixed(link: Sum, shown: Collection[Slot]) -> bool:
    """Say whether some quarters of a margin were published and others hidden."""
    return 0 < sum(slot in shown for slot in link.whole) < len(link.whole)


def _holds(each: Sum, figures: Mapping[Slot, int]) -> bool:
    """Say whether a sum is true; what joins tables is only so as long as nothing was lost, and else nobody can use it."""
    if any(slot not in figures for slot in (*each.whole, *each.parts)):
        return False
    short = sum(figures[slot] for slot in each.whole) - sum(figures[slot] for slot in each.parts)
    return short >= 0 if each.slack else short == 0
