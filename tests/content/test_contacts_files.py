"""The contact files themselves: what a resident will be told, by whom, and with what honesty."""

import csv
import re
from pathlib import Path

import pytest

from bot.content.source import read
from bot.core.contacts import reachable
from bot.core.hours import valid
from bot.core.knowledge import Contact

FILES = sorted(Path("knowledge/contacts").glob("*.yaml"))
COMMUNES = Path("knowledge/communes")
DEPARTMENTS = ("02", "59", "60", "62", "80")
HOTLINES = [
    "police_17",
    "eu_112",
    "samu_15",
    "pompiers_18",
    "urgence_114",
    "ddd_3928",
    "ddd_general",
    "france_victimes",
    "violences_femmes_3919",
    "cfcv",
    "avft",
    "enfance_119",
    "cyber_3018",
    "suicide_3114",
    "sos_amitie",
    "fil_sante_jeunes",
    "maltraitance_3977",
    "sans_abri_115",
    "droit_travail",
    "masecurite",
    "pharos",
    "cyber17",
    "sos_homophobie",
    "evfh",
    "sante_info_droits",
    "services_3939",
    "point_justice_3039",
    "ddd_saisine",
]
SLUG = str.maketrans("éèêâôîœ", "eeeaoi_")


def table(name: str) -> list[dict[str, str]]:
    with (COMMUNES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(SLUG)).strip("-")


def load() -> dict[str, Contact]:
    found: dict[str, Contact] = {}
    for path in FILES:
        raw = read(path).value["contacts"]
        assert isinstance(raw, dict)
        for name, entry in raw.items():
            assert name not in found, f"{path.name}: {name} stands twice"
            found[name] = Contact.model_validate(entry)
    return found


CONTACTS = load()
RESSORTS = table("ressorts.csv")


def behind(door: str, zone: str) -> list[str]:
    return [name for name, one in CONTACTS.items() if door in one.doors and zone in one.zone_eligibilite]


@pytest.mark.parametrize("name", HOTLINES)
def test_every_line_that_the_law_files_name_is_there(name: str) -> None:
    assert name in CONTACTS
    assert CONTACTS[name].zone_eligibilite == ("france",)


@pytest.mark.parametrize("name", sorted(CONTACTS))
def test_no_number_stands_without_a_written_or_signed_way(name: str) -> None:
    one = CONTACTS[name]
    assert one.alternative or not one.telephone


def test_all_hours_can_be_evaluated_and_said() -> None:
    wrong = {name: valid(one.horaires_accueil) for name, one in CONTACTS.items() if one.horaires_accueil}
    assert {name: what for name, what in wrong.items() if what} == {}


def test_every_zone_is_a_place_that_exists() -> None:
    communes = table("communes.csv")
    known = {"france", *(f"departement:{code}" for code in DEPARTMENTS)}
    for row in communes:
        known |= {f"commune:{row['insee']}", f"epci:{row['epci']}", f"arrondissement:{row['arrondissement']}"}
    for row in RESSORTS:
        known |= {f"{kind}:{slug(row[kind])}" for kind in ("tribunal", "chambre", "prudhommes")}
    zones = {zone for one in CONTACTS.values() for zone in one.zone_eligibilite}
    assert zones - known == set()


def test_every_door_of_a_contact_exists() -> None:
    doors = read(Path("knowledge/portes.yaml")).value["portes"]
    assert isinstance(doors, dict)
    assert {door for one in CONTACTS.values() for door in one.doors} - doors.keys() == set()


@pytest.mark.parametrize("tribunal", sorted({row["tribunal"] for row in RESSORTS}))
def test_every_jurisdiction_has_its_procureur_and_only_one(tribunal: str) -> None:
    found = behind("procureur_letter", f"tribunal:{slug(tribunal)}")
    assert len(found) == 1
    one = CONTACTS[found[0]]
    assert one.nom.startswith("Procureur de la République, tribunal judiciaire d")
    assert one.adresse


@pytest.mark.parametrize("council", sorted({row["prudhommes"] for row in RESSORTS}))
def test_every_conseil_de_prudhommes_is_named_even_where_its_address_is_unknown(council: str) -> None:
    assert len(behind("prudhommes", f"prudhommes:{slug(council)}")) == 1


def test_public_agents_have_their_tribunal_administratif() -> None:
    for department, expected in {
        "59": "ta_lille",
        "62": "ta_lille",
        "02": "ta_amiens",
        "60": "ta_amiens",
        "80": "ta_amiens",
    }.items():
        assert behind("tribunal_administratif", f"departement:{department}") == [expected]


def test_the_pole_is_said_in_valenciennes_only_and_never_as_a_counselling_line() -> None:
    said = {name for name, one in CONTACTS.items() if "pôle" in f"{one.presentation} {one.reserve}".lower()}
    assert said == {"procureur_valenciennes", "antiracisme_valenciennes"}
    pole = CONTACTS["procureur_valenciennes"]
    assert pole.doors == ("procureur_letter",)
    assert pole.zone_eligibilite == ("tribunal:valenciennes",)
    assert "pas une permanence de conseil" in str(pole.reserve)
    assert "à reconfirmer" in str(pole.reserve)


def test_the_court_of_lille_says_that_it_may_have_moved() -> None:
    assert "nouveau bâtiment" in str(CONTACTS["procureur_lille"].reserve)


def test_a_wrong_email_is_left_out() -> None:
    assert CONTACTS["procureur_saint_quentin"].courriel is None
    assert CONTACTS["procureur_saint_quentin"].telephone


def test_only_institutions_receive_email() -> None:
    domains = {one.courriel.partition("@")[2] for one in CONTACTS.values() if one.courriel}
    assert domains <= {"justice.fr", "juradm.fr", "france-services.gouv.fr", "lenord.fr"}


def test_nothing_claims_a_verification_that_nobody_made() -> None:
    """A date is what claims it; it goes with the name of who answers for it."""
    assert {name for name, one in CONTACTS.items() if bool(one.verifie_le) != bool(one.verifie_par)} == set()
    assert {one.source for one in CONTACTS.values() if one.verifie_le} == set(), "nobody has verified anything yet"


def test_what_is_not_in_a_source_is_not_certain() -> None:
    assert not any(one.critique for one in CONTACTS.values() if one.source.startswith("Sans source"))


def test_only_national_lines_keep_their_rank_without_verification() -> None:
    assert {zone for one in CONTACTS.values() if one.critique for zone in one.zone_eligibilite} == {"france"}


def test_the_hours_of_2021_are_said_to_be_verified() -> None:
    assert CONTACTS["ddd_3928"].horaires_statut == "a_verifier"
    assert CONTACTS["ddd_general"].horaires_accueil is None, "the sources contradict each other"


def test_names_without_coordinates_show_no_number() -> None:
    raw = read(Path("knowledge/contacts/a-completer.yaml")).value["contacts"]
    assert isinstance(raw, dict)
    complete = {name for name in raw if reachable(CONTACTS[name]) and CONTACTS[name].verifie_le is None}
    assert complete == set(), "a partner completed it: verify it too, or move it to its territory's file"


def test_the_delegates_permanences_of_2018_are_nowhere() -> None:
    calais = CONTACTS["mjd_calais"]
    assert not reachable(calais)
    assert not any("2018" in one.date_source for one in CONTACTS.values())


def test_today_names_of_institutions_are_used() -> None:
    old = re.compile(r"grande instance|DIRECCTE|services au public|MSAP")
    assert [one.nom for one in CONTACTS.values() if old.search(one.nom)] == []


def test_a_fallback_is_somebody() -> None:
    assert {one.repli for one in CONTACTS.values() if one.repli} <= CONTACTS.keys()
