"""The aide-mémoire, the card and what buttons copy: pure, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import dialogue
from bot.core.aside import NOTHING, Aside
from bot.core.copying import COPY_LIMIT, pieces, size
from bot.core.guide import Guide
from bot.core.recall import LONGEST_ACCOUNT, PROMPTS, Recall
from bot.core.screen import show
from bot.core.text import FENCE
from bot.core.view import Screen
from tests.conftest import NOW

HOUSING = "rf_lo_no_t1_f59606"


def written(guide: Guide, *answers: str, path: str = HOUSING) -> Screen:
    """Return the screen after so many answers, typed one after the other from the first question on."""
    address, aside = f"{path}~m1", NOTHING
    for words in answers:
        screen = dialogue.say(guide, address, words, NOW, aside)
        address, aside = screen.address, screen.aside or aside
    return screen


def test_one_may_begin_to_write_before_any_tap(guide: Guide) -> None:
    screen = dialogue.say(guide, f"{HOUSING}~m", "On m'a dit non.", NOW)
    assert screen.address == f"{HOUSING}~m2"
    assert screen.aside == Aside(Recall(("On m'a dit non.",)))


def test_it_may_be_written_before_any_question_is_answered(guide: Guide) -> None:
    screen = written(guide, "On m'a dit non.", "hier", path="")
    assert screen.address == "~m3"
    assert "On m'a dit non." in show(guide, "~m8", NOW, screen.aside or NOTHING).text


def test_the_last_answer_gives_the_whole_text_in_order(guide: Guide) -> None:
    screen = written(guide, *(f"réponse {number}" for number in range(len(PROMPTS))))
    assert screen.address == f"{HOUSING}~m8"
    found = [screen.text.index(f"réponse {number}") for number in range(len(PROMPTS))]
    assert found == sorted(found)


def test_a_question_is_passed_without_losing_the_others(guide: Guide) -> None:
    aside = written(guide, "récit").aside or NOTHING
    later = dialogue.say(guide, f"{HOUSING}~m4", "ma sœur", NOW, aside)
    text = show(guide, f"{HOUSING}~m8", NOW, later.aside or NOTHING).text
    assert "récit" in text
    assert "ma sœur" in text
    assert str(guide.phrases["rappel_titre_quand"]) not in text


def test_words_that_go_over_the_room_are_said_to_be_cut(guide: Guide) -> None:
    screen = written(guide, "a" * (LONGEST_ACCOUNT + 1))
    assert "3000 premiers signes" in screen.text
    assert screen.aside
    assert len(screen.aside.recall.lines[0]) == LONGEST_ACCOUNT


def test_an_aside_never_shows_in_a_log() -> None:
    assert "secret" not in repr(Aside(Recall(("secret",))))


def test_a_page_with_words_keeps_none_in_its_addresses(guide: Guide) -> None:
    aside = Aside(Recall(("abricot", "", "mercredi")))
    for page in ("m", "m1", "m3", "m8", "m9", "n1", "mf", "mx", "y", "i1", "i2", "j2"):
        screen = show(guide, f"{HOUSING}~{page}", NOW, aside)
        addresses = " ".join([screen.address, screen.path, *(link.path or "" for link in screen.links)])
        assert "abricot" not in addresses
        assert "mercredi" not in addresses


def test_marks_that_somebody_types_stay_words(guide: Guide) -> None:
    screen = written(guide, "```**gras** {case} <b>```")
    text = show(guide, f"{HOUSING}~m8", NOW, screen.aside or NOTHING).text
    assert text.count(FENCE) == 2
    assert "gras {case} <b>" in text


def test_the_card_says_what_when_where_why_and_what_for(guide: Guide) -> None:
    card = show(guide, f"{HOUSING}_s3~y", NOW).text.split(FENCE)[1]
    for words in (
        "On m'a refusé quelque chose",
        "Cette semaine",
        "Valenciennes (59)",
        "Mon nom ou mon prénom",
        "Être indemnisé",
    ):
        assert words in card
    told = show(guide, f"{HOUSING}~y", NOW, Aside(Recall(("", "le 20 novembre à 15 h")))).text.split(FENCE)[1]
    assert "Quand : le 20 novembre à 15 h" in told


def test_what_was_done_is_not_told_as_a_place(guide: Guide) -> None:
    unpaid = show(guide, "au_hs_pu_nd_t2_np~y", NOW).text
    assert "\nQuoi : Salaire ou heures non payés\n" in unpaid
    assert "\nOù : Travail\n" in unpaid
    assert "L'endroit : travail." in show(guide, "au_hs_pu_nd_t2_np~t", NOW).text


def test_every_button_of_every_card_copies_within_the_limit(guide: Guide) -> None:
    for path in (
        HOUSING,
        "mi_in_sv_el_or-co-no-rl_q2_t1_f59606",
        "pf_tv_mq_em_pv_or-co-no-rl_q1_t8_f59512",
        "rf_lo_ns_w1_t1_f59350",
    ):
        screen = show(guide, f"{path}~y", NOW)
        copied = [link.copy for link in screen.links if link.copy]
        assert copied
        assert all(size(each) <= COPY_LIMIT for each in copied)
        card = screen.text.split(FENCE)[1].strip()
        assert "".join("".join(copied).split()).startswith("".join(card.split()))


@given(st.text(max_size=1500))
def test_pieces_hold_every_word_and_fit_a_button(text: str) -> None:
    found = pieces(text)
    assert all(size(each) <= COPY_LIMIT for each in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize("words", ["passer", "jsp", "Suivant !"])
def test_words_that_pass_a_question_are_no_answer(guide: Guide, words: str) -> None:
    screen = dialogue.say(guide, "rf_lo_no_t1_f59606~m2", words, NOW)
    assert screen.aside in {None, NOTHING}
    assert screen.address.endswith("~m3")
