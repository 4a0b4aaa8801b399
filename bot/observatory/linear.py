"""One linear program, kept warm: HiGHS over a part of the puzzle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Nobody counts that many; without it a program without margins would have no end.
LIMIT = 1_000_000
#: How far a figure that is tied to nothing by itself is pushed, to give the others room.
ROOM = 24
#: A solution need not be the best one, and nobody waits for a single one.
_OPTIONS = (("output_flag", False), ("threads", 1), ("presolve", "off"), ("mip_rel_gap", 0.5), ("mip_max_nodes", 200))

#: HiGHS's names for its two simplex methods. After a change of cost the last solution is still one: from there the primal
#: method goes on where one figure is pushed (three times faster), the dual one is better where many are.
_DUAL, _PRIMAL = 1, 4
#: How far from a solution one in whole numbers is looked for.
_AROUND = 1
#: What a program may be off by.
NEARLY = 1e-6

#: Unknowns by number with their factors, and what they add up to.
Equation = tuple[Sequence[tuple[int, int]], float]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A figure that is not shown, and how far it must be able to go: down to `few`, up to `many`.

    Those of one `block` hang together; blocks are tied to each other by unknowns without a block only.
    """

    low: int = 0
    high: int = LIMIT
    few: int | None = None
    many: int | None = None
    block: int | None = 0


class System:
    """A HiGHS model. `numbers` says which unknown each of its columns is."""

    def __init__(self, unknowns: Sequence[Unknown], equations: Sequence[Equation], numbers: Sequence[int]) -> None:
        """Build the model of these unknowns and sums."""
        import highspy  # noqa: PLC0415 - numpy with it: 0.3 s that only an export pays
        import numpy as np  # noqa: PLC0415

        self._np, self._lib = np, highspy
        self.numbers = list(numbers)
        self.column = {number: at for at, number in enumerate(self.numbers)}
        self._unknowns, self._size, self._rows = unknowns, len(unknowns), len(equations)
        library: Any = highspy  # it has no types
        self._model = library.Highs()
        for option, value in _OPTIONS:
            self._model.setOptionValue(option, value)
        self._model.addVars(
            self._size,
            np.array([float(each.low) for each in unknowns]),
            np.array([float(each.high) for each in unknowns]),
        )
        totals = np.array([float(total) for _, total in equations])
        starts = np.cumsum([0, *(len(terms) for terms, _ in equations)], dtype=np.int32)[:-1]
        at = np.array([number for terms, _ in equations for number, _ in terms], dtype=np.int32)
        factors = np.array([float(factor) for terms, _ in equations for _, factor in terms])
        self._model.addRows(len(equations), totals, totals, len(at), starts, at, factors)

    def solve(self, cost: Mapping[int, float]) -> Any:  # noqa: ANN401 - a numpy array
        """Return a solution of least cost, by column; None where there is none."""
        np, model = self._np, self._model
        model.setOptionValue("simplex_strategy", _PRIMAL if len(cost) <= 1 else _DUAL)
        size = model.getNumCol()
        costs = np.zeros(size)
        for at, by in cost.items():
            costs[at] = by
        model.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
        model.run()
        if model.getModelStatus() != self._lib.HighsModelStatus.kOptimal:
            return None
        return np.array(model.getSolution().col_value)[: self._size]

    def near_in_whole_numbers(self, columns: Sequence[int], values: Any, within: Mapping[int, tuple[int, int]]) -> Any:  # noqa: ANN401 - numpy arrays
        """Return a solution near `values` with these columns in whole numbers, and some between two values; or None.

        Near, since nearly everything is whole already: a search from nowhere takes seconds.
        """
        np, model, kind = self._np, self._model, self._lib.HighsVarType
        here, size = np.array(columns, dtype=np.int32), len(columns)
        lows = np.array([float(self._unknowns[at].low) for at in columns])
        highs = np.array([float(self._unknowns[at].high) for at in columns])
        limits = np.array([within.get(at, (0, LIMIT)) for at in columns], dtype=float).reshape(size, 2)
        least = np.maximum(np.maximum(lows, limits[:, 0]), np.floor(values + NEARLY) - _AROUND)
        most = np.minimum(np.minimum(highs, limits[:, 1]), np.ceil(values - NEARLY) + _AROUND)
        if np.any(least > most):
            return None
        model.changeColsIntegrality(size, here, np.array([kind.kInteger] * size))
        model.changeColsBounds(size, here, least, most)
        model.setOptionValue("presolve", "on")
        found = self.solve({})
        model.changeColsBounds(size, here, lows, highs)
        model.changeColsIntegrality(size, here, np.array([kind.kContinuous] * size))
        model.setOptionValue("presolve", "off")
        return found

    def capped(self, wanted: Sequence[int]) -> dict[int, int]:
        """Return, for each of these unknowns, a column that is worth it up to one more than it must reach, and no more.

        Pushed up together, they share what there is instead of one taking all of it.
        """
        np, size = self._np, len(wanted)
        caps = np.array([float(1 + (self._unknowns[self.column[each]].many or ROOM)) for each in wanted])
        self._model.addVars(size, np.zeros(size), caps)
        columns = {each: self._size + place for place, each in enumerate(wanted)}
        pairs = np.array([each for number in wanted for each in (self.column[number], columns[number])], dtype=np.int32)
        self._model.addRows(
            size, np.zeros(size), np.full(size, self._lib.kHighsInf), 2 * size,
            np.arange(0, 2 * size, 2, dtype=np.int32), pairs, np.tile([1.0, -1.0], size),
        )  # fmt: skip
        return columns

    def uncap(self) -> None:
        """Take the columns of `capped` away again."""
        np, model = self._np, self._model
        if (extra := model.getNumCol() - self._size) > 0:
            model.deleteRows(extra, np.arange(self._rows, self._rows + extra, dtype=np.int32))
            model.deleteCols(extra, np.arange(self._size, self._size + extra, dtype=np.int32))
