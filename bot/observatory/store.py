"""Where sums are kept: the protocol of a store, its errors, and the one that lives in memory."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypedDict

from bot.observatory.cell import Cell

#: A change of one count: the cell, and by how much.
Delta = tuple[Cell, int]


class StoreError(Exception):
    """The surroundings failed: no count was changed. Its message is for the operator, in French, and holds no content.

    `busy` says that another process is in the way: the same thing may work in a moment.
    """

    def __init__(self, message: str, *, busy: bool = False) -> None:
        """Say what is wrong and what to do about it."""
        super().__init__(message)
        self.busy = busy


class Store(Protocol):
    """Keeps sums. `add` is all or nothing; a sum that comes back to zero leaves no trace."""

    async def add(self, deltas: Sequence[Delta]) -> None:
        """Add all the deltas in one go; raise StoreError when none was added."""

    async def fill(self, sums: Sequence[Delta]) -> bool:
        """Add the sums to a store that holds none; say whether it was empty, and leave it alone where it was not."""

    async def read(self) -> list[Delta]:
        """Return every cell with its sum, sorted; raise StoreError where the store cannot be read."""


class Row(TypedDict):
    """A cell as `relais counts show --json` prints it."""

    table: str
    period: str
    territory: str
    cell: Mapping[str, str]
    n: int


class MemoryStore:
    """Sums that end with the process: for tests and for a bot that must not write."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._sums: Counter[Cell] = Counter()

    async def add(self, deltas: Sequence[Delta]) -> None:
        """Add all the deltas."""
        for cell, by in deltas:
            self._sums[cell] += by
            if self._sums[cell] <= 0:
                del self._sums[cell]

    async def fill(self, sums: Sequence[Delta]) -> bool:
        """Add the sums where none is; say whether none was."""
        empty = not self._sums
        if empty:
            await self.add(sums)
        return empty

    async def read(self) -> list[Delta]:
        """Return every cell with its sum, sorted."""
        return sorted(self._sums.items())


async def show(store: Store) -> list[Row]:
    """Return every cell there is, for operators only: raw counts are not to be published."""
    return rows(await store.read())


def rows(sums: Iterable[Delta]) -> list[Row]:
    """Return sums as `relais counts show --json` prints them."""
    return [
        {"table": cell.table, "period": cell.period, "territory": cell.territory, "cell": dict(cell.values), "n": n}
        for cell, n in sums
    ]


def encode(cell: Cell) -> str:
    """Return a cell's values as the text that a database keys them by: the same values, the same text."""
    return json.dumps(dict(cell.values), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def decode(text: str) -> tuple[tuple[str, str], ...]:
    """Read a cell's values back; raise ValueError where the text is not one that `encode` wrote."""
    values = json.loads(text)
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        message = "a cell is an object of strings"
        raise ValueError(message)
    return tuple(values.items())
