"""Controlled rounding: every figure of a table to a near multiple, so that the sums still add up."""

from collections.abc import Collection
from typing import Any

from bot.observatory.grid import REST, Grid, Slot

#: What leaving a figure out costs, in bases: more than any rounding. And what tells a one from a zero.
_LEFT_OUT, _HALF = 20.0, 0.5


def round_table(grid: Grid, table: str, base: int, hidden: Collection[Slot], least: int) -> dict[Slot, int]:
    """Return the figures of a table that are not hidden, rounded to multiples of `base` that still add up.

    The least total change is taken; no figure moves by more than `base`, and none falls under `least`, the smallest that
    may be shown. What is hidden takes up the difference, as it may: nobody sees it. Figures that can only be rounded up are
    left out where several of them would be more than their sum. Empty where there is no such rounding.
    """
    import highspy  # noqa: PLC0415 - numpy with it: 0.3 s that only an export pays
    import numpy as np  # noqa: PLC0415

    slots = [slot for slot in grid.figures if slot.table == table]
    number = {slot: at for at, slot in enumerate(slots)}
    true = np.array([grid.figures[slot] for slot in slots])
    kept = np.array([slot not in hidden and slot.territory != REST for slot in slots])
    size = len(slots)
    library: Any = highspy  # it has no types
    model = library.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.02)):
        model.setOptionValue(option, value)
    # Columns: how many times the base (of what is hidden, any number), then how far that is from the truth.
    lowest = np.ceil(np.maximum(true - base, least) / base)
    forced = kept & (lowest * base > true)
    model.addVars(size, np.where(kept & ~forced, lowest, 0.0), np.where(kept, (true + base) // base, 1e6))
    model.addVars(size, np.zeros(size), np.full(size, float(base)))
    everything = np.arange(size, dtype=np.int32)
    model.changeColsCost(size, everything + size, np.where(kept, 1.0, 0.0))
    whole, any_ = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.changeColsIntegrality(size, everything, np.array([whole if each else any_ for each in kept]))
    left_out = {}
    for at in np.nonzero(forced)[0]:  # one more column: one where it is left out
        left_out[int(at)] = column = model.getNumCol()
        model.addVars(1, np.zeros(1), np.ones(1))
        model.changeColsIntegrality(1, np.array([column], dtype=np.int32), np.array([whole]))
        model.changeColCost(column, _LEFT_OUT * base)
        model.addRow(
            lowest[at], highspy.kHighsInf, 2, np.array([at, column], dtype=np.int32), np.array([1.0, lowest[at]])
        )
    for at in np.nonzero(kept & ~forced)[0]:
        pair, n = np.array([at, at + size], dtype=np.int32), float(true[at])
        model.addRow(-highspy.kHighsInf, n, 2, pair, np.array([float(base), -1.0]))
        model.addRow(n, highspy.kHighsInf, 2, pair, np.array([float(base), 1.0]))
    for each in grid.sums:
        if not each.slack and all(slot in number for slot in (*each.whole, *each.parts)):
            terms = [(number[slot], 1.0) for slot in each.parts] + [(number[slot], -1.0) for slot in each.whole]
            columns = np.array([at for at, _ in terms], dtype=np.int32)
            model.addRow(0.0, 0.0, len(terms), columns, np.array([factor for _, factor in terms]))
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return {}
    values = np.array(model.getSolution().col_value)
    times = np.rint(values[:size]).astype(int)
    out = {at for at, column in left_out.items() if values[column] > _HALF}
    return {slot: int(base * times[at]) for slot, at in number.items() if kept[at] and at not in out}
