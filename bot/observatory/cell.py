"""One count, and what a conversation counts for."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9_]{1,40}")
_PERIOD = re.compile(r"[0-9]{4}(-Q[1-4]|-[0-9]{4})?")
_TERRITORY = re.compile(r"epci:[0-9]{9}|region:[0-9]{2}|elsewhere|unknown")


class Cell(NamedTuple):
    """One count: which table, when ("2026-Q4", "2026" or the school year "2026-2027"), where, and the value of each dimension, by its name.

    A named tuple and not a data class: it is hashed at every change, and this one does it in C.
    """

    table: str
    period: str
    territory: str
    values: tuple[tuple[str, str], ...]


#: What a conversation counts for: by table, its cells (a crossed table may have two, the region's and an agglomeration's).
Counted = Mapping[str, tuple[Cell, ...]]


def by_table(cells: Iterable[Cell]) -> dict[str, tuple[Cell, ...]]:
    """Return cells by their tables."""
    found: dict[str, tuple[Cell, ...]] = {}
    for cell in cells:
        found[cell.table] = (*found.get(cell.table, ()), cell)
    return found


def well_formed(cell: Cell) -> bool:
    """Say whether a cell holds ids only: the wall in front of the disk, should a codebook ever let words through."""
    return (
        _WORD.fullmatch(cell.table) is not None
        and _PERIOD.fullmatch(cell.period) is not None
        and _TERRITORY.fullmatch(cell.territory) is not None
        and len(cell.values) > 0
        and all(_WORD.fullmatch(word) for pair in cell.values for word in pair)
    )
