"""One content, several languages: what a catalog holds is said, what it lacks is French and says so, ids never move."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.app import gazetteer
from bot.content.catalog import Catalog, marks, path_of, read_catalog, refreshed, write
from bot.content.languages import MISSING, check_languages, counts, guides
from bot.content.load import Content, load
from bot.content.messages import extract
from bot.content.po import Message, messages
from bot.content.texts import sentences
from bot.core.guide import Guide
from bot.core.hours import describe, say_date
from bot.core.languages import Language
from bot.core.screen import show
from bot.core.tongue import in_language
from bot.settings import LOCALES, Settings
from tests.conftest import NOW, ROOT

WELCOME = "accueil.etapes.situation.texte"
IN_LETTERS = {"deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "treize": "13", "vingtaine": "20"}
TESTED = Language(name="Test", code="z", locale="en_GB")


@pytest.fixture
def content(settings: Settings) -> Content:
    """Return the real content, with one more language."""
    real = load(settings.flows, settings.knowledge)
    languages = {"fr": real.knowledge.languages["fr"], "zz": TESTED}
    real.knowledge = real.knowledge.model_copy(update={"languages": languages})
    return real


def catalog(folder: Path, content: Content, words: dict[str, str]) -> None:
    """Write a catalog that translates these sentences, given by their names."""
    messages = refreshed(folder, "zz", TESTED, sentences(content))
    french = {each.name: str(each.text) for each in sentences(content)}
    for name, said in words.items():
        messages[french[name]].string = said
    write(messages, path_of(folder, "zz"))


def guide_of(content: Content, folder: Path, settings: Settings) -> Guide:
    return in_language(guides(content, lambda: gazetteer(settings.knowledge / "communes"), folder), "zz")


def test_a_sentence_is_said_in_the_language_and_one_that_is_missing_in_french_with_its_mark(
    content: Content, settings: Settings, tmp_path: Path
) -> None:
    catalog(tmp_path, content, {"phrases.aide": "Help **yourself**", "phrases.en_francais": "(in French)"})
    guide = guide_of(content, tmp_path, settings)
    assert show(guide, "~a", NOW).text == "Help **yourself**"
    assert show(guide, "", NOW).text.startswith("Bonjour.")
    assert "(in French)" in show(guide, "", NOW).text


def test_paths_are_the_same_in_every_language(content: Content, settings: Settings, tmp_path: Path) -> None:
    catalog(tmp_path, content, {})
    french, other = (
        guides(content, lambda: gazetteer(settings.knowledge / "communes"), tmp_path),
        guide_of(content, tmp_path, settings),
    )
    for address in ("", "rf", "rf_lo", "rf_lo_no_t1_f59606", "rf_lo_no_t1_f59606~k", "mi_tv"):
        assert [link.path for link in show(other, address, NOW).links] == [
            link.path for link in show(french, address, NOW).links
        ]


def test_changing_the_language_keeps_the_place(content: Content, settings: Settings, tmp_path: Path) -> None:
    catalog(tmp_path, content, {"accueil.etapes.domaine.texte": "Where?"})
    french = guides(content, lambda: gazetteer(settings.knowledge / "communes"), tmp_path)
    listed = show(french, "rf~g", NOW)
    assert [(link.label, link.path) for link in listed.links[:2]] == [("Français", "rf~gf"), ("Test", "rf~gz")]
    changed = show(french, "rf~gz", NOW)
    assert (changed.language, changed.path, changed.text) == ("zz", "rf", "Where?")
    assert show(in_language(french, "zz"), "rf~gf", NOW).language == "fr"


def test_a_translation_whose_french_has_changed_is_stale_and_said_only_with_the_same_numbers(tmp_path: Path) -> None:
    (path_of(tmp_path, "zz")).parent.mkdir(parents=True)
    path_of(tmp_path, "zz").write_text('#. phrases.a\nmsgid "Appelez le 17."\nmsgstr "Call 17."\n', encoding="utf-8")
    found = read_catalog(tmp_path, "zz")
    assert found.find("phrases.a", "Appelez le 17.") == ("Call 17.", False)
    assert found.find("phrases.a", "Appelez vite le 17.") == ("Call 17.", True)
    assert found.find("phrases.a", "Appelez le 18.") == (None, True)
    assert found.find("phrases.b", "Appelez vite le 17.") == (None, False)


def test_refreshing_keeps_translations_and_marks_the_stale_ones(content: Content, tmp_path: Path) -> None:
    catalog(tmp_path, content, {"phrases.au_revoir": "Bye", "phrases.merci": "Thanks"})
    changed = content.knowledge.phrases | {"au_revoir": type(content.knowledge.phrases["merci"])("À très bientôt.")}  # type: ignore[operator]
    content.knowledge = content.knowledge.model_copy(update={"phrases": changed})
    assert read_catalog(tmp_path, "zz").find("phrases.au_revoir", "À très bientôt.") == ("Bye", True)
    write(refreshed(tmp_path, "zz", TESTED, sentences(content)), path_of(tmp_path, "zz"))
    written = path_of(tmp_path, "zz").read_text(encoding="utf-8")
    assert '#, fuzzy\n#| msgid "À bientôt."\nmsgid "À très bientôt."\nmsgstr "Bye"' in written
    assert read_catalog(tmp_path, "zz").find("phrases.au_revoir", "À très bientôt.") == ("Bye", True)
    assert counts(sentences(content), read_catalog(tmp_path, "zz")).stale == 1


def test_an_essential_sentence_that_is_missing_is_critical_and_named(content: Content, tmp_path: Path) -> None:
    catalog(tmp_path, content, {})
    found = list(check_languages(content, tmp_path))
    assert any(each.level == MISSING and each.where == WELCOME for each in found)
    assert [each.level for each in found if each.where == "langues.zz"] == ["avertissement"]


def test_who_is_under_eighteen_gets_the_adults_translation_unless_other_numbers_are_said(
    content: Content, settings: Settings, tmp_path: Path
) -> None:
    catalog(tmp_path, content, {"phrases.quoi_dire": "You can say:", "phrases.en_attendant": "Meanwhile"})
    guide = guide_of(content, tmp_path, settings)
    assert guide.minor is not None
    assert guide.minor.phrases["quoi_dire"] == "You can say:"
    assert "119" in guide.minor.phrases["en_attendant"]  # the adults' says 39 28: it is not put in its place


def test_easy_french_that_keeps_a_sentence_says_it_with_tu_to_who_is_under_eighteen(
    content: Content, settings: Settings, tmp_path: Path
) -> None:
    catalog(tmp_path, content, {"phrases.quoi_dire": str(content.knowledge.phrases["quoi_dire"])})
    guide = guide_of(content, tmp_path, settings)
    assert guide.minor is not None
    assert guide.minor.phrases["quoi_dire"] == content.knowledge.phrases["quoi_dire_mineur"]


def test_days_months_hours_and_lists_come_from_babel(content: Content, settings: Settings, tmp_path: Path) -> None:
    catalog(
        tmp_path,
        content,
        {
            "phrases.horaires_de_a": "{debut} to {fin}",
            "phrases.horaires_du_au": "{debut} to {fin}",
            "phrases.horaires_puis": "{a}, {b}",
        },
    )
    guide = guide_of(content, tmp_path, settings)
    assert say_date(date(2026, 3, 1), guide.phrases) == "1 March 2026"
    assert describe("Mo-Fr 09:00-12:00,14:00-18:30", guide.phrases) == (
        "Monday to Friday, 9:00 to 12:00 and 14:00 to 18:30"
    )


def test_the_review_stands_in_the_catalog(tmp_path: Path) -> None:
    path_of(tmp_path, "zz").parent.mkdir(parents=True)
    path = path_of(tmp_path, "zz")
    path.write_text('# relu_par: Une traductrice\n# relu_le: 2026-11-20\n#\nmsgid ""\nmsgstr ""\n', encoding="utf-8")
    assert read_catalog(tmp_path, "zz").reviewed
    write(refreshed(tmp_path, "zz", TESTED, []), path)
    assert read_catalog(tmp_path, "zz").reviewed_by == "Une traductrice"
    assert not Catalog("zz").reviewed


@pytest.mark.parametrize("code", sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()))
def test_a_catalog_is_read_as_babel_reads_it(code: str) -> None:
    text = path_of(LOCALES, code).read_text(encoding="utf-8")
    ours = [(each.french, each.words, list(each.names)) for each in messages(text)]
    babels = read_po(StringIO(text), locale=None)
    assert ours == [(each.id, each.string, each.auto_comments) for each in babels if each.id]


def test_a_sentence_that_has_changed_or_is_obsolete_is_read_as_gettext_says() -> None:
    changed = '#. phrases.un\n#, fuzzy\n#| msgid "Un \\"1\\""\nmsgid "Un"\nmsgstr "One"\n'
    told = list(messages(f'msgid ""\nmsgstr ""\n\n{changed}\n#~ msgid "Deux"\n#~ msgstr "Two"\n'))
    assert told == [Message("Un", "One", "", ("phrases.un",))]
    assert told[0].stale


def test_babel_extracts_each_sentence_with_its_line_and_its_name() -> None:
    with (ROOT / "knowledge/phrases/ecrans.yaml").open("rb") as file:
        found = list(extract(file, {}, (), {"langues": str(ROOT / "knowledge/langues.yaml")}))
    line, _function, words, comments = next(each for each in found if each[2] == "À bientôt.")
    assert comments == ["phrases.au_revoir (essentiel)"]
    assert words in (ROOT / "knowledge/phrases/ecrans.yaml").read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_moment_is_the_same_in_every_language(content: Content, settings: Settings, tmp_path: Path) -> None:
    catalog(tmp_path, content, {})
    guide = guide_of(content, tmp_path, settings)
    night = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert [card.open_now for card in show(guide, "~t", night).cards] == [False, None]


def spelled(french: str) -> set[str]:
    """Return the figures of the numbers that the French says in letters: easy French says them in figures."""
    return {figure for word, figure in IN_LETTERS.items() if word in french.lower().replace("*", " ").split()}


@pytest.mark.long
@pytest.mark.parametrize("code", ["falc", "ar", "en", "tr", "pt", "pl", "ro", "uk"])
def test_a_translation_keeps_the_numbers_and_the_slots_of_the_french(settings: Settings, code: str) -> None:
    real = load(settings.flows, settings.knowledge)
    found = read_catalog(LOCALES, code)
    for each in sentences(real):
        words, _stale = found.find(each.name, str(each.text))
        if words is not None:
            kept = set(marks(each.text))
            assert kept <= set(marks(words)) <= (kept | spelled(each.text) if code == "falc" else kept), words
            assert words.count("**") % 2 == 0, words


@pytest.mark.parametrize("code", ["falc", "ar", "en", "tr", "pt", "pl", "ro", "uk"])
def test_what_telegram_shows_before_the_first_message_fits(guide: Guide, code: str) -> None:
    phrases = in_language(guide, code).phrases
    assert len(phrases["description"]) <= 512
    assert len(phrases["description_courte"]) <= 120


@pytest.mark.long
@pytest.mark.parametrize("code", ["falc", "ar", "en", "tr", "pt", "pl", "ro", "uk"])
def test_nothing_essential_is_missing_in_a_language_that_is_offered(settings: Settings, code: str) -> None:
    real = load(settings.flows, settings.knowledge)
    missing = counts(sentences(real), read_catalog(LOCALES, code)).essential_missing
    assert [each.name for each in missing] == []
