"""Typed words made comparable: no accents, no SMS, no endings, spelling brought to words that the lexicon knows.

Everything is linear in the length of the text, so that a hundred kilobytes of anything cost a bounded time.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.sounds import sound

#: Latin letters and figures, or a word in Cyrillic or Arabic letters.
TOKEN = re.compile(r"[a-z0-9]+|[\u0400-\u052f]+|[\u0620-\u064a\u066e-\u06d3]+|\.\.+|[.!?;\n]|,")
LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "ة": "ه",
        "ى": "ي",
        "…": "...",
        "@": "a",
        "$": "s",
        "€": " euros ",
    }
)
LEET = str.maketrans("013457", "oieast")
#: What stands on letters or between them unseen: accents, joiners, soft hyphens, changes of direction.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
#: « il va me tué », « jveux mangé »: after « aller » or « vouloir » comes an infinitive, however it is spelt.
_TO_DO = re.compile(
    r"\b((?:j?e?v(?:a|as|ai|ais|é|ont|on|eut|eux|eu|e)|allait|voulait)\s+(?:(?:me|m|te|se|nous|le|la|les|tout)\s+){0,2}\w{2,})(?:é|ée|és)\b",
    re.IGNORECASE,
)
REPEATED = re.compile(r"([a-z])\1{2,}")
MIXED = re.compile(r"(?=.*[0-9])(?=.*[a-z])")
NUMBER_THEN_WORD = re.compile(r"([0-9]+)([a-z]+)$")
ELISIONS = {"j": "je", "l": "le", "d": "de", "m": "me", "t": "te", "s": "se", "n": "ne", "c": "ce", "qu": "que"}
#: « m'a », « nous ont », and how they are typed in one word.
TO_ME = frozenset({"m", "me", "nous", "ns"})
GLUED_PERFECT = frozenset({"ma", "mas", "mont"})
VERB_ENDINGS = (
    "eraient",
    "erait",
    "eront",
    "erent",
    "aient",
    "erai",
    "era",
    "ait",
    "ai",
    "ant",
    "ent",
    "er",
    "ez",
    "ir",
    "it",
)
VOWELS = "aeiouyh"
SHORTEST_STEM = 3
#: What may be cut before a word, « ال » or « و », leaves at least this much; so does what « * » stands for.
SHORTEST_BARE, SHORTEST_START = 2, 2
SHORTEST_LEFT = {"ai": 4, "ant": 4, "it": 4, "ir": 4}
#: No spelling is guessed for words under this length: « race » and « rue » are too close to too much.
SHORTEST_GUESS = 5
LONG_WORD = 8
LONGEST_WORD = 40
GUESSED = 0.85


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the message: the stems that it may stand for, what was typed, and where it stands.

    `sentence` and `clause` count full stops and commas before it; `small` words may stand inside any expression;
    `done` marks what was done to the person once: « m'a frappé », not « me frappe ».
    """

    stems: tuple[str, ...]
    typed: str
    sentence: int
    clause: int
    small: bool
    trust: float = 1.0
    done: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that mean something here, and how what people type is brought to them.

    `starred` is any language but French: no French spelling is guessed in it, « refus* » is every word that begins so, and
    `beginnings` are what may stand before a word without being it.
    """

    abbreviations: Mapping[str, tuple[tuple[str, ...], ...]]
    small: frozenset[str]
    to_be: frozenset[str]
    to_have: frozenset[str]
    negations: frozenset[str]
    kept: frozenset[str]
    common: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    sounds: Mapping[str, str] = field(default_factory=dict)
    neighbours: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    starred: bool = False
    beginnings: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Return the text in lower case without accents, marks, invisible characters or letters repeated for emphasis."""
    lowered = text.replace("’", "'").lower().translate(LETTERS)
    if not lowered.isascii():
        lowered = MARKS.sub("", unicodedata.normalize("NFKD", lowered)).lower()
    return REPEATED.sub(r"\1", lowered)


def stem(word: str, kept: frozenset[str] = frozenset()) -> str:
    """Return the word without what plural, gender and tense add; only ever compared with other stems."""
    if len(word) <= SHORTEST_STEM or word in kept:
        return word
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > SHORTEST_GUESS:
        word = word[:-3] + "al"
    word = _bare(word)
    for ending in VERB_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_LEFT.get(ending, SHORTEST_STEM):
            word = _bare(word[: -len(ending)])
            break
    if word.endswith("i") and len(word) > SHORTEST_STEM + 1:
        word = word[:-1]
    if len(word) > SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word


def _bare(word: str) -> str:
    while len(word) > SHORTEST_STEM and word[-1] in "sxe":
        word = word[:-1]
    return word


def with_stems(vocabulary: Vocabulary, stems: Iterable[str]) -> Vocabulary:
    """Return the vocabulary with the stems that expressions use, indexed by sound and by first letter and length."""
    known = frozenset(stems)
    sounds: dict[str, str] = {}
    near: dict[tuple[str, int], list[str]] = {}
    for entry in sorted(known):
        if len(entry) >= SHORTEST_GUESS - 1:
            sounds.setdefault(sound(entry), entry)
        if len(entry) >= SHORTEST_GUESS:
            for length in range(len(entry) - 1, len(entry) + 2):
                near.setdefault((entry[0], length), []).append(entry)
    common = frozenset(stem(word, vocabulary.kept) for word in vocabulary.common)
    return Vocabulary(
        vocabulary.abbreviations, vocabulary.small, vocabulary.to_be, vocabulary.to_have, vocabulary.negations,
        vocabulary.kept, common, known, sounds, {key: tuple(entries) for key, entries in near.items()},
        vocabulary.starred, vocabulary.beginnings,
    )  # fmt: skip


def read(vocabulary: Vocabulary, text: str) -> tuple[Word, ...]:
    """Return the words of a message, ready to be compared; forms of « avoir » are passed over."""
    found: list[Word] = []
    sentence = clause = 0
    folded = fold(_TO_DO.sub(r"\1er", text))
    had = vocabulary.to_have | {"a"}
    before, perfect = "", False
    for match in TOKEN.finditer(folded):
        token = match[0]
        if token[0] in ".!?;\n," or len(token) > LONGEST_WORD:
            sentence += len(token) == 1 and not token.startswith(",")
            clause += 1
            continue
        elided = folded[match.end() : match.end() + 1] == "'"
        for stems, trust in _readings(vocabulary, token, elided=elided):
            if stems:
                small = stems[0] in vocabulary.small or stems[0] == "etre"
                found.append(Word(stems, token, sentence, clause, small, trust, perfect and not small))
        perfect = token in GLUED_PERFECT or (before in TO_ME and token in had)
        before = token
    return tuple(found)


Reading = tuple[tuple[str, ...], float]


def _readings(vocabulary: Vocabulary, token: str, *, elided: bool = False) -> list[Reading]:
    if vocabulary.starred:
        meant = vocabulary.abbreviations.get(token, ((token,),))
        return [(_beginning(vocabulary, options[0]), 1.0) for options in meant]
    if elided and token in ELISIONS:
        return [((ELISIONS[token],), 1.0)]
    if token in vocabulary.abbreviations:
        return [(_forms(vocabulary, options), 1.0) for options in vocabulary.abbreviations[token]]
    if MIXED.match(token):
        split = NUMBER_THEN_WORD.match(token)
        if split and token not in vocabulary.stems:
            return [((split[1],), 1.0), *_readings(vocabulary, split[2])]
        if token not in vocabulary.stems and len(token) > SHORTEST_STEM:
            token = token.translate(LEET)
    return _known(vocabulary, token) or _unglued(vocabulary, token) or [_guessed(vocabulary, token)]


def _beginning(vocabulary: Vocabulary, token: str) -> tuple[str, ...]:
    """Return what a word of another language may be: itself, and every « refus* » that it begins with."""
    bare = [token[len(each) :] for each in vocabulary.beginnings if token.startswith(each)]
    found = [token]
    for word in (token, *(each for each in bare if len(each) >= SHORTEST_BARE)):
        starts = (f"{word[:end]}*" for end in range(SHORTEST_START, len(word) + 1))
        found += [each for each in (word, *starts) if each in vocabulary.stems]
    return tuple(dict.fromkeys(found))


def _forms(vocabulary: Vocabulary, options: Iterable[str]) -> tuple[str, ...]:
    return tuple(form for option in options for form, _trust in [canonical(vocabulary, option)] if form)


def canonical(vocabulary: Vocabulary, word: str) -> tuple[str, bool]:
    """Return the stem of a well spelt word ("" for « avoir ») and whether it is a small word."""
    if vocabulary.starred:
        return word, word in vocabulary.small
    if word in vocabulary.to_have:
        return "", True
    if word in vocabulary.to_be:
        return "etre", True
    if word in vocabulary.small or word in vocabulary.negations:
        return word, word in vocabulary.small
    form = stem(word, vocabulary.kept)
    tools = (vocabulary.small, vocabulary.negations, vocabulary.to_be, vocabulary.to_have)
    return (word if any(form in words for words in tools) else form), False


def _known(vocabulary: Vocabulary, token: str) -> list[Reading] | None:
    form, small = canonical(vocabulary, token)
    if (
        small
        or form in vocabulary.negations
        or form in vocabulary.stems
        or form in vocabulary.common
        or token.isdigit()
    ):
        return [((form,) if form else (), 1.0)]
    return None


def _unglued(vocabulary: Vocabulary, token: str) -> list[Reading] | None:
    """Read « jpeux », « lappart », « minsulte », « quon »: a small word stuck to the next one."""
    for prefix in ("qu", token[0]):
        rest = token[len(prefix) :]
        glued = token.startswith(prefix) and prefix in ELISIONS and len(rest) > 1
        if not glued or (prefix != "j" and rest[0] not in VOWELS):
            continue
        tail: list[Reading] | None
        if rest in vocabulary.abbreviations:
            tail = [(_forms(vocabulary, options), 1.0) for options in vocabulary.abbreviations[rest]]
        else:
            tail = _known(vocabulary, rest)
            if tail and prefix not in {"qu", "j"} and (len(rest) < SHORTEST_STEM or rest in vocabulary.small):
                tail = None
        if tail is None and prefix == "j" and rest[0] not in VOWELS:
            tail = [_guessed(vocabulary, rest)]
        if tail is not None:
            return [((ELISIONS[prefix],), 1.0), *tail]
    return None


def _guessed(vocabulary: Vocabulary, token: str) -> Reading:
    """Bring a misspelt word to the one that it sounds like, or that one letter (two in long words) separates from it."""
    form = stem(token, vocabulary.kept)
    if len(form) >= SHORTEST_GUESS - 1:
        alike = vocabulary.sounds.get(sound(form))
        if alike:
            return (alike,), GUESSED
    if len(form) >= SHORTEST_GUESS:
        near = vocabulary.neighbours.get((form[0], len(form)), ())
        most = 2 if len(form) >= LONG_WORD else 1
        best = process.extractOne(form, near, scorer=OSA.distance, score_cutoff=most)
        if best:
            return (best[0],), GUESSED
    return (form,), 1.0
