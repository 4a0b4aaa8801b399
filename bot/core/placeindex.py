"""Where a typed name is looked for: every name of France by its letters and by its sound, built on the first search."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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


#: What stands for a form as long as nobody asks for it: the code of a commune whose own name it is, in full, or itself.
#: 35,000 communes of which nobody ever types the name need no objects.
_Ref = str | Form
#: How many forms are kept ready: those that the searches of a while name. One search, which tells forms apart by which one
#: they are, meets some hundreds.
KEPT = 4096


class _Shelf:
    """Names that begin alike, as lists side by side. Their sounds are worked out when the shelf is first looked at."""

    __slots__ = ("_floor", "_form", "_keys", "_refs", "_sounds")

    def __init__(self, form: Callable[[_Ref, str], Form], floor: float = _FLOOR_AWAY) -> None:
        self._form = form
        self._refs: list[_Ref] = []
        self._floor = floor
        self._keys: list[str] = []
        self._sounds: list[str] = []

    def add(self, ref: _Ref, spelling: str) -> None:
        self._refs.append(ref)
        self._keys.append(spelling)

    def warm(self) -> None:
        if len(self._sounds) != len(self._refs):
            self._sounds = [self._form(*each).sound() for each in zip(self._refs, self._keys, strict=True)]

    def near(self, typed: str, said: str, *, letters: bool) -> Iterator[tuple[Form, float]]:
        """Find the forms that look (or else sound) like what was typed, each with its likeness (0-100)."""
        self.warm()
        asked, choices = (typed, self._keys) if letters else (said, self._sounds)
        for _, _, place in process.extract(asked, choices, scorer=fuzz.ratio, limit=_KEPT, score_cutoff=self._floor):
            spelling = self._keys[place]
            yield self._form(self._refs[place], spelling), likeness(typed, said, spelling, self._sounds[place])


class Index:
    """The names of a gazetteer, ready to be searched. Lists stand side by side because rapidfuzz walks lists of text.

    `own` are the communes under their own names, which `entry` gives again by their codes; `others` are their other names.
    """

    __slots__ = ("_by_key", "_endings", "_entry", "_form", "_home", "_shelves", "_sorted")

    def __init__(self, own: Iterable[Entry], others: Iterable[Entry], entry: Callable[[str], Entry]) -> None:
        self._entry = entry
        self._form = lru_cache(maxsize=KEPT)(self._made)
        self._by_key: dict[str, _Ref | tuple[_Ref, ...]] = {}
        self._home = _Shelf(self._form, _FLOOR)
        self._shelves: dict[str, _Shelf] = defaultdict(lambda: _Shelf(self._form))
        for each in own:
            self._add(each, own=True)
        for each in others:
            self._add(each, own=False)
        self._sorted = sorted(self._by_key)
        self._endings: dict[tuple[int, str], list[str]] = defaultdict(list)
        for spelling in self._sorted:
            self._endings[len(spelling), spelling[-1]].append(spelling)

    def _add(self, entry: Entry, *, own: bool) -> None:
        of = words(entry.name)
        self._keep(entry, key(of), own=own)
        if bare(of) != of:
            spelling = "".join(of)
            self._note(entry.insee if own else Form(entry, spelling, short=False), spelling)
        if (entry.home or entry.population >= FAMOUS) and (head := _head(of)):
            self._keep(entry, key(head), own=False, short=True)

    def _keep(self, entry: Entry, spelling: str, *, own: bool, short: bool = False) -> None:
        ref = entry.insee if own else Form(entry, spelling, short)
        self._note(ref, spelling)
        shelf = self._home if entry.home else self._shelves[initial(spelling)]
        shelf.add(ref, spelling)

    def _note(self, ref: _Ref, spelling: str) -> None:
        there = self._by_key.get(spelling)
        if there is None:
            self._by_key[spelling] = ref
        else:
            self._by_key[spelling] = (*there, ref) if isinstance(there, tuple) else (there, ref)

    def _made(self, ref: _Ref, spelling: str) -> Form:
        return ref if isinstance(ref, Form) else Form(self._entry(ref), spelling, short=False)

    def warm(self) -> None:
        """Work out every sound now: for a bot that starts, so that nobody waits."""
        for shelf in (self._home, *self._shelves.values()):
            shelf.warm()
        self._form.cache_clear()

    def exact(self, typed: str) -> tuple[Form, ...]:
        """Return the forms written with exactly these letters."""
        there = self._by_key.get(typed, ())
        return tuple(self._form(ref, typed) for ref in (there if isinstance(there, tuple) else (there,)))

    def starting(self, typed: str, most: int = 200) -> list[Form]:
        """Return the forms that begin with these letters, at most `most` spellings of them."""
        first = bisect_left(self._sorted, typed)
        found: list[Form] = []
        for spelling in self._sorted[first : first + most]:
            if not spelling.startswith(typed):
                break
            found.extend(self.exact(spelling))
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
                for form in self.exact(spelling):
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
