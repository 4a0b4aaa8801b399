"""Screens in other languages: numbers and Latin names keep their order inside Arabic, and no language loses its place."""

import re

import pytest

from bot.core.dialogue import command, say, tap
from bot.core.guide import Guide
from bot.core.screen import show
from bot.core.tongue import FSI, PDI, RLM, in_language, isolated, language_of, spoken_under
from tests.conftest import NOW

ARABIC = re.compile("[\u0600-\u06ff]")
LATIN = re.compile(r"[0-9A-Za-zÀ-ÿ]")
#: The path to a result: a flat refused in Valenciennes because of a name.
RESULT = "rf_lo_no_t1_f59606"


def outside(text: str) -> str:
    """Return what stands in no isolate."""
    return re.sub(f"{FSI}[^{PDI}]*{PDI}", "", text)


@pytest.fixture
def arabic(guide: Guide) -> Guide:
    return in_language(guide, "ar")


@pytest.mark.parametrize(
    ("plain", "wanted"),
    [
        ("اتصل بالرقم **39 28** الآن", "اتصل بالرقم **⟨39 28⟩** الآن"),
        ("العنوان: 6 avenue des Dentellières, 59300 Valenciennes", "العنوان: ⟨6 avenue des Dentellières, 59300 Valenciennes⟩"),
        ("**1. 39 28 و antidiscriminations.fr**", "**1. ⟨39 28⟩ و ⟨antidiscriminations.fr⟩**"),
        ("بلدية Lille (59) هنا", "بلدية ⟨Lille (59)⟩ هنا"),
        ("(CIDFF أو محام)", "(⟨CIDFF⟩ أو محام)"),
        ("/quitter : خروج", "⟨/quitter⟩ : خروج"),
        ("Bureau d'aide (Lille).", "⟨Bureau d'aide (Lille).⟩"),
        ("• Bureau d'aide (Lille).", "⇠• ⟨Bureau d'aide (Lille).⟩"),
        ("3. France Victimes، 116 006", "⇠3. ⟨France Victimes⟩، ⟨116 006⟩"),
        ("🆘 خطر", "⇠🆘 خطر"),
        ("📞 39 28", "⟨📞 39 28⟩"),
        ("→ لأن", "← لأن"),
        ("المادة 2 3° هنا", "المادة ⟨2 3°⟩ هنا"),
        ("بين 2007 و2013. 4 طلبات", "بين ⟨2007⟩ و⟨2013⟩. ⟨4⟩ طلبات"),
        ("محكمة Lille: 3 أشهر", "محكمة ⟨Lille⟩: ⟨3⟩ أشهر"),
        ("في C.C.A.S. de Lens, 3 av. Foch", "في ⟨C.C.A.S. de Lens, 3 av. Foch⟩"),
        ("بلا أرقام", "بلا أرقام"),
    ],
)  # fmt: skip
def test_what_reads_from_left_to_right_is_isolated(plain: str, wanted: str) -> None:
    shown = wanted.replace("⟨", FSI).replace("⟩", PDI).replace("⇠", RLM)
    assert isolated(plain) == shown
    assert isolated(shown) == shown


@pytest.mark.parametrize("page", ["", "~t", "~u", "~k", "~d", "~o", "~w", "~p", "~a", "~g"])
def test_no_arabic_screen_lets_a_number_or_a_latin_name_loose(arabic: Guide, page: str) -> None:
    screen = tap(arabic, RESULT + page, NOW)
    assert screen.language == "ar"
    assert ARABIC.search(screen.text)
    for line in (*screen.text.splitlines(), *(link.label for link in screen.links)):
        rank = re.compile(rf"^{RLM}?(?:\*\*)?\d+\. ")  # a rank begins its line: nothing can change places with it
        assert not LATIN.search(rank.sub("", outside(line))), line
        assert line.count(FSI) == line.count(PDI)


def test_what_is_copied_is_never_isolated(arabic: Guide) -> None:
    copies = [link.copy for link in tap(arabic, RESULT, NOW).links if link.copy]
    assert copies
    assert not any(FSI in copy for copy in copies)


def test_a_language_is_chosen_in_its_own_name_and_the_place_stays(guide: Guide) -> None:
    listed = command(guide, "langue", "rf_lo", NOW)
    names = [link.label for link in listed.links]
    assert names[: len(guide.knowledge.languages)] == [each.name for each in guide.knowledge.languages.values()]
    there = next(link.path for link in listed.links if link.label == "العربية")
    chosen = tap(guide, str(there), NOW)
    assert (chosen.path, chosen.language) == ("rf_lo", "ar")
    back = tap(in_language(guide, "ar"), "rf_lo~gf", NOW)
    assert (back.path, back.language) == ("rf_lo", "fr")
    assert back.text == show(guide, "rf_lo", NOW).text


def test_an_unknown_language_changes_nothing(guide: Guide) -> None:
    assert in_language(guide, "xx") is guide
    assert tap(guide, "rf~gx", NOW).text == tap(guide, "rf", NOW).text
    assert (language_of(guide, "pt-BR"), language_of(guide, "xx"), language_of(guide, "ar")) == (
        "pt" if "pt" in guide.knowledge.languages else None, None, "ar",
    )  # fmt: skip


def test_the_first_line_of_a_message_tells_its_language(guide: Guide) -> None:
    headers = [in_language(guide, code).phrases["entete"] for code in guide.knowledge.languages]
    assert len(set(headers)) == len(headers)
    assert [spoken_under(guide, header) for header in headers] == list(guide.knowledge.languages)
    assert spoken_under(guide, "") == ""


def test_a_translation_that_nobody_reviewed_says_so_on_its_first_screen_only(guide: Guide) -> None:
    english = in_language(guide, "en")
    assert "has not been checked yet" in show(english, "", NOW).text
    assert "has not been checked yet" not in show(english, "rf", NOW).text
    assert "relue" not in show(guide, "", NOW).text


def test_letters_stay_in_french_and_say_why(arabic: Guide, guide: Guide) -> None:
    letter = show(arabic, f"{RESULT}~l1", NOW).text
    assert "Défenseur des droits" in letter
    assert arabic.phrases["lettre_en_francais"] in letter
    offered = show(arabic, f"{RESULT}~l", NOW)
    explained = next(line for line in offered.text.splitlines() if offered.links[0].label in line)
    assert explained.removeprefix("• ") in letter  # what it is for, in the person's language
    french = show(guide, f"{RESULT}~l1", NOW).text
    body = french.split(guide.phrases["lettre_debut"])[1].split(guide.phrases["lettre_fin"])[0]
    assert body.strip() in letter


def test_what_is_said_to_the_39_28_is_french_with_its_meaning(arabic: Guide) -> None:
    screen = show(arabic, f"{RESULT}~t", NOW)
    assert "« Bonjour. J'appelle pour un conseil." in screen.text
    assert "(مرحبًا." in screen.text
    assert any(link.copy and link.copy.startswith("Bonjour. J'appelle") for link in screen.links)


def test_an_answer_inside_the_sentence_to_say_keeps_its_initials_and_names(guide: Guide) -> None:
    assert "L'endroit : CAF, retraite, assurance maladie." in show(guide, "rf_ca_or~t", NOW).text
    assert "L'endroit : mairie, préfecture, France Travail." in show(guide, "rf_sp_or~t", NOW).text
    assert "Yer: iş yerinde ya da işe alımda." in show(in_language(guide, "tr"), "rf_em_pv_or~t", NOW).text


def test_typed_words_are_answered_in_the_language(guide: Guide) -> None:
    english = in_language(guide, "en")
    answer = say(english, "", "they refused to rent me the flat", NOW)
    assert answer.language == "en"
    assert "Thank you for telling me." in answer.text


def test_only_french_has_a_space_before_a_colon(guide: Guide) -> None:
    for code, colon in (("fr", "** : "), ("falc", "** : "), ("en", "**: "), ("pl", "**: ")):
        text = tap(in_language(guide, code), "rf_lo_no~u", NOW).text
        assert f"**17{colon}" in text
