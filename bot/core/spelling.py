"""How a French place name is written on a telephone, and how it sounds: the forms that the search compares."""

import re
import unicodedata
from functools import lru_cache

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
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "’": "'", "ʼ": "'", "`": "'"})


def words(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """Return the plain words of a typed or official name: no accent, no case, abbreviations written out.

    Only the first `longest` characters count. Total: emoji, control characters and other alphabets just leave no word.
    """
    lowered = unicodedata.normalize("NFKC", text[:longest])[:longest].lower().translate(_LIGATURES)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(letter))
    spaced = _NOT_A_WORD.sub(" ", _SLASHED.sub(" sur ", bare))
    found: list[str] = []
    for raw in _LONE_S.sub("sur ", spaced).split():
        ordinal = _ORDINAL.fullmatch(raw)
        word = ordinal[1] if ordinal else _WORDS.get(raw, raw)
        if word not in _DROPPED:
            found.extend(word.split())
    return tuple(found)


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


#: Letters → sound, tried from left to right at each letter; the order is the rule.
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"saint(?:es?|s)?$", "5t"),
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


@lru_cache(maxsize=65_536)
def _sound_of_word(word: str) -> str:
    if not word.isalpha():
        return word
    said = _SOUND.sub(lambda match: _SAID[str(match.lastgroup)], word)
    return _TWICE.sub(r"\1", _SILENT.sub("", said)) or word


def sound(of: tuple[str, ...]) -> str:
    """Return roughly how the name is said in French, one letter a sound; silent endings are left out."""
    return "".join(_sound_of_word(word) for word in bare(of))
