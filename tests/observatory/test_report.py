"""The report says its limits, hides nothing behind a chart, loads nothing, and speaks when there is little to say."""

import re
from collections import Counter
from datetime import datetime

from bot.core.guide import Guide
from bot.observatory.charts import bars, line
from bot.observatory.layout import layout
from bot.observatory.periods import PARIS
from bot.observatory.report import report
from bot.observatory.simulate import Span, simulate

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)


def empty(guide: Guide) -> str:
    document = {
        "format": 1, "period": "2026-Q3", "created": NOW.isoformat(), "simulation": False, "content_versions": ["x"],
        "sha256": "0" * 64, "tables": [],
    }  # fmt: skip
    return report(guide, layout(guide), document, [], {})


def test_the_limits_stand_before_any_figure(guide: Guide) -> None:
    page = empty(guide)
    assert "ni une mesure de la discrimination, ni des faits établis" in page
    assert page.index("ni des faits établis") < page.index("En bref")


def test_a_report_without_figures_says_so_in_words(guide: Guide) -> None:
    assert guide.phrases["rapport_bref_aucun"] in empty(guide)


def test_the_report_loads_nothing_and_runs_nothing(guide: Guide) -> None:
    assert re.search(r"<script|https?://|url\(|@import|<link", empty(guide)) is None


def test_the_atlas_stands_as_printed_with_its_error_flagged(guide: Guide) -> None:
    assert len(guide.knowledge.atlas) == 13
    assert "Le Mans n&#x27;est pas en Picardie" in empty(guide)


def test_a_chart_writes_its_numbers_and_names_what_is_hidden() -> None:
    drawn = bars("Titre", [("Emploi <b>", 40), ("Santé", None)], "non montré")
    assert "Emploi &lt;b&gt;" in drawn
    assert ">40<" in drawn
    assert "non montré" in drawn


def test_a_series_is_cut_where_the_way_of_counting_changed() -> None:
    drawn = line("Titre", [("T1", 10), ("T2", 20), ("T3", 30)], [2], "changement")
    assert drawn.count('stroke-width="2"') == 1
    assert "changement" in drawn


async def test_the_same_seed_makes_the_same_residents(guide: Guide) -> None:
    async def walk(seed: int) -> Counter[str]:
        steps: Counter[str] = Counter()

        async def seen(_chat: str, screen: object, _now: datetime) -> None:
            steps[str(getattr(screen, "path", ""))] += 1

        await simulate(guide, seen, 30, seed, Span(NOW))
        return steps

    assert await walk(1) == await walk(1)
    assert await walk(1) != await walk(2)
