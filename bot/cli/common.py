"""What every command is made of: how it is declared, how it ends, how it speaks."""

import argparse
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
