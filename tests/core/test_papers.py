"""The letters inside the conversation: offered, read before, copied; the file only for who asks for it."""

from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.screen import show
from bot.core.view import Screen
from tests.conftest import NOW

HOUSING = "rf_lo_no_t1_f59606"
ASK_WHY = "Demander la raison, par écrit"


def offered(guide: Guide, path: str) -> dict[str, str]:
    return {link.label: link.path or "" for link in show(guide, f"{path}~l", NOW).links if "~l" in (link.path or "")}


def letter(guide: Guide, label: str, path: str = HOUSING) -> Screen:
    return show(guide, offered(guide, path)[label], NOW)


def test_a_result_offers_the_letters_and_says_what_each_is_for(guide: Guide) -> None:
    result = show(guide, HOUSING, NOW)
    assert f"{HOUSING}~l" in {link.path for link in result.links}
    listed = show(guide, f"{HOUSING}~l", NOW)
    assert listed.paper is None
    for label in offered(guide, HOUSING):
        assert f"• **{label}** : " in listed.text


def test_the_warning_stands_first_on_a_letter_that_may_reach_the_author(guide: Guide) -> None:
    assert letter(guide, ASK_WHY).text.startswith("**Appelez d'abord le 39 28 si vous y travaillez ou y habitez encore")


def test_reading_a_letter_sends_no_file_and_says_that_a_file_stays(guide: Guide) -> None:
    screen = letter(guide, "Lettre au procureur de la République")
    assert screen.paper is None
    assert "Objet : plainte" in screen.text
    assert screen.text.index("Madame, Monsieur") < screen.text.index(str(guide.phrases["fichier_reste"]))


def test_the_file_comes_once_for_who_asks(guide: Guide) -> None:
    before = letter(guide, "Lettre au procureur de la République")
    ask = next(link.path for link in before.links if link.label == guide.phrases["bouton_fichier"])
    screen = show(guide, ask or "", NOW)
    assert screen.paper == "procureur"
    assert before.text in screen.text
    assert dialogue.say(guide, screen.address, "merci", NOW).paper is None
    assert show(guide, screen.address, NOW).text == before.text


def test_a_number_that_fits_no_letter_is_the_list(guide: Guide) -> None:
    listed = show(guide, f"{HOUSING}~l", NOW).text
    for page in ("l0", "l9", "f0", "f9", "f"):
        screen = show(guide, f"{HOUSING}~{page}", NOW)
        assert screen.text == listed
        assert screen.paper is None


def test_before_the_end_of_the_questions_there_is_no_letter(guide: Guide) -> None:
    assert show(guide, "rf_lo~f1", NOW).paper is None


def test_a_minor_is_offered_no_letter_to_the_author(guide: Guide) -> None:
    assert ASK_WHY in offered(guide, HOUSING)
    found = offered(guide, f"mi_{HOUSING}")
    assert found
    assert ASK_WHY not in found


def test_who_asks_for_somebody_else_reads_who_signs(guide: Guide) -> None:
    path = f"pf_{HOUSING}"
    assert show(guide, path, NOW).facts.role != "self"
    for address in offered(guide, path).values():
        assert str(guide.phrases["lettre_pour_autrui"]) in show(guide, address, NOW).text
