"""The attack on our own publication: what anybody can work out from the published figures, and nothing else.

It reads documents as they are published (all releases together), knows how the tables add up, and shares no code with what
protects. A figure that is not shown must leave open that it is nearly nobody, and that it is many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from bot.observatory.bounds import reach
from bot.observatory.linear import LIMIT, Unknown
from bot.observatory.margins import FEW, MANY, SAME_CONVERSATIONS, TOTAL, YEARS_OF, YEARS_WITHIN

#: A document of a period as the contract writes it (JSON, read back).
Document = Mapping[str, Any]
#: What `alike` calls the territories of which nothing at all is shown: whatever holds for one holds for the others.
ALIKE, REST, SLACK = "alike", "rest", "slack"


class Place(NamedTuple):
    """A figure of a document, shown or not."""

    table: str
    period: str
    territory: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing that the published figures give away. `low` and `high` are the bounds that anybody can compute."""

    why: str
    place: Place
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        where = f"{self.place.table} {self.place.period} {self.place.territory} {' × '.join(self.place.values)}"
        return f"{where} : {self.why}" + (f" (entre {self.low:.0f} et {self.high:.0f})" if self.low is not None else "")


@dataclass(frozen=True, slots=True)
class Shown:
    """All figures of some documents. `rounded` says to which base; what is not in `exact` nor `rounded` is hidden."""

    exact: Mapping[Place, int]
    rounded: Mapping[Place, tuple[int, int]]
    hidden: frozenset[Place]
    absent: frozenset[Place]
    periods: frozenset[str]


@dataclass(slots=True)
class Memory:
    """What an attack showed to be possible. It still is when the same tables are published with less in them."""

    exact: Mapping[Place, int] = field(default_factory=dict)
    rounded: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    alike: Mapping[Place, Place] = field(default_factory=dict)
    low: set[Place] = field(default_factory=set)
    high: set[Place] = field(default_factory=set)

    def refresh(self, shown: Shown, alike: Mapping[Place, Place]) -> None:
        """Forget everything where something is published that was not before, or otherwise."""
        less = shown.exact.items() <= self.exact.items() and shown.rounded.items() <= self.rounded.items()
        if not (less and alike == self.alike):
            self.low, self.high = set(), set()
        self.exact, self.rounded, self.alike = shown.exact, shown.rounded, alike


def audit(
    documents: Sequence[Document],
    period: str | None = None,
    zeros: frozenset[str] = frozenset(),
    memory: Memory | None = None,
) -> list[Leak]:
    """Return everything that the documents give away together; of `period` and what it touches only, when it is given.

    `zeros` names the tables that are declared safe for publishing zeros. `memory` spares work when the same documents come
    again with more hidden in the last one.
    """
    if period:
        documents = _touched(documents, period)
    shown = _read(documents)
    leaks = [leak for document in documents if period in (None, document["period"]) for leak in _plain(document, zeros)]
    sums = [*_inside(documents), *_between(documents)]
    return leaks + list(_confined(shown, sums, period, memory or Memory()))


def _touched(documents: Sequence[Document], period: str) -> list[Document]:
    """Return what may have to do with a period: nothing adds up from one year to the next, nor from a quarter to another.

    A year adds up with its quarters, and of these only the tables that its own are the sum of.
    """
    here = [each for each in documents if each["period"][:4] == period[:4]]
    year = next((each for each in here if "-" not in each["period"]), None)
    if year is None:
        return [each for each in here if each["period"] == period]
    if year["period"] != period:
        return here
    tied = {
        name for table in year["tables"] for name in (YEARS_OF.get(table["id"]), *YEARS_WITHIN.get(table["id"], ()))
    }
    return [
        each if each is year else {**each, "tables": [table for table in each["tables"] if table["id"] in tied]}
        for each in here
    ]


def _read(documents: Iterable[Document]) -> Shown:
    exact: dict[Place, int] = {}
    rounded: dict[Place, tuple[int, int]] = {}
    hidden: set[Place] = set()
    absent: set[Place] = set()
    periods: set[str] = set()
    for document in documents:
        periods.add(document["period"])
        for table in document["tables"]:
            for cell in table["cells"]:
                values = tuple(cell["cell"][dimension] for dimension in table["dimensions"])
                place = Place(table["id"], document["period"], cell["territory"], values)
                if cell["n"] is None:
                    hidden.add(place)
                    if cell["status"] == "absent":
                        absent.add(place)
                elif cell["status"] == "rounded":
                    base, least = table["protection"]["base"], table["protection"]["threshold"]
                    rounded[place] = (max(cell["n"] - base, min(least, cell["n"])), cell["n"] + base)
                else:
                    exact[place] = cell["n"]
    return Shown(exact, rounded, frozenset(hidden), frozenset(absent), frozenset(periods))


def _plain(document: Document, zeros: frozenset[str]) -> Iterator[Leak]:
    """Yield what needs no computing: a figure under the threshold, a zero, everybody in one cell."""
    for table in document["tables"]:
        threshold = table["protection"]["threshold"]
        shown = {
            Place(table["id"], document["period"], cell["territory"], tuple(cell["cell"].values())): cell["n"]
            for cell in table["cells"]
            if cell["n"] is not None
        }
        for place, n in shown.items():
            if n is None or (n < threshold and (n or table["id"] not in zeros)):
                yield Leak("chiffre publié sous le seuil", place)
            for at, value in enumerate(place.values):
                whole = place._replace(
                    values=tuple(TOTAL if other == at else each for other, each in enumerate(place.values))
                )
                if value != TOTAL and n and shown.get(whole) == n:
                    yield Leak("toute la ligne tient dans une seule case", place)


@dataclass(frozen=True, slots=True)
class _Sum:
    """Factors that add up to nothing. A `guess` follows from how the tables are filled; additivity is certain."""

    terms: tuple[tuple[Place, int], ...]
    guess: bool = False


def _inside(documents: Iterable[Document]) -> Iterator[_Sum]:
    """Yield the sums inside a table: its margins in each territory, and the région as the sum of its territories."""
    for document in documents:
        for table in document["tables"]:
            ids, territories = _axes(table)
            name, period = table["id"], document["period"]
            for territory in territories:
                for at in (at for at in range(len(ids)) if ids[at]):
                    others = [(*each, TOTAL) if other != at else (TOTAL,) for other, each in enumerate(ids)]
                    for values in product(*others):
                        parts = [_with(values, at, value) for value in ids[at]]
                        yield _sum(
                            Place(name, period, territory, values),
                            [Place(name, period, territory, part) for part in parts],
                        )
            epcis = [each for each in territories if each.startswith("epci:")]
            region = next((each for each in territories if each.startswith("region:")), None)
            if region and epcis:
                crossed = len(ids) > 1
                for values in product(*((*each, TOTAL) for each in ids)):
                    parts_ = [
                        Place(name, period, territory, values) for territory in (*epcis, *((REST,) if crossed else ()))
                    ]
                    yield _Sum(_sum(Place(name, period, region, values), parts_).terms, guess=not crossed)


def _between(documents: Sequence[Document]) -> Iterator[_Sum]:
    """Yield what ties tables and periods together: the same conversations, a year and its quarters."""
    tables = {(table["id"], document["period"]): table for document in documents for table in document["tables"]}
    for (name, period), table in tables.items():
        for other in SAME_CONVERSATIONS:
            if name == SAME_CONVERSATIONS[0] and other != name and (other, period) in tables:
                for territory in _axes(table)[1]:
                    here = Place(name, period, territory, (TOTAL,))
                    yield _Sum(((here, 1), (here._replace(table=other), -1)), guess=True)
        if "-" in period:
            continue
        ids, territories = _axes(table)
        for simple in dict.fromkeys((YEARS_OF.get(name, ""), *YEARS_WITHIN.get(name, ()))):
            dimension = next((each["dimensions"][0] for (other, _), each in tables.items() if other == simple), None)
            if dimension is None or not any((simple, f"{period}-Q{number}") in tables for number in (1, 2, 3, 4)):
                continue
            at = table["dimensions"].index(dimension)
            for territory, value in product(territories, (*ids[at], TOTAL)):
                margin = Place(
                    name, period, territory, tuple(value if other == at else TOTAL for other in range(len(ids)))
                )
                quarters = [(Place(simple, f"{period}-Q{number}", territory, (value,)), 1) for number in (1, 2, 3, 4)]
                slack = (
                    () if YEARS_OF.get(name) == simple else ((margin._replace(table=f"{SLACK}:{name}:{simple}"), -1),)
                )
                yield _Sum((*quarters, (margin, -1), *slack), guess=True)


def _axes(table: Mapping[str, Any]) -> tuple[list[list[str]], list[str]]:
    """Return the values of each dimension, and the territories, in the order of the document."""
    ids = [
        [value for value in dict.fromkeys(cell["cell"][dimension] for cell in table["cells"]) if value != TOTAL]
        for dimension in table["dimensions"]
    ]
    return ids, list(dict.fromkeys(cell["territory"] for cell in table["cells"]))


def _with(values: tuple[str, ...], at: int, value: str) -> tuple[str, ...]:
    return (*values[:at], value, *values[at + 1 :])


def _sum(whole: Place, parts: Iterable[Place]) -> _Sum:
    return _Sum(((whole, -1), *((part, 1) for part in parts)))


def _confined(shown: Shown, sums: Sequence[_Sum], period: str | None, memory: Memory) -> Iterator[Leak]:
    """Yield what the sums confine, one independent part of the puzzle after the other."""
    alike = _alike(shown)
    memory.refresh(shown, alike)
    reduced = [each for each in (_reduce(shown, each, alike) for each in sums) if each.terms]
    for places, equations in _parts(reduced):
        if period is None or any(place.period == period for place in places):
            yield from _attack(shown, places, equations, memory)


def _alike(shown: Shown) -> dict[Place, Place]:
    """Map the figures of EPCI of which nothing at all is shown in a quarter to those of one that stands for them all.

    Tables with the same conversations go together. Agglomerations stay apart: their years are published as well.
    """
    crossed = {place.territory for place in (*shown.exact, *shown.hidden, *shown.rounded) if "-" not in place.period}

    def group(place: Place) -> tuple[str, str]:
        return (SAME_CONVERSATIONS[0] if place.table in SAME_CONVERSATIONS else place.table, place.period)

    seen = {(group(place), place.territory) for place in (*shown.exact, *shown.rounded)}
    blank: dict[tuple[str, str], set[str]] = {}
    for place in shown.hidden:
        lone = place.territory.startswith("epci:") and place.territory not in crossed and "-" in place.period
        if lone and (group(place), place.territory) not in seen:
            blank.setdefault(group(place), set()).add(place.territory)
    return {
        place: place._replace(territory=ALIKE)
        for place in shown.hidden
        if len(blank.get(group(place), ())) > 1 and place.territory in blank[group(place)]
    }


@dataclass(frozen=True, slots=True)
class _Reduced:
    terms: tuple[tuple[Place, int], ...]
    total: int
    guess: bool


def _reduce(shown: Shown, each: _Sum, alike: Mapping[Place, Place]) -> _Reduced:
    """Put the figures that are shown on one side; territories that are alike add up to one unknown."""
    total = 0
    terms: dict[Place, int] = {}
    for place, factor in each.terms:
        if place in shown.exact:
            total -= factor * shown.exact[place]
        else:
            terms[alike.get(place, place)] = factor  # alike ones stand in a sum with one factor: together they are one
    return _Reduced(tuple(terms.items()), total, each.guess)


def _parts(sums: Sequence[_Reduced]) -> Iterator[tuple[list[Place], list[_Reduced]]]:
    """Split the sums where they share no unknown."""
    leader: dict[Place, Place] = {}

    def find(place: Place) -> Place:
        while leader.setdefault(place, place) != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for each in sums:
        first = find(each.terms[0][0])
        for place, _ in each.terms[1:]:
            leader[find(place)] = first
    places: dict[Place, list[Place]] = {}
    for place in list(leader):
        places.setdefault(find(place), []).append(place)
    equations: dict[Place, dict[_Reduced, None]] = {}
    for each in sums:
        equations.setdefault(find(each.terms[0][0]), {})[each] = None
    for root, members in places.items():
        yield members, list(equations.get(root, ()))


def _attack(shown: Shown, places: Sequence[Place], sums: Sequence[_Reduced], memory: Memory) -> Iterator[Leak]:
    """Bound every unknown of one part. Where the guesses contradict the figures, nobody can build on them: leave them out."""
    number = {place: at for at, place in enumerate(places)}
    tight = [each for each in sums if not any(place.table.startswith(SLACK) for place, _ in each.terms)]
    block = {place: at for at, (members, _) in enumerate(_parts(tight)) for place in members}
    unknowns = [_unknown(shown, place, block.get(place), memory) for place in places]
    for kept in (sums, [each for each in sums if not each.guess]):
        found = reach(
            unknowns, [([(number[place], factor) for place, factor in each.terms], each.total) for each in kept]
        )
        if found.possible:
            break
    else:
        yield Leak("les chiffres publiés se contredisent", places[0])
        return
    if kept is sums:
        memory.low |= {
            place for place, each, n in zip(places, unknowns, found.least, strict=True) if n <= (each.few or -1)
        }
        memory.high |= {
            place for place, each, n in zip(places, unknowns, found.most, strict=True) if n >= (each.many or LIMIT)
        }
    for at in found.exposed:
        yield Leak("les chiffres publiés l'encadrent de trop près", places[at], found.least[at], found.most[at])


def _unknown(shown: Shown, place: Place, block: int | None, memory: Memory) -> Unknown:
    if place in shown.rounded:
        return Unknown(*shown.rounded[place], block=block)
    if place.territory in {ALIKE, REST}:  # of several alike each may be nobody; a rest may be known to be many
        return Unknown(many=None if place in memory.high else MANY, block=block)
    margin = place in shown.absent and "-" not in place.period and TOTAL in place.values
    nowhere = place not in shown.hidden and place.period in shown.periods  # no document has such a cell
    if nowhere or place.table.startswith(SLACK) or margin:
        return Unknown(block=block)
    return Unknown(few=None if place in memory.low else FEW, many=None if place in memory.high else MANY, block=block)
