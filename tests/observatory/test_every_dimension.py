"""Each dimension that is to be counted, from real conversations through the engine to the published file."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from bot.app import Counting
from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.tongue import in_language
from bot.observatory.cell import Cell
from bot.observatory.export import Source, export
from bot.observatory.layout import content_of
from bot.observatory.periods import PARIS
from bot.observatory.release import Archive
from bot.observatory.simulate import Span, simulate
from bot.observatory.store import MemoryStore
from bot.observatory.tables import CONTENT
from bot.observatory.tally import BatchTally

pytestmark = pytest.mark.long

END, NOW = datetime(2025, 3, 30, 12, tzinfo=PARIS), datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
REGION = "region:32"
#: What the issue counts, and in which table; each with how many values must be readable in the région.
QUARTERLY = {
    "conversations_channel": 3, "domain": 5, "kind": 3, "criterion": 3, "treatment": 3, "orientation": 3, "evidence": 3,
    "steps_taken": 2, "care_refusal": 2, "usefulness": 3, "dropoff": 3, "followup": 2, "came_of_it": 2,
}  # fmt: skip
YEARLY = {"domain_kind": 3, "domain_criterion": 3, "domain_treatment": 3, "domain_steps_taken": 1}
#: Where nobody says a place, or one agglomeration only has answers: counted, and shown for « unknown » or not at all.
COUNTED = {
    "conversations_language": {"fr", "en"},
    "reading": {"comprendre", "idees_recues", "territoire"},
    "accompanied_domain": {"logement", "emploi"},
}
#: What else is done, beside what synthetic residents do: news from before in two places, a professional, reading, English.
OTHERS = (
    "fu_a1_b1_h59606", "fu_a2_b2_h59606", "fu_a3_b4_h59350", "fu_a4_h59606", "fu_a4_h59350", "fu_a1_b2_h59350",
    "se_k1_rf_lo_no_t1_f59606", "se_k1_rf_em_no_t1_f59606", "yc_c1", "yi", "yt",
)  # fmt: skip


@pytest.fixture(scope="module")
def counts(guide: Guide) -> Mapping[Cell, int]:
    english = in_language(guide, "en")

    async def live() -> Mapping[Cell, int]:
        store = MemoryStore()
        tally = BatchTally(store, clock=lambda: END)
        counting = Counting(lambda: guide, tally, "telegram")
        await simulate(guide, counting.seen, 900, 1, Span(END, days=85))
        for number in range(20):
            for path in OTHERS:
                await counting.seen(f"{number} {path}", dialogue.tap(guide, path, END), END)
            await counting.seen(f"{number} en", dialogue.tap(english, "rf_lo_no_t1_f59606", END), END)
        await tally.close()
        return dict(await store.read())

    return asyncio.run(live())


@pytest.fixture(scope="module")
def published(guide: Guide, counts: Mapping[Cell, int], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("dimensions")
    export(Source(guide, counts, NOW), Archive(folder / "releases"), ["2025"], folder / "out", form="json")
    return {
        name: json.loads((folder / "releases" / name / "donnees.json").read_text(encoding="utf-8"))
        for name in ("2025-Q1", "2025")
    }


def truth(counts: Mapping[Cell, int], table: str, territory: str) -> Counter[tuple[tuple[str, str], ...]]:
    """Return what was counted, each margin too; the région is the sum of its EPCI where a table is by EPCI."""
    sums: Counter[tuple[tuple[str, str], ...]] = Counter()
    for cell, n in counts.items():
        inside = territory == REGION and len(cell.values) == 1 and cell.territory.startswith("epci:")
        if cell.table != table or not (inside or cell.territory == territory):
            continue
        for bits in range(2 ** len(cell.values)):
            key = tuple((name, "total" if bits >> at & 1 else value) for at, (name, value) in enumerate(cell.values))
            sums[key] += n
    return sums


def shown_in(document: Mapping[str, Any], name: str, territory: str = REGION) -> list[Mapping[str, Any]]:
    table = next(each for each in document["tables"] if each["id"] == name)
    return [cell for cell in table["cells"] if cell["territory"] == territory and cell["n"] is not None]


@pytest.mark.parametrize("table", QUARTERLY)
def test_a_conversation_comes_out_of_the_quarters_file_as_it_was_counted(
    table: str, published: Mapping[str, Any], counts: Mapping[Cell, int]
) -> None:
    where = "unknown" if table == "dropoff" else REGION  # who leaves has not said a place
    true = truth(counts, table, where)
    shown = shown_in(published["2025-Q1"], table, where)
    assert len(shown) >= QUARTERLY[table]
    assert all(cell["n"] == true[tuple(sorted(cell["cell"].items()))] for cell in shown)


@pytest.mark.parametrize("table", YEARLY)
def test_a_conversation_comes_out_of_the_years_file_within_five_of_what_was_counted(
    table: str, published: Mapping[str, Any], counts: Mapping[Cell, int]
) -> None:
    true = truth(counts, table, REGION)
    shown = shown_in(published["2025"], table)
    assert len(shown) >= YEARLY[table]
    assert all(abs(cell["n"] - true[tuple(sorted(cell["cell"].items()))]) <= 5 for cell in shown)


@pytest.mark.parametrize("table", COUNTED)
def test_what_has_no_place_or_is_apart_is_counted_and_stands_in_the_file(
    table: str, published: Mapping[str, Any], counts: Mapping[Cell, int]
) -> None:
    assert {cell.values[0][1] for cell in counts if cell.table == table} == COUNTED[table]
    assert any(each["id"] == table for each in published["2025-Q1"]["tables"])


def test_a_release_names_the_content_that_its_conversations_were_held_with(
    published: Mapping[str, Any], counts: Mapping[Cell, int], guide: Guide
) -> None:
    assert {dict(cell.values)["version"] for cell in counts if cell.table == CONTENT} == {content_of(guide)["version"]}
    assert all(each["content_versions"] == [guide.version] for each in published.values())
