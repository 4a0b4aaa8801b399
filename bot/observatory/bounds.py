"""How far each unknown of a system of sums may go: linear programming, with no idea of what is true.

A solution is a witness: it shows at once, for every unknown, one value that the published figures allow. So a few solutions
settle most unknowns, and only the others need a program of their own. Where a solution is not in whole numbers, a witness
must go one further than is asked, or be found again in whole numbers.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: Nobody counts that many; without it a program without margins would have no end.
LIMIT = 1_000_000
#: Programs with an objective of chance that are tried before each unknown is looked at by itself.
_TRIES, _PROGRESS = 60, 0.99
_NEARLY = 1e-6
#: A witness need not be the best one, and nobody waits for a single one.
_OPTIONS = (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", 4), ("mip_rel_gap", 0.5))
_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Unknown:
    """A figure that is not shown, and how far it must be able to go: down to `few`, up to `many`."""

    low: int = 0
    high: int = LIMIT
    few: int | None = None
    many: int | None = None


#: Unknowns by number with their factors, and what they add up to.
Equation = tuple[Sequence[tuple[int, int]], int]


@dataclass(slots=True)
class Reach:
    """What was shown to be possible for each unknown; `exposed` holds those that cannot go as far as they must."""

    least: Any
    most: Any
    exposed: list[int] = field(default_factory=list)
    possible: bool = True


def reach(unknowns: Sequence[Unknown], equations: Sequence[Equation]) -> Reach:
    """Look for the unknowns that are confined: bounds exact in whole numbers for these, witnesses for the others."""
    import numpy as np  # noqa: PLC0415 - with highspy: 0.3 s that only an export pays

    system = _System(unknowns, equations)
    found = Reach(np.full(len(unknowns), LIMIT * 2.0), np.full(len(unknowns), -1.0))
    if system.solve([0.0] * len(unknowns), found) is None:
        found.possible = False
        return found
    chance = random.Random(7)  # noqa: S311 - only chooses which corner to look at first
    for low in (True, False):
        for _ in range(_TRIES):
            open_ = _open(unknowns, found, low=low)
            if not open_:
                break
            cost = _apart(open_, system.sums_of, chance, 1.0 if low else -1.0)
            system.solve(cost, found)
            if len(_open(unknowns, found, low=low)) > len(open_) * _PROGRESS:
                break
    for low in (True, False):
        for each in _open(unknowns, found, low=low):
            if each in _open_one(unknowns, found, each, low=low):
                _settle(system, unknowns, found, each, low=low)
    return found


def _open(unknowns: Sequence[Unknown], found: Reach, *, low: bool) -> list[int]:
    if low:
        return [at for at, each in enumerate(unknowns) if each.few is not None and found.least[at] > each.few]
    return [at for at, each in enumerate(unknowns) if each.many is not None and found.most[at] < each.many]


def _apart(wanted: Sequence[int], sums_of: Sequence[Sequence[int]], chance: random.Random, sign: float) -> list[float]:
    """Return the cost that pushes several unknowns at once: no two of one sum, where one would stand in the other's way."""
    cost = [0.0] * len(sums_of)
    taken: set[int] = set()
    for each in chance.sample(wanted, len(wanted)):
        if taken.isdisjoint(sums_of[each]):
            taken.update(sums_of[each])
            cost[each] = sign
    return cost


def _open_one(unknowns: Sequence[Unknown], found: Reach, at: int, *, low: bool) -> tuple[int, ...]:
    few, many = unknowns[at].few, unknowns[at].many
    still = (few is not None and found.least[at] > few) if low else (many is not None and found.most[at] < many)
    return (at,) if still else ()


def _settle(system: "_System", unknowns: Sequence[Unknown], found: Reach, at: int, *, low: bool) -> None:
    """Settle one unknown: its bound, then a witness in whole numbers. What is not settled in time counts as exposed."""
    cost = [0.0] * len(unknowns)
    cost[at] = 1.0 if low else -1.0
    system.solve(cost, found)
    goal = unknowns[at].few if low else unknowns[at].many
    bound = system.value(at)
    if goal is not None and (bound <= goal + _NEARLY if low else bound >= goal - _NEARLY):
        if not _open_one(unknowns, found, at, low=low):
            return
        system.solve([0.0] * len(unknowns), found, whole=True, within=(at, (0, goal) if low else (goal, LIMIT)))
    if _open_one(unknowns, found, at, low=low) and at not in found.exposed:
        found.exposed.append(at)
        if low:
            found.least[at] = bound
        else:
            found.most[at] = bound


class _System:
    """One HiGHS model, warm between programs."""

    def __init__(self, unknowns: Sequence[Unknown], equations: Sequence[Equation]) -> None:
        import highspy  # noqa: PLC0415 - numpy with it: 0.3 s that only an export pays
        import numpy as np  # noqa: PLC0415

        self._np, self._lib = np, highspy
        self._unknowns = unknowns
        self._values: Any = None
        self._size = len(unknowns)
        library: Any = highspy  # it has no types
        self._model = library.Highs()
        for option, value in _OPTIONS:
            self._model.setOptionValue(option, value)
        self._model.addVars(
            self._size,
            np.array([float(each.low) for each in unknowns]),
            np.array([float(each.high) for each in unknowns]),
        )
        for terms, total in equations:
            at = np.array([number for number, _ in terms], dtype=np.int32)
            factors = np.array([float(factor) for _, factor in terms])
            self._model.addRow(float(total), float(total), len(terms), at, factors)
        self._all = np.arange(self._size, dtype=np.int32)
        self.sums_of: list[list[int]] = [[] for _ in unknowns]
        for line, (terms, _) in enumerate(equations):
            for number, _factor in terms:
                self.sums_of[number].append(line)

    def solve(
        self,
        cost: Sequence[float],
        found: Reach,
        *,
        whole: bool = False,
        within: tuple[int, tuple[int, int]] | None = None,
    ) -> bool | None:
        """Solve for a cost: True when the corner is whole and was kept as a witness, False when not, None when none exists.

        `whole` asks for whole numbers, any good ones; `within` keeps one unknown between two values.
        """
        np, model = self._np, self._model
        kind = self._lib.HighsVarType
        if whole:
            model.changeColsIntegrality(self._size, self._all, np.array([kind.kInteger] * self._size))
            model.setOptionValue("presolve", "on")
            model.setOptionValue("time_limit", model.getRunTime() + _SECONDS)
        if within:
            model.changeColBounds(within[0], *map(float, within[1]))
        model.changeColsCost(self._size, self._all, np.array(cost))
        model.run()
        solved = model.getModelStatus() == self._lib.HighsModelStatus.kOptimal
        values = np.array(model.getSolution().col_value) if solved else None
        if within:
            unknown = self._unknowns[within[0]]
            model.changeColBounds(within[0], float(unknown.low), float(unknown.high))
        if whole:
            model.changeColsIntegrality(self._size, self._all, np.array([kind.kContinuous] * self._size))
            model.setOptionValue("presolve", "off")
            model.setOptionValue("time_limit", float("inf"))
        else:
            self._values = values
        if values is None:
            return None
        rounded = np.rint(values)
        whole_ = float(np.abs(values - rounded).max(initial=0.0)) <= _NEARLY
        # Between whole solutions the bounds hold to the next number: a corner that is not whole must go one further.
        least = rounded if whole_ else np.ceil(values - _NEARLY) + 1
        most = rounded if whole_ else np.floor(values + _NEARLY) - 1
        np.minimum(found.least, least, out=found.least)
        np.maximum(found.most, most, out=found.most)
        return whole_

    def value(self, at: int) -> float:
        """Return an unknown in the last program that was not asked for whole numbers."""
        return float(self._values[at])
