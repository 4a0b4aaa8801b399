"""Rebuild the compact files of this folder: `make communes SOURCE=folder`, where folder holds the raw CSV files.

What the raw files are, from where and under which licence: knowledge/SOURCES.md. The files written here are sorted and
separated by semicolons, so that a new year's edition shows as a readable difference. Nothing is invented: whatever
contradicts itself (a commune twice, a jurisdiction for a commune that does not exist) stops the recipe.
"""  # noqa: INP001 - data and its recipe stand together; this folder is no package

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent


def _raw(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _write(name: str, header: str, rows: Iterable[Iterable[str]]) -> None:
    lines = [";".join(row) for row in rows]
    if any(line.count(";") != header.count(";") for line in lines):
        sys.exit(f"{name}: a value holds a semicolon")
    (HERE / name).write_text("\n".join([header, *sorted(lines)]) + "\n", encoding="utf-8", newline="\n")
    print(f"{name}: {len(lines)}")  # noqa: T201 - a recipe says what it made


def _jurisdictions(folder: Path, communes: set[str]) -> Iterator[tuple[str, str, str, str]]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in _raw(folder, "hdf_ressorts_justice_2026.csv"):
        if row["insee"] not in communes:
            sys.exit(f"hdf_ressorts_justice_2026.csv: {row['insee']} is no present commune")
        groups[row["tribunal_judiciaire"], row["chambre_proximite"], row["conseil_prudhommes"]].append(row["insee"])
    for (tribunal, chambre, prudhommes), codes in groups.items():
        yield tribunal, chambre, prudhommes, " ".join(sorted(codes))


def main(folder: Path) -> None:
    """Read the raw CSV files of `folder`, write the compact ones beside this script."""
    communes = list(_raw(folder, "communes_france_2026.csv"))
    present = {row["insee"] for row in communes}
    if len(present) != len(communes):
        sys.exit("communes_france_2026.csv: a code stands twice")
    _write(
        "communes.csv",
        "insee;nom;epci;arrondissement;population;codes_postaux",
        (
            (r["insee"], r["nom"], r["epci"], r["arr"], r["population"], r["codes_postaux"].replace("|", " "))
            for r in communes
        ),
    )
    _write(
        "noms_anciens_ou_associes.csv",
        "code;nom;commune;codes_postaux",
        (
            (r["code"], r["nom"], r["commune_actuelle"], r["codes_postaux"].replace("|", " "))
            for r in _raw(folder, "communes_alias_france_2026.csv")
        ),
    )
    _write(
        "anciens_codes.csv",
        "ancien;commune",
        ((r["ancien_code"], r["insee"]) for r in _raw(folder, "communes_anciens_codes_2026.csv")),
    )
    _write("epci.csv", "siren;nom", ((r["siren"], r["nom"]) for r in _raw(folder, "epci_france_2026.csv")))
    _write(
        "departements.csv",
        "code;nom;region",
        ((r["code"], r["nom"], r["region"]) for r in _raw(folder, "departements_2026.csv")),
    )
    _write(
        "arrondissements.csv",
        "code;nom",
        ((r["arrondissement"], r["nom_arrondissement"]) for r in _raw(folder, "hdf_arrondissement_tj.csv")),
    )
    _write("ressorts.csv", "tribunal;chambre;prudhommes;communes", _jurisdictions(folder, present))
    priority = {r["insee"] for r in _raw(folder, "qpv2024_communes_france.csv")}
    _write("quartiers_prioritaires.csv", "insee", ((code,) for code in priority))


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and one folder
        sys.exit("usage: recette.py FOLDER (the raw CSV files that knowledge/SOURCES.md names)")
    main(Path(sys.argv[1]))
