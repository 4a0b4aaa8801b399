"""The language of a guide: its direction, whether somebody reviewed it, and the way to the same guide in another one.

A path says nothing of the language: the same button leads to the same place, whoever reads it. Only the page `g` and its
codes (`ga` for Arabic) change the language, and the edge remembers for half an hour which one was chosen.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.text import Text, elided
from bot.core.view import Link, Screen

if TYPE_CHECKING:
    from bot.core.guide import Guide

#: The language that everything is written in first, and that any other falls back to.
FRENCH = "fr"
#: The page that lists the languages; followed by a language's own character, it changes to it.
LANGUAGES = "g"

#: First strong isolate, and its end: what stands between them keeps its own direction, and pushes nothing around it.
FSI, PDI = "\u2068", "\u2069"
#: Seen by nobody: a line that begins with it reads from the right, though its first letter is Latin or a sign (🆘).
RLM = "\u200f"
_ISOLATES = re.compile(f"[\u2066-\u2069{RLM}]")
_ISOLATED = re.compile(f"{FSI}[^{PDI}]*{PDI}")
_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# A full stop after a figure, or a colon, ends what is said from right to left: « 2013. 4 demandes » are two things.
_SOFT = r"(?!(?:(?<=\d)[.;!?]|(?<=\w):) )[^\n*()\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff،؛؟«»•→←✎]"
_HARD = r"[0-9A-Za-z°\u00c0-\u024f]"
# Letters and figures that read from left to right, with what stands between two of them: « 75342 Paris Cedex 07 », « Lille (59) ».
_LEFT = re.compile(rf"(?:[+/](?={_HARD})|{_HARD})(?:(?:{_SOFT}|\({_SOFT}*\))*(?:{_HARD}|\({_SOFT}*\)))?")
_BULLET = re.compile(r"[\s•→←✎]*(?:\*\*)?(?:\d+\. )?(?:\*\*)?")


def _nobody(_code: str) -> "Guide | None":
    return None


def _nothing(_code: str) -> Mapping[str, Text]:
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """What a guide knows of languages. `speaking` gives the guide in another one, or None where it is not offered.

    `saying` gives only the bot's own phrases in it, for who needs no screen of it.
    """

    right_to_left: bool = False
    reviewed: bool = True
    speaking: Callable[[str], "Guide | None"] = _nobody
    french: "Guide | None" = None
    saying: Callable[[str], Mapping[str, Text]] = _nothing


#: Where nothing else is offered.
FRENCH_ONLY = Tongue()


def filled(guide: "Guide", sentence: Text, slot: str, value: str) -> str:
    """Put a value in its slot after « de », with the elision where the guide speaks French, easy French included."""
    spoken = guide.knowledge.languages.get(guide.language)
    if spoken is None or spoken.locale == FRENCH:
        sentence = elided(sentence, slot, value)
    return sentence.fill(**{slot: value})


def in_language(guide: "Guide", code: str) -> "Guide":
    """Return the guide in a language; the same one where it is not offered."""
    return guide.tongue.speaking(code) or guide


def language_of(guide: "Guide", code: str) -> str | None:
    """Return the language offered for what an edge knows (« pt-br », « ar »), or None."""
    name = code.lower().replace("_", "-").partition("-")[0]
    return name if name in guide.knowledge.languages else None


def spoken_under(guide: "Guide", header: str) -> str:
    """Return the language whose messages begin with this line, or "" where none does."""
    if not header:
        return ""
    heads = {name: in_language(guide, name).phrases for name in guide.knowledge.languages}
    return next((name for name, said in heads.items() if header in {said["entete"], said["entete_discret"]}), "")


def written(guide: "Guide") -> "Guide":
    """Return the guide that letters are written with: their addressee reads French."""
    return guide.tongue.french or guide


def voiced(guide: "Guide", screen: Screen) -> Screen:
    """Say in which language a screen speaks, and keep Latin words and figures in order where it reads from the right."""
    if screen.language is not None or guide.language == FRENCH:
        return screen
    if not guide.tongue.right_to_left:
        return screen._replace(language=guide.language)
    links = tuple(link._replace(label=isolated(link.label)) for link in screen.links)
    return screen._replace(language=guide.language, text=isolated(screen.text), links=links)


def isolated(text: str) -> str:
    """Put isolates around what reads from left to right, line by line: « 39 28 » would show as « 28 39 » without them."""
    return "\n".join(_line(line) for line in _ISOLATES.sub("", text).replace("→", "←").split("\n"))


def _line(line: str) -> str:
    """Isolate each Latin run of a line, or all that follows its bullet or rank where it holds no Arabic letter."""
    start = _BULLET.match(line).end()  # type: ignore[union-attr]  # it matches nothing at least
    head, rest = line[:start], line[start:]
    if _RIGHT.search(line):
        made = head + _LEFT.sub(lambda run: f"{FSI}{run[0]}{PDI}", rest)
    else:
        made = f"{head}{FSI}{rest}{PDI}" if _LEFT.search(rest) else line
    mixed = head.strip(" *") or _RIGHT.search(line)
    return f"{RLM}{made}" if mixed and not reads_from_right(_ISOLATED.sub("", made)) else made


def reads_from_right(line: str) -> bool:
    """Say whether a line is to be set from right to left: its first letter reads so, whatever language the bot speaks."""
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in {"L", "R", "AL"})
    return next(strong, "L") != "L"


def language_links(guide: "Guide", path: str) -> tuple[Link, ...]:
    """Return a button for each language, in its own name, that leads back to the same place."""
    return tuple(
        Link(each.name, f"{path}~{LANGUAGES}{each.code}", "page") for each in guide.knowledge.languages.values()
    )


def languages_label(guide: "Guide", shown: int = 3) -> str:
    """Return the first screen's button: a globe, and the first other languages in their own names."""
    others = [each.name for name, each in guide.knowledge.languages.items() if name != guide.language]
    more = " · …" if len(others) > shown else ""
    return f"🌐 {' · '.join(others[:shown])}{more}"


def chosen(guide: "Guide", page: str) -> tuple[str, str] | None:
    """Return the language that a page changes to, and what is seen in it: `ga` is Arabic, `uda` the page `ud` in Arabic."""
    rest = page[:-1]
    if not rest or (len(rest) == 1 and rest != LANGUAGES):
        return None
    language = next((name for name, each in guide.knowledge.languages.items() if each.code == page[-1]), None)
    return (language, rest.removeprefix(LANGUAGES) if len(rest) == 1 else rest) if language else None


def speaking(guide: "Guide", language: str) -> str | None:
    """Return the name of the first language offered that is this one to who types; None where none is."""
    return next((name for name, each in guide.knowledge.languages.items() if each.spoken == language), None)
