"""Controlled rounding: every figure of a table to a neighbouring multiple, so that the sums still add up."""

from typing import Any

from bot.observatory.grid import Grid, Slot


def round_table(grid: Grid, table: str, base: int) -> dict[Slot, int]:
    """Return a table's figures rounded to `base`, margins included; the least total change that adds up.

    A multiple of the base stays as it is; every other figure goes to one of its two neighbours.
    """
    import highspy  # noqa: PLC0415 - numpy with it: 0.3 s that only an export pays
    import numpy as np  # noqa: PLC0415

    slots = [slot for slot in grid.figures if slot.table == table]
    number = {slot: at for at, slot in enumerate(slots)}
    floors = [grid.figures[slot] // base for slot in slots]
    rests = [grid.figures[slot] % base for slot in slots]
    library: Any = highspy  # it has no types
    model = library.Highs()
    model.setOptionValue("output_flag", False)  # noqa: FBT003 - the library's own signature
    model.setOptionValue("threads", 1)
    size = len(slots)
    model.addVars(size, np.zeros(size), np.array([1.0 if rest else 0.0 for rest in rests]))
    whole = np.array([highspy.HighsVarType.kInteger] * size)
    everything = np.arange(size, dtype=np.int32)
    model.changeColsCost(size, everything, np.array([float(base - 2 * rest) for rest in rests]))
    model.changeColsIntegrality(size, everything, whole)
    for each in grid.sums:
        if each.slack or any(slot not in number for slot in (*each.whole, *each.parts)):
            continue
        terms = [(number[slot], 1) for slot in each.parts] + [(number[slot], -1) for slot in each.whole]
        short = float(-sum(factor * floors[at] for at, factor in terms))
        at = np.array([at for at, _ in terms], dtype=np.int32)
        model.addRow(short, short, len(terms), at, np.array([float(factor) for _, factor in terms]))
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return {}
    up = np.rint(np.array(model.getSolution().col_value)).astype(int).tolist()
    return {slot: base * (floor + step) for slot, floor, step in zip(slots, floors, up, strict=True)}
