"""What one conversation added so far, and what a new screen changes about it: the same for every tally."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from bot.core.observed import Sort
from bot.observatory.cell import Cell, Counted, by_table
from bot.observatory.periods import periods_of, sort_of
from bot.observatory.store import Delta


@dataclass(slots=True, eq=False)
class Conversation:
    """What is remembered of a conversation while it is open; `batch` is the last one that it changed something in.

    `periods` are those in which it began, and counts.
    """

    began: datetime
    last: datetime
    periods: Mapping[Sort, str]
    batch: int = -1
    counted: Counted = field(default_factory=dict)


def begin(now: datetime) -> Conversation:
    """Return a conversation that added nothing yet."""
    return Conversation(now, now, periods_of(now))


def change(conversation: Conversation, counted: Counted) -> list[Delta]:
    """Take note of what the conversation adds now; return the cells that gained one (1), and those that lost one (-1).

    A new cell of a table takes the place of the one before; a table of which nothing is said keeps what it had. All counts
    in the period in which the conversation began.
    """
    before = conversation.counted
    moved = {table: cells for table, cells in counted.items() if before.get(table) is not cells}
    if not moved:
        return []
    deltas: list[Delta] = []
    for table, cells in moved.items():
        held = before.get(table, ())
        for cell in cells:
            if cell.period not in conversation.periods.values():
                return change(conversation, _as_it_began(conversation, counted))
            if cell not in held:
                deltas.append((cell, 1))
        deltas += [(cell, -1) for cell in held if cell not in cells]
    conversation.counted = {**before, **moved}
    return deltas


def _as_it_began(conversation: Conversation, counted: Counted) -> Counted:
    periods = conversation.periods
    return by_table(cell._replace(period=periods[sort_of(cell.period)]) for cells in counted.values() for cell in cells)


def pack(conversation: Conversation) -> bytes:
    """Write a conversation down, to be encrypted."""
    each = conversation
    return json.dumps(
        [each.began.isoformat(), each.last.isoformat(), each.batch, list(chain.from_iterable(each.counted.values()))]
    ).encode()


def unpack(packed: bytes) -> Conversation:
    """Read what `pack` wrote."""
    began, last, batch, cells = json.loads(packed)
    moment = datetime.fromisoformat(began)
    return Conversation(
        moment, datetime.fromisoformat(last), periods_of(moment), batch,
        by_table(Cell(table, period, where, tuple((name, value) for name, value in values)) for table, period, where, values in cells),
    )  # fmt: skip
