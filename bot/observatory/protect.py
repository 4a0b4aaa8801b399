"""The one way from counts to figures that may be shown: hide, let the audit attack, hide what it exposes, again.

Nothing is written here but τ-ARGUS's private folder; every format is made from what this returns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from bot.observatory.argus import Argus, ArgusError
from bot.observatory.audit import Attack, Leak
from bot.observatory.cell import Cell
from bot.observatory.grid import Grid, Slot, lay, table_values
from bot.observatory.layout import Layout, Planned
from bot.observatory.margins import TOGETHER, TOTAL
from bot.observatory.periods import is_year
from bot.observatory.published import Document
from bot.observatory.puzzle import Puzzle, closed_over
from bot.observatory.rounding import round_table

#: How often τ-ARGUS and the audit may answer each other before a table is rounded instead.
ROUNDS = 12

#: A table of a document, as the contract writes it.
Table = Mapping[str, Any]


class UnprotectableError(Exception):
    """Whatever is hidden, the published figures give something away: nothing is written."""

    def __init__(self, leaks: Sequence[Leak]) -> None:
        self.leaks = leaks
        shown = "\n".join(str(leak) for leak in leaks[:10])
        super().__init__(f"La publication est refusée : elle laisserait deviner des chiffres cachés.\n{shown}")

    def __reduce__(self) -> tuple[type["UnprotectableError"], tuple[Sequence[Leak]]]:
        """Travel between processes with the leaks themselves."""
        return type(self), (self.leaks,)


@dataclass(slots=True)
class _Work:
    """What is hidden and what is rounded, so far."""

    layout: Layout
    grid: Grid
    hidden: set[Slot] = field(default_factory=set)
    rounded: dict[Slot, int] = field(default_factory=dict)


def protect(  # noqa: PLR0913 - what is published before, and who works it out, are part of the question
    layout: Layout,
    counts: Mapping[Cell, int],
    period: str,
    earlier: Sequence[Document],
    argus: Argus,
    *,
    say: Callable[[str], None] = lambda _: None,
) -> list[Table]:
    """Return the tables of a period as they may be published; raise UnprotectableError where there is no such thing.

    `earlier` are the documents of every release so far, withdrawn ones too: what was read once is known. `say` hears of
    the progress, in French.
    """
    grid = lay(layout, counts, period)
    work = _Work(layout, grid)
    for table in layout.of(yearly=is_year(period)):
        work.hidden |= _primary(grid, table)
    puzzle = Puzzle.of(layout, grid, counts, earlier, work.hidden)
    work.hidden = closed_over(puzzle, work.hidden)
    for table in layout.of(yearly=is_year(period)):
        if table.protection.method == "round":
            _round(work, table)
    todo = _groups(layout, period)
    attack = Attack(earlier, safe_zeros(layout))
    leaks: list[Leak] = []
    for attempt in range(ROUNDS):
        added = [_complete(work, puzzle, group, argus) for group in todo]
        tables = _tables(work, puzzle, counts)
        say(f"{period} : audit {attempt + 1}")
        leaks = attack.leaks({"period": period, "tables": tables})
        if not leaks:
            return tables
        exposed = {leak.place.table for leak in leaks}
        todo = [group for group in _groups(layout, period) if is_year(period) or not exposed.isdisjoint(group)]
        if not any(added) and not _hide_more(work, puzzle, leaks):
            break
    return _give_up(work, puzzle, counts, attack, leaks)


def _give_up(
    work: _Work,
    puzzle: Puzzle,
    counts: Mapping[Cell, int],
    attack: Attack,
    leaks: Sequence[Leak],
) -> list[Table]:
    """Round the tables that leak; where that leaks as well, publish nothing of them: what is not there says nothing."""
    period, layout = work.grid.period, work.layout
    planned = layout.of(yearly=is_year(period))
    for give in (_round, _withhold):
        named = {leak.place.table for leak in leaks if leak.place.period == period}
        for table in planned:
            if table.id in named or (give is _withhold and len(named) < len(leaks)):
                give(work, table)
        tables = _tables(work, puzzle, counts)
        leaks = attack.leaks({"period": period, "tables": tables})
        if not leaks:
            return tables
    raise UnprotectableError(leaks)


def _withhold(work: _Work, table: Planned) -> None:
    work.hidden |= {slot for slot in work.grid.figures if slot.table == table.id}
    work.rounded = {slot: n for slot, n in work.rounded.items() if slot.table != table.id}


def safe_zeros(layout: Layout) -> frozenset[str]:
    """Return the tables whose zeros may be published."""
    return frozenset(table.id for table in layout.tables if table.protection.zeros)


def _primary(grid: Grid, table: Planned) -> set[Slot]:
    """Return what must not be shown by itself: under the threshold; a territory whose total is; a line all in one cell."""
    threshold, zeros = table.protection.threshold, table.protection.zeros
    hidden: set[Slot] = set()
    lines: dict[tuple[str, int, tuple[str, ...]], list[Slot]] = {}
    for slot, n in grid.figures.items():
        if slot.table != table.id:
            continue
        whole = grid.figures[slot._replace(values=(TOTAL,) * len(slot.values))]
        if (n < threshold and (n or not zeros)) or whole < threshold:
            hidden.add(slot)
        for at, value in enumerate(slot.values):
            if value != TOTAL:
                lines.setdefault((slot.territory, at, slot.values[:at] + slot.values[at + 1 :]), []).append(slot)
    for line in lines.values():
        if sum(grid.figures[slot] > 0 for slot in line) <= 1:
            hidden |= set(line)
    return hidden


def _groups(layout: Layout, period: str) -> list[tuple[str, ...]]:
    """Return the tables that are protected together, because they tell of each other."""
    names = [table.id for table in layout.of(yearly=is_year(period))]
    if is_year(period):
        return [tuple(names)]
    groups = [tuple(name for name in names if name in some) for some in TOGETHER]
    alone = [(name,) for name in names if not any(name in some for some in groups)]
    return [*filter(None, groups), *alone]


def _complete(work: _Work, puzzle: Puzzle, group: Iterable[str], argus: Argus) -> bool:
    """Hide what τ-ARGUS says; what it adds needs protection of its own, so it may be asked again. Say whether it added any."""
    names = frozenset(group)
    work.hidden |= closed_over(puzzle, {slot for slot in work.hidden if slot.table in names})
    if all(slot in work.rounded or slot in work.hidden for slot in work.grid.figures if slot.table in names):
        return False  # what is rounded is not τ-ARGUS's: the audit says what to hide beside it
    problem, slots = puzzle.problem(work.hidden, names, work.rounded)
    try:
        more = {slots[number] for number in argus.hide(problem)}
    except ArgusError:  # it gave up: the audit decides what to hide, one figure at a time
        return False
    work.hidden |= closed_over(puzzle, more)
    return bool(more)


def _hide_more(work: _Work, puzzle: Puzzle, leaks: Sequence[Leak]) -> bool:
    """Hide, beside each figure that the audit confined, the smallest that is still shown; say whether there was one.

    A figure of a quarter is confined by the margins of its year: these are left out first.
    """
    before = len(work.hidden)
    for leak in leaks:
        slot = Slot(*leak.place)
        margins = puzzle.margins_over(slot)
        left = [each for each in margins if each not in puzzle.free]
        puzzle.free |= set(left)
        work.hidden |= set(left)
        for confined in () if left else margins or (slot,):
            shown = [each for each in puzzle.beside(confined) if each not in work.hidden and each in work.grid.figures]
            if shown:
                work.hidden.add(min(shown, key=lambda each: (work.grid.figures[each], each)))
    return len(work.hidden) > before


def _round(work: _Work, table: Planned) -> None:
    rounded = round_table(work.grid, table.id, table.protection.base, work.hidden, table.protection.threshold)
    work.rounded.update(rounded)
    work.hidden |= {slot for slot in work.grid.figures if slot.table == table.id and slot not in rounded}


def _tables(work: _Work, puzzle: Puzzle, counts: Mapping[Cell, int]) -> list[Table]:
    """Write what may be shown, as the contract wants it."""
    period, layout = work.grid.period, work.layout
    found: list[Table] = []
    for table in layout.of(yearly=is_year(period)):
        here = [cell for cell in counts if cell.table == table.id and cell.period == period]
        axes = [(*ids, TOTAL) for ids in table_values(table, here)]
        cells: list[dict[str, object]] = []
        method = "suppress"
        for territory in layout.territories(yearly=table.yearly):
            slots = [Slot(table.id, period, territory, values) for values in product(*axes)]
            blank = all(slot in work.hidden for slot in slots)
            for slot in slots:
                n: int | None = work.grid.figures[slot]
                status = "ok"
                if slot in work.hidden:
                    n, status = None, "absent" if blank or slot in puzzle.free else "suppressed"
                elif slot in work.rounded:
                    n, status, method = work.rounded[slot], "rounded", "round"
                said = dict(zip(table.dimensions, slot.values, strict=True))
                cells.append({"territory": territory, "cell": said, "n": n, "status": status})
        protection = {"method": method, "threshold": table.protection.threshold, "base": table.protection.base}
        found.append(
            {
                "id": table.id,
                "title": str(table.title),
                "dimensions": list(table.dimensions),
                "sensitive": table.sensitive,
                "protection": protection,
                "cells": cells,
            }
        )
    return found
