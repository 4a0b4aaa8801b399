"""Places: what is found, what is taken without asking, and what never is."""

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.gazetteer import load_gazetteer
from bot.core.places import CERTAIN, PROPOSED, Commune, Gazetteer, certain, search, specificity, warm
from bot.core.spelling import LONGEST, slug, sound, words

ROOT = Path(__file__).parents[2]


@cache
def france() -> Gazetteer:
    gazetteer = load_gazetteer(ROOT / "knowledge" / "communes")
    warm(gazetteer)
    return gazetteer


def commune(insee: str) -> Commune:
    found = france().commune(insee)
    assert found is not None
    return found


def first(text: str) -> str | None:
    return next((match.name for match in search(france(), text)), None)


def sure(text: str) -> str | None:
    match = certain(search(france(), text))
    return match.insee if match else None


def test_valenciennes_belongs_to_all_its_territories() -> None:
    assert france().territories("59606") == {
        "france", "region:32", "departement:59", "epci:245901160", "arrondissement:596", "commune:59606",
        "tribunal:valenciennes", "prudhommes:valenciennes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("insee", "expected"),
    [
        ("02168", {"tribunal:soissons", "prudhommes:soissons"}),  # Château-Thierry
        ("60612", {"tribunal:senlis", "prudhommes:creil"}),
        ("59350", {"tribunal:lille", "prudhommes:lille", "epci:200093201"}),
        ("59512", {"tribunal:lille", "prudhommes:roubaix", "chambre:roubaix", "epci:200093201"}),
        ("59599", {"tribunal:lille", "prudhommes:tourcoing", "chambre:tourcoing", "epci:200093201"}),
        ("59367", {"tribunal:lille", "prudhommes:lys-lez-lannoy", "epci:200093201"}),
        ("59392", {"tribunal:avesnes-sur-helpe", "chambre:maubeuge", "prudhommes:avesnes-sur-helpe"}),
    ],
)
def test_the_courts_are_those_of_the_law(insee: str, expected: set[str]) -> None:
    assert expected <= france().territories(insee)


def test_every_commune_of_the_region_has_its_tribunal_and_its_prudhommes() -> None:
    home = [one for one in france().communes.values() if one.home]
    assert len(home) == 3782
    assert all(one.tribunal and one.prudhommes for one in home)


def test_elsewhere_no_court_is_invented_and_the_region_is_not_claimed() -> None:
    assert france().territories("69123") == {"france", "departement:69", "epci:200046977", "commune:69123"}


def test_a_place_that_is_no_place_is_in_france_only() -> None:
    assert france().commune("none") is None
    assert france().territories("none") == {"france"}


def test_former_and_alias_codes_lead_to_the_present_commune_in_any_case() -> None:
    assert commune("59355").name == "Lille"
    assert commune("01144").insee == "01025"
    assert commune("2a004").name == "Ajaccio"


def test_a_commune_beats_an_agglomeration_that_beats_a_departement_that_beats_france() -> None:
    keys = ["france", "region:32", "departement:59", "tribunal:lille", "epci:200093201", "commune:59350"]
    assert sorted(keys, key=specificity) == keys
    assert specificity("planete:terre") < specificity("france")


def test_territories_have_a_name_for_sentences() -> None:
    names = {
        "france": "France",
        "region:32": "Hauts-de-France",
        "departement:59": "Nord",
        "epci:245901160": "CA Valenciennes Métropole",
        "arrondissement:596": "Valenciennes",
        "tribunal:avesnes-sur-helpe": "Avesnes-sur-Helpe",
        "commune:59606": "Valenciennes",
    }
    assert {key: france().territory_name(key) for key in names} == names
    assert france().territory_name("tribunal:nulle-part") == "nulle-part"
    assert france().territory_name("commune:00000") == "00000"


def test_all_territories_of_all_communes_of_the_region_are_known_and_nothing_else() -> None:
    known = france().known_territories()
    for insee, one in france().communes.items():
        if one.home:
            assert france().territories(insee) <= known
    assert "tribunal:montreuil" not in known
    assert "commune:99999" not in known


def test_lomme_is_found_in_lille() -> None:
    match = search(france(), "Lomme")[0]
    assert (match.insee, match.name, match.matched, match.department, match.score) == (
        "59350",
        "Lille",
        "Lomme",
        "59",
        100,
    )
    assert first("hellemmes") == "Lille"
    assert sure("paris 13eme") == "75056"


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("Valenciennes", "59606"), ("VALENCIENNES", "59606"), ("st amand les eaux", "59526"), ("boulogne s/mer", "62160"),
        ("bassee", "59051"), ("la bassée", "59051"), ("j'habite à Denain", "59172"), ("Hem", "59299"),
        ("mons en baroeul", "59410"), ("Lys les Lannoy", "59367"), ("lens pas de calais", "62498"), ("croix 59170", "59163"),
        ("conde 59163", "59153"), ("59300 valenciennes cedex 9", "59606"), ("saint denis 93", "93066"),
    ],
)  # fmt: skip
def test_a_name_written_right_is_taken_without_asking(typed: str, insee: str) -> None:
    assert sure(typed) == insee


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("condé", "Condé-sur-l'Escaut"),
        ("boulogne", "Boulogne-sur-Mer"),
        ("marcq", "Marcq-en-Barœul"),
        ("st amand", "Saint-Amand-les-Eaux"),
        ("villeneuve", "Villeneuve-d'Ascq"),
    ],
)
def test_the_town_that_was_meant_comes_before_the_village_that_has_the_name_and_a_tap_is_asked(
    typed: str, town: str
) -> None:
    matches = search(france(), typed)
    assert certain(matches) is None
    assert matches[0].name == town
    assert matches[0].score >= PROPOSED


def test_homonyms_are_all_returned_and_none_is_taken_without_asking() -> None:
    matches = search(france(), "Croix")
    assert {("59", "Croix"), ("90", "Croix")} <= {(match.department, match.name) for match in matches}
    assert certain(matches) is None
    assert matches[0].department == "59"


def test_a_better_known_town_of_nearly_the_same_name_is_proposed_beside_the_village() -> None:
    matches = search(france(), "watigny")
    assert certain(matches) is None
    assert {match.name for match in matches[:3]} >= {"Watigny", "Wattignies"}


@pytest.mark.parametrize(
    "typed",
    [
        "oui",
        "bonjour",
        "rue",
        "france",
        "je sais pas",
        "aucune idée",
        "non",
        "nord",
        "école",
        "nulle part",
        "stop",
        "internet",
    ],
)
def test_ordinary_words_are_never_taken_for_a_place(typed: str) -> None:
    assert certain(search(france(), typed)) is None


@pytest.mark.parametrize(
    "typed",
    [
        "974",
        "59",
        "2A",
        "Nord",
        "Hauts-de-France",
        "Pas-de-Calais",
        "dans le pas de calais",
        "france",
        "",
        "😀",
        "\x00\x07",
        "مرحبا",
        "1234567",
    ],
)
def test_what_names_no_commune_finds_nothing(typed: str) -> None:
    assert search(france(), typed) == []


def test_three_letters_are_looked_for_exactly() -> None:
    assert search(france(), "hen") == []
    assert [match.name for match in search(france(), "y")] == ["Y"]


def test_a_postal_code_alone_proposes_its_communes_and_takes_none() -> None:
    matches = search(france(), "59300")
    assert [match.name for match in matches] == ["Valenciennes", "Aulnoy-lez-Valenciennes", "Famars"]
    assert certain(matches) is None
    assert len(search(france(), "80140", 3)) == 3


def test_a_postal_code_is_a_hint_and_never_a_filter() -> None:
    assert first("valenciennes 62000") == "Valenciennes"
    assert sure("valenciennes 62000") is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("valansiène", "Valenciennes"), ("roubé", "Roubaix"), ("tourcouin", "Tourcoing"), ("enin bomon", "Hénin-Beaumont"),
        ("vilneuve dask", "Villeneuve-d'Ascq"), ("vatrelo", "Wattrelos"), ("dunkerk", "Dunkerque"), ("betune", "Béthune"),
        ("armantiere", "Armentières"), ("mobeuje", "Maubeuge"), ("sant kantin", "Saint-Quentin"), ("marsseille", "Marseille"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_proposed_and_not_taken(typed: str, name: str) -> None:
    matches = search(france(), typed)
    assert matches[0].name == name
    assert PROPOSED <= matches[0].score < CERTAIN


def test_no_commune_of_the_region_written_right_is_ever_taken_for_another() -> None:
    gazetteer = france()
    for one in gazetteer.communes.values():
        if one.home and one.population > 1500:
            matches = search(gazetteer, one.name)
            assert one.insee in {match.insee for match in matches}, one.name
            assert (certain(matches) or matches[0]).insee == one.insee or not certain(matches), one.name


@pytest.mark.parametrize(("zone", "one", "three"), [("region", 0.95, 0.98), ("france", 0.0, 0.90)])
def test_spellings_never_looked_at_are_found(zone: str, one: float, three: float) -> None:
    with (ROOT / "benchmarks" / "spellings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["zone"] == zone and row["part"] == "held"]
    found = [[match.insee for match in search(france(), row["typed"], 3)] for row in rows]
    assert len(rows) > 250
    assert sum(codes[:1] == [row["insee"]] for codes, row in zip(found, rows, strict=True)) / len(rows) >= one
    assert sum(row["insee"] in codes for codes, row in zip(found, rows, strict=True)) / len(rows) >= three


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_the_search_answers_in_order(typed: str) -> None:
    matches = search(france(), typed)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert all(0 <= match.score <= 100 for match in matches)
    assert len({match.insee for match in matches}) == len(matches) <= 5


def test_a_hundred_kilobytes_cost_no_more_than_eighty_letters() -> None:
    assert words("a " * 50_000) == words("a " * (LONGEST // 2))
    assert search(france(), "valenciennes " + "x" * 100_000) is not None


def test_names_are_read_as_they_are_typed() -> None:
    assert words("St-Amand-lez-Eaux") == ("saint", "amand", "les", "eaux")
    assert words("Nœux s/ Mer") == ("noeux", "sur", "mer")
    assert words("PARIS 13ème arrondissement") == ("paris", "13")
    assert sound(words("Roubaix")) == sound(words("roubé"))
    assert slug("L'Haÿ-les-Œufs") == "l-hay-les-oeufs"
