"""`relais letter` and `relais leaflet`: what partners print for somebody, or for the counters of a whole jurisdiction.

Light to import: each command loads what it needs when it runs. A misuse is a `Misused` with a sentence.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.facts import Facts
    from bot.core.guide import Guide
    from bot.core.view import Outcome


class Misused(Exception):  # noqa: N818 - it says what was done, as the command line says it
    """An id, a code or an option that does not exist; the message says which there are."""


def letter_options(parser: ArgumentParser) -> None:
    """Declare what `relais letter` takes."""
    parser.add_argument(
        "id", nargs="?", metavar="LETTRE", help="la lettre ; sans elle, la liste de celles qui conviennent"
    )
    for name in ("insee", "domain", "status", "treatment", "home"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--criterion", action="append", default=[])
    parser.add_argument("--role", default="self", choices=["self", "relative", "witness", "professional"])
    parser.add_argument("--minor", action="store_true")
    parser.add_argument(
        "--recall", metavar="FICHIER", help="un aide-mémoire à y mettre, ou « - » pour l'entrée standard"
    )
    parser.add_argument("--out", metavar="FICHIER", type=Path, help="le PDF à écrire ; sans lui, le texte à copier")


def leaflet_options(parser: ArgumentParser) -> None:
    """Declare what `relais leaflet` takes."""
    parser.add_argument("--insee", metavar="CODE", help="une commune")
    parser.add_argument(
        "--territory", metavar="CLÉ", help="toutes ses communes : tribunal:valenciennes, epci:200042190…"
    )
    parser.add_argument(
        "--out", metavar="FICHIER", type=Path, required=True, help="le PDF, ou un dossier avec --territory"
    )
    parser.add_argument("--username", help="le nom du robot sur Telegram (sinon BOT_USERNAME)")


def run_letter(options: Namespace, guide: "Guide", now: datetime) -> int:
    """Print the letters that fit, or the text of one, or write its PDF; what to do with it goes to standard error."""
    from bot.core.orientation import situation  # noqa: PLC0415
    from bot.core.sheet import letters_for  # noqa: PLC0415
    from bot.documents.letter import make_letter  # noqa: PLC0415

    facts, outcome = _situation(options, guide)
    if options.id is None:
        for offer in letters_for(guide, situation(guide, facts, outcome)):
            sys.stdout.write(f"{offer.id:<18} {offer.label}\n")
        return 0
    _known("la lettre", options.id, guide.knowledge.letters)
    letter = make_letter(guide, options.id, facts, outcome, now, _recall(options.recall))
    if options.out:
        options.out.write_bytes(letter.pdf)
    else:
        sys.stdout.write(letter.text + "\n")
    for line in (letter.before, *letter.notes):
        if line:
            sys.stderr.write(f"• {line}\n")
    return 0


def run_leaflet(options: Namespace, guide: "Guide", username: str, now: datetime) -> int:
    """Write the leaflet of a commune, or one file for each commune of a territory, saying how far it is."""
    from bot.documents.leaflet import communes_of, make_leaflet  # noqa: PLC0415

    username = (options.username or username).removeprefix("@")
    if not username:
        message = "Il manque le nom du robot : écrivez BOT_USERNAME=… dans .env, ou ajoutez --username."
        raise Misused(message)
    if bool(options.insee) == bool(options.territory):
        message = "Donnez --insee (une commune) ou --territory (toutes ses communes), l'un des deux."
        raise Misused(message)
    if options.insee:
        _commune(guide, options.insee)
        options.out.write_bytes(make_leaflet(guide, options.insee, username, now))
        return 0
    codes = communes_of(guide, options.territory)
    if not codes:
        message = f"Le territoire « {options.territory} » n'a aucune commune. Exemple : tribunal:valenciennes"
        raise Misused(message)
    options.out.mkdir(parents=True, exist_ok=True)
    for number, code in enumerate(codes, 1):
        (options.out / f"{code}.pdf").write_bytes(make_leaflet(guide, code, username, now))
        sys.stderr.write(f"\r{number}/{len(codes)}")
    sys.stderr.write("\n")
    return 0


def _situation(options: Namespace, guide: "Guide") -> tuple["Facts", "Outcome"]:
    """Return what the options say; the kind is worked out where it is not given."""
    from bot.core.facts import Facts  # noqa: PLC0415
    from bot.core.qualify import qualify  # noqa: PLC0415
    from bot.core.view import Outcome  # noqa: PLC0415

    knowledge = guide.knowledge
    for name in options.criterion:
        _known("le critère", name, knowledge.criteria)
    for name in options.kind:
        _known("le type", name, knowledge.kinds)
    for noun, name, among in (
        ("le domaine", options.domain, knowledge.domains),
        ("le traitement", options.treatment, knowledge.treatments),
    ):
        if name:
            _known(noun, name, among)
    places = []
    for code in (options.insee, options.home):
        if code and code.lower() != "none":
            _commune(guide, code)
        places.append(code.lower() if code and code.lower() == "none" else code and code.upper())
    facts = Facts(
        role=options.role, minor=options.minor, domain=options.domain, status=options.status,
        treatment=options.treatment, criteria=tuple(options.criterion), reason="named" if options.criterion else None,
        facts_insee=places[0], home_insee=places[1],
    )  # fmt: skip
    outcome = Outcome(options.kind[0], tuple(options.kind[1:])) if options.kind else qualify(guide.kind_rules, facts)
    return facts, outcome


def _commune(guide: "Guide", code: str) -> None:
    if not guide.place_exists(code.upper()):
        message = f"Aucune commune n'a le code « {code} »."
        raise Misused(message)


def _known(noun: str, name: str, among: Collection[str]) -> None:
    if name not in among:
        message = f"{noun} « {name} » n'existe pas. Il y a : {', '.join(sorted(among))}"
        raise Misused(message)


def _recall(source: str | None) -> str:
    if source is None:
        return ""
    return sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
