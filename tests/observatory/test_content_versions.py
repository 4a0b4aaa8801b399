"""A release says with which content its conversations were held, whatever content publishes it; the report draws the break."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import Counting
from bot.core import dialogue
from bot.core.guide import Guide
from bot.observatory.cell import Cell
from bot.observatory.export import Source, counted_with, export
from bot.observatory.layout import content_of
from bot.observatory.periods import PARIS
from bot.observatory.release import Archive
from bot.observatory.report import breaks_in
from bot.observatory.store import MemoryStore
from bot.observatory.tables import SERIES, VERSION
from bot.observatory.tally import BatchTally

SPRING, SUMMER, NOW = (datetime(2026, month, 20, 10, tzinfo=PARIS) for month in (5, 8, 11))
PATHS = ("rf_lo_no_t1_f59606", "rf_em_sa_no_t1_f59606", "rf_lo_no_t1_f59350")


def changed(guide: Guide) -> Guide:
    """Return a content of tomorrow: another version, and one category less."""
    observed = guide.knowledge.observed
    assert observed is not None
    useful = observed.dimensions["usefulness"]
    fewer = useful.model_copy(
        update={"values": {name: each for name, each in useful.values.items() if name != "un_peu"}}
    )
    dimensions = {**observed.dimensions, "usefulness": fewer}
    knowledge = guide.knowledge.model_copy(update={"observed": observed.model_copy(update={"dimensions": dimensions})})
    return replace(guide, version="0123456789ab", knowledge=knowledge)


async def counted(*held: tuple[Guide, datetime, int]) -> Mapping[Cell, int]:
    store = MemoryStore()
    for guide, moment, people in held:
        tally = BatchTally(store, clock=lambda: moment)  # noqa: B023 - used before the next turn
        counting = Counting(lambda: guide, tally, "telegram")  # noqa: B023 - the same
        for number in range(people):
            screen = dialogue.tap(guide, PATHS[number % len(PATHS)], moment)
            await counting.seen(number, screen, moment)
            await counting.seen(number, screen, moment)
        await tally.close()
    return dict(await store.read())


async def test_the_content_of_the_counting_is_kept_and_not_that_of_the_export(guide: Guide) -> None:
    later = changed(guide)
    counts = await counted((guide, SPRING, 30), (later, SUMMER, 30))
    assert counted_with(counts, "2026-Q2", VERSION) == [guide.version]
    assert counted_with(counts, "2026-Q3", VERSION) == [later.version]
    assert counted_with(counts, "2026", VERSION) == sorted([guide.version, later.version])


async def test_a_changed_contact_makes_a_version_and_a_changed_category_another_series(guide: Guide) -> None:
    assert content_of(replace(guide, version="0123456789ab"))[SERIES] == content_of(guide)[SERIES]
    assert content_of(changed(guide))[SERIES] != content_of(guide)[SERIES]


async def test_a_tiny_period_names_no_content_as_an_empty_one_does(guide: Guide) -> None:
    counts = await counted((guide, SPRING, 10))
    assert counted_with(counts, "2026-Q2", VERSION) == counted_with({}, "2026-Q2", VERSION) == []


def test_a_period_of_which_nothing_is_known_breaks_no_series() -> None:
    assert breaks_in([["a"], [], ["a"], ["a", "b"], ["b"], ["b"]]) == [3, 4]


@pytest.mark.long
def test_from_a_count_to_the_break_in_the_report(guide: Guide, tmp_path: Path) -> None:
    later = changed(guide)
    counts = asyncio.run(counted((guide, SPRING, 120), (later, SUMMER, 120)))
    archive = Archive(tmp_path / "releases")
    export(Source(later, counts, NOW), archive, ["2026-Q2", "2026-Q3"], tmp_path / "out")
    versions = {
        period: json.loads((tmp_path / "out" / period / "donnees.json").read_text(encoding="utf-8"))["content_versions"]
        for period in ("2026-Q2", "2026-Q3")
    }
    assert versions == {"2026-Q2": [guide.version], "2026-Q3": [later.version]}
    page = next((tmp_path / "out" / "2026-Q3").glob("*.html")).read_text(encoding="utf-8")
    assert guide.phrases["rapport_serie_rupture"] in page
    assert "stroke-dasharray" in page
    assert later.version in page
