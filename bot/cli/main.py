"""Run a command and leave with the contract's exit code."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from bot.cli import counts, doctor, look, papers, partners, talk
from bot.cli.common import CONTENT, DONE, MISUSED, SURROUNDINGS, Run, UsageError, failing, say
from bot.settings import SettingsError, read_settings


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with the contract's exit code."""
    from bot.content.problems import ContentError
    from bot.observatory.address import AddressError
    from bot.observatory.store import StoreError

    options = parser().parse_args(arguments)
    try:
        code = options.run(options, read_settings())
    except ContentError as error:
        say(str(error))
        say("Le contenu n'est pas utilisable. Corrigez ces lignes, puis lancez : relais check")
        code = CONTENT
    except UsageError as error:
        say(str(error))
        code = MISUSED
    except BrokenPipeError:  # whoever read has read enough
        sys.stdout = None
        code = DONE
    except OSError as error:
        say(failing(error))
        code = SURROUNDINGS
    except (SettingsError, AddressError, StoreError) as error:
        say(str(error))
        code = SURROUNDINGS
    except KeyboardInterrupt:
        code = DONE
    sys.exit(code)


def parser() -> argparse.ArgumentParser:
    """Return every command with its arguments; what a guide tells people to type is tested against it."""
    top = argparse.ArgumentParser(
        prog="relais", description="Relais : dire ce qui s'est passé, et savoir qui peut aider."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="commande")

    def add(name: str, run: Run, about: str, example: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about, epilog=f"Exemple : {example}")
        command.set_defaults(run=run)
        return command

    for module in (talk, look, papers, partners, counts, doctor):
        module.add_commands(add)
    return top


# A terminal that cannot show an accent shows something rather than failing.
if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="replace")
