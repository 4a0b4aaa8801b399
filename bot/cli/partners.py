"""What partners and editors keep the contacts true with: what to verify, what is missing, and how it will look."""

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import exchange
from bot.cli.common import CONTENT, DONE, Add, UsageError, guide_of, print_json, say
from bot.cli.exchange import content_of
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.content.fresh import Covered, Stale
    from bot.content.load import Content
    from bot.core.places import Gazetteer

#: What a state of a commune × door is called in a table.
STATES: Mapping[str, str] = {
    "verifie": "vérifié", "a_verifier": "à vérifier", "nom_seul": "nom seul", "national": "national", "rien": "personne",
}  # fmt: skip
#: Room for « 443/444/0 » and a space: five départements beside the longest door stay within 80 columns.
_COLUMN = 10
STALE: Mapping[str, str] = {"expiree": "expirée", "bientot": "expire bientôt", "jamais": "jamais vérifiée"}


def add_commands(add: Add) -> None:
    """Declare `contacts`, `preview` and `schema`."""
    contacts = add(
        "contacts", _contacts, "Tenir les contacts à jour.", 'relais contacts verify cidff_lille --by "CIDFF de Lille"'
    )
    kinds = contacts.add_subparsers(dest="what", required=True, metavar="action")

    def action(name: str, about: str, example: str) -> argparse.ArgumentParser:
        return kinds.add_parser(name, help=about, description=about, epilog=f"Exemple : relais contacts {example}")

    stale = action("stale", "Les fiches à vérifier, structure par structure.", 'stale --partner "CIDFF"')
    stale.add_argument("--strict", action="store_true", help="sortie 1 si une fiche est à vérifier")
    stale.add_argument("--expired", action="store_true", help="seulement celles dont la vérification a expiré")
    stale.add_argument(
        "--partner", metavar="NOM", default="", help="seulement les fiches de cette structure ou de ce fichier"
    )
    missing = action(
        "missing", "Ce qui manque : coordonnées à donner, territoires sans personne.", "missing --door cidff"
    )
    coverage = action(
        "coverage", "Qui répond, porte par porte, dans chaque commune.", "coverage --csv > couverture.csv"
    )
    coverage.add_argument("--csv", action="store_true", help="une ligne par commune, pour un tableur")
    for command in (missing, coverage):
        command.add_argument("--door", metavar="PORTE", action="append", default=[], help="seulement cette porte")
        command.add_argument("--department", metavar="CODE", default="", help="seulement ce département")
    verify = action("verify", "Noter qu'une fiche vient d'être vérifiée.", 'verify cidff_lille --by "CIDFF de Lille"')
    verify.add_argument("id", metavar="FICHE")
    verify.add_argument(
        "--by", required=True, metavar="STRUCTURE", help="la structure qui a vérifié (pas une personne)"
    )
    bring = action("import", "Lire un fichier officiel.", "import --format juridictions liste.csv --out ressorts.csv")
    bring.add_argument(
        "files", nargs="+", type=Path, metavar="FICHIER", help="data·inclusion : structures.json services.json"
    )
    bring.add_argument("--format", required=True, choices=["juridictions", "data-inclusion"])
    bring.add_argument("--out", type=Path, metavar="FICHIER", help="où écrire ; sans cela, sur la sortie standard")
    export = action("export", "Les contacts au format data·inclusion v1.", "export > contacts.json")
    for command in (stale, missing, coverage, verify, bring, export):
        command.add_argument("--json", action="store_true", help="un document JSON sur la sortie standard")
    preview = add(
        "preview", _preview, "L'écran exact qu'une personne verrait.",
        "relais preview --insee 59606 --kind direct_discrimination --domain private_housing",
    )  # fmt: skip
    for name in ("insee", "domain", "status", "home", "treatment", "who", "when"):
        preview.add_argument(f"--{name}", required=name == "insee")
    preview.add_argument("--kind", action="append", required=True)
    preview.add_argument("--criterion", action="append", default=[])
    preview.add_argument("--role", default="self", choices=["self", "relative", "witness", "professional"])
    preview.add_argument("--minor", action="store_true")
    preview.add_argument("--all", action="store_true", help="aussi les contacts derrière « Voir d'autres contacts »")
    schema = add("schema", _schema, "Le schéma JSON des fichiers, pour aider à la saisie.", "relais schema knowledge")
    schema.add_argument("what", nargs="?", choices=["knowledge", "flows"], help="sans cela, les deux")
    schema.add_argument("--json", action="store_true", help="le schéma est toujours du JSON")


def _contacts(options: argparse.Namespace, settings: Settings) -> int:
    actions = {
        "stale": _stale, "missing": _missing, "coverage": _coverage, "verify": _verify, "import": exchange.bring, "export": exchange.send,
    }  # fmt: skip
    return actions[options.what](options, settings)


def _stale(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.fresh import partners, stale
    from bot.content.problems import did_you_mean

    content, _gazetteer = content_of(settings)
    wanted = options.partner.lower()
    known = partners(content)
    if not any(wanted in name.lower() for name in known):
        message = f"Aucune structure ni aucun fichier ne s'appelle « {options.partner} ». {did_you_mean(options.partner, known)}"
        raise UsageError(message)
    rows = [
        row
        for row in stale(content, settings.clock().date())
        if wanted in row.partner.lower() and (row.state == "expiree" or not options.expired)
    ]
    if options.json:
        print_json([asdict(row) for row in rows])
    else:
        _print_stale(rows)
    return CONTENT if options.strict and any(row.state != "bientot" for row in rows) else DONE


def _print_stale(rows: "list[Stale]") -> None:
    partner = None
    for row in rows:
        if row.partner != partner:
            partner = row.partner
            count = sum(each.partner == partner for each in rows)
            print(f"\n{partner} : {count} fiche{'s' * (count > 1)} à vérifier")
        since = f"jusqu'au {row.due}" if row.due else row.source
        print(f"  {row.id:<42} {STALE[row.state]:<16} {since}")
    if rows:
        say('Après un appel : relais contacts verify FICHE --by "votre structure"')
    else:
        say("Toutes les fiches sont vérifiées.")


def _covered(options: argparse.Namespace, settings: Settings) -> "tuple[Content, Gazetteer, list[Covered], list[str]]":
    from bot.content.fresh import coverage, local_doors
    from bot.content.problems import did_you_mean

    content, places = content_of(settings)
    known = local_doors(content)
    for door in options.door:
        if door not in known:
            labels = {name: entry.label for name, entry in known.items()}
            message = (
                f"La porte « {door} » n'existe pas, ou n'a pas de contact local. {did_you_mean(door, known, labels)}"
            )
            raise UsageError(message)
    rows = [
        row
        for row in coverage(content, places, settings.clock().date())
        if not options.department or row.department == options.department
    ]
    if not rows:
        message = f"Aucune commune dans le département « {options.department} ». Il y a : 02, 59, 60, 62, 80."
        raise UsageError(message)
    return content, places, rows, options.door or list(known)


def _missing(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.fresh import gaps, incomplete

    content, places, rows, doors = _covered(options, settings)
    names = [each for each in incomplete(content) if set(each.doors) & set(doors)]
    found = [gap for gap in gaps(content, rows, places) if gap.door in doors]
    if options.json:
        print_json({"incomplete": [asdict(each) for each in names], "gaps": [asdict(gap) for gap in found]})
        return DONE
    print(f"Coordonnées à donner ({len(names)} structures dont on connaît le nom)")
    for each in names:
        print(f"  {each.id:<32} {each.nom}  →  {each.place}")
    label = None
    print("\nTerritoires où personne ne peut être joint sur place (le national répond)")
    for gap in found:
        if gap.label != label:
            label = gap.label
            print(f"  {label} [{gap.door}]")
        people = f"{gap.population:,}".replace(",", " ")
        part = " (une partie)" if gap.partly else ""
        print(f"    {gap.name}{part} [{gap.territory}] : {gap.communes} communes, {people} habitants")
    return DONE


def _coverage(options: argparse.Namespace, settings: Settings) -> int:
    _content, _places, rows, doors = _covered(options, settings)
    if options.json:
        print_json(
            [
                {"insee": row.insee, "name": row.name, "department": row.department, "epci": row.epci,
                 "doors": {door: row.doors[door] for door in doors}}
                for row in rows
            ]
        )  # fmt: skip
    elif options.csv:
        table = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
        table.writerow(["insee", "commune", "departement", "epci", "population", *doors])
        table.writerows(
            [row.insee, row.name, row.department, row.epci or "", row.population, *(row.doors[door] for door in doors)]
            for row in rows
        )
    else:
        _print_coverage(rows, doors)
    return DONE


def _print_coverage(rows: "list[Covered]", doors: Sequence[str]) -> None:
    """Print, for each door and département, how many communes have whom."""
    departments = sorted({row.department for row in rows})
    first = max(map(len, doors), default=0)
    print("Nombre de communes : vérifié / à vérifier / personne sur place")
    print(f"{'':<{first}}" + "".join(f"{code:>{_COLUMN}}" for code in departments))
    for door in doors:
        cells = []
        for code in departments:
            here = [row.doors[door] for row in rows if row.department == code]
            sure, unsure = here.count("verifie"), here.count("a_verifier")
            cells.append(f"{sure}/{unsure}/{len(here) - sure - unsure}".rjust(_COLUMN))
        print(f"{door:<{first}}" + "".join(cells))
    say("Une ligne par commune : relais contacts coverage --csv")


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.check_people import person_in
    from bot.content.verify import UnknownContactError, verify

    if not options.by.strip():
        message = 'Dites qui a vérifié : --by "votre structure".'
        raise UsageError(message)
    if person_in(options.by):
        say(
            f"« {options.by} » est peut-être le nom d'une personne. Recommencez avec le nom de la structure : tout le monde lit ce fichier."
        )
    today = settings.clock().date()
    try:
        done = verify(settings.knowledge, options.id, today, options.by)
    except (UnknownContactError, ValueError) as error:
        raise UsageError(str(error)) from error
    if options.json:
        print_json({"id": options.id, "file": str(done.file), "verifie_le": today.isoformat(), "verifie_par": options.by, "active": done.active})  # fmt: skip
        return DONE
    print(f"{options.id} : vérifié le {today.isoformat()} par {options.by} ({done.file.name}).")
    if not done.active:
        say("Cette fiche n'a pas encore de coordonnées : ajoutez telephone, courriel, site_web ou adresse.")
    if done.hours_to_verify:
        say('Ses horaires restent « à vérifier » : corrigez-les, puis écrivez horaires_statut: "actif".')
    return DONE


def _preview(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.preview import UnknownIdError, everybody, preview, shown_for, situation_of
    from bot.core.text import plain

    guide = guide_of(settings)
    try:
        facts, outcome = situation_of(guide, vars(options))
    except UnknownIdError as error:
        raise UsageError(str(error)) from error
    say(shown_for(guide.gazetteer, facts.facts_insee))
    screen = preview(guide, facts, outcome, settings.clock())
    print(plain(screen.text))
    print("\n" + "\n".join(f"[{link.label}]" for link in screen.links))
    if options.all:
        print("\n" + plain(everybody(guide, facts, outcome, settings.clock())))
    return DONE


def _schema(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.load import load
    from bot.content.problems import ContentError
    from bot.content.schema import schema

    try:
        knowledge = load(settings.flows, settings.knowledge).knowledge
    except ContentError:  # completion helps most while the content is being mended
        knowledge = None
    print_json(schema(options.what, knowledge))
    return DONE
