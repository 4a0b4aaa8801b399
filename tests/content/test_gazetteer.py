"""The compact files of knowledge/communes: whole, or refused by name."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.gazetteer import load_gazetteer
from bot.content.problems import ContentError

COMMUNES = Path(__file__).parents[2] / "knowledge" / "communes"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "communes"
    shutil.copytree(COMMUNES, folder)
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(ContentError) as error:
        load_gazetteer(folder)
    return str(error.value)


def test_all_communes_of_france_are_there_with_their_other_names_and_former_codes() -> None:
    gazetteer = load_gazetteer(COMMUNES)
    assert len(gazetteer.communes) == 34_969
    assert len(gazetteer.aliases) == 2_621
    assert len(gazetteer.names.epci) == 1_255
    assert len(gazetteer.names.departments) == 109
    assert "59606" in gazetteer.communes


def test_a_commune_carries_what_the_orientation_needs() -> None:
    lille = load_gazetteer(COMMUNES).communes["59350"]
    assert (lille.name, lille.department, lille.epci, lille.arrondissement) == ("Lille", "59", "200093201", "595")
    assert "59000" in lille.postcodes
    assert lille.population > 200_000
    assert lille.priority_districts
    assert (lille.tribunal, lille.prudhommes, lille.chambre) == ("Lille", "Lille", None)


def test_overseas_and_corsican_departements_have_their_own_code() -> None:
    communes = load_gazetteer(COMMUNES).communes
    assert communes["97411"].department == "974"
    assert communes["2A004"].department == "2A"


@pytest.mark.parametrize("name", sorted(file.name for file in COMMUNES.glob("*.csv")))
def test_a_missing_file_is_named_with_what_to_do(copy: Path, name: str) -> None:
    (copy / name).unlink()
    message = refused(copy)
    assert message.startswith(f"communes/{name}:1: critique")
    assert "le fichier manque" in message
    assert "make communes" in message


@pytest.mark.parametrize("name", sorted(file.name for file in COMMUNES.glob("*.csv")))
def test_a_damaged_line_is_named(copy: Path, name: str) -> None:
    lines = (copy / name).read_text(encoding="utf-8").splitlines()
    lines[3] = "<<<<<<< HEAD"
    (copy / name).write_text("\n".join(lines), encoding="utf-8")
    assert refused(copy).startswith(f"communes/{name}:4: critique")


def test_another_header_an_empty_file_and_another_encoding_are_refused(copy: Path) -> None:
    epci = copy / "epci.csv"
    epci.write_text("siren,nom\n", encoding="utf-8")
    assert "la première ligne doit être « siren;nom »" in refused(copy)
    epci.write_text("siren;nom\n", encoding="utf-8")
    assert "le fichier est vide" in refused(copy)
    epci.write_text("", encoding="utf-8")
    assert "la première ligne" in refused(copy)
    epci.write_bytes("siren;nom\n200000172;Pévèle\n".encode("latin-1"))
    assert "UTF-8" in refused(copy)


def test_a_court_for_a_commune_that_does_not_exist_is_refused(copy: Path) -> None:
    with (copy / "quartiers_prioritaires.csv").open("a", encoding="utf-8") as file:
        file.write("99999\n")
    assert "la commune 99999 n'est pas dans communes.csv" in refused(copy)


def test_communes_out_of_order_are_refused(copy: Path) -> None:
    header, first, second, *rest = (copy / "communes.csv").read_text(encoding="utf-8").splitlines()
    (copy / "communes.csv").write_text("\n".join([header, second, first, *rest]), encoding="utf-8")
    assert "les communes ne sont pas dans l'ordre de leurs codes" in refused(copy)


def test_windows_line_ends_and_a_byte_order_mark_are_read(copy: Path) -> None:
    text = (copy / "epci.csv").read_text(encoding="utf-8")
    (copy / "epci.csv").write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    assert len(load_gazetteer(copy).names.epci) == 1_255


def test_the_recipe_rebuilds_every_file_from_raw_ones(tmp_path: Path) -> None:
    raw, made = tmp_path / "raw", tmp_path / "communes"
    raw.mkdir()
    made.mkdir()
    shutil.copy(COMMUNES / "recette.py", made)
    (made / "autres_ecritures.csv").write_text("nom;commune\nليل;59350\n", encoding="utf-8")  # kept by hand
    sources = {
        "communes_france_2026.csv": "insee,nom,dep,epci,codes_postaux,population,arr\n59606,Valenciennes,59,245901160,59300,43468,596\n"
        "59350,Lille,59,200093201,59000|59800,236710,595\n",
        "communes_alias_france_2026.csv": "code,nom,type,commune_actuelle,codes_postaux\n59355,Lomme,A,59350,\n",
        "communes_anciens_codes_2026.csv": "ancien_code,insee\n59999,59350\n",
        "epci_france_2026.csv": "siren,nom\n245901160,CA Valenciennes Métropole\n200093201,Métropole Européenne de Lille\n",
        "departements_2026.csv": "code,nom,region,chef_lieu\n59,Nord,32,59350\n",
        "hdf_arrondissement_tj.csv": "arrondissement,nom_arrondissement\n595,Lille\n596,Valenciennes\n",
        "hdf_ressorts_justice_2026.csv": "insee,tribunal_judiciaire,chambre_proximite,conseil_prudhommes\n"
        "59606,Valenciennes,,Valenciennes\n59350,Lille,,Lille\n",
        "qpv2024_communes_france.csv": "code_qpv,insee\nQN1,59606\nQN2,59606\n",
    }
    for name, text in sources.items():
        (raw / name).write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, made / "recette.py", raw], check=True, capture_output=True)
    gazetteer = load_gazetteer(made)
    assert gazetteer.communes["59350"].postcodes == ("59000", "59800")
    assert not gazetteer.communes["59350"].priority_districts
    assert gazetteer.elsewhere == {"ليل": "59350"}
    assert "tribunal:valenciennes" in gazetteer.territories("59606")
    assert gazetteer.commune("59999") == gazetteer.commune("59355") == gazetteer.communes["59350"]
