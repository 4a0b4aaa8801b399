"""The letters inside the conversation: offered, read before, copied; the file only for who asks for it."""

import re

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


def test_the_warning_is_a_screen_of_its_own_before_a_letter_that_may_reach_the_author(guide: Guide) -> None:
    warned: set[str] = set()
    for path in (HOUSING, "rf_sp_or_t1_f59606", "rf_ca_or_t1_f59606", "tv_ad_em_pu_ha_t1_f59606"):
        for label in offered(guide, path):
            screen = letter(guide, label, path)
            name = next(name for name, each in guide.knowledge.letters.items() if each.label == label)
            assert guide.knowledge.letters[name].to_author == screen.text.startswith(
                "**Appelez d'abord le 39 28 si vous y travaillez ou y habitez encore"
            )
            if guide.knowledge.letters[name].to_author:
                assert "Madame, Monsieur" not in screen.text
                onward = next(link.path for link in screen.links if link.label == guide.phrases["bouton_voir_lettre"])
                assert "Madame, Monsieur" in show(guide, onward or "", NOW).text
                warned.add(name)
    assert warned == {name for name, each in guide.knowledge.letters.items() if each.to_author}


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
    stays = str(guide.phrases["fichier_reste"])
    assert before.text.removesuffix(stays) in screen.text
    assert dialogue.say(guide, screen.address, "merci", NOW).paper is None
    assert show(guide, screen.address, NOW).text == before.text


def test_a_number_that_fits_no_letter_is_the_list(guide: Guide) -> None:
    listed = show(guide, f"{HOUSING}~l", NOW).text
    for page in ("l0", "l9", "f0", "f9", "f", "s9", "i9", "j"):
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
        address = address.replace("~l", "~s")  # noqa: PLW2901 - the letter itself, past what is said before
        assert str(guide.phrases["lettre_pour_autrui"]) in show(guide, address, NOW).text


def said_on_limits(guide: Guide, words: str) -> Screen:
    return dialogue.say(guide, f"{HOUSING}~d", words, NOW)


def test_a_day_typed_on_the_limits_page_gives_the_last_days_soonest_first(guide: Guide) -> None:
    screen = said_on_limits(guide, "3 mars 2026")
    assert said_on_limits(guide, "le 3/3/2026") == screen
    assert screen.days == tuple(sorted(screen.days))
    assert min(screen.days) > NOW.date()
    years = [int(year) for year in re.findall(r"\*\*Avant [^*]*?(\d{4})\*\*", screen.text)]
    assert years == sorted(years)
    assert years
    assert str(guide.phrases["echeances_prudence"]) in screen.text


def test_the_day_is_kept_in_no_address(guide: Guide) -> None:
    screen = said_on_limits(guide, "3 mars 2026")
    assert screen.address == f"{HOUSING}~d"
    assert {link.path for link in screen.links if link.role != "page"} <= {
        link.path for link in show(guide, f"{HOUSING}~d", NOW).links
    }
    assert not show(guide, screen.address, NOW).days


def test_a_day_that_is_not_clear_is_asked_again(guide: Guide) -> None:
    for words, reason in (
        ("en mars", "which_day"),
        ("3 mars 2027", "future"),
        ("31/02/2026", "no_such_day"),
        ("le 3 du 3", "not_a_date"),
    ):
        screen = said_on_limits(guide, words)
        assert str(guide.phrases[f"date_refus_{reason}"]) in screen.text
        assert not screen.days
        assert screen.address == f"{HOUSING}~d"


def test_other_words_and_danger_are_no_dates(guide: Guide) -> None:
    assert str(guide.phrases["pas_compris"]) in said_on_limits(guide, "merci").text
    assert said_on_limits(guide, "hier il a voulu me tuer, au secours").urgency == "danger"


def test_a_day_typed_elsewhere_is_no_day_to_count_from(guide: Guide) -> None:
    for elsewhere in ("rf_lo", f"{HOUSING}~k", f"{HOUSING}~l2", f"{HOUSING}~m8"):
        assert not dialogue.say(guide, elsewhere, "3 mars 2026", NOW).days


def test_who_has_a_decision_in_hand_is_asked_its_day_at_once(guide: Guide) -> None:
    decided = "rf_sp_or_t1_f59606"
    asked = str(guide.phrases["decision_en_main"])
    assert asked in show(guide, decided, NOW).text
    assert asked not in show(guide, HOUSING, NOW).text

    screen = dialogue.say(guide, decided, "20/11/2026", NOW)

    assert screen.days
    assert "20 janvier 2027" in screen.text
    assert screen.address == decided
    assert "2026" not in "".join(link.path or "" for link in screen.links)
    assert str(guide.phrases["date_refus_which_day"]) in dialogue.say(guide, decided, "en mars", NOW).text
