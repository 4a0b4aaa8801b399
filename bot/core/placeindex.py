"""Where a typed name is looked for: every name of France by its letters and by its sound, built on the first search."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from bot.core.spelling import bare, initial, key, sound, words

#: Words that begin the second half of a long name: what stands before is how people call the town.
_LINKS = frozenset(
    {"sur", "les", "en", "d", "de", "du", "des", "le", "la", "l", "au", "aux", "sous", "et", "a", "pres"}
)
_SAINTS = frozenset({"saint", "sainte"})
#: Shorter beginnings of a long name mean no one town.
_SHORTEST = 4
#: Smaller places outside the region are not searched by the short form of their name.
FAMOUS = 8_000
#: How many near forms each pass keeps before they are compared in earnest, and what they must share (0-100).
_KEPT, _FLOOR, _FLOOR_AWAY, _FLOOR_LETTERS = 24, 55, 66, 70
#: Found at least this alike, a name is not looked for any further.
ENOUGH = 86


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
    short: bool

    def sound(self) -> str:
        """Return how the form is said; worked out when it is asked for, since most of France never is."""
        of = words(self.entry.name)
        return sound(_head(of) if self.short else of)


def _head(of: tuple[str, ...]) -> tuple[str, ...]:
    """Return how a long name is called for short: "boulogne" for Boulogne-sur-Mer, "henin" for Hénin-Beaumont; or ()."""
    of = bare(of)
    end = next((place for place, word in enumerate(of) if place and word in _LINKS), 1 if of[:1] and len(of) > 1 else 0)
    head = of[:end]
    return head if head and head[-1] not in _SAINTS and len("".join(head)) >= _SHORTEST else ()


class _Shelf:
    """Names that begin alike, as lists side by side. Their sounds are worked out when the shelf is first looked at."""

    __slots__ = ("_floor", "_keys", "_sounds", "forms")

    def __init__(self, floor: float = _FLOOR_AWAY) -> None:
        self.forms: list[Form] = []
        self._floor = floor
        self._keys: list[str] = []
        self._sounds: list[str] = []

    def warm(self) -> None:
        if len(self._keys) != len(self.forms):
            self._keys = [form.key for form in self.forms]
            self._sounds = [form.sound() for form in self.forms]

    def near(self, typed: str, said: str, *, letters: bool) -> Iterator[tuple[Form, float]]:
        """Find the forms that look (or else sound) like what was typed, each with its likeness (0-100)."""
        self.warm()
        asked, choices = (typed, self._keys) if letters else (said, self._sounds)
        for _, _, place in process.extract(asked, choices, scorer=fuzz.ratio, limit=_KEPT, score_cutoff=self._floor):
            form = self.forms[place]
            yield form, likeness(typed, said, form.key, self._sounds[place])


class Index:
    """The names of a gazetteer, ready to be searched. Lists stand side by side because rapidfuzz walks lists of text."""

    __slots__ = ("_by_key", "_endings", "_home", "_shelves", "_sorted")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[str, tuple[Form, ...]] = {}
        self._home = _Shelf(_FLOOR)
        self._shelves: dict[str, _Shelf] = defaultdict(_Shelf)
        for entry in entries:
            self._add(entry)
        self._sorted = sorted(self._by_key)
        self._endings: dict[tuple[int, str], list[str]] = defaultdict(list)
        for spelling in self._sorted:
            self._endings[len(spelling), spelling[-1]].append(spelling)

    def _add(self, entry: Entry) -> None:
        of = words(entry.name)
        self._keep(Form(entry, key(of), short=False))
        if bare(of) != of:
            self._note(Form(entry, "".join(of), short=False))
        if (entry.home or entry.population >= FAMOUS) and (head := _head(of)):
            self._keep(Form(entry, key(head), short=True))

    def _keep(self, form: Form) -> None:
        self._note(form)
        if form.entry.home:
            self._home.forms.append(form)
        else:
            self._shelves[initial(form.key)].forms.append(form)

    def _note(self, form: Form) -> None:
        self._by_key[form.key] = (*self._by_key.get(form.key, ()), form)

    def warm(self) -> None:
        """Work out every sound now: for a bot that starts, so that nobody waits."""
        for shelf in (self._home, *self._shelves.values()):
            shelf.warm()

    def exact(self, typed: str) -> tuple[Form, ...]:
        """Return the forms written with exactly these letters."""
        return self._by_key.get(typed, ())

    def starting(self, typed: str, most: int = 200) -> list[Form]:
        """Return the forms that begin with these letters, at most `most` spellings of them."""
        first = bisect_left(self._sorted, typed)
        found: list[Form] = []
        for spelling in self._sorted[first : first + most]:
            if not spelling.startswith(typed):
                break
            found.extend(self._by_key[spelling])
        return found

    def near(self, typed: str, said: str) -> dict[Form, float]:
        """Return the forms that look or sound like what was typed, each with its likeness (0-100)."""
        found = dict(self._home.near(typed, said, letters=False))
        found.update(self._home.near(typed, said, letters=True))
        if shelf := self._shelves.get(initial(typed)):
            found.update(shelf.near(typed, said, letters=False))
            if max(found.values(), default=0) < ENOUGH:
                found.update(shelf.near(typed, said, letters=True))
        if max(found.values(), default=0) < ENOUGH:
            found.update(self._near_the_end(typed, said))
        return found

    def _near_the_end(self, typed: str, said: str) -> Iterator[tuple[Form, float]]:
        """Find names whose beginning was mistyped: about as long, with the same last letter."""
        for length in range(len(typed) - 2, len(typed) + 3):
            choices = self._endings.get((length, typed[-1]), [])
            for spelling, _, _ in process.extract(
                typed, choices, scorer=fuzz.ratio, limit=_KEPT // 3, score_cutoff=_FLOOR_LETTERS
            ):
                for form in self._by_key[spelling]:
                    yield form, likeness(typed, said, form.key, form.sound())


#: How much letters, sounds and a common beginning count in a likeness; tuned on the `dev` spellings of the benchmarks.
SAME_SOUND = 90.0
WEIGHTS = (0.3, 0.3, 0.4)


def likeness(typed: str, said: str, letters: str, sounds: str) -> float:
    """Say how alike (0-100) a typed name and a form are, by letters, by sounds and by how they begin."""
    by_letters, by_sounds, by_beginning = WEIGHTS
    alike = (
        by_letters * fuzz.ratio(typed, letters)
        + by_sounds * fuzz.ratio(said, sounds)
        + by_beginning * 100 * JaroWinkler.similarity(typed, letters)
    )
    return max(alike, SAME_SOUND) if said == sounds and len(said) > 2 else alike  # noqa: PLR2004 - too short to tell


def renown(entry: Entry) -> float:
    """Return 0 to 9: how far a name is known, by the size of the place (9 near 300,000 inhabitants)."""
    return min(9.0, 1.65 * math.log10(entry.population + 1))
