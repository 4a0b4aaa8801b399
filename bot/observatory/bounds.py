"""How far each unknown of a system of sums may go: linear programming, with no idea of what is true.

A solution is a witness: it shows at once, for every unknown, one value that the published figures allow. So a few solutions
settle most unknowns, and only the others need a program of their own. Where a solution is not in whole numbers, a witness
must go one further than is asked, or be found again in whole numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.observatory.linear import LIMIT, NEARLY, Equation, System, Unknown

#: Unknowns that one program over everything must settle to be worth it, else each is looked at by itself; and how many
#: must be open before a good solution to start from is worth looking for.
_WORTH, _MANY = 3, 50


@dataclass(slots=True)
class Reach:
    """What was shown to be possible for each unknown; `exposed` holds those that cannot go as far as they must."""

    least: Any
    most: Any
    exposed: list[int] = field(default_factory=list)
    possible: bool = True


def reach(unknowns: Sequence[Unknown], equations: Sequence[Equation]) -> Reach:
    """Look for the unknowns that are confined: bounds exact in whole numbers for these, witnesses for the others.

    Programs over everything take turns with programs over one block, the other blocks staying where a solution in whole
    numbers has them: what a block can do so, the whole can do. What is still open is asked of the whole, one by one.
    """
    search = _Search(unknowns, equations)
    if search.keep(search.whole, search.whole.solve({})) is None:
        search.found.possible = False
        return search.found
    if len(search.open(low=False)) > _MANY:
        search.make_room()
    for low in (True, False):
        settled = before = len(unknowns)
        while settled >= _WORTH and (before := len(search.open(low=low))) > _WORTH:
            search.push(search.whole, low=low, once=True)
            search.look_near(low=low)
            for block in search.blocks(low=low):
                search.push(block, low=low)
            settled = before - len(search.open(low=low))
        for at in search.open(low=low):
            search.settle(at, low=low)
    return search.found


class _Search:
    """What was found so far, and one solution in whole numbers (`_base`) from which a block may move by itself."""

    def __init__(self, unknowns: Sequence[Unknown], equations: Sequence[Equation]) -> None:
        import numpy as np  # noqa: PLC0415 - with highspy: 0.3 s that only an export pays

        self._unknowns, self._equations = unknowns, equations
        self.found = Reach(np.full(len(unknowns), LIMIT * 2.0), np.full(len(unknowns), -1.0))
        self.whole = System(unknowns, equations, range(len(unknowns)))
        self._base: Any = None
        self._last: Any = None
        self._members: dict[int | None, list[int]] = {}
        for at, each in enumerate(unknowns):
            self._members.setdefault(each.block, []).append(at)
        self._blocks = [each for each in self._members if each is not None] if len(self._members) > 1 else []

    def open(self, among: Iterable[int] | None = None, *, low: bool) -> list[int]:
        """Return the unknowns without a witness."""
        return [at for at in (range(len(self._unknowns)) if among is None else among) if self._is_open(at, low=low)]

    def _is_open(self, at: int, *, low: bool) -> bool:
        few, many = self._unknowns[at].few, self._unknowns[at].many
        if low:
            return few is not None and bool(self.found.least[at] > few)
        return many is not None and bool(self.found.most[at] < many)

    def _goal(self, at: int, *, low: bool) -> int:
        few, many = self._unknowns[at].few, self._unknowns[at].many
        return (LIMIT if few is None else few) if low else (0 if many is None else many)

    def keep(self, system: System, values: Any) -> bool | None:  # noqa: ANN401 - a numpy array
        """Take a solution as a witness: True when it is in whole numbers, None where there is none."""
        import numpy as np  # noqa: PLC0415

        if values is None:
            return None
        rounded = np.rint(values)
        whole = float(np.abs(values - rounded).max(initial=0.0)) <= NEARLY
        # Between whole solutions the bounds hold to the next number: a corner that is not whole must go one further.
        least = rounded if whole else np.ceil(values - NEARLY) + 1
        most = rounded if whole else np.floor(values + NEARLY) - 1
        found, numbers = self.found, system.numbers
        found.least[numbers] = np.minimum(found.least[numbers], least)
        found.most[numbers] = np.maximum(found.most[numbers], most)
        if system is self.whole:
            self._last = values
            self._base = rounded if whole else self._base
        return whole

    def make_room(self) -> None:
        """Look for a first base, with as much as can be in what ties the blocks: there they have room to move."""
        ties = self._members.get(None, [])
        if self._blocks and ties:
            columns = self.whole.capped(ties)
            self.keep(self.whole, self.whole.solve(dict.fromkeys(columns.values(), -1.0)))
            self.whole.uncap()
            self.look_near(low=True)

    def push(self, system: System, *, low: bool, once: bool = False) -> None:
        """Push all open unknowns of a system down, or up, as often as that settles any."""
        todo = self.open(system.numbers, low=low)
        columns = system.column if low else system.capped(todo)
        settled = bool(todo)
        while settled:
            self.keep(system, system.solve({columns[at]: 1.0 if low else -1.0 for at in todo}))
            still = self.open(todo, low=low)
            settled = 0 < len(still) < len(todo) and not once
            todo = still
        system.uncap()

    def look_near(self, *, low: bool) -> None:
        """Look for whole numbers near the last solution of the whole, for all unknowns that it gives what they need."""
        reached = {}
        for at in self.open(low=low):
            goal = self._goal(at, low=low)
            if self._last[at] <= goal + NEARLY if low else self._last[at] >= goal - NEARLY:
                reached[at] = (0, goal) if low else (goal, LIMIT)
        self.keep(self.whole, self._in_whole_numbers(self._last, reached))

    def _in_whole_numbers(self, values: Any, within: Mapping[int, tuple[int, int]]) -> Any:  # noqa: ANN401 - numpy arrays
        """Return a solution near this one in whole numbers, some unknowns between two values; None where none is found.

        Only the blocks that are not whole, and those of these unknowns, are worked out anew.
        """
        import numpy as np  # noqa: PLC0415

        rounded = np.rint(values)
        anew = {self._unknowns[at].block for at in {*np.nonzero(np.abs(values - rounded) > NEARLY)[0], *within}}
        mine = [at for block in anew if block is not None for at in self._members[block]]
        system = self._part(mine, rounded)
        found = system.near_in_whole_numbers(
            [system.column[at] for at in mine], values[mine], {system.column[at]: each for at, each in within.items()}
        )
        if found is None:
            return None
        rounded[system.numbers] = np.rint(found)
        return rounded

    def blocks(self, *, low: bool) -> Iterator[System]:
        """Yield each block that has something open, everything else staying where the base has it."""
        for block in self._blocks if self._base is not None else ():
            if self.open(self._members[block], low=low):
                yield self._part(self._members[block], self._base)

    def _part(self, members: Sequence[int], values: Any) -> System:  # noqa: ANN401 - a numpy array
        """Return the system of some blocks and what ties them to others, everything else staying where it is."""
        within = set(members)
        mine = [each for each in self._equations if any(at in within for at, _ in each[0])]
        numbers = sorted(within | {at for terms, _ in mine for at, _ in terms if self._unknowns[at].block is None})
        column = {at: place for place, at in enumerate(numbers)}
        equations = [
            (
                [(column[at], factor) for at, factor in terms if at in column],
                total - sum(factor * float(values[at]) for at, factor in terms if at not in column),
            )
            for terms, total in mine
        ]
        return System([self._unknowns[at] for at in numbers], equations, numbers)

    def settle(self, at: int, *, low: bool) -> None:
        """Settle one unknown: a witness in its block, or its bound in the whole and a witness in whole numbers near it.

        What is not found soon counts as exposed.
        """
        sign, goal, block = 1.0 if low else -1.0, self._goal(at, low=low), self._unknowns[at].block
        if self._is_open(at, low=low) and self._blocks and self._base is not None:
            near = self._part(self._members[block], self._base)
            self.keep(near, near.solve({near.column[at]: sign}))
        if not self._is_open(at, low=low):
            return
        values = self.whole.solve({at: sign})
        self.keep(self.whole, values)
        bound = float(values[at])
        if self._is_open(at, low=low) and (bound <= goal + NEARLY if low else bound >= goal - NEARLY):
            self.keep(self.whole, self._in_whole_numbers(values, {at: (0, goal) if low else (goal, LIMIT)}))
        if self._is_open(at, low=low) and at not in self.found.exposed:
            self.found.exposed.append(at)
            (self.found.least if low else self.found.most)[at] = bound
