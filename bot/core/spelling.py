"""How a French place name is written on a telephone, and how it sounds: the forms that the search compares."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

#: Nobody types a longer name; whatever comes after is not looked at, so that hostile texts cost nothing.
LONGEST = 80

_ARTICLES = frozenset({"l", "la", "le", "les"})
#: Abbreviations that stand for one word each.
_WORDS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "sain": "saint",
    "lez": "les",
    "sr": "sur",
    "ss": "sous",
    "nd": "notre dame",
    "chx": "chateaux",
    "mt": "mont",
    "vlle": "ville",
    "vill": "ville",
}
_DROPPED = frozenset({"arrondissement", "arrondissements", "arrdt", "ardt", "arr", "cedex"})
_ORDINAL = re.compile(r"(\d{1,2})(?:er|e|eme|ieme|nd)")
_SLASHED = re.compile(r"\bs\s?/\s?(?=\w)")
#: "boulogne s mer": a lone s between two words, but not the one of "l's".
_LONE_S = re.compile(r"(?<=\w\w )s (?=\w\w)")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
#: Letters that people put one for the other, and signs that only lengthen a word or stand for a breath.
_ONE_FORM = str.maketrans({"ة": "ه", "ى": "ي", "ڤ": "ف", "ڥ": "ف", "پ": "ب"})
_NO_LETTER = "\u0640'’ʼ"
#: « In », and « town of », before a name.
_IN = (["في"], ["مدينة"], ["مدينه"], ["в"], ["у"], ["місто"], ["город"])
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "’": "'", "ʼ": "'", "`": "'"})


def words(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """Return the plain words of a typed or official name: no accent, no case, abbreviations written out.

    Only the first `longest` characters count. Total: emoji, control characters and other alphabets just leave no word.
    """
    cut = text[:longest]
    if not cut.isascii():
        cut = unicodedata.normalize("NFKC", cut)[:longest].lower().translate(_LIGATURES)
        cut = unicodedata.normalize("NFKD", cut).encode("ascii", "ignore").decode()
    lowered = cut.lower()
    if "/" in lowered:
        lowered = _SLASHED.sub(" sur ", lowered)
    spaced = _NOT_A_WORD.sub(" ", lowered)
    if " s " in spaced:
        spaced = _LONE_S.sub("sur ", spaced)
    found: list[str] = []
    for raw in spaced.split():
        ordinal = raw[0].isdigit() and _ORDINAL.fullmatch(raw)
        word = ordinal[1] if ordinal else _WORDS.get(raw, raw)
        if word not in _DROPPED:
            found.extend(word.split())
    return tuple(found)


def in_letters(text: str, longest: int = LONGEST) -> str:
    """Return a name's letters alone, whatever its alphabet: no mark, no space, no word « in », one form for each letter."""
    marked = unicodedata.normalize("NFKD", text[:longest].lower())
    of = "".join(
        sign if sign.isalpha() else " " for sign in marked if not unicodedata.combining(sign) and sign not in _NO_LETTER
    )
    found = of.translate(_ONE_FORM).split()
    return "".join(found[1:] if found[:1] in _IN else found)


def slug(name: str) -> str:
    """Return a name as an id writes it: "Avesnes-sur-Helpe" → "avesnes-sur-helpe"."""
    bare_letters = unicodedata.normalize("NFKD", name.lower().translate(_LIGATURES)).encode("ascii", "ignore").decode()
    return _NOT_A_WORD.sub("-", bare_letters).strip("-")


def bare(of: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without a leading article: "La Bassée" is typed "bassee" as often as not."""
    return of[1:] if len(of) > 1 and of[0] in _ARTICLES else of


def key(of: tuple[str, ...]) -> str:
    """Return the letters alone: what two spellings of one name have in common whatever their spaces and hyphens."""
    return "".join(bare(of))


#: "saint" glued to its name: "stmartin", "saaintnazaire".
_GLUED_SAINT = re.compile(r"s+(?:[ae]+[iy]*n*t+|t+)(?=[a-z]{3})")


def respelt(of: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the words with a mistyped or glued "saint" put right; None where there is nothing to put right."""
    if not of or of[0] in {"saint", "sainte"}:
        return None
    if len(of) > 1 and (of[0] in {"cent", "sent", "stt"} or OSA.distance(of[0], "saint", score_cutoff=1) <= 1):
        return ("saint", *of[1:])
    if glued := _GLUED_SAINT.match(of[0]):
        return ("saint", of[0][glued.end() :], *of[1:])
    return None


_VOWELS = frozenset("aeiouy")
_SAME_START = {"z": "s", "x": "s", "w": "v", "q": "k"}


def initial(letters: str) -> str:
    """Return a class of first letters that are easily taken for one another: the shelf where a name is looked for."""
    if letters.startswith("saint"):
        return "saint"
    letters = letters.removeprefix("h")
    first, second = letters[:1], letters[1:2]
    if first in _VOWELS:
        return "a"
    if first in {"c", "g"} and second in {"e", "i", "y"}:
        return "s" if first == "c" else "j"
    if second == "h" and first in {"c", "s", "p"}:
        return "f" if first == "p" else "ch"
    return {"c": "k"}.get(first, _SAME_START.get(first, first))


#: Letters → sound, tried from left to right at each letter; the order is the rule.
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"saint(?:es?|s)?$", "5t"),
    (r"haut(?=[bcdfglmnpqv])", "o"),
    (r"sch|sh|ch(?![rl])", "S"),
    (r"ph", "f"),
    (r"(?:eau|au)(?:x|lt|ld|d|t)?$|eau|au", "o"),
    (r"ault$|oult$", "o"),
    (r"o(?:t|ts|s|ps?)$", "o"),
    (r"oeu|oe|eu", "e"),
    (r"oin(?![aeiouyhn])", "w5"),
    (r"(?<=[aeou])ill|(?<=[aeou])il$", "j"),
    (r"ill", "il"),
    (r"ou(?:x|s|t|ts|lx?)?$|ou|oo", "u"),
    (r"oy|oi[xst]?$|oi", "wa"),
    (r"(?:ai|ei|ay|ey|e)(?:s|t|ts|x|z|r|rs)?$", "e"),
    (r"(?:ain|aim|ein|eim|in|im|yn|ym)(?![aeiouyhnm])", "5"),
    (r"ien(?![aeiouyn])", "i5"),
    (r"(?:an|am|en|em|aen|aon)(?![aeiouyhnm])", "4"),
    (r"(?:on|om)(?![aeiouyhnm])", "6"),
    (r"(?:un|um)(?![aeiouyhnm])", "5"),
    (r"ai|ei|ay|ey", "e"),
    (r"c(?=[eiy])", "s"),
    (r"cqu?|ck|qu?|k|c", "k"),
    (r"gn", "n"),
    (r"gu(?=[eiy])", "g"),
    (r"g(?=[eiy])|j", "j"),
    (r"tion", "si6"),
    (r"th", "t"),
    (r"w|v", "v"),
    (r"x", "s"),
    (r"(?<=[aeiouy])s(?=[mnl])", ""),
    (r"z|s", "s"),
    (r"y|i", "i"),
    (r"h", ""),
    (r"nn?", "n"),
    (r"mm?", "m"),
)
_SOUND = re.compile("|".join(f"(?P<r{number}>{pattern})" for number, (pattern, _) in enumerate(_SOUNDS)))
_SAID = {f"r{number}": said for number, (_, said) in enumerate(_SOUNDS)}
_SILENT = re.compile(r"(?<=..)(?:[tdspxz]+|es?|ent)$")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=2_048)  # the words that come back (saint, sur, ville): all of France would stay in memory
def _sound_of_word(word: str) -> str:
    if not word.isalpha():
        return word
    said = _SOUND.sub(lambda match: _SAID[str(match.lastgroup)], word)
    return _TWICE.sub(r"\1", _SILENT.sub("", said)) or word


def sound(of: tuple[str, ...]) -> str:
    """Return roughly how the name is said in French, one letter a sound; silent endings are left out."""
    return "".join(_sound_of_word(word) for word in bare(of))
