"""What people look for is found; what they tell is never answered with a definition."""

import time
from typing import Any

import pytest

from benchmarks import searching
from bot.core.dialogue import say
from bot.core.finding import look, warm
from bot.core.guide import Guide
from bot.core.places import warm as warm_places
from bot.core.screen import show
from tests.conftest import NOW

CASES = searching.searches()


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["say"]))
def test_what_is_looked_for_is_shown_or_one_tap_away(case: dict[str, Any], guide: Guide) -> None:
    assert searching.found(guide, case)


def test_there_are_enough_phrases_to_mean_something() -> None:
    assert len(CASES) >= 60


@pytest.mark.long
def test_no_story_is_answered_with_something_to_read(guide: Guide) -> None:
    assert [text for text in searching.stories() if searching.lost(guide, text)] == []


def test_an_emergency_comes_before_any_search(guide: Guide) -> None:
    screen = say(guide, "", "numéro femme battue", NOW)
    assert screen.urgency == "partner"
    assert {"police_17", "urgence_114", "violences_femmes_3919"} <= {card.id for card in screen.cards}
    assert say(guide, "~us", "délai injure", NOW).address == "~us"  # nothing before safety


@pytest.mark.parametrize(
    ("address", "words", "path"),
    [
        ("rf", "stage", "rf_st"),  # where did it happen: that is an answer
        ("rf_lo_no_t1", "anzin", "rf_lo_no_t1_f59014"),
        ("rf_em", "mairie", "rf_em_pu"),
        ("rf_lo_no_t1", "passer", "rf_lo_no_t1_np"),
    ],
)
def test_the_answer_to_the_question_that_is_open_comes_before_a_search(
    guide: Guide, address: str, words: str, path: str
) -> None:
    screen = say(guide, address, words, NOW)
    assert path in {screen.path, *(link.path for link in screen.links if link.role == "confirm")}


@pytest.mark.parametrize("address", ["rf_lo_no_t1", "rf_lo", "rf_lo_no_t1_nl_h59606", "yi", "rf_lo_no_t1_f59606~k"])
def test_a_question_is_answered_anywhere_and_leads_back(guide: Guide, address: str) -> None:
    screen = say(guide, address, "c'est quoi le harcèlement", NOW)
    assert screen.address == f"{address.partition('~')[0]}~0f"
    assert any(link.role == "back" and link.path == address.partition("~")[0] for link in screen.links)


def test_a_story_told_in_another_conversation_is_listened_to(guide: Guide) -> None:
    screen = say(guide, "yi", "on m'a refusé un logement à cause de mon nom", NOW)
    assert any(link.role == "confirm" and link.path == "rf_lo_no" for link in screen.links)


def test_a_place_that_is_known_already_is_not_asked_again(guide: Guide) -> None:
    screen = say(guide, "rf_lo_no_t1_f59350", "adil", NOW)
    assert next(card.id for card in screen.cards) == "adil_lille"


def test_a_page_to_read_carries_its_source_and_what_is_to_be_verified(guide: Guide) -> None:
    for name, each in guide.knowledge.explainers.items():
        screen = show(guide, f"~{each.code}", NOW)
        assert "📄 Source" in screen.text, name
        assert ("à faire vérifier" in screen.text) == (each.trust != "verified"), name
        assert any(link.role == "urgent" for link in screen.links), name
        assert len(screen.text) < 4096, name


def test_any_words_are_looked_for_without_failing(guide: Guide) -> None:
    for words in (
        "",
        " ",
        "?",
        "🆘🆘",
        "39 28 " * 50,
        "a" * 5000,
        "de la à",
        "\u202e",
        "39",
        "é",
        "c'est quoi",
        "numéro",
    ):
        look(guide, words)
        assert say(guide, "", words, NOW).text


def test_a_search_takes_no_time_that_somebody_would_notice(guide: Guide) -> None:
    warm_places(guide.gazetteer)
    warm(guide)
    taken = []
    for case in CASES:
        start = time.process_time()
        look(guide, str(case["say"]))
        taken.append(time.process_time() - start)
    assert sorted(taken)[len(taken) // 2] < 0.005
