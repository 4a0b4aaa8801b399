"""What somebody looks for by name: a conversation, a page, a remedy, a contact. Deterministic, in memory, forgiving of typos.

Nothing here says when a search is made: a person who tells what happened is never answered with a definition
(`bot.core.finding`).
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.flow import Flow
from bot.core.knowledge import Knowledge
from bot.core.text import plain
from bot.core.words import Vocabulary, Word, fold, read, with_stems

Section = Literal["flux", "reperes", "demarches", "portes", "contacts", "pages"]

#: Characters of a message that are read: nobody looks for something in more.
READ = 120
#: What is found for sure, and what may be meant; how many are shown.
SURE, LIKELY = 0.72, 0.45
MOST = 5
#: Nothing else was typed than a name, and all of it.
EXACT = 0.97
#: A question that is written down as it was typed: « que se passe-t-il si j'appelle ? »
QUOTED = 0.8
#: Who asks for something names it in a few words; in more than these, nothing is looked for.
LONGEST, LONGEST_MESSAGE = 6, 14
#: How much of a score says that the words are in the name, the rest that the name is in the words.
OWN = 0.4
#: « 39 28 » is looked for as it is typed in one word.
_TOKEN = re.compile(r"[a-z0-9]+")
_SPACED = re.compile(r"(?<=\d)[ .\u00a0\u202f](?=\d)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, and how well it fits, from 0 to 1; `exact`: its whole name was typed, misspelt perhaps, and nothing else."""

    section: Section
    id: str
    score: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A message as a search reads it: what it asks for, and whether its form says that it asks.

    `words` go without the question itself (« comment … »), `whole` with it, `full` with « aide » and « numéro » too.

    `asks`: it has the words of a question or a request; `tells`: somebody did something to somebody; `reach`: it asks for
    a number, an address, opening hours; `defines`: it asks what a word means.
    """

    words: tuple[Word, ...]
    whole: tuple[Word, ...]
    full: tuple[Word, ...]
    asks: bool
    tells: bool
    reach: bool
    defines: bool


#: A message that is too long to be a search.
NOTHING = Query((), (), (), asks=False, tells=True, reach=False, defines=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    section: Section
    id: str
    forms: tuple[frozenset[str], ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that can be looked for, by the stems of its names; made once for a guide."""

    vocabulary: Vocabulary
    entries: Mapping[str, tuple[_Entry, ...]]
    weights: Mapping[str, float]
    definitions: tuple[tuple[str, ...], ...]
    questions: tuple[tuple[str, ...], ...]
    requests: frozenset[str]
    reach: frozenset[str]
    idle: frozenset[str]


def catalogue(base: Vocabulary, flows: Mapping[str, Flow], knowledge: Knowledge) -> Catalogue:
    """Return the index of what the content names; `base` is how people spell, as the lexicon reads them."""
    written = knowledge.search
    unguessed = replace(base, stems=frozenset(), sounds={}, neighbours={})  # names are written as they are
    named = [(section, name, _forms(unguessed, forms)) for section, name, forms in _named(flows, knowledge)]
    entries = [_Entry(section, name, forms, frozenset().union(*forms)) for section, name, forms in named if forms]
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        for stem in entry.stems:
            found.setdefault(stem, []).append(entry)
    weights = {stem: 1 / (1 + math.log(len(listed))) for stem, listed in found.items()}
    return Catalogue(
        with_stems(base, found),
        {stem: tuple(listed) for stem, listed in found.items()},
        weights,
        tuple(_tokens(each) for each in written.definitions),
        tuple(_tokens(each) for each in written.questions),
        frozenset(stem for each in (*written.requests, *written.reach) for stem in _stems(unguessed, each)),
        frozenset(stem for each in written.reach for stem in _stems(unguessed, each)),
        frozenset(stem for each in written.idle for stem in _stems(unguessed, each)),
    )


def _named(flows: Mapping[str, Flow], knowledge: Knowledge) -> Iterator[tuple[Section, str, Iterable[str]]]:
    """Yield everything that has a name, with all the ways to say it."""
    yield from (("flux", name, (flow.title, *flow.words)) for name, flow in flows.items() if flow.code)
    yield from (("reperes", name, (each.label, *each.words)) for name, each in knowledge.explainers.items())
    yield from (("demarches", name, (each.label, *each.words)) for name, each in knowledge.remedies.items())
    yield from (("portes", name, (each.label, *each.words)) for name, each in knowledge.doors.items())
    yield from (
        ("contacts", name, (each.nom, *([each.telephone] if each.telephone else ())))
        for name, each in knowledge.contacts.items()
        if each.statut != "ferme"
    )
    yield from (("pages", code, words) for code, words in knowledge.search.pages.items())


def _forms(base: Vocabulary, forms: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(dict.fromkeys(stems for form in forms if (stems := frozenset(_stems(base, form)))))


def _stems(base: Vocabulary, text: str) -> Iterator[str]:
    """Yield the stems of what partners wrote; small words say nothing, unless there is nothing else."""
    words = read(base, _SPACED.sub("", plain(text)))
    return (word.stems[0] for word in [word for word in words if not word.small] or words)


def query(made: Catalogue, words: str) -> Query:
    """Read a message as a search."""
    text = _SPACED.sub("", words[:READ])
    tokens = _tokens(text)
    if len(tokens) > LONGEST_MESSAGE:
        return NOTHING
    defines = _begun(tokens, made.definitions)
    skipped = defines or _begun(tokens, made.questions)
    seen = read(made.vocabulary, text)
    kept = _telling(made, read(made.vocabulary, " ".join(tokens[skipped:])))
    stems = {stem for word in seen for stem in word.stems}
    asks = len(kept) <= LONGEST and (bool(skipped) or not made.requests.isdisjoint(stems))
    tells = any(word.done for word in seen)
    full = tuple(word for word in seen if not word.small) or seen
    return Query(
        kept, _telling(made, seen), full, asks, tells, reach=not made.reach.isdisjoint(stems), defines=bool(defines)
    )


def _telling(made: Catalogue, seen: tuple[Word, ...]) -> tuple[Word, ...]:
    """Leave out the words that say nothing here, unless there is nothing else."""
    words = [word for word in seen if not word.small] or seen
    return tuple(word for word in words if made.idle.isdisjoint(word.stems))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(text)))


def _begun(tokens: tuple[str, ...], forms: Iterable[tuple[str, ...]]) -> int:
    """Return how many words of the message are one of these beginnings, the longest one."""
    return max((len(form) for form in forms if tokens[: len(form)] == form), default=0)


def find(made: Catalogue, asked: Query) -> list[Hit]:
    """Return what fits the words, best first; words that nothing has for its name count against."""
    order = _MEANING if asked.defines else _REACHING if asked.reach else _ACTING
    found: dict[tuple[Word, ...], list[Hit]] = {}
    for words, enough in ((asked.full, _exact), (asked.whole, _quoted), (asked.words, _any)):
        if words not in found:
            found[words] = sorted(_hits(made, words), key=lambda hit: (-hit.score, order.index(hit.section), hit.id))[
                :MOST
            ]
        if (hits := found[words]) and enough(hits[0]):
            return hits
    return []


def _exact(hit: Hit) -> bool:
    return hit.exact


def _quoted(hit: Hit) -> bool:
    return hit.score >= QUOTED


def _any(_hit: Hit) -> bool:
    return True


def _hits(made: Catalogue, words: tuple[Word, ...]) -> Iterator[Hit]:
    weight = {word: max((made.weights.get(stem, 0) for stem in word.stems), default=0) for word in words}
    whole = sum(each or 1.0 for each in weight.values())
    entries = {id(entry): entry for word in words for stem in word.stems for entry in made.entries.get(stem, ())}
    hits = (_hit(made, entry, weight, whole) for entry in entries.values())
    return (hit for hit in hits if hit.score >= LIKELY)


#: Which comes first where two fit alike: for who asks what a word means, for who asks how to reach somebody, for others.
_MEANING: tuple[Section, ...] = ("reperes", "pages", "flux", "demarches", "portes", "contacts")
_REACHING: tuple[Section, ...] = ("pages", "contacts", "portes", "demarches", "reperes", "flux")
_ACTING: tuple[Section, ...] = ("pages", "flux", "demarches", "reperes", "portes", "contacts")


def _hit(made: Catalogue, entry: _Entry, weight: Mapping[Word, float], whole: float) -> Hit:
    mine = [word for word in weight if not entry.stems.isdisjoint(word.stems)]
    typed = frozenset(stem for word in mine for stem in word.stems)
    named = max(_share(made, form, typed) for form in entry.forms)
    covered = sum(weight[word] for word in mine) / whole
    sure = sum(weight[word] * word.trust for word in mine) / whole
    return Hit(entry.section, entry.id, round(sure * (1 - OWN + OWN * named), 3), exact=min(covered, named) >= EXACT)


def _share(made: Catalogue, form: frozenset[str], typed: frozenset[str]) -> float:
    """Return how much of a name was typed."""
    return sum(made.weights[stem] for stem in form & typed) / sum(made.weights[stem] for stem in form)


def unknown(made: Catalogue, word: str) -> bool:
    """Say whether a word is neither an everyday one nor in any name: a place, perhaps."""
    common = made.vocabulary.common
    seen = read(made.vocabulary, word)
    return bool(seen) and not any(
        each.small or each.stems[0] in common or each.stems[0] in made.entries for each in seen
    )
