"""Where a typed name is looked for: every name of France by its letters and by its sound, built on the first search."""

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby, repeat

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


#: How many forms are kept ready: those that the searches of a while name. One search, which tells forms apart by which one
#: they are, meets some hundreds.
KEPT = 4096
#: Letters of a commune's code.
_CODE = 5


@lru_cache(maxsize=2)  # those of the region, and of the last search elsewhere
def _apart(sounds: str) -> list[str]:
    return sounds.split(" ")


class _Shelf:
    """Names that begin alike, as lists side by side. Their sounds are worked out when the shelf is first looked at."""

    __slots__ = ("_floor", "_form", "_keys", "_numbers", "_sounds")

    def __init__(self, form: Callable[[int, str], Form], floor: float = _FLOOR_AWAY) -> None:
        self._form = form
        self._floor = floor
        self._keys: list[str] = []
        self._numbers = array("i")
        self._sounds = ""  # one text: as strings apart they would take six times the room

    def add(self, number: int, spelling: str) -> None:
        self._numbers.append(number)
        self._keys.append(spelling)

    def sounds(self) -> list[str]:
        """Return how each name is said."""
        self.warm()
        return _apart(self._sounds)

    def warm(self) -> None:
        """Work out how each name is said, once."""
        if not self._sounds:
            self._sounds = " ".join(form.sound() for form in map(self._form, self._numbers, self._keys))

    def near(self, typed: str, said: str, *, letters: bool) -> Iterator[tuple[Form, float]]:
        """Find the forms that look (or else sound) like what was typed, each with its likeness (0-100)."""
        sounds = self.sounds()
        asked, choices = (typed, self._keys) if letters else (said, sounds)
        for _, _, place in process.extract(asked, choices, scorer=fuzz.ratio, limit=_KEPT, score_cutoff=self._floor):
            spelling = self._keys[place]
            yield self._form(self._numbers[place], spelling), likeness(typed, said, spelling, sounds[place])


class Index:
    """The names of a gazetteer, ready to be searched. Lists stand side by side because rapidfuzz walks lists of text.

    `own` are the communes under their own names, which `entry` gives again by their codes; `others` are their other names.
    A form has a number: from 0 on for the communes' own, made when it is asked for, since 35,000 communes of which nobody
    ever types the name need no objects; below 0 for all else, short forms included.
    """

    __slots__ = (
        "_codes",
        "_endings",
        "_entry",
        "_first",
        "_form",
        "_home",
        "_numbers",
        "_others",
        "_shelves",
        "_sorted",
    )

    def __init__(self, own: Iterable[Entry], others: Iterable[Entry], entry: Callable[[str], Entry]) -> None:
        self._entry = entry
        self._form = lru_cache(maxsize=KEPT)(self._made)
        self._others: list[Form] = []
        self._home = _Shelf(self._form, _FLOOR)
        self._shelves: dict[str, _Shelf] = defaultdict(lambda: _Shelf(self._form))
        codes = bytearray()
        written: list[str] = []
        numbers = array("i")
        for number, each in chain(enumerate(own), zip(repeat(None), others)):
            if number is not None:
                codes += each.insee.encode()
            for spelling, one in self._spellings(each, number):
                written.append(spelling)
                numbers.append(one)
        self._codes = codes.decode()
        # Each spelling once, in order; the numbers of the forms that are written so stand together, from `_first` on.
        self._sorted: list[str] = []
        self._first, self._numbers = array("I"), array("i")
        for spelling, same in groupby(sorted(range(len(written)), key=written.__getitem__), written.__getitem__):
            self._sorted.append(spelling)
            self._first.append(len(self._numbers))
            self._numbers.extend(numbers[place] for place in same)
        self._first.append(len(self._numbers))
        self._endings: dict[tuple[int, str], list[str]] = defaultdict(list)
        for spelling in self._sorted:
            self._endings[len(spelling), spelling[-1]].append(spelling)

    def _spellings(self, entry: Entry, own: int | None) -> Iterator[tuple[str, int]]:
        """Yield each way to write an entry with its form's number, and put it on its shelf."""
        of = words(entry.name)
        yield self._shelved(entry, key(of), own)
        if bare(of) != of:
            spelling = "".join(of)
            yield spelling, self._number(entry, spelling) if own is None else own
        if (entry.home or entry.population >= FAMOUS) and (head := _head(of)):
            yield self._shelved(entry, key(head), short=True)

    def _shelved(self, entry: Entry, spelling: str, own: int | None = None, *, short: bool = False) -> tuple[str, int]:
        number = self._number(entry, spelling, short=short) if own is None else own
        (self._home if entry.home else self._shelves[initial(spelling)]).add(number, spelling)
        return spelling, number

    def _number(self, entry: Entry, spelling: str, *, short: bool = False) -> int:
        self._others.append(Form(entry, spelling, short))
        return -len(self._others)

    def _made(self, number: int, spelling: str) -> Form:
        if number < 0:
            return self._others[-number - 1]
        return Form(self._entry(self._codes[number * _CODE : (number + 1) * _CODE]), spelling, short=False)

    def warm(self) -> None:
        """Work out every sound now: for a bot that starts, so that nobody waits."""
        for shelf in (self._home, *self._shelves.values()):
            shelf.warm()
        self._form.cache_clear()

    def exact(self, typed: str) -> tuple[Form, ...]:
        """Return the forms written with exactly these letters."""
        place = bisect_left(self._sorted, typed)
        return self._at(place) if self._sorted[place : place + 1] == [typed] else ()

    def _at(self, place: int) -> tuple[Form, ...]:
        numbers = self._numbers[self._first[place] : self._first[place + 1]]
        return tuple(self._form(number, self._sorted[place]) for number in numbers)

    def starting(self, typed: str, most: int = 200) -> list[Form]:
        """Return the forms that begin with these letters, at most `most` spellings of them."""
        first = bisect_left(self._sorted, typed)
        found: list[Form] = []
        for place in range(first, min(first + most, len(self._sorted))):
            if not self._sorted[place].startswith(typed):
                break
            found.extend(self._at(place))
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
