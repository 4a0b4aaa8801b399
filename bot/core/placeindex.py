"""Where a typed name is looked for: every name of France by its letters and by its sound, built on the first search."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.core.spelling import bare, key, sound, words

#: Words that begin the second half of a long name: what stands before is how people call the town.
_LINKS = frozenset(
    {"sur", "les", "en", "d", "de", "du", "des", "le", "la", "l", "au", "aux", "sous", "et", "a", "pres"}
)
#: Smaller places outside the region are not searched by the short form of their name.
FAMOUS = 8_000
#: How many near forms each pass keeps before they are compared in earnest.
_KEPT = 12
#: What is under this similarity of letters or of sounds (0-100) is never considered.
_FLOOR = 58


@dataclass(frozen=True, slots=True)
class Entry:
    """A name under which a commune is known: its own, or one of an associated, delegated or former commune."""

    insee: str
    name: str
    population: int
    home: bool


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One way to type an entry. `short` is the beginning of a longer name ("Condé" for Condé-sur-l'Escaut)."""

    entry: Entry
    key: str
    sound: str
    short: bool


def short_forms(of: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return how a long name is called for short: ("boulogne",) for Boulogne-sur-Mer, ("henin",) for Hénin-Beaumont."""
    of = bare(of)
    for place, word in enumerate(of[1:], start=1):
        if word in _LINKS:
            head = of[:place]
            return (head,) if len("".join(head)) > 3 and head[-1] not in {"saint", "sainte"} else ()  # noqa: PLR2004
    if len(of) > 1 and of[0] not in {"saint", "sainte"} and len(of[0]) > 3:  # noqa: PLR2004 - too short to mean one town
        return (of[:1],)
    return ()


class Index:
    """The names of a gazetteer, ready to be searched. Lists stand side by side because rapidfuzz walks lists of text."""

    __slots__ = ("_by_key", "_home", "_home_keys", "_home_sounds", "_rest", "_rest_sounds", "_sorted")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[str, list[Form]] = defaultdict(list)
        self._home: list[Form] = []
        self._rest: dict[str, list[Form]] = defaultdict(list)
        for entry in entries:
            self._add(entry)
        self._home_keys = [form.key for form in self._home]
        self._home_sounds = [form.sound for form in self._home]
        self._rest_sounds = {first: [form.sound for form in forms] for first, forms in self._rest.items()}
        self._sorted = sorted(self._by_key)

    def _add(self, entry: Entry) -> None:
        of = words(entry.name)
        self._keep(Form(entry, key(of), sound(of), short=False))
        if bare(of) != of:
            self._by_key["".join(of)].append(Form(entry, "".join(of), "", short=False))
        if entry.home or entry.population >= FAMOUS:
            for head in short_forms(of):
                self._keep(Form(entry, key(head), sound(head), short=True))

    def _keep(self, form: Form) -> None:
        self._by_key[form.key].append(form)
        if form.entry.home:
            self._home.append(form)
        else:
            self._rest[form.sound[:1]].append(form)

    def exact(self, typed: str) -> list[Form]:
        """Return the forms written with exactly these letters."""
        return self._by_key.get(typed, [])

    def starting(self, typed: str, most: int = 400) -> list[Form]:
        """Return the forms that begin with these letters, at most `most` spellings of them."""
        first = bisect_left(self._sorted, typed)
        found: list[Form] = []
        for spelling in self._sorted[first : first + most]:
            if not spelling.startswith(typed):
                break
            found.extend(self._by_key[spelling])
        return found

    def near(self, typed: str, said: str) -> dict[Form, float]:
        """Return the forms that look or sound like what was typed, each with its similarity (0-100)."""
        found: set[int] = set()
        for asked, choices in ((typed, self._home_keys), (said, self._home_sounds)):
            hits = process.extract(asked, choices, scorer=fuzz.ratio, limit=_KEPT * 2, score_cutoff=_FLOOR)
            found.update(place for _, _, place in hits)
        forms = [self._home[place] for place in found]
        first = said[:1]
        hits = process.extract(
            said, self._rest_sounds.get(first, []), scorer=fuzz.ratio, limit=_KEPT * 3, score_cutoff=_FLOOR + 10
        )
        forms.extend(self._rest[first][place] for _, _, place in hits)
        return {form: likeness(typed, said, form) for form in forms}


def likeness(typed: str, said: str, form: Form) -> float:
    """Say how alike (0-100) a typed name and a form are, half by letters and half by sounds."""
    return 0.5 * fuzz.ratio(typed, form.key) + 0.5 * fuzz.ratio(said, form.sound)


def renown(entry: Entry) -> float:
    """Return 0 to 9: how far a name is known, by the size of the place (9 near 300,000 inhabitants)."""
    return min(9.0, 1.65 * math.log10(entry.population + 1))
