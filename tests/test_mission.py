"""Each system of the mission is shown working by a test whose name carries its number; docs/mission.md says which."""

import re
from datetime import UTC, datetime

import pytest

from bot.core.guide import Guide
from bot.core.screen import show
from bot.documents.leaflet import make_leaflet
from bot.observatory.cell import Cell
from bot.observatory.export import wanted
from bot.observatory.layout import layout
from bot.observatory.periods import PeriodError, label, span
from bot.observatory.report import report
from bot.observatory.tables import Seen, cells, codebook, territory
from tests.conftest import NOW, ROOT

ROWS = [f"S{number}" for number in range(1, 19)]
VALENCIENNES = "epci:245901160"


def counted(guide: Guide, path: str, now: datetime = NOW) -> dict[str, Cell]:
    """Return what a screen adds, by table."""
    assert guide.knowledge.observed
    book = codebook(guide.knowledge, guide.knowledge.observed)
    screen = show(guide, path, now)
    where = territory(book, screen.facts, guide.gazetteer.commune)
    seen = Seen(
        at=now, facts=screen.facts, territory=where, outcome=screen.result, first_orientation=screen.first_door,
        channel=screen.channel or "telegram", language="fr", step=screen.step, flow=screen.flow,
    )  # fmt: skip
    return {table: found[0] for table, found in cells(book, seen).items()}


def published(guide: Guide, period: str, *totals: tuple[str, int]) -> str:
    """Return the report of a period; `totals` are the conversations of the releases so far."""

    def document(name: str, n: int | None = None) -> dict[str, object]:
        cell = {"territory": "region:32", "cell": {"channel": "total"}, "n": n, "status": "ok"}
        table = {
            "id": "conversations_channel", "title": "Conversations", "dimensions": ["channel"], "sensitive": False,
            "protection": {"method": "suppress", "threshold": 5, "base": 5}, "cells": [cell],
        }  # fmt: skip
        return {
            "format": 1, "period": name, "created": NOW.isoformat(), "simulation": False, "content_versions": ["x"],
            "sha256": "0" * 64, "tables": [table] if n else [],
        }  # fmt: skip

    *earlier, last = [document(name, n) for name, n in totals] or [document(period)]
    series = {name: ["same"] for name, _n in totals}
    return report(guide, layout(guide), last, earlier, series)


def test_the_mission_has_its_eighteen_rows_and_every_test_that_it_names_exists() -> None:
    lines = (ROOT / "docs" / "mission.md").read_text(encoding="utf-8").splitlines()
    rows = {found[1]: line for line in lines if (found := re.match(r"\| (S\d+) \|", line))}
    assert list(rows) == ROWS
    for row, line in rows.items():
        named = re.findall(r"`(tests/[^`]+)`", line)
        assert named, row
        for each in named:
            path, _, function = each.partition("::")
            assert (ROOT / path).is_file(), each
            assert f"s{int(row[1:]):02}" in (function or path), each
            assert not function or f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), each


def test_s06_a_situation_is_counted_and_the_report_says_its_limits(guide: Guide) -> None:
    found = counted(guide, "rf_lo_no_t1_f59606")
    assert found["domain"] == Cell("domain", "2026-Q4", VALENCIENNES, (("domain", "logement"),))
    assert {"kind", "criterion", "treatment", "orientation", "domain_kind"} <= set(found)
    page = published(guide, "2026-Q3")
    assert page.index("ni des faits établis") < page.index("En bref")


def test_s07_pupils_are_counted_by_school_year_and_never_by_less(guide: Guide) -> None:
    found = counted(guide, "sg_a1_b1_c2_d6_e3_g2_h59014")
    assert {name.partition("_")[0] for name in found} == {"internship"}
    assert {cell.period for cell in found.values()} == {"2026-2027"}
    assert {cell.territory for cell in found.values()} == {VALENCIENNES}
    assert counted(guide, "sg_a1", datetime(2027, 8, 31, 12, tzinfo=UTC))["internship_step"].period == "2026-2027"
    plan = layout(guide, school=True)
    assert set(found) == {table.id for table in plan.tables}
    assert all(table.protection.threshold >= 11 for table in plan.tables)
    assert not set(found) & {table.id for table in layout(guide).tables}


def test_s07_a_school_year_is_asked_for_by_its_two_years_once_it_is_over() -> None:
    assert span("2025-2026", "2026-2027") == ("2025-2026", "2026-2027")
    assert label("2026-2027") == "année scolaire 2026-2027"
    assert wanted("2025-2026", "2025-2026", NOW) == ("2025-2026",)
    for first, last in (("2026-2027", "2026-2027"), ("2026-2028", "2026-2028"), ("2025-2026", "2026-Q1")):
        with pytest.raises(PeriodError):
            wanted(first, last, NOW)


def test_s08_news_after_a_month_are_counted_apart(guide: Guide) -> None:
    assert set(counted(guide, "fu_a2_b4_h59606")) == {"followup", "came_of_it"}


def test_s10_refusals_of_care_have_a_table_of_their_own(guide: Guide) -> None:
    assert counted(guide, "so_rs_t2_f62498")["care_refusal"].values == (("care_motive", "economique"),)
    assert "care_refusal" not in counted(guide, "rf_lo_no_t1_f59606")


def test_s11_every_result_has_somebody_where_no_local_instance_exists(guide: Guide) -> None:
    for place in ("f59606", "f59350", "f02691", "f80001"):
        assert any(card.phone for card in show(guide, f"rf_lo_no_t1_{place}", NOW).cards)


def test_s13_what_professionals_ask_is_counted_apart_and_once(guide: Guide) -> None:
    for path in ("se_k1_rf_lo_no_t1_f59606", "za_se_k1_rf_lo_no_t1_f59606", "pf_rf_lo_no_t1_f59606"):
        found = counted(guide, path)
        assert found["conversations_channel"].values == (("channel", "accompagnement"),)
        assert found["accompanied_domain"].values == (("domain", "logement"),)
        assert set(found) == {"conversations_channel", "conversations_language", "dropoff", "accompanied_domain"}


def test_s14_the_atlas_stands_in_the_report_as_printed(guide: Guide) -> None:
    page = published(guide, "2026-Q3")
    assert len(guide.knowledge.atlas) == 13
    assert "Château-Thierry" in page
    assert "Le Mans n&#x27;est pas en Picardie" in page


def test_s16_a_commune_has_its_leaflet(guide: Guide) -> None:
    assert make_leaflet(guide, "59014", "relais_bot", NOW).startswith(b"%PDF")


def test_s17_every_domain_has_a_published_family(guide: Guide) -> None:
    families = {domain.family for domain in guide.knowledge.domains.values()}
    assert families == set(guide.knowledge.domain_families)
    assert families >= {"emploi", "logement", "sante", "education", "services", "justice", "loisirs"}


def test_s18_the_report_draws_the_counts_release_by_release(guide: Guide) -> None:
    page = published(guide, "2026-Q3", ("2026-Q1", 40), ("2026-Q2", 55), ("2026-Q3", 63))
    assert guide.phrases["rapport_serie"] in page
    assert all(name in page for name in ("T1 2026", "T2 2026", "T3 2026"))
