"""What somebody tells is never mixed with another matter, decided for them, or lost."""

import pytest

from bot.core.dialogue import say
from bot.core.guide import Guide
from bot.core.view import Screen
from tests.conftest import NOW


def talk(guide: Guide, *lines: str) -> Screen:
    address = ""
    for line in lines:
        screen = say(guide, address, line, NOW)
        address = screen.address
    return screen


@pytest.mark.parametrize("words", ["racisme", "a 57 ans on me prend nul part", "jsui en fauteuille le bus ma pas prit"])
def test_who_has_not_said_what_was_done_chooses_among_everything(guide: Guide, words: str) -> None:
    asked = talk(guide, words, "oui")
    assert asked.step == "situation"
    assert "La raison" in asked.text, "what was told stands above the question"
    assert guide.main.flow.steps["situation"].text not in asked.text
    assert talk(guide, words, "oui", "on m'a refusé quelque chose").facts.treatment == "refusal"


def test_what_waits_is_not_guessed_again(guide: Guide) -> None:
    told = talk(guide, "mon appart et mon nom", "oui", "on m'a refusé", "oui")
    assert (told.facts.domain, told.facts.treatment, told.facts.criteria) == (
        "private_housing",
        "refusal",
        ("surname",),
    )


def test_a_second_problem_is_another_matter(guide: Guide) -> None:
    first = ("mon docteur refuse la cmu", "oui", "hier", "maubeuge")
    second = talk(guide, *first, "et aussi mon patron me paye moins que les hommes", "oui").facts
    assert (second.domain, second.treatment) == ("employment", "unequal_pay")
    assert (second.when, second.facts_insee, second.criteria) == (None, None, ())
    son = talk(
        guide, "l'ecole refuse mon fils a cause de son autisme", "oui", "mon patron lui paye moins que les hommes"
    )
    assert talk(guide, "l'ecole refuse mon fils a cause de son autisme", "oui").facts.role == "relative"
    assert say(guide, son.address, "oui", NOW).facts.role == "relative"


def test_a_detail_changes_what_was_done_and_nothing_else(guide: Guide) -> None:
    told = talk(guide, "au college on me traite de sale gros", "oui", "tout le temps", "oui").facts
    assert (told.domain, told.treatment, told.criteria) == ("education", "repeated_remarks", ("appearance",))


def test_what_was_proposed_is_proposed_again_with_what_is_added(guide: Guide) -> None:
    told = talk(guide, "mon proprio veut pas me louer", "en fait c'est mon accent", "c'etait a roubais")
    assert (told.facts.domain, told.facts.facts_insee) == (None, None), "nobody has said yes"
    for part in ("Location", "Ma langue, mon accent", "Roubaix (59)"):
        assert part in told.text
    agreed = say(guide, told.address, "oui", NOW).facts
    assert (agreed.domain, agreed.criteria) == ("private_housing", ("language",))
    assert say(guide, told.address, "non", NOW).address == ""


def test_a_detail_replaces_what_was_proposed_and_a_reason_is_no_place(guide: Guide) -> None:
    told = talk(guide, "discrimination", "au boulot", "il m'insulte")
    assert told.text.count("Ce qui s'est passé") == 1
    assert say(guide, told.address, "oui", NOW).facts.domain == "employment"
    other = talk(
        guide, "on m'a refusé un pret a la banque a cause de mon age", "non c'est pas mon age c'est mon quartier"
    )
    agreed = say(guide, other.address, "oui", NOW).facts
    assert (agreed.domain, agreed.criteria) == ("goods_services", ("residence",))


def test_a_street_that_answers_is_no_night_outside(guide: Guide) -> None:
    assert talk(guide, "on m'a insulté", "une fois", "dans la rue").facts.domain == "neighbourhood_private"
    assert talk(guide, "un type m'a insulté", "dans la rue").urgency is None


def test_a_line_of_danger_is_said_once(guide: Guide) -> None:
    soft = guide.knowledge.urgencies["danger"].soft
    assert talk(guide, "on m'a frappé").text.count(soft) == 1
