"""What is published protects: our own attack finds nothing, and each promise of the law's file is kept."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.core.guide import Guide
from bot.observatory.argus import PREFIX, Argus, running, sweep
from bot.observatory.audit import Attack, audit
from bot.observatory.cell import Cell
from bot.observatory.grid import Slot, lay
from bot.observatory.layout import Layout, layout
from bot.observatory.protect import protect, safe_zeros
from bot.observatory.rounding import round_table
from tests.observatory.figures import fabricate

pytestmark = pytest.mark.long

QUARTER = "2026-Q1"


@pytest.fixture(scope="module")
def plan(guide: Guide) -> Layout:
    return layout(guide)


@pytest.fixture(scope="module")
def counts(plan: Layout) -> Counter[Cell]:
    return fabricate(plan, [QUARTER], 900, seed=3, epcis=8)


@pytest.fixture(scope="module")
def argus() -> Iterator[Argus]:
    with running() as engine:
        yield engine


@pytest.fixture(scope="module")
def document(plan: Layout, counts: Counter[Cell], argus: Argus) -> Mapping[str, Any]:
    return {"period": QUARTER, "tables": protect(plan, counts, QUARTER, [], argus)}


def shown(document: Mapping[str, Any]) -> dict[Slot, int | None]:
    return {
        Slot(table["id"], QUARTER, cell["territory"], tuple(cell["cell"].values())): cell["n"]
        for table in document["tables"]
        for cell in table["cells"]
    }


def test_our_own_attack_finds_nothing(document: Mapping[str, Any]) -> None:
    assert audit([document]) == []


def test_what_is_shown_is_true(document: Mapping[str, Any], plan: Layout, counts: Counter[Cell]) -> None:
    truth = lay(plan, counts, QUARTER).figures
    assert all(n == truth[slot] for slot, n in shown(document).items() if n is not None)


def test_something_is_left_to_read(document: Mapping[str, Any], plan: Layout) -> None:
    figures = shown(document)
    assert figures[Slot("conversations_channel", QUARTER, plan.region, ("total",))] is not None
    assert sum(n is not None for n in figures.values()) > 100


def test_nothing_under_the_threshold_is_shown(document: Mapping[str, Any]) -> None:
    for table in document["tables"]:
        shown_ = [cell["n"] for cell in table["cells"] if cell["n"] is not None]
        assert all(n >= table["protection"]["threshold"] for n in shown_), table["id"]


def test_small_and_sacrificed_figures_look_the_same(document: Mapping[str, Any]) -> None:
    hidden = [cell for table in document["tables"] for cell in table["cells"] if cell["n"] is None]
    assert {cell["status"] for cell in hidden} == {"suppressed", "absent"}
    assert {tuple(sorted(cell)) for cell in hidden} == {("cell", "n", "status", "territory")}


def test_every_territory_stands_in_every_document_whatever_was_counted(
    document: Mapping[str, Any], plan: Layout
) -> None:
    for table in document["tables"]:
        assert {cell["territory"] for cell in table["cells"]} == set(plan.territories(yearly=False))


def test_an_empty_period_and_a_tiny_one_are_told_apart_by_nobody(plan: Layout, argus: Argus) -> None:
    one = Counter({Cell("domain", QUARTER, plan.crossed[0], (("domain", "emploi"),)): 1})
    assert protect(plan, one, QUARTER, [], argus) == protect(plan, {}, QUARTER, [], argus)


def test_rounded_tables_still_add_up(plan: Layout, counts: Counter[Cell]) -> None:
    grid = lay(plan, counts, QUARTER)
    rounded = round_table(grid, "domain", 5, hidden=(), least=0)
    inside = [each for each in grid.sums if all(slot in rounded for slot in (*each.whole, *each.parts))]
    assert inside
    assert all(
        sum(rounded[slot] for slot in each.whole) == sum(rounded[slot] for slot in each.parts) for each in inside
    )
    assert all(abs(n - grid.figures[slot]) <= 5 for slot, n in rounded.items())


def test_rounding_shows_nothing_that_is_hidden_nor_under_the_threshold(plan: Layout, counts: Counter[Cell]) -> None:
    grid = lay(plan, counts, QUARTER)
    hidden = {slot for slot, n in grid.figures.items() if n < 11}
    rounded = round_table(grid, "domain", 5, hidden, 11)
    assert min(rounded.values()) >= 15
    assert hidden.isdisjoint(rounded)


@pytest.fixture(scope="module")
def first_year(plan: Layout) -> Counter[Cell]:
    """Return the counts of a year of which only one quarter has any, as when a service opens."""
    return fabricate(plan, ["2025-Q1"], 900, seed=4, epcis=5)


@pytest.fixture(scope="module")
def year(plan: Layout, first_year: Counter[Cell], argus: Argus) -> list[Mapping[str, Any]]:
    documents: list[Mapping[str, Any]] = []
    for period in ("2025-Q1", "2025"):
        documents.append({"period": period, "tables": protect(plan, first_year, period, documents, argus)})
    return documents


def test_a_year_and_its_quarters_give_nothing_away_together(year: list[Mapping[str, Any]], plan: Layout) -> None:
    assert Attack(year[:-1], safe_zeros(plan)).leaks(year[-1]) == []


def test_a_year_of_crossed_tables_shows_what_is_many_in_the_region(
    year: list[Mapping[str, Any]], first_year: Counter[Cell], plan: Layout
) -> None:
    truth = lay(plan, first_year, "2025").figures
    found: dict[str, list[bool]] = {}
    for table in year[-1]["tables"]:
        inside = [cell for cell in table["cells"] if cell["territory"] == plan.region and not_a_margin(cell)]
        found[table["id"]] = [cell["n"] is not None for cell in inside if truth[slot_of(table, cell)] >= 11]
        assert all(cell["n"] is None or (cell["n"] >= 15 and cell["n"] % 5 == 0) for cell in inside)
    every = [shown_ for each in found.values() for shown_ in each]
    assert sum(every) >= 0.8 * len(every), found


def not_a_margin(cell: Mapping[str, Any]) -> bool:
    return "total" not in cell["cell"].values()


def slot_of(table: Mapping[str, Any], cell: Mapping[str, Any]) -> Slot:
    return Slot(table["id"], "2025", cell["territory"], tuple(cell["cell"].values()))


def test_a_value_that_the_codebook_lost_is_protected_like_the_others(plan: Layout, argus: Argus) -> None:
    old = {Cell("evidence", QUARTER, plan.crossed[0], (("evidence", value),)): 40 for value in ("oui", "non", "ancien")}
    tables = protect(plan, old, QUARTER, [], argus)
    evidence = next(table for table in tables if table["id"] == "evidence")
    assert {"ancien"} <= {cell["cell"]["evidence"] for cell in evidence["cells"]}
    assert audit([{"period": QUARTER, "tables": tables}]) == []


def test_the_engine_leaves_no_folder_behind(tmp_path: Path) -> None:
    with running([tmp_path]):
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_the_engine_leaves_no_folder_behind_when_we_fail(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), running([tmp_path]):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_the_worker_removes_its_folder_when_we_are_killed(tmp_path: Path) -> None:
    script = f"import os, pathlib, signal\nfrom bot.observatory.argus import running\nwith running([pathlib.Path({str(tmp_path)!r})]):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    for _ in range(100):
        if not list(tmp_path.iterdir()):
            break
        subprocess.run(["sleep", "0.1"], check=True)
    assert list(tmp_path.iterdir()) == []


def test_what_two_killed_processes_left_is_swept_by_the_next(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    left, mine = tmp_path / f"{PREFIX}{finished.stdout.strip()}-x", tmp_path / f"{PREFIX}{os.getpid()}-x"
    left.mkdir()
    mine.mkdir()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [mine]
