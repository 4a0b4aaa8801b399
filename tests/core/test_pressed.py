"""Words typed instead of a touch: a label in other words is the button, a story never is."""

import pytest

from benchmarks.understanding import read_cases
from bot.core import path as paths
from bot.core.dialogue import command, say, spoken_command
from bot.core.guide import Guide
from bot.core.pressed import button, choice
from bot.core.screen import show
from bot.core.visit import visit
from tests.conftest import NOW


@pytest.mark.parametrize(
    "words",
    ["continuer", "on continue", "je peux continuer", "c bon je peux continuer", "ok jveux continuer", "contnuer"],
)
@pytest.mark.parametrize("where", ["", "rf_lo"])
def test_a_label_in_other_words_is_its_button(guide: Guide, words: str, where: str) -> None:
    assert say(guide, f"{where}~ud", words, NOW).address == where


@pytest.mark.parametrize("words", ["je veux pas continuer", "il continue à me frapper", "ça continue tous les jours"])
def test_what_says_more_than_a_label_is_no_touch(guide: Guide, words: str) -> None:
    assert say(guide, "rf_lo~up", words, NOW).address != "rf_lo"


def test_a_picking_goes_on_when_somebody_says_so(guide: Guide) -> None:
    assert say(guide, "rf_lo_or-", "je continue", NOW).path == "rf_lo_or"


@pytest.mark.parametrize(
    ("where", "words", "path"),
    [
        ("rf", "au travail", "rf_em"),
        ("rf", "c'était à la mairie", "rf_sp"),
        ("rf_em", "une boite privé", "rf_em_pv"),
        ("rf_lo", "mon accent", "rf_lo_la"),
        ("rf_lo", "je suis une femme", "rf_lo_fe"),
        ("", "police", "po"),
        ("in_un_ru_or", "mon voisin", "in_un_ru_or_qv"),
    ],
)
def test_a_part_of_an_answer_is_the_answer(guide: Guide, where: str, words: str, path: str) -> None:
    assert say(guide, where, words, NOW).path == path


@pytest.mark.parametrize("where", ["", "rf", "rf_lo", "rf_lo_no_t1", "rf_lo_no_t1_f59606", "~ud"])
def test_no_story_is_taken_for_a_touch(guide: Guide, where: str) -> None:
    here = visit(guide, paths.parse(where))
    stories = [case.text for case in read_cases() if len(case.text.split()) > 9]
    assert [text for text in stories if button(here, text, NOW) is not None or choice(here, text, NOW)] == []


@pytest.mark.parametrize(("words", "page"), [("je peux appeler", ""), ("jpeux pas appeler", "~uc"), ("zzz", "~us")])
def test_who_says_whether_they_can_call_is_answered(guide: Guide, words: str, page: str) -> None:
    assert say(guide, "~us", words, NOW).address == page
    assert say(guide, "~uc", "on continue", NOW).address == ""


def test_what_was_just_read_is_not_read_out_again(guide: Guide) -> None:
    lost = "blabla"
    alarm = say(guide, "~ud", lost, NOW)
    assert "116 006" not in alarm.text
    assert "**17**" in alarm.text
    for where in ("rf_lo_no_t1_f59606", "~p", "~t"):
        assert say(guide, where, lost, NOW).text.startswith(guide.phrases["pas_compris"])
        assert len(say(guide, where, lost, NOW).text) < 300
    asked = say(guide, "", "on ma refusé un appart a cause de mon nom", NOW)
    assert not say(guide, asked.address, "bof", NOW).text.startswith(guide.phrases["pas_compris"])
    assert say(guide, asked.address, "c'est pas ça", NOW).text.startswith("**Que s'est-il passé")


def test_thanks_at_the_result_ask_whether_it_helped(guide: Guide) -> None:
    def thanked(where: str) -> str:
        return command(guide, spoken_command(guide, "Merci !") or "", where, NOW).address

    assert thanked("rf_lo_no_t1_f59606") == "rf_lo_no_t1_f59606~zu"
    assert thanked("rf_lo~ud") == "rf_lo"


@pytest.mark.parametrize(
    ("words", "page"),
    [("qui lit ce que jecris", "~p"), ("vous etes qui", "~p"), ("c anonyme?", "~p"), ("donnez moi un numero", "~t")],
)
def test_a_question_about_the_bot_has_its_page(guide: Guide, words: str, page: str) -> None:
    assert say(guide, "", words, NOW).address == page


def test_an_address_that_stands_above_is_not_said_twice(guide: Guide) -> None:
    for where in ("rf_lo_no_t1_f59606", "~t"):
        text = show(guide, where, NOW).text
        assert text.count("Libre réponse 71120") == 1
        assert text.count("https://www.antidiscriminations.fr") == 1
    assert show(guide, "~ud", NOW).text.count("SMS au 114.") == 1
