"""The counters, for operators, and what the observatory publishes, for officers."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.cli.common import CONTENT, DONE, MISUSED, SURROUNDINGS, Add, guide_of, print_json, say
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.observatory.formats import Invented

#: How many synthetic conversations one call may walk.
MOST = 1_000_000


def add_commands(add: Add) -> None:
    """Declare `counts`, `export` and `simulate`."""
    counts = add(
        "counts", _counts, "Les compteurs bruts, pour les exploitants seulement.", "relais counts show --json --demo"
    )
    counts.add_argument("what", choices=["show", "check", "repair", "backup", "migrate"])
    counts.add_argument(
        "addresses", nargs="*", metavar="ADRESSE",
        help="migrate : d'où et vers où, sqlite:///… ou postgresql://… (mot de passe : PGPASSWORD ou ~/.pgpass)",
    )  # fmt: skip
    counts.add_argument("--json", action="store_true")
    counts.add_argument("--to", type=Path, metavar="FICHIER", help="où copier la sauvegarde")
    _which(counts)
    export = add(
        "export", _export, "Les statistiques protégées, prêtes à publier.",
        "relais export --from 2026-Q1 --to 2026-Q3 --out publication",
    )  # fmt: skip
    export.add_argument(
        "--from", dest="first", required=True, metavar="PERIODE", help="2026-Q1, ou 2026 pour une année"
    )
    export.add_argument("--to", dest="last", required=True, metavar="PERIODE")
    export.add_argument("--out", type=Path, required=True, metavar="DOSSIER")
    export.add_argument("--format", dest="form", default="all", choices=["csv", "xlsx", "json", "html", "all"])
    export.add_argument("--withdraw", nargs="+", metavar="MOT", help="retirer la publication de --from, avec la raison")
    _which(export)
    simulate = add(
        "simulate", _simulate, "Des habitants inventés, dans la base de simulation.",
        "relais simulate --conversations 20000 --seed 1",
    )  # fmt: skip
    simulate.add_argument("--conversations", type=int, required=True, metavar="N")
    simulate.add_argument("--seed", type=int, required=True, metavar="S")


def _which(command: argparse.ArgumentParser) -> None:
    database = command.add_mutually_exclusive_group()
    database.add_argument("--demo", action="store_true", help="la base de démonstration")
    database.add_argument("--simulation", action="store_true", help="la base de simulation")


def _suffix(options: argparse.Namespace) -> "Invented":
    return "demo" if options.demo else "simulation" if options.simulation else ""


def _counts(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import database
    from bot.observatory.commands import OccupiedError, backup_counts, check_counts, migrate_counts, repair_counts
    from bot.observatory.store import StoreError

    url = database(settings, _suffix(options))
    if len(options.addresses) != (2 if options.what == "migrate" else 0):
        say(
            "Seul migrate prend des adresses, deux : relais counts migrate sqlite:///relais.db postgresql://hote/relais"
        )
        return MISUSED
    if any(urlsplit(address).password for address in options.addresses):
        say("Un mot de passe dans une commande se voit dans la liste des programmes : PGPASSWORD, ou ~/.pgpass.")
        return MISUSED
    try:
        if options.what == "migrate":
            print(migrate_counts(*options.addresses))
            return DONE
        if options.what == "show":
            return _show(url, as_json=options.json)
        if options.what == "check":
            wrong = check_counts(url)
            print("\n".join(wrong) or "Le fichier des compteurs est sain.")
            return CONTENT if wrong else DONE
        if options.what == "repair":
            print(repair_counts(url))
            return DONE
        if options.to is None:
            say("Dites où copier : --to sauvegarde.db")
            return MISUSED
        print(backup_counts(url, options.to, settings.clock()))
    except OccupiedError as error:
        say(str(error))
        return CONTENT
    except StoreError as error:
        say(str(error))
        return SURROUNDINGS
    return DONE


def _show(url: str, *, as_json: bool) -> int:
    from bot.observatory.address import open_store
    from bot.observatory.store import show

    rows = asyncio.run(show(open_store(url)))
    if as_json:
        print_json(rows)
        return DONE
    for row in rows:
        cell = ", ".join(f"{name}={value}" for name, value in row["cell"].items())
        print(f"{row['n']:>6}  {row['table']}  {row['period']}  {row['territory']}  {cell}")
    if not rows:
        say("Aucun compte pour l'instant.")
    return DONE


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import database
    from bot.observatory.commands import run_export, withdraw
    from bot.observatory.periods import PeriodError
    from bot.observatory.protect import UnprotectableError
    from bot.observatory.release import ReleaseError
    from bot.observatory.store import StoreError

    suffix = _suffix(options)
    url = database(settings, suffix)
    try:
        if options.withdraw:
            withdraw(url, suffix, options.first, options.withdraw, settings.clock())
            print(f"La publication {options.first} est retirée.")
            return DONE
        written = run_export(
            guide_of(settings), url, suffix, (options.first, options.last), options.out,
            form=options.form, now=settings.clock(), say=say,
        )  # fmt: skip
    except PeriodError as error:
        say(str(error))
        return MISUSED
    except (UnprotectableError, ReleaseError) as error:
        say(str(error))
        return CONTENT
    except StoreError as error:
        say(str(error))
        return SURROUNDINGS
    print(*written, sep="\n")
    return DONE


def _simulate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import Counting, database
    from bot.observatory.address import open_tally
    from bot.observatory.commands import empty_simulation, run_simulate

    if not 1 <= options.conversations <= MOST:
        say(f"--conversations : un nombre de 1 à {MOST}.")
        return MISUSED
    guide, url, end = guide_of(settings), database(settings, "simulation"), settings.clock()
    empty_simulation(url)

    async def walk() -> None:
        tally = open_tally(url, clock=settings.clock)
        counting = Counting(lambda: guide, tally, "telegram")
        try:
            await run_simulate(guide, counting.seen, options.conversations, options.seed, end, say=say)
        finally:
            await tally.close()

    asyncio.run(walk())
    year = end.year - 1  # the last one that is closed
    say(
        f"{options.conversations} conversations inventées, sur deux ans. Pour publier l'année {year} :\n"
        f"relais export --simulation --from {year} --to {year} --out simulation-{year}"
    )
    return DONE
