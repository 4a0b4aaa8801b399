"""`relais chat`: a person at a keyboard, numbered choices, colours, or `--plain` for screen readers."""

import re
import sys
from collections.abc import Callable
from typing import TextIO

from bot.core.speech import aloud
from bot.core.text import unfenced
from bot.core.view import Link, Screen
from bot.terminal.session import Session

#: Empties the terminal, what has scrolled away included.
WIPE = "\x1b[3J\x1b[2J\x1b[H"
BOLD, DIM, CYAN, RESET = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
#: What reads a text aloud.
Read = Callable[[str], str]
#: A screen has fewer than a hundred choices: what is longer is no choice.
_MOST_DIGITS = 2


def draw(screen: Screen, read: Read | None = None) -> str:
    """Return a screen as lines: the text, then the choices with their numbers; as a voice reads them where `read` is given."""
    if read:
        links = [f"{number}. {_label(link, read(link.label))}" for number, link in enumerate(screen.links, 1)]
        return "\n".join([read(screen.text), "", *links])
    body = re.sub(r"\*\*(.+?)\*\*", rf"{BOLD}\1{RESET}", unfenced(screen.text))
    links = [f"{CYAN}{number:>2}{RESET} {_label(link, link.label)}" for number, link in enumerate(screen.links, 1)]
    return "\n".join([body, "", *links])


def _label(link: Link, label: str) -> str:
    if link.url:
        return f"{label} : {link.url}"
    return f"{label} ({link.copy})" if link.copy and link.copy not in label else label


async def talk(
    session: Session, *, coloured: bool, shared: bool = False, lines: TextIO = sys.stdin, out: TextIO = sys.stdout
) -> None:
    """Talk until the person leaves (/quitter, Ctrl-D, Ctrl-C); a `shared` screen is wiped before the next one begins."""
    screen = await session.start()
    while True:
        print(f"\n{draw(screen, None if coloured else aloud(session.guide))}\n", file=out)
        if screen.has_files:
            print(f"{session.guide.phrases['fichier_terminal']}\n", file=out)
        if screen.leaving:
            return
        print(
            f"{DIM}›{RESET} " if coloured else f"{session.guide.phrases['reponse_terminal']} ",
            end="",
            file=out,
            flush=True,
        )
        line = lines.readline()
        if not line:
            print(file=out)
            return
        words = line.strip()
        if words:
            screen = await _act(session, screen, words, out)
        if shared and coloured and screen.address == session.beginning:
            print(WIPE, end="", file=out)


async def _act(session: Session, screen: Screen, words: str, out: TextIO) -> Screen:
    if words.isdigit() and 1 <= int(words) <= len(screen.links):
        link = screen.links[int(words) - 1]
        if link.path is None:
            print(link.url or link.copy, file=out)
            return screen
        return await session.tap(link.path)
    if _no_such_choice(session, screen, words):
        print(f"Écrivez un numéro de 1 à {len(screen.links)}, ou des mots.", file=out)
        return screen
    return await session.say(words)


def _no_such_choice(session: Session, screen: Screen, words: str) -> bool:
    """Say whether somebody meant a choice that is not there: neither a place's code nor a number to call, like 17."""
    if not (words.isdigit() and len(words) <= _MOST_DIGITS) or screen.expects_place:
        return False
    return all(words != contact.telephone for contact in session.guide.knowledge.contacts.values())
