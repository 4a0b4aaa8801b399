"""Nobody can list how danger is told: whoever tells it in their own words reads whom to call, heard or not."""

import pytest

from benchmarks.understanding import Case, read_cases
from bot.core.dialogue import say
from bot.core.guide import Guide
from tests.conftest import NOW

URGENCIES = [case for case in read_cases() if case.urgency]
#: Where somebody may be when they write it: the first screen, where, why, who, the commune, a result.
WHERE = ("", "rf", "rf_lo", "rf_lo_or", "rf_lo_no_t1", "rf_lo_no_t1_f59606")


@pytest.mark.parametrize("where", WHERE)
def test_whoever_tells_of_an_emergency_reads_whom_to_call(guide: Guide, where: str) -> None:
    def reads(case: Case) -> bool:
        screen = say(guide, where, case.text, NOW)
        return any(number in screen.text for number in ("114", "3114", "115", "119", "3919"))

    assert [case.id for case in URGENCIES if not reads(case)] == []


def test_a_sentence_that_is_not_understood_says_whom_to_call(guide: Guide) -> None:
    assert "114" in say(guide, "", "i mla refé le kou dla kave", NOW).text


@pytest.mark.parametrize("words", ["Valenciennes", "à Lille", "je ne sais pas"])
def test_what_answers_a_question_is_answered_and_nothing_else(guide: Guide, words: str) -> None:
    assert "3114" not in say(guide, "rf_lo_no_t1", words, NOW).text.partition("\n\n")[2]
