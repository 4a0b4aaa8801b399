"""What one leaves with: letters to complete, and the leaflet of a commune."""

import argparse

from bot.cli.common import Add, UsageError, guide_of
from bot.settings import Settings


def add_commands(add: Add) -> None:
    """Declare `letter` and `leaflet`."""
    from bot.documents.commands import leaflet_options, letter_options

    example = "relais letter procureur --insee 59606 --domain private_housing --criterion surname --out lettre.pdf"
    letter_options(add("letter", _letter, "Les lettres à compléter, en PDF ou en texte.", example))
    example = "relais leaflet --insee 59606 --out depliant.pdf"
    leaflet_options(
        add("leaflet", _leaflet, "Le dépliant d'une commune, ou de toutes celles d'un territoire.", example)
    )


def _letter(options: argparse.Namespace, settings: Settings) -> int:
    from bot.documents.commands import Misused, run_letter

    try:
        return run_letter(options, guide_of(settings), settings.clock())
    except Misused as error:
        raise UsageError(str(error)) from error


def _leaflet(options: argparse.Namespace, settings: Settings) -> int:
    from bot.documents.commands import Misused, run_leaflet

    try:
        return run_leaflet(options, guide_of(settings), settings.username, settings.clock())
    except Misused as error:
        raise UsageError(str(error)) from error
