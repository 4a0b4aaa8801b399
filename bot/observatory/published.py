"""What was published, read back by the attack: figures, and the sums that anybody knows between them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from bot.observatory.margins import ASKED_OF, SAME_CONVERSATIONS, TOTAL, YEARS_OF, YEARS_WITHIN

#: A document of a period as the contract writes it (JSON, read back).
Document = Mapping[str, Any]
#: A table → those whose totals are the same number.
ALSO_COUNTED_IN = {first: others for first, *others in SAME_CONVERSATIONS}
#: What `alike` calls the territories of which nothing at all is shown: whatever holds for one holds for the others.
ALIKE, REST, SLACK = "alike", "rest", "slack"


class Place(NamedTuple):
    """A figure of a document, shown or not."""

    table: str
    period: str
    territory: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All figures of some documents. `rounded` says to which base; what is not in `exact` nor `rounded` is hidden."""

    exact: Mapping[Place, int]
    rounded: Mapping[Place, tuple[int, int]]
    hidden: frozenset[Place]
    absent: frozenset[Place]
    periods: frozenset[str]


def read(document: Document) -> Shown:
    """Sort the figures of a document by what is known of them."""
    exact: dict[Place, int] = {}
    rounded: dict[Place, tuple[int, int]] = {}
    hidden: set[Place] = set()
    absent: set[Place] = set()
    for table in document["tables"]:
        dimensions, name, period = table["dimensions"], table["id"], document["period"]
        for cell in table["cells"]:
            values = cell["cell"]
            place = Place(name, period, cell["territory"], tuple([values[each] for each in dimensions]))
            if cell["n"] is None:
                hidden.add(place)
                if cell["status"] == "absent":
                    absent.add(place)
            elif cell["status"] == "rounded":
                base, least = table["protection"]["base"], table["protection"]["threshold"]
                rounded[place] = (max(cell["n"] - base, min(least, cell["n"])), cell["n"] + base)
            else:
                exact[place] = cell["n"]
    return Shown(exact, rounded, frozenset(hidden), frozenset(absent), frozenset({document["period"]}))


def together(some: Sequence[Shown]) -> Shown:
    """Return the figures of several documents as one."""
    return Shown(
        {place: n for each in some for place, n in each.exact.items()},
        {place: limits for each in some for place, limits in each.rounded.items()},
        frozenset().union(*(each.hidden for each in some)),
        frozenset().union(*(each.absent for each in some)),
        frozenset().union(*(each.periods for each in some)),
    )


def crossed(documents: Iterable[Document]) -> frozenset[str]:
    """Return the territories of which years are published: what is known of them in a quarter is more than that quarter."""
    return frozenset(
        cell["territory"]
        for document in documents
        if "-" not in document["period"]
        for table in document["tables"]
        for cell in table["cells"]
    )


def frame(document: Document) -> object:
    """Return what the sums of a document follow from: its tables, their territories and values, whatever is shown of them."""
    return [(document["period"], table["id"], *_axes(table)) for table in document["tables"]]


@dataclass(frozen=True, slots=True)
class Sum:
    """Factors that add up to nothing. A `guess` follows from how the tables are filled; additivity is certain."""

    terms: tuple[tuple[Place, int], ...]
    guess: bool = False


def inside(document: Document) -> Iterator[Sum]:
    """Yield the sums inside each table: its margins in each territory, and the région as the sum of its territories."""
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
                yield Sum(_sum(Place(name, period, region, values), parts_).terms, guess=not crossed)


def between(documents: Sequence[Document]) -> Iterator[Sum]:
    """Yield what ties tables and periods together: the same conversations, a year and its quarters."""
    tables = {(table["id"], document["period"]): table for document in documents for table in document["tables"]}
    yield from _asked_of(tables)
    for (name, period), table in tables.items():
        for other in ALSO_COUNTED_IN.get(name, ()):
            if (other, period) in tables:
                for territory in _axes(table)[1]:
                    here = Place(name, period, territory, (TOTAL,))
                    yield Sum(((here, 1), (here._replace(table=other), -1)), guess=True)
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
                yield Sum((*quarters, (margin, -1), *slack), guess=True)


def _asked_of(tables: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[Sum]:
    """Yield what ties a question to the answers that lead to it: there are no more of its answers than of these."""
    for (name, period), table in tables.items():
        first, answers = ASKED_OF.get(name, ("", ()))
        for territory in _axes(table)[1] if (first, period) in tables else ():
            here = Place(name, period, territory, (TOTAL,))
            led = [(Place(first, period, territory, (answer,)), 1) for answer in answers]
            yield Sum((*led, (here, -1), (here._replace(table=f"{SLACK}:{name}"), -1)), guess=True)


def _axes(table: Mapping[str, Any]) -> tuple[list[list[str]], list[str]]:
    """Return the values of each dimension, and the territories, in the order of the document."""
    ids = [
        [value for value in dict.fromkeys(cell["cell"][dimension] for cell in table["cells"]) if value != TOTAL]
        for dimension in table["dimensions"]
    ]
    return ids, list(dict.fromkeys(cell["territory"] for cell in table["cells"]))


def _with(values: tuple[str, ...], at: int, value: str) -> tuple[str, ...]:
    return (*values[:at], value, *values[at + 1 :])


def _sum(whole: Place, parts: Iterable[Place]) -> Sum:
    return Sum(((whole, -1), *((part, 1) for part in parts)))
