"""Translations are read over in each language: no verdict, no promise, and sentences that can be read in one breath."""

import pytest

from bot.content.catalog import Catalog, read_catalog
from bot.content.load import load
from bot.content.proof import proofread
from bot.content.texts import Sentence, sentences
from bot.core.languages import Language, Proof
from bot.core.text import Text
from bot.settings import LOCALES, Settings

ENGLISH = Language(name="English", code="e", locale="en_GB")
EASY = Language(name="Français facile", code="s", locale="fr")


def read_over(words: str, language: Language, proof: Proof) -> list[tuple[str, str]]:
    one = Sentence("phrases.merci", Text("Merci."), "knowledge/phrases/ecrans.yaml", 3, essential=True)
    found = proofread([one], language, Catalog("en", {"Merci.": words}), proof)
    return [(each.level, each.what) for each in found]


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Sir, THIS IS DISCRIMINATION!", "this is discrimination"),
        ("It was illegally done.", "illegally"),
        ("You will win.", "you will win"),
    ],
)
def test_what_is_never_said_is_critical_in_any_language(words: str, quoted: str) -> None:
    proof = Proof(interdits=("this is discrimination", "illegal*", "you will win"))  # type: ignore[call-arg]  # partners' key
    assert read_over(words, ENGLISH, proof) == [("critique", f"English : « {quoted} » ne se dit jamais ici")]
    assert read_over("This may correspond to discrimination.", ENGLISH, proof) == []


def test_easy_french_is_read_over_as_french_is() -> None:
    assert [level for level, _what in read_over("C'est une discrimination.", EASY, Proof())] == ["critique"]
    assert read_over("C'est une discrimination.", ENGLISH, Proof()) == []


def test_a_sentence_that_is_too_long_is_a_warning_and_a_line_ends_one() -> None:
    proof = Proof(mots=4)  # type: ignore[call-arg]  # partners' key
    assert read_over("One two three four.\nOne two.", ENGLISH, proof) == []
    assert read_over("One two **three** four five.", ENGLISH, proof) == [
        ("avertissement", "English : une phrase de 5 mots : « One two three four five… »")
    ]


@pytest.mark.parametrize("code", ["falc", "ar", "en", "tr", "pt", "pl", "ro", "uk"])
def test_each_language_has_its_table_and_says_nothing_that_is_never_said(settings: Settings, code: str) -> None:
    real = load(settings.flows, settings.knowledge)
    proof = real.knowledge.proofs[code]
    found = list(proofread(sentences(real), real.knowledge.languages[code], read_catalog(LOCALES, code), proof))
    assert [str(each) for each in found if each.level == "critique"] == []
    assert proof.forbidden or code == "falc"
    if code == "falc":
        assert proof.words <= 12
        assert found == []
