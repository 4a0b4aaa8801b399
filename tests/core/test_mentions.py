"""The communes that a sentence names, and where a story says that it happened."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.gazetteer import load_gazetteer
from bot.core.dialogue import say, tap
from bot.core.guide import Guide
from bot.core.mentions import exact_mentions, told_commune
from bot.core.places import Gazetteer
from tests.conftest import NOW


@cache
def france() -> Gazetteer:
    return load_gazetteer(Path(__file__).parents[2] / "knowledge" / "communes")


def told(text: str) -> str | None:
    commune = told_commune(france(), text)
    return commune.name if commune else None


def test_a_sentence_names_its_places() -> None:
    text = (
        "On m'a refusé un appartement à Saint-Amand-les-Eaux, puis vers dunkerque ; j'habite à La Bassée, près d'Arras."
    )
    assert [match.name for match in exact_mentions(france(), text)] == [
        "Saint-Amand-les-Eaux",
        "Dunkerque",
        "La Bassée",
        "Arras",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "à l'école",
        "la couleur de ma peau",
        "sur la place",
        "a cause de mon age",
        "à Anor",
        "Valenciennes",
        "à change rien",
        "",
    ],
)
def test_words_that_name_no_place_are_not_heard_as_one(text: str) -> None:
    assert exact_mentions(france(), text) == []


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_the_mentions_end(typed: str) -> None:
    assert len(exact_mentions(france(), f"à {typed}")) <= 5
    told_commune(france(), typed)


def test_a_hundred_kilobytes_name_a_place_once() -> None:
    assert len(exact_mentions(france(), "à Valenciennes " * 10_000)) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("on ma refusé un appart a beuvrages", "Beuvrages"),
        ("la mairie de Roubaix m'a dit non", "Roubaix"),
        ("un club de foot a lens, pas de filles", "Lens"),
        ("l'hôpital du Quesnoy", "Le Quesnoy"),
        ("j'habite à Denain, l'agence de Valenciennes dit non", "Valenciennes"),
        ("they refused me a flat in Tourcoing", "Tourcoing"),
    ],
)
def test_a_story_says_where_it_happened(text: str, name: str) -> None:
    assert told(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "j'habite à Denain",
        "je suis née à Lille, on me refuse un stage",
        "une agence de Lille, puis une autre de Douai",
        "on m'a refusé un logement à Paris",
        "le vendeur m'a eu sur l'offre",
        "ils ont tagué des croix",
        "une agence à Saint-Denis",
        "l'entreprise Amiens Nettoyage",
    ],
)
def test_where_somebody_lives_two_towns_a_homonym_and_words_say_no_place(text: str) -> None:
    assert told(text) is None


STORY = "on ma refusé un appart a beuvrages a cause de mon nom"


def test_the_commune_of_a_story_is_confirmed_with_it_and_not_asked_again(guide: Guide) -> None:
    offer = say(guide, "", STORY, NOW)
    assert "La commune : **Beuvrages (59)** (elle n'est pas gardée)" in offer.text
    result = say(guide, say(guide, offer.address, "oui", NOW).address, "cette semaine", NOW)
    assert result.facts.facts_insee == "59079"
    assert not result.expects_place


def test_who_says_no_to_a_story_keeps_nothing_of_its_commune(guide: Guide) -> None:
    offer = say(guide, "", STORY, NOW)
    assert "f59079" not in say(guide, offer.address, "non", NOW).address


def test_a_commune_typed_at_the_result_is_proposed_and_the_same_one_changes_nothing(guide: Guide) -> None:
    result = say(guide, say(guide, say(guide, "", STORY, NOW).address, "oui", NOW).address, "cette semaine", NOW)
    same = say(guide, result.address, "beuvrages", NOW)
    assert (same.address, same.notice) == (result.address, result.notice)
    other = say(guide, result.address, "denain", NOW)
    changed = next(link for link in other.links if link.label == "Denain (59)")
    assert changed.path is not None
    assert tap(guide, changed.path, NOW).facts.facts_insee == "59172"
