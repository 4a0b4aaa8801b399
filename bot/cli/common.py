"""What every command is made of: how it is declared, how it ends, how it speaks."""

import argparse
import errno
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.core.guide import Guide
    from bot.core.walk import Tree

#: Exit codes of the contract.
DONE, CONTENT, MISUSED, SURROUNDINGS = 0, 1, 2, 3

Run = Callable[[argparse.Namespace, Settings], int]


class Add(Protocol):
    """Declares a command: its name, what runs it, what it is for, and an example for its help."""

    def __call__(self, name: str, run: Run, about: str, example: str) -> argparse.ArgumentParser:
        """Return the command's parser, to give it arguments."""


class UsageError(Exception):
    """The command was misused: an id, a code or an option that does not exist."""


def say(message: str) -> None:
    """Speak to the person at the keyboard, beside the answer."""
    print(message, file=sys.stderr)


def failing(error: OSError) -> str:
    """Return in French what the machine refused, and where; an error of our own keeps its words."""
    words = next((words for kind, words in _REFUSALS.items() if isinstance(error, kind)), _CODES.get(error.errno or 0))
    if words is None:
        return str(error)
    return f"« {error.filename} » : {words}" if error.filename else words.capitalize()


_REFUSALS: dict[type[OSError], str] = {
    PermissionError: "les droits ne suffisent pas. Vérifiez ceux du fichier et de son dossier.",
    FileNotFoundError: "ce fichier ou ce dossier n'existe pas.",
    IsADirectoryError: "c'est un dossier, il faut un fichier.",
    NotADirectoryError: "ce chemin passe par un fichier, il faut un dossier.",
    FileExistsError: "ce nom est déjà pris.",
    ConnectionError: "le serveur ne répond pas. Vérifiez le réseau et l'adresse.",
    TimeoutError: "le serveur ne répond pas à temps. Vérifiez le réseau et l'adresse.",
}
_CODES = {
    errno.ENOSPC: "le disque est plein. Libérez de la place, puis recommencez.",
    errno.EDQUOT: "le quota du disque est atteint. Libérez de la place, puis recommencez.",
    errno.EROFS: "ce disque ne peut pas être écrit.",
    errno.EADDRINUSE: "cette adresse est déjà prise par un autre programme.",
    errno.ENAMETOOLONG: "ce nom est trop long.",
}


def print_json(value: object) -> None:
    """Print the one JSON document of a command."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def texts(text: str) -> Iterator[str]:
    """Return the text given, or a text a line of standard input where it is « - »."""
    return (line.rstrip("\n") for line in sys.stdin) if text == "-" else iter([text])


def guide_of(settings: Settings) -> "Guide":
    """Return the guide of the settings' content."""
    from bot.app import load_guide

    return load_guide(settings)


def flow_of(guide: "Guide", name: str) -> "Tree":
    """Return a flow by its id; raise UsageError naming those there are."""
    if name not in guide.flows:
        message = f"La conversation « {name} » n'existe pas. Il y a : {', '.join(sorted(guide.flows))}"
        raise UsageError(message)
    return guide.flows[name]
