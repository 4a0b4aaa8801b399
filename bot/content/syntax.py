"""What the YAML parser stumbled on, said as the mistake that somebody made: a colon forgotten, a quote left open.

The parser sees a mistake where it no longer understands, often a line or ten after it was made: here it is looked for where
it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who starts on checked content parses nothing
    import yaml

#: Quotes that a word processor writes, and that delimit nothing in YAML.
WORD_QUOTES = "“”„«»‘’"
#: Spaces that look like one and are none: copied from a web page or a word processor.
ODD_SPACES = "\u00a0\u2007\u202f\u2009\u200b\ufeff"

_KEY = re.compile(r"""^\s*(?:- +)?(?P<key>"[^"]*"|'[^']*'|[^\s:#"'\[{][^:#"'\[{]*?)\s*:(?P<space>\s|$)(?P<rest>.*)$""")
_COLON = re.compile(r":\s")
_CLOSED_EARLY = re.compile(r"""^"(?:[^"\\]|\\.)*"\s*(?P<more>[^\s#,\]}].*)$""")
_APOSTROPHE = re.compile(r"^'[^']*'(?!')\s*[^\s#,\]}:']")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in the writing itself: `line` counts from 1."""

    line: int
    what: str
    mend: str


def unreadable(text: str) -> Mistake | None:
    """Return the first thing that no parser should be asked about: two versions mixed, tabs and odd spaces as indentation."""
    for number, written in enumerate(text.splitlines(), 1):
        if written.startswith(("<<<<<<< ", ">>>>>>> ")) or written == "=======":
            return Mistake(
                number,
                "deux versions du fichier ont été mélangées",
                "Gardez la bonne version et effacez les lignes <<<<<<<, ======= et >>>>>>>.",
            )
        margin = written[: len(written) - len(written.lstrip(f" \t{ODD_SPACES}"))]
        if not margin.strip(" ") or not written.strip():
            continue
        if "\t" in margin:
            return Mistake(number, "une tabulation au début de la ligne", "Remplacez-la par des espaces.")
        return Mistake(
            number,
            "une espace insécable ou invisible au début de la ligne",
            "Effacez le début de la ligne et tapez des espaces ordinaires.",
        )
    return None


def word_quotes(value: str, line: int, text: str) -> Mistake | None:
    """Return the mistake of a text that starts with a word processor's quote instead of a straight one.

    The parser may have cut the text at a colon: the whole of it is looked for on its line.
    """
    if not value or value[0] not in WORD_QUOTES:
        return None
    written = _value(text.splitlines()[line - 1])
    bare = (written if written.startswith(value) else value).strip(WORD_QUOTES + " \u00a0\u202f")[:40]
    return Mistake(
        line, f"le guillemet {value[0]} n'entoure pas un texte ici", f'Remplacez-le par un guillemet droit : "{bare}"'
    )


def explain_syntax(error: "yaml.MarkedYAMLError", text: str) -> Mistake:
    """Return where the mistake was made and how to mend it; the parser's own place where nothing better is found."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    last = min(mark.line, len(lines) - 1) if mark else 0
    here = lines[last]
    return (
        next(_quotes(lines[: last + 1]), None)
        or _bracket(error, lines)
        or _colon(error, lines, last)
        or _first_character(error, here, mark.column if mark else 0, last)
        or _dash(error, here, last)
        or _alignment(error, lines, last)
        or Mistake(last + 1, "cette ligne n'est pas du YAML", "Comparez-la avec un exemple du guide LISEZMOI.")
    )


def _quotes(lines: list[str]) -> Iterator[Mistake]:
    """Yield quotes that do not come in pairs, from the first line on: everything after one is misread."""
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#"):
            continue
        value = _value(line)
        straight = re.sub(r"\\.", "", line).count('"')
        if value[:1] != "'" and straight % 2:
            if any(mark in line for mark in "“”„"):
                yield Mistake(
                    number,
                    "un guillemet droit et un guillemet de Word entourent le même texte",
                    'Écrivez le même guillemet droit " aux deux bouts.',
                )
            yield Mistake(number, "un guillemet n'est pas fermé", 'Ajoutez le guillemet droit " à la fin du texte.')
        elif _CLOSED_EARLY.match(value) and not value.rstrip().endswith(":"):
            yield Mistake(
                number,
                "un guillemet ferme le texte trop tôt",
                "À l'intérieur d'un texte, citez avec « … » ; n'écrivez rien après le dernier guillemet.",
            )
        elif _APOSTROPHE.match(value):
            yield Mistake(
                number,
                "une apostrophe ferme le texte trop tôt",
                'Entourez le texte de guillemets droits : "…".',
            )
        elif value[:1] in set(WORD_QUOTES) and (mistake := word_quotes(value, 1, line)):
            yield Mistake(number, mistake.what, mistake.mend)


def _value(line: str) -> str:
    """Return what follows the key of a line, or the dash of an item."""
    if match := _KEY.match(line):
        return match["rest"].strip()
    return line.strip().removeprefix("- ").strip()


def _bracket(error: "yaml.MarkedYAMLError", lines: list[str]) -> Mistake | None:
    problem = error.problem or ""
    for closing, opening, noun in (("]", "[", "le crochet"), ("}", "{", "l'accolade")):
        if f"',' or '{closing}'" not in problem or not error.context_mark:
            continue
        start = error.context_mark.line
        if closing in lines[start][error.context_mark.column :]:
            return Mistake(
                start + 1,
                f"il manque une virgule entre deux éléments après « {opening} »",
                f"Écrivez {opening}premier, second{closing}.",
            )
        return Mistake(
            start + 1,
            f"{noun} « {opening} » ne se ferme pas",
            f"Ajoutez « {closing} » à la fin de la ligne.",
        )
    return None


def _colon(error: "yaml.MarkedYAMLError", lines: list[str], last: int) -> Mistake | None:
    problem = error.problem or ""
    if "could not find expected ':'" in problem:
        return _no_colon(lines, error.context_mark.line if error.context_mark else last)
    if "mapping values are not allowed" not in problem:
        return None
    before = _before(lines, last)
    if before is not None and not _KEY.match(lines[before]) and not lines[before].lstrip().startswith("-"):
        return _no_colon(lines, before)
    if len(_COLON.findall(lines[last])) > 1:
        return Mistake(last + 1, "deux-points en trop dans un texte", 'Mettez le texte entre guillemets droits : "…".')
    return None


def _no_colon(lines: list[str], at: int) -> Mistake:
    written = lines[at].strip()
    if match := re.match(r"[\w-]+:(?=\S)", written):
        return Mistake(
            at + 1,
            f"il manque une espace après « {match[0]} »",
            f"Écrivez « {match[0]} {written[match.end() :][:20]} ».",
        )
    word = written.split()[0].strip("\"'") if written else ""
    return Mistake(
        at + 1,
        f"il manque deux-points après « {word} »",
        f"Écrivez « {word}: … », avec une espace après les deux-points.",
    )


def _first_character(error: "yaml.MarkedYAMLError", here: str, column: int, last: int) -> Mistake | None:
    problem = error.problem or ""
    context = error.context or ""
    if "cannot start any token" in problem or "alias" in context or "anchor" in context or "directive" in context:
        character = here[column : column + 1] if "token" in problem else (_value(here) or here.strip())[:1]
        return Mistake(
            last + 1,
            f"le caractère « {character} » ne peut pas commencer un texte",
            'Mettez le texte entre guillemets droits : "…".',
        )
    return None


def _dash(error: "yaml.MarkedYAMLError", here: str, last: int) -> Mistake | None:
    if "block sequence entries are not allowed" not in (error.problem or ""):
        return None
    key = match["key"] if (match := _KEY.match(here)) else "clé"
    return Mistake(
        last + 1,
        "un tiret de liste ne va pas sur la ligne de la clé",
        f'Écrivez « {key}: ["…", "…"] », ou un élément par ligne, avec un tiret.',
    )


def _alignment(error: "yaml.MarkedYAMLError", lines: list[str], last: int) -> Mistake | None:
    problem = error.problem or ""
    if "did not find expected" not in problem and "mapping values are not allowed" not in problem:
        return None
    before = _before(lines, last)
    if before is None:
        return Mistake(last + 1, "la ligne n'est pas bien alignée", "Commencez-la tout à gauche, sans espace.")
    match = _KEY.match(lines[before])
    margin = len(lines[before]) - len(lines[before].lstrip())
    margin += 0 if not match or match["rest"].strip() else 2
    return Mistake(
        last + 1,
        "la ligne n'est pas bien alignée",
        f"Mettez {margin} espaces devant, comme à la ligne {before + 1}."
        if not match or match["rest"].strip()
        else f"Mettez {margin} espaces devant : deux de plus qu'à la ligne {before + 1}.",
    )


def _before(lines: list[str], at: int) -> int | None:
    """Return the nearest line above that is neither blank nor a comment."""
    return next(
        (number for number in range(at - 1, -1, -1) if lines[number].strip() and lines[number].lstrip()[0] != "#"),
        None,
    )
