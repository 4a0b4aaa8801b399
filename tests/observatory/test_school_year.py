"""What pupils answered in a school year, from their taps to the published folder."""

import asyncio
import json
import random
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import Counting
from bot.core.guide import Guide
from bot.core.screen import show
from bot.observatory.commands import run_export
from bot.observatory.periods import PARIS, PeriodError
from bot.observatory.sqlite import SqliteStore
from bot.observatory.tally import BatchTally

pytestmark = pytest.mark.long

YEAR = "2025-2026"
SPRING, LAST_DAY, OVER = (
    datetime(2026, 3, 2, 10, tzinfo=PARIS),
    datetime(2026, 8, 31, 23, 59, tzinfo=PARIS),
    datetime(2026, 9, 3, tzinfo=PARIS),
)
PUPILS = 200


def pupil(chance: random.Random) -> str:
    """Return the path of somebody who answered everything."""
    found = chance.random() < 0.8
    steps: list[tuple[str, ...]] = [
        ("a1",) if found else ("a2", "a3"),
        ("b1", "b2", "b3") if found else (),
        ("c2", "c3", "c4"),
        ("d1", "d2", "d5"),
    ]
    steps += [("e1", "e2", "e3") if found else (), ("g1", "g2", "g3"), ("h59606", "h59350", "h59350", "h62041")]
    return "_".join(("sg", *(chance.choice(each) for each in steps if each)))


@pytest.fixture(scope="module")
def url(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("school") / "relais.db"

    async def answer() -> None:
        tally = BatchTally(SqliteStore(path), clock=lambda: SPRING)
        counting, chance = Counting(lambda: guide, tally, "terminal"), random.Random(7)  # noqa: S311 - a reproducible draw
        for number in range(PUPILS):
            await counting.seen(f"pupil-{number}", show(guide, pupil(chance), SPRING), SPRING)
        await tally.close()

    asyncio.run(answer())
    return f"sqlite:///{path}"


def test_a_school_year_waits_until_it_is_over(guide: Guide, url: str, tmp_path: Path) -> None:
    with pytest.raises(PeriodError, match="48 heures"):
        run_export(guide, url, "", (YEAR, YEAR), tmp_path, form="all", now=LAST_DAY, say=lambda _: None)
    assert not list(tmp_path.iterdir())


def test_a_school_year_is_published_in_tens_and_tells_no_small_group(guide: Guide, url: str, tmp_path: Path) -> None:
    written = run_export(guide, url, "", (YEAR, YEAR), tmp_path, form="all", now=OVER, say=lambda _: None)
    assert {path.suffix for path in written} == {".csv", ".xlsx", ".json", ".html"}
    document = json.loads((tmp_path / YEAR / "donnees.json").read_text(encoding="utf-8"))
    assert {table["id"].partition("_")[0] for table in document["tables"]} == {"internship"}
    assert len(document["tables"]) == 6
    shown = [cell["n"] for table in document["tables"] for cell in table["cells"] if cell["n"] is not None]
    assert all(n % 10 == 0 for n in shown)
    assert abs(max(shown) - PUPILS) < 10
    page = next((tmp_path / YEAR).glob("*.html")).read_text(encoding="utf-8")
    assert "année scolaire 2025-2026" in page
    assert "ni une mesure de la discrimination" in page
