"""What there is to read: lists, pages on top of any path, references in full; and nothing of it is counted."""

import pytest

from bot.core.citation import spelled_out
from bot.core.flow import Listing
from bot.core.guide import MAIN, Guide
from bot.core.screen import show
from bot.observatory.tables import Seen, cells, codebook
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("CP", "Code pénal, article 225-1"),
        ("CT (syndicales ou mutualistes)", "Code du travail, article L1132-1 (syndicales ou mutualistes)"),
        ("CP 225-2 3° et 5°", "Code pénal, article 225-2 3° et 5°"),
        ("C. trav. L1132-1 à L1132-4", "Code du travail, articles L1132-1 à L1132-4"),
        ("CSI R434-11, R434-14, R434-16", "Code de la sécurité intérieure, articles R434-11, R434-14, R434-16"),
        ("loi 2008-496 art. 2 3°", "loi 2008-496, article 2 3°"),
        ("CGFP L133-3", "Code général de la fonction publique, article L133-3"),
        ("Tribunal des conflits 09/05/2016 C4048", "Tribunal des conflits 09/05/2016 C4048"),
    ],
)
def test_a_reference_is_read_in_full(guide: Guide, written: str, read: str) -> None:
    assert spelled_out(guide.knowledge, written) == read


def test_why_names_no_law_by_its_initials(guide: Guide) -> None:
    screen = show(guide, "rf_lo_no_t1_f59606_dp~w", NOW)
    assert "Code pénal, article 225-1" in screen.text
    assert not any(
        f" {short} " in screen.text or f" {short}\n" in screen.text for short in ("CP", "CT", "L2008", "CPP")
    )


def test_every_text_to_read_stands_in_a_list_and_leads_back(guide: Guide) -> None:
    listed: set[str] = set()
    for name, tree in guide.flows.items():
        for step_id, step in tree.flow.steps.items():
            if not isinstance(step, Listing) or step.of == "atlas":
                continue
            way = next(
                (each.code for s in tree.flow.steps.values() for each in s.choices.values() if each.to == step_id), ""
            )
            start = "_".join(part for part in (tree.flow.code, way) if part)
            for page in range(10):
                screen = show(guide, f"{start}~{page}" if page else start, NOW)
                found = [link.path or "" for link in screen.links if (link.path or "").startswith(f"{start}~")]
                listed |= {path.partition("~")[2] for path in found}
                for path in found:
                    assert any(link.role == "back" for link in show(guide, path, NOW).links), (name, path)
    assert set(guide.readings) <= listed


def test_the_atlas_is_read_as_it_is_printed_with_its_error_said(guide: Guide) -> None:
    screen = show(guide, "yt_a1", NOW)
    assert screen.text.count("« ") == len(guide.knowledge.atlas) == 13
    assert "Le Mans n'est pas en Picardie" in screen.text
    assert len(screen.text) < 4096


def test_reading_is_counted_as_reading_and_never_as_a_situation(guide: Guide) -> None:
    assert guide.knowledge.observed
    book = codebook(guide.knowledge, guide.knowledge.observed)
    for name in ("sujets", "comprendre", "idees_recues", "territoire"):
        screen = show(guide, guide.flows[name].flow.code or "", NOW)
        assert screen.flow == name != MAIN
        seen = Seen(at=NOW, facts=screen.facts, territory="unknown", step=screen.step, flow=screen.flow)
        expected = [] if name == "sujets" else [("reading", (("reading", name),))]
        assert [(name, cell.values) for name, found in cells(book, seen).items() for cell in found] == expected


def test_the_first_screen_keeps_the_main_path_first_and_danger_last(guide: Guide) -> None:
    links = show(guide, "", NOW).links
    assert links[0].path == "rf"
    assert links[-1].role == "urgent"
    assert sum(link.path == "ys" for link in links) == 1
    assert len(links) <= 13
