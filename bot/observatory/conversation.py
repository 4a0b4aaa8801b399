"""What one conversation added so far, and what a new screen changes about it: the same for every tally."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from bot.observatory.periods import sort_of
from bot.observatory.tables import Cell, periods_of


@dataclass(slots=True, eq=False)
class Conversation:
    """What is remembered of a conversation while it is open; `batch` is the last one that it changed something in."""

    began: datetime
    last: datetime
    batch: int = -1
    cells: frozenset[Cell] = field(default=frozenset())


def begin(now: datetime) -> Conversation:
    """Return a conversation that added nothing yet."""
    return Conversation(now, now)


def change(conversation: Conversation, cells: frozenset[Cell]) -> tuple[frozenset[Cell], list[Cell]]:
    """Take note of what the conversation adds now; return the cells that gained one, and those that lost one.

    A new cell of a table takes the place of the one before; a table of which nothing is said keeps what it had. All counts
    in the period in which the conversation began.
    """
    before, periods = conversation.cells, periods_of(conversation.began)
    added = cells - before
    if any(cell.period not in periods.values() for cell in added):
        cells = frozenset(cell._replace(period=periods[sort_of(cell.period)]) for cell in cells)
        added = cells - before
    tables = {cell.table for cell in cells}
    gone = [cell for cell in before - cells if cell.table in tables]
    if added or gone:
        conversation.cells = before.difference(gone) | added
    return added, gone


def pack(conversation: Conversation) -> bytes:
    """Write a conversation down, to be encrypted."""
    each = conversation
    return json.dumps([each.began.isoformat(), each.last.isoformat(), each.batch, list(each.cells)]).encode()


def unpack(packed: bytes) -> Conversation:
    """Read what `pack` wrote."""
    began, last, batch, cells = json.loads(packed)
    return Conversation(
        datetime.fromisoformat(began), datetime.fromisoformat(last), batch,
        frozenset(Cell(table, period, where, tuple((name, value) for name, value in values)) for table, period, where, values in cells),
    )  # fmt: skip
