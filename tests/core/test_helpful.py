"""Whether it helped is asked of who has a result and looks for more, never before, never by force, and of no professional."""

import re
from datetime import datetime

import pytest

from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.view import Screen

RESULT = "rf_lo_no_t1_f59606"
QUESTION = "Dire si cela m'a aidé"


def labels(screen: Screen) -> list[str]:
    return [link.label for link in screen.links]


def tapped(guide: Guide, screen: Screen, words: str, now: datetime) -> Screen:
    address = next(link.path for link in screen.links if words in link.label and link.path is not None)
    return dialogue.tap(guide, address, now)


@pytest.mark.parametrize("page", ["z", "x"])
def test_the_question_stands_behind_the_result(guide: Guide, now: datetime, page: str) -> None:
    asked = tapped(guide, dialogue.tap(guide, f"{RESULT}~{page}", now), QUESTION, now)
    assert "vous a-t-elle aidé" in asked.text
    assert labels(asked)[:4] == ["Oui", "Un peu", "Non", "⬅️ Continuer"]
    assert asked.usefulness is None


@pytest.mark.parametrize(("answer", "said"), [("Oui", "yes"), ("Un peu", "some"), ("Non", "no")])
def test_an_answer_is_thanked_leaves_no_trace_in_the_path_and_leads_back(
    guide: Guide, now: datetime, answer: str, said: str
) -> None:
    thanks = tapped(guide, dialogue.tap(guide, f"{RESULT}~zu", now), answer, now)
    assert (thanks.usefulness, thanks.path) == (said, RESULT)
    assert ("39 28" in thanks.text) == (said != "yes")
    assert tapped(guide, thanks, "Continuer", now).result is not None


@pytest.mark.parametrize("path", ["", "rf", "rf_lo", "rf_lo_no", "au"])
def test_nobody_is_asked_before_the_result(guide: Guide, now: datetime, path: str) -> None:
    assert not any(QUESTION in label for label in labels(dialogue.tap(guide, path, now)))
    assert not any(QUESTION in label for label in labels(dialogue.tap(guide, f"{path}~z", now)))
    assert dialogue.tap(guide, f"{path}~z1", now).usefulness is None


def test_a_professional_is_not_asked(guide: Guide, now: datetime) -> None:
    screen = dialogue.tap(guide, "se_k1_rf_lo_no_t1_f59606~z", now)
    assert not any(QUESTION in label for label in labels(screen))


def test_a_minor_hears_tu(guide: Guide, now: datetime) -> None:
    screen = dialogue.tap(guide, "mi_rf_lo_no_t1_f59606~zu", now)
    assert screen.facts.minor
    assert re.search(r"\bvous\b|\bvotre\b", screen.text) is None
