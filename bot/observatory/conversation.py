"""What one conversation added so far, and what a new screen changes about it: the same for every tally."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from bot.observatory.periods import sort_of
from bot.observatory.store import Delta
from bot.observatory.tables import Cell, Counted, by_table, periods_of


@dataclass(slots=True, eq=False)
class Conversation:
    """What is remembered of a conversation while it is open; `batch` is the last one that it changed something in."""

    began: datetime
    last: datetime
    batch: int = -1
    counted: Counted = field(default_factory=dict)


def begin(now: datetime) -> Conversation:
    """Return a conversation that added nothing yet."""
    return Conversation(now, now)


def change(conversation: Conversation, counted: Counted) -> list[Delta]:
    """Take note of what the conversation adds now; return the cells that gained one (1), and those that lost one (-1).

    A new cell of a table takes the place of the one before; a table of which nothing is said keeps what it had. All counts
    in the period in which the conversation began.
    """
    before = conversation.counted
    moved = _moved(before, counted)
    if not moved:
        return []
    periods = periods_of(conversation.began)
    if any(cell.period not in periods.values() for cells in moved.values() for cell in cells):
        then = (cell._replace(period=periods[sort_of(cell.period)]) for cells in counted.values() for cell in cells)
        moved = _moved(before, by_table(then))
    conversation.counted = {**before, **moved}
    deltas: list[Delta] = []
    for table, cells in moved.items():
        held = before.get(table, ())
        deltas += [(cell, 1) for cell in cells if cell not in held]
        deltas += [(cell, -1) for cell in held if cell not in cells]
    return deltas


def _moved(before: Counted, now: Counted) -> Mapping[str, tuple[Cell, ...]]:
    return {table: cells for table, cells in now.items() if before.get(table) != cells}


def pack(conversation: Conversation) -> bytes:
    """Write a conversation down, to be encrypted."""
    each = conversation
    return json.dumps(
        [each.began.isoformat(), each.last.isoformat(), each.batch, list(chain.from_iterable(each.counted.values()))]
    ).encode()


def unpack(packed: bytes) -> Conversation:
    """Read what `pack` wrote."""
    began, last, batch, cells = json.loads(packed)
    return Conversation(
        datetime.fromisoformat(began), datetime.fromisoformat(last), batch,
        by_table(Cell(table, period, where, tuple((name, value) for name, value in values)) for table, period, where, values in cells),
    )  # fmt: skip
