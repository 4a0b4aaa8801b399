"""The attack on our own publication: what anybody can work out from the published figures, and nothing else.

It reads documents as they are published (all releases together), knows how the tables add up, and shares no code with what
protects. A figure that is not shown must leave open that it is nearly nobody, and that it is many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.observatory.bounds import reach
from bot.observatory.linear import LIMIT, Unknown
from bot.observatory.margins import FEW, MANY, TOGETHER, TOTAL, YEARS_OF, YEARS_WITHIN
from bot.observatory.published import (
    ALIKE,
    REST,
    SLACK,
    Document,
    Place,
    Shown,
    Sum,
    between,
    crossed,
    frame,
    inside,
    read,
    together,
)


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


class Attack:
    """The attack on a period in the making, made again each time that less of it is shown.

    What was published before is read once, and what was shown to be possible still is when more is hidden.
    """

    def __init__(self, earlier: Sequence[Document] = (), zeros: frozenset[str] = frozenset()) -> None:
        """Attack what comes beside `earlier`; `zeros` names the tables that are declared safe for publishing zeros."""
        self._earlier, self._zeros = earlier, zeros
        self._frame: object = None

    def leaks(self, document: Document) -> list[Leak]:
        """Return everything that a document gives away beside those before it, of its period and what it touches."""
        documents = _touched([*self._earlier, document], document["period"])
        if (same := frame(document)) != self._frame:
            self._frame, self._memory = same, _Memory()
            self._crossed, self._ties, self._inside = (
                crossed(documents),
                list(between(documents)),
                list(inside(document)),
            )
            self._before = [_page(each, inside(each), self._crossed) for each in documents if each is not document]
        pages = [*self._before, _page(document, self._inside, self._crossed)]
        return [*_plain(document, self._zeros), *_confined(pages, self._ties, document["period"], self._memory)]


def audit(documents: Sequence[Document], zeros: frozenset[str] = frozenset()) -> list[Leak]:
    """Return everything that documents give away together; `zeros` names the tables that may show zeros."""
    known = crossed(documents)
    pages = [_page(each, inside(each), known) for each in documents]
    leaks = [leak for each in documents for leak in _plain(each, zeros)]
    return [*leaks, *_confined(pages, list(between(documents)), None, _Memory())]


@dataclass(slots=True)
class _Memory:
    """What an attack showed to be possible. It still is when the same tables are published with less in them."""

    exact: Mapping[Place, int] = field(default_factory=dict)
    rounded: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    alike: Mapping[Place, Place] = field(default_factory=dict)
    low: set[Place] = field(default_factory=set)
    high: set[Place] = field(default_factory=set)

    def refresh(self, shown: Shown, alike: Mapping[Place, Place]) -> None:
        """Forget everything where something is published that was not before, or otherwise.

        Territories that become alike only add up: what each could be before, all together can be now.
        """
        less = shown.exact.items() <= self.exact.items() and shown.rounded.items() <= self.rounded.items()
        if not (less and self.alike.items() <= alike.items()):
            self.low, self.high = set(), set()
        self.exact, self.rounded, self.alike = shown.exact, shown.rounded, alike


def _touched(documents: Sequence[Document], period: str) -> list[Document]:
    """Return what may have to do with a period: nothing adds up from one year to the next, nor from a quarter to another.

    A year adds up with its quarters, and of these only the tables that its own are the sum of. (Another table with the same
    total was attacked with it in its quarter: what the year says of that total is judged there, as one unknown.)
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
class _Page:
    """One document as it is attacked: its figures, those of territories that are alike, the sums inside it."""

    shown: Shown
    alike: Mapping[Place, Place]
    sums: Sequence["_Reduced"]


def _page(document: Document, sums: Iterable[Sum], apart: frozenset[str]) -> _Page:
    shown = read(document)
    alike = _alike(shown, apart)
    return _Page(shown, alike, [_reduce(shown, each, alike) for each in sums])


def _confined(pages: Sequence[_Page], ties: Iterable[Sum], period: str | None, memory: _Memory) -> Iterator[Leak]:
    """Yield what the sums confine, one independent part of the puzzle after the other."""
    shown = together([page.shown for page in pages])
    alike = {place: other for page in pages for place, other in page.alike.items()}
    memory.refresh(shown, alike)
    sums = [each for page in pages for each in page.sums] + [_reduce(shown, each, alike) for each in ties]
    for places, equations in _parts([each for each in sums if each.terms]):
        if period is None or any(place.period == period for place in places):
            yield from _attack(shown, places, equations, memory)


def _alike(shown: Shown, apart: frozenset[str]) -> dict[Place, Place]:
    """Map the figures of EPCI of which nothing at all is shown in a quarter to those of one that stands for them all.

    Tables that tell of each other go together. Those that are `apart` are like nobody else: their years are published too.
    """
    leaders = {name: some[0] for some in TOGETHER for name in some}
    seen = {(leaders.get(place.table, place.table), place.territory) for place in (*shown.exact, *shown.rounded)}
    blank: dict[str, set[str]] = {}
    mine: dict[Place, str] = {}
    for place in shown.hidden:
        if "-" not in place.period or not place.territory.startswith("epci:") or place.territory in apart:
            continue
        group = leaders.get(place.table, place.table)
        if (group, place.territory) not in seen:
            blank.setdefault(group, set()).add(place.territory)
            mine[place] = group
    return {place: place._replace(territory=ALIKE) for place, group in mine.items() if len(blank[group]) > 1}


@dataclass(frozen=True, slots=True)
class _Reduced:
    terms: tuple[tuple[Place, int], ...]
    total: int
    guess: bool


def _reduce(shown: Shown, each: Sum, alike: Mapping[Place, Place]) -> _Reduced:
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


def _attack(shown: Shown, places: Sequence[Place], sums: Sequence[_Reduced], memory: _Memory) -> Iterator[Leak]:
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


def _unknown(shown: Shown, place: Place, block: int | None, memory: _Memory) -> Unknown:
    if place in shown.rounded:
        return Unknown(*shown.rounded[place], block=block)
    if place.territory in {ALIKE, REST}:  # of several alike each may be nobody; a rest may be known to be many
        return Unknown(many=None if place in memory.high else MANY, block=block)
    margin = place in shown.absent and "-" not in place.period and TOTAL in place.values
    nowhere = place not in shown.hidden and place.period in shown.periods  # no document has such a cell
    if nowhere or place.table.startswith(SLACK) or margin:
        return Unknown(block=block)
    return Unknown(few=None if place in memory.low else FEW, many=None if place in memory.high else MANY, block=block)
