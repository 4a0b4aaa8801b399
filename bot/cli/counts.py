"""The counters, for operators, and what the observatory publishes, for officers."""

import argparse
import asyncio

from bot.cli.common import DONE, Add, print_json, say
from bot.settings import Settings


def add_commands(add: Add) -> None:
    """Declare `counts`."""
    counts = add(
        "counts", _counts, "Les compteurs bruts, pour les exploitants seulement.", "relais counts show --json --demo"
    )
    counts.add_argument("what", choices=["show"])
    counts.add_argument("--json", action="store_true")
    counts.add_argument("--demo", action="store_true")
    counts.add_argument("--simulation", action="store_true")


def _counts(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import database
    from bot.observatory.address import open_store
    from bot.observatory.store import show

    suffix = "demo" if options.demo else "simulation" if options.simulation else ""
    rows = asyncio.run(show(open_store(database(settings, suffix))))
    if options.json:
        print_json(rows)
    else:
        for row in rows:
            cell = ", ".join(f"{name}={value}" for name, value in row["cell"].items())
            print(f"{row['n']:>6}  {row['table']}  {row['period']}  {row['territory']}  {cell}")
        if not rows:
            say("Aucun compte pour l'instant.")
    return DONE
