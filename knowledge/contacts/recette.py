"""Write the seeded local contacts from the raw files: `python knowledge/contacts/recette.py FOLDER [--remplacer]`.

Facts are copied by this script, never typed: numbers, addresses and hours come from the CSV files of FOLDER (what they are,
from where and under which licence: knowledge/SOURCES.md). Partners then own the YAML files, so an existing one is kept
unless --remplacer says otherwise. `--verifier` writes nothing and compares every telephone number of this folder with the
raw files. Persons' names and addresses of e-mail that may be a person's are left out.
"""  # noqa: INP001 - data and its recipe stand together; this folder is no package

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from recette_textes import clean, of, phone, rows, slug

HERE = Path(__file__).parent
DEPARTMENTS = {"02": "de l'Aisne", "59": "du Nord", "60": "de l'Oise", "62": "du Pas-de-Calais", "80": "de la Somme"}
NORD = {"591": "avesnes", "592": "cambrai", "593": "douai", "594": "dunkerque", "595": "lille", "596": "valenciennes"}
FILES = {"02": "aisne", "60": "oise", "62": "pas-de-calais", "80": "somme"}
#: E-mail is given only where the domain is an institution's, so that a confidence never reaches a person or a stranger.
OFFICIAL_MAIL = ("justice.fr", "juradm.fr", "france-services.gouv.fr", "lenord.fr")
LETTER = "Par courrier ou sur place, à l'adresse indiquée."
NOT_WRITTEN = "Pas de moyen écrit connu : un proche ou un point-justice peut aider à appeler."
DILA = {"source": "Annuaire de l'administration, DILA, août 2019 (Licence Ouverte)", "date_source": "2019"}
COURTS = {"source": "Liste des juridictions, ministère de la Justice, 21 octobre 2021", "date_source": "2021-10"}
SERVICES = {"source": "Liste des France services, ANCT, 1er août 2024 (Licence Ouverte 2.0)", "date_source": "2024-08"}
#: Who a CIDFF answers for is a matter of proximity, not of law. One per département runs several sites (Nord: seed plan of
#: Valenciennes Métropole); each site answers for its arrondissement, the one of Tourcoing also for Roubaix, which is
#: nearer to it than to Lille. Valenciennes takes the whole arrondissement, hence La Porte du Hainaut too.
CIDFF = {
    "59606": ["arrondissement:596"],
    "59350": ["arrondissement:595"],
    "59599": ["chambre:tourcoing", "chambre:roubaix"],
    "59378": ["commune:59378"],
    "59122": ["arrondissement:592"],
    "59183": ["arrondissement:594"],
    "02408": ["departement:02"],
    "60057": ["departement:60"],
    "62041": ["departement:62"],
    "62119": ["arrondissement:622"],
    "62160": ["arrondissement:623"],
    "80021": ["departement:80"],
}

Record = dict[str, object]
Row = Mapping[str, str]


class Places:
    """What the raw communes say: names, arrondissements, agglomerations, postal codes, chambers."""

    def __init__(self, folder: Path) -> None:
        communes = [row for row in rows(folder, "communes_france_2026.csv") if row["dep"] in DEPARTMENTS]
        self.of = {row["insee"]: row for row in communes}
        self.named = {row["nom"]: row["insee"] for row in communes}
        self.justice = {row["insee"]: row for row in rows(folder, "hdf_ressorts_justice_2026.csv")}
        self.chambers = {slug(row["chambre_proximite"]) for row in self.justice.values()}

    def file(self, insee: str) -> str:
        """Return the file of a commune: one for each arrondissement of the Nord, one for each other département."""
        row = self.of[insee]
        return f"nord-{NORD[row['arr']]}" if row["dep"] == "59" else FILES[row["dep"]]

    def near(self, insee: str) -> list[str]:
        """Return the smallest judicial zone of a commune that has one of its own, else its arrondissement."""
        chamber = slug(self.of[insee]["nom"])
        return [f"chambre:{chamber}"] if chamber in self.chambers else [f"arrondissement:{self.of[insee]['arr']}"]


def coordinates(row: Row, *, alternative: str = LETTER) -> Record:
    """Return what a row says about how to reach somebody."""
    number, mail = phone(row["telephone"]), row.get("courriel") or row.get("mail") or ""
    town = clean(row.get("ville") or row.get("lib_com") or row.get("commune") or "")
    return {
        "telephone": number,
        "alternative": alternative if number or row["adresse"] else None,
        "courriel": mail if mail.endswith(OFFICIAL_MAIL) else None,
        "adresse": clean(row["adresse"]) or None,
        "code_postal": row.get("code_postal") or None,
        "commune": re.sub(r"\bCedex\b", "Cedex", town) or None,
    }


def prosecutors(folder: Path, places: Places) -> Iterator[tuple[str, str, Record]]:
    """Yield one record for each tribunal judiciaire: where a letter to its procureur goes."""
    older = {row["insee"]: row for row in rows(folder, "dila_annuaire_hdf_2019.csv") if row["pivot_local"] == "tgi"}
    for row in rows(folder, "tribunaux_judiciaires_proximite_france_202110.csv"):
        if row["type"] != "TGI" or row["insee"] not in places.of:
            continue
        commune = places.of[row["insee"]]
        codes = commune["codes_postaux"].split("|")
        where = {**row, "ville": commune["nom"], "code_postal": codes[0] if len(codes) == 1 else ""}
        if (same := older.get(row["insee"])) and same["telephone"] == row["telephone"]:
            # The same court in the older list, whose address carries the CEDEX code and the accents.
            where |= {name: same[name] for name in ("adresse", "code_postal", "ville")}
        if slug(commune["nom"]) not in row["courriel"].removesuffix("@justice.fr").replace("st-", "saint-"):
            where["courriel"] = ""  # Saint-Quentin's is another court's
        record: Record = {
            "nom": f"Procureur de la République, {row['nom'][0].lower()}{row['nom'][1:]}",
            "pour": ["procureur_letter"],
            "zone_eligibilite": [f"tribunal:{slug(commune['nom'])}"],
            **coordinates(where, alternative="Lettre au procureur, à l'adresse indiquée (de préférence recommandée)."),
            **COURTS,
        }
        if commune["nom"] == "Valenciennes":
            record["presentation"] = (
                "Un pôle anti-discrimination a été créé au parquet en 2013. On peut lui écrire directement, sans passer "
                "par une plainte à la police. Des associations peuvent aider à écrire la lettre."
            )
            record["reserve"] = (
                "Le pôle est à reconfirmer auprès du parquet. Ce n'est pas une permanence de conseil : en cas de doute, "
                "mieux vaut parler d'abord au Défenseur des droits."
            )
        if commune["nom"] == "Lille":
            record["reserve"] = (
                "Un nouveau bâtiment était annoncé pour 2026-2027, rue Gandhi et rue des Bateliers. "
                "Adresse à vérifier avant d'écrire ou de venir."
            )
        yield places.file(row["insee"]), f"procureur_{slug(commune['nom']).replace('-', '_')}", record


def directory(folder: Path, places: Places) -> Iterator[tuple[str, str, Record]]:
    """Yield the records of the 2019 directory that open a door, under their names of today."""
    found = rows(folder, "dila_annuaire_hdf_2019.csv")
    youth = Counter(
        zone for row in found if row["pivot_local"] == "mission_locale" for zone in wide(places, row["insee"])
    )
    for row in found:
        insee, kind, dep = row["insee"], row["pivot_local"], row["dep"]
        if insee not in places.of or (kind == "permanence_juridique" and "accès au droit" not in row["nom"]):
            continue
        town = "Lys-lez-Lannoy" if (kind, insee) == ("prudhommes", "59332") else places.of[insee]["nom"]
        arrondissement, area = [f"arrondissement:{places.of[insee]['arr']}"], [f"departement:{dep}"]
        by_kind: dict[str, tuple[str, str, list[str], Record]] = {
            "adil": (f"ADIL, information sur le logement ({town})", "adil", area if dep in ("60", "80") else places.near(insee), {}),
            "bav": ("Bureau d'aide aux victimes du tribunal judiciaire de Valenciennes", "france_victimes", ["tribunal:valenciennes"], {"courriel": None}),
            "cidf": (f"CIDFF, droits des femmes et des familles ({town})", "cidff", CIDFF.get(insee, arrondissement), {}),
            "direccte_ut": (
                f"DDETS {DEPARTMENTS[dep]}, inspection du travail ({town})",
                "inspection_travail",
                [*arrondissement, *area] if dep == "59" else area,
                {"reserve": "Ancienne DIRECCTE : le nom a changé, l'adresse a pu changer aussi."},
            ),
            "inspection_academique": (f"DSDEN {DEPARTMENTS[dep]} (Éducation nationale)", "rectorat", area, {}),
            "permanence_juridique": (f"Point d'accès au droit ({town})", "point_justice", [f"commune:{insee}"], {}),
            "prefecture": (f"Préfecture {DEPARTMENTS[dep]}", "recours_gracieux", area, {"presentation": "Si la décision vient de la préfecture."}),
            "prudhommes": (
                f"Conseil de prud'hommes {of(town)}",
                "prudhommes",
                [f"prudhommes:{slug(town)}"],
                {"reserve": "La liste de 2019 l'appelle conseil de prud'hommes de Lannoy."} if insee == "59332" else {},
            ),
            "sous_pref": (f"Sous-préfecture {of(town)}", "recours_gracieux", arrondissement, {"presentation": "Si la décision vient de la sous-préfecture."}),
            "ta": (
                f"Tribunal administratif {of(town)}",
                "tribunal_administratif",
                [f"departement:{one}" for one in (("59", "62") if insee == "59350" else ("02", "60", "80"))],
                {},
            ),
            "mission_locale": (
                f"Mission locale, de 16 à 25 ans ({town})",
                "mission_locale",
                [f"commune:{insee}", *(zone for zone in wide(places, insee) if youth[zone] == 1)],
                {"presentation": "Si ce n'est pas celle de la commune, elle peut dire laquelle appeler."},
            ),
        }  # fmt: skip
        if kind in by_kind:
            name, door, zones, more = by_kind[kind]
            site = row["site"] if kind in ("ta", "prefecture", "sous_pref") else ""
            record: Record = {
                "nom": name,
                "pour": [door],
                "zone_eligibilite": zones,
                **coordinates(row),
                **more,
                **DILA,
            }
            record["site_web"] = site.replace("http://", "https://") or None
            stem = {"cidf": "cidff", "direccte_ut": "ddets", "inspection_academique": "dsden"}.get(kind, kind)
            yield (
                "hauts-de-france" if kind == "ta" else places.file(insee),
                f"{stem}_{slug(town).replace('-', '_')}",
                record,
            )


def wide(places: Places, insee: str) -> list[str]:
    """Return the agglomeration and the arrondissement of a commune: only the sole one of a kind there answers for all."""
    return [f"epci:{places.of[insee]['epci']}", f"arrondissement:{places.of[insee]['arr']}"]


def houses_of_justice(folder: Path, places: Places) -> Iterator[tuple[str, str, Record]]:
    """Yield the maisons de justice et du droit; the 2018 coordinates of Calais are too old to be shown."""
    for row in rows(folder, "mjd_hdf.csv"):
        insee = row["insee"] or places.named[row["mjd"]]
        tribunal = f"tribunal:{slug(row['tribunal_judiciaire_loi_tableau_III'])}"
        near = [zone for zone in places.near(insee) if zone.startswith("chambre:")]
        known: Record = {**coordinates(row | {"ville": row["mjd"]}), **DILA}
        if "2019" not in row["source_coordonnees"]:
            known = {"source": "Code de l'organisation judiciaire, tableau III", "date_source": "2026"}
        yield (
            places.file(insee),
            f"mjd_{slug(row['mjd']).replace('-', '_')}",
            {
                "nom": f"Maison de justice et du droit {of(row['mjd'])}",
                "pour": ["point_justice"],
                "zone_eligibilite": [f"commune:{insee}", *near, tribunal],
                **known,
            },
        )


def councils_without_address(folder: Path, places: Places) -> Iterator[tuple[str, str, Record]]:
    """Yield the conseils de prud'hommes that the law names and of which no file has the address: the name, to look for."""
    councils = {row["conseil_prudhommes"] for row in rows(folder, "hdf_ressorts_justice_2026.csv")}
    known = {str(record["nom"]) for _, _, record in directory(folder, places)}
    for town in sorted(councils):
        name = f"Conseil de prud'hommes {of(town)}"
        if name not in known:
            record: Record = {"nom": name, "pour": ["prudhommes"], "zone_eligibilite": [f"prudhommes:{slug(town)}"]}
            record |= {"source": "Code du travail, annexe R1422-4", "date_source": "2026-03-27"}
            yield places.file(places.named[town]), f"prudhommes_{slug(town).replace('-', '_')}", record


def france_services(folder: Path, places: Places) -> Iterator[tuple[str, str, Record]]:
    """Yield the France services: help to write to an administration, with the hours of 2024."""
    for row in rows(folder, "france_services_hdf_20240801.csv"):
        bus = row["format_fs"] != "Fixe" and "antenne" not in row["format_fs"] and "Multisites" not in row["format_fs"]
        street = " - ".join(part for part in (clean(row["complement_adresse"]), clean(row["adresse"])) if part)
        record: Record = {
            "nom": clean(row["lib_fs"]),
            "pour": ["recours_gracieux"],
            "zone_eligibilite": [f"commune:{row['insee_com']}", f"epci:{places.of[row['insee_com']]['epci']}"],
            "presentation": "Aide gratuite pour les démarches et le courrier avec une administration.",
            **coordinates({**row, "adresse": "" if bus else street}, alternative=NOT_WRITTEN if bus else LETTER),
            "horaires_accueil": row["opening_hours_osm"].strip() or None,
            "horaires_statut": "a_verifier" if row["opening_hours_osm"].strip() else None,
            "reserve": "C'est un service itinérant : les lieux et les jours se demandent par téléphone."
            if bus
            else None,
            **SERVICES,
        }
        yield f"france-services-{row['insee_dep']}", f"france_services_{row['id_fs']}", record


RECIPES = (prosecutors, directory, houses_of_justice, councils_without_address, france_services)


def written(records: Mapping[str, Record], source: str) -> str:
    """Return a YAML file: every value quoted, one key a line, nothing that is not known."""
    lines = [f"# {source}", "contacts:"]
    for name, record in sorted(records.items()):
        lines.append(f"  {name}:")
        for key, value in record.items():
            if value is not None:
                lines.append(f"    {key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def main(folder: Path, *, replace: bool) -> None:
    """Write every file of seeded contacts."""
    files: dict[str, dict[str, Record]] = defaultdict(dict)
    places, names = Places(folder), Counter[str]()
    for recipe in RECIPES:
        for file, name, record in recipe(folder, places):
            names[name] += 1
            files[file][name if names[name] == 1 else f"{name}_{names[name]}"] = record
    note = "Contacts repris de listes publiques par recette.py : à vérifier par les partenaires, puis à tenir ici, à la main."
    for file, records in sorted(files.items()):
        path = HERE / f"{file}.yaml"
        if path.exists() and not replace:
            print(f"{path.name}: kept")  # noqa: T201 - a recipe says what it did
            continue
        path.write_text(written(records, note), encoding="utf-8", newline="\n")
        print(f"{path.name}: {len(records)}")  # noqa: T201 - a recipe says what it did


def verify(folder: Path) -> None:
    """Stop where a telephone number of this folder stands in no raw file."""
    raw = re.sub(r"\s", "", " ".join(path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob("*.csv"))))
    for path in sorted(HERE.glob("*.yaml")):
        for number in re.findall(r'telephone: "([^"]+)"', path.read_text(encoding="utf-8")):
            if number.replace(" ", "") not in raw:
                print(f"{path.name}: {number} is in no raw file")  # noqa: T201 - the answer


if __name__ == "__main__":
    if len(sys.argv) < 2:  # noqa: PLR2004 - the name and a folder
        sys.exit(__doc__)
    if "--verifier" in sys.argv:
        verify(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), replace="--remplacer" in sys.argv)
