"""In which language somebody writes, and what the words tell in it.

A language with letters of its own is known by them; those in Latin letters by their small words, three at least, and far
more of them than of any other language: a guess that is wrong costs somebody who is in trouble a screen.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bot.core.lexicon import WrittenLexicon
from bot.core.tongue import FRENCH
from bot.core.understand import Lexicon, Understanding, compile_lexicon, understand, urgency
from bot.core.urgency import Strength
from bot.core.words import fold

#: Words in letters that no language offered has: the list of languages is the answer.
UNKNOWN = "?"
#: How many small words tell a language, how many more than of the language that is spoken now, and of how many words one.
TELLING, AHEAD, SHARE = 3, 2, 4
#: Letters of another kind than Latin are another language from this number on.
LETTERS = 3
#: Enough of a message to know its language.
READ = 500
_LATIN = re.compile(r"[a-z]+")
_GROUP = re.compile(r"<\w+>")
_OTHER = re.compile(r"[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class Listener:
    """One language: how it is known, its lexicon, compiled at the first words in it, and words that French has not."""

    telltale: frozenset[str]
    own: frozenset[str]
    alphabet: frozenset[str]
    lexicon: Callable[[], Lexicon]


Hearing = Mapping[str, Listener]


@dataclass(frozen=True, slots=True)
class Heard:
    """An urgency, how sure it is, and the language that it was told in."""

    id: str
    strength: Strength
    language: str


def listen(french: WrittenLexicon, others: Mapping[str, WrittenLexicon]) -> Hearing:
    """Make a listener for each language that has a lexicon."""
    common = frozenset(map(fold, (*french.telltale, *french.small_words, *french.common))) | _alarming(french)

    def listener(written: WrittenLexicon, base: WrittenLexicon | None) -> Listener:
        telltale = frozenset(fold(word) for word in (*written.telltale, *written.small_words))
        own, alphabet = (_alarming(written) | telltale) - common, frozenset(fold(written.alphabet))
        return Listener(telltale, own, alphabet, cache(lambda: compile_lexicon(written, base)))

    return {FRENCH: listener(french, None)} | {name: listener(each, french) for name, each in others.items()}


def _alarming(written: WrittenLexicon) -> frozenset[str]:
    """Return the words without which no urgency is told in a language."""
    every = (text for each in written.urgencies.values() for text in (*each.interrupt, *each.soft))
    pairs = (
        text for each in written.urgencies.values() for two in each.together for text in (*two.one_of, *two.and_one_of)
    )
    groups = (word for listed in written.groups.values() for word in listed)
    return frozenset(_LATIN.findall(fold(_GROUP.sub(" ", " ".join((*every, *pairs, *groups))))))


def recognised(hearing: Hearing, words: str, spoken: str) -> str | None:
    """Return the language that words are plainly in, UNKNOWN for letters of none; None where it may be the one spoken."""
    folded = fold(words[:READ])
    latin = _LATIN.findall(folded)
    if (others := _OTHER.findall(folded)) and len(others) >= LETTERS and len(others) > len("".join(latin)):
        letters = frozenset(others)
        found = next((name for name, each in hearing.items() if each.alphabet and letters <= each.alphabet), UNKNOWN)
        return None if found == spoken else found
    counts = _counts(hearing, frozenset(latin))
    best = max(counts, key=lambda name: counts[name], default=spoken)
    own = counts.pop(spoken, 0)
    second = max((count for name, count in counts.items() if name != best), default=0)
    told = counts.get(best, 0)
    sure = told >= TELLING and told >= own + AHEAD and told > second and told * SHARE >= len(latin)
    return best if sure and best != spoken else None


def _counts(hearing: Hearing, typed: frozenset[str]) -> dict[str, int]:
    return {name: len(typed & each.telltale) for name, each in hearing.items() if each.telltale}


def alarm(hearing: Hearing, words: str, spoken: str) -> Heard | None:
    """Return the urgency that the words tell of in whatever language; what interrupts comes before what may be nothing."""
    soft: Heard | None = None
    for language in _order(hearing, words, spoken):
        if found := urgency(hearing[language].lexicon(), words):
            heard = Heard(*found, language)
            if heard.strength == "interrupt":
                return heard
            soft = soft or heard
    return soft


def _order(hearing: Hearing, words: str, spoken: str) -> Iterator[str]:
    """Yield the language that words are in, the one spoken, French, then those that may tell an urgency here."""
    tried = dict.fromkeys((recognised(hearing, words, spoken) or spoken, spoken, FRENCH, *_near(hearing, words)))
    yield from (each for each in tried if each in hearing)


def _near(hearing: Hearing, words: str) -> Iterator[str]:
    """Yield the languages whose letters or words of urgency stand there: a look at all of them costs nothing."""
    folded = fold(words)
    typed, letters = frozenset(_LATIN.findall(folded)), frozenset(_OTHER.findall(folded))
    yield from (name for name, each in hearing.items() if each.alphabet & letters or each.own & typed)


def meaning(hearing: Hearing, words: str, spoken: str) -> Understanding:
    """Return what words may mean: in the language that they are in, else in the one spoken, else in French.

    Where an urgency is told in still another one, its words say the rest as well.
    """
    meant = Understanding()
    told = recognised(hearing, words, spoken)
    for name in (each for each in dict.fromkeys((told or spoken, spoken, FRENCH)) if each in hearing):
        meant = understand(hearing[name].lexicon(), words)
        if _tells(meant):
            break
    if meant.urgency or told:
        return meant
    near = (hearing[name].lexicon() for name in _near(hearing, words) if name not in {spoken, FRENCH})
    return next((understand(lexicon, words) for lexicon in near if urgency(lexicon, words)), meant)


def _tells(meant: Understanding) -> bool:
    return bool(meant.urgency or meant.domains or meant.criteria or meant.treatments or meant.roles)
