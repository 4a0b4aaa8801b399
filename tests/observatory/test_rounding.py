"""Rounded tables add up, whatever small figures stand in them."""

import pytest

from bot.observatory.grid import Grid, Slot, Sum
from bot.observatory.rounding import round_table


def grid(*parts: int) -> Grid:
    slots = [Slot("t", "2026", "region:32", (f"v{at}",)) for at in range(len(parts))]
    whole = Slot("t", "2026", "region:32", ("total",))
    figures = dict(zip(slots, parts, strict=True)) | {whole: sum(parts)}
    return Grid("2026", figures, [Sum((whole,), tuple(slots))])


@pytest.mark.parametrize("parts", [(20, 33, 47), (12, 12, 12), (11, 11, 11, 11, 11), (11, 40, 3), (14, 13)])
def test_rounded_figures_add_up_and_stay_near_and_above_the_threshold(parts: tuple[int, ...]) -> None:
    made = grid(*parts)
    hidden = {slot for slot, n in made.figures.items() if n < 11}
    rounded = round_table(made, "t", 5, hidden, 11)
    (whole,) = made.sums[0].whole
    shown = [rounded[part] for part in made.sums[0].parts if part in rounded]
    assert whole in rounded
    assert all(n >= 15 and n % 5 == 0 and abs(n - made.figures[slot]) <= 5 for slot, n in rounded.items())
    assert sum(shown) == rounded[whole] or (sum(shown) < rounded[whole] and len(shown) < len(parts))


def test_figures_that_would_be_more_than_their_sum_are_left_out_and_no_others() -> None:
    made = grid(12, 12, 12, 60)
    rounded = round_table(made, "t", 5, set(), 11)
    assert rounded[made.sums[0].parts[3]] in {55, 60, 65}
    assert len(rounded) >= 4


def test_what_is_left_of_the_region_is_nobodys_figure_and_is_not_rounded() -> None:
    made = grid(20, 30)
    rest = made.sums[0].parts[1]._replace(territory="rest")
    made.figures[rest] = 4
    assert rest not in round_table(made, "t", 5, set(), 11)
