"""Expressions of the lexicon, compiled once, and where they stand in a message."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.words import Vocabulary, Word, canonical, fold

GAP = 6
SMALL_GAP = 4
RUN_LENGTH = 8
MOST_MATCHES = 6
#: A place with more words than this is a group: its words are not counted as common for standing in it.
FEW = 8
GAPS = ("…", "...")
#: Written in an expression for the reader's ease, not asked of the message.
#: Between « pas » and a word, they make it somebody who is kept out: « pas aux étrangers ».
EXCLUDING = frozenset({"de", "des", "du", "au", "aux", "a", "le", "la", "les", "un", "une", "pour", "avec", "que"})
ARTICLES = frozenset({"le", "la", "les", "un", "une", "des", "de", "du", "l", "d", "au", "aux", "ne", "en", "y"})


@dataclass(frozen=True, slots=True)
class Element:
    """One place of an expression: any of these stems, or any of these runs of stems; `gap`: words may pass before it."""

    singles: frozenset[str]
    runs: Mapping[str, tuple[tuple[str, ...], ...]]
    gap: bool
    starts: frozenset[str]

    def ends(self, words: Sequence[Word], at: int) -> Sequence[int]:
        """Return where this place may end when it starts at `at`."""
        stems = words[at].stems
        if self.starts.isdisjoint(stems):
            return ()
        found = [] if self.singles.isdisjoint(stems) else [at]
        for first in stems:
            found.extend(end for run in self.runs.get(first, ()) if (end := _run_end(run, words, at)) is not None)
        return found


def _run_end(run: tuple[str, ...], words: Sequence[Word], at: int) -> int | None:
    """Return where a run of stems ends, small words passing between them: « serre la gorge »."""
    place = at
    for stem in run[1:]:
        place += 1
        while place < len(words) and stem not in words[place].stems and words[place].small and place - at <= RUN_LENGTH:
            place += 1
        if place >= len(words) or stem not in words[place].stems:
            return None
    return place


@dataclass(frozen=True, slots=True)
class Expression:
    """What somebody wrote in the lexicon, and the places that it compiles to; `section` and `id` are what it points to."""

    written: str
    section: str
    id: str
    weight: float
    elements: tuple[Element, ...]
    negative: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An expression in a message: the places of its words, how sure their spelling is, and whether it is denied."""

    expression: Expression
    places: tuple[int, ...]
    trust: float
    denied: bool

    @property
    def span(self) -> range:
        """All places from its first word to its last."""
        return range(self.places[0], self.places[-1] + 1)


Index = Mapping[str, tuple[Expression, ...]]


def compile_expression(  # noqa: PLR0913, PLR0917 (the words, what they are read with and what they point to)
    vocabulary: Vocabulary,
    groups: Mapping[str, tuple[str, ...]],
    written: str,
    section: str,
    identifier: str,
    weight: float,
) -> Expression:
    """Turn « <conjoint> … me frappe/tape » into places; an unknown group or an empty expression is a ValueError."""
    elements = _elements(vocabulary, groups, written, whole=False)
    tools = vocabulary.small | vocabulary.negations | {"etre"}
    if sum(element.starts.isdisjoint(tools) for element in elements) <= 1 and not any(e.runs for e in elements):
        elements = _elements(vocabulary, groups, written, whole=True)
    if not elements:
        message = f"« {written} » ne contient aucun mot"
        raise ValueError(message)
    negative = any(stem in vocabulary.negations for element in elements for stem in _stems(element))
    return Expression(written, section, identifier, weight, elements, negative)


def _elements(
    vocabulary: Vocabulary, groups: Mapping[str, tuple[str, ...]], written: str, *, whole: bool
) -> tuple[Element, ...]:
    """Return the places of an expression; `whole` asks its articles too, where a single telling word would be left."""
    elements: list[Element] = []
    gap = False
    for part in written.replace("…", " … ").replace("...", " … ").replace("’", "'").split():
        if part in GAPS:
            gap = True
            continue
        exact = whole or "/" in part
        runs = [run for option in _options(groups, part, written) if (run := _run(vocabulary, option, exact=exact))]
        if runs:
            singles = frozenset(run[0] for run in runs if len(run) == 1)
            longer: dict[str, tuple[tuple[str, ...], ...]] = {}
            for run in runs:
                if len(run) > 1:
                    longer[run[0]] = (*longer.get(run[0], ()), run)
            elements.append(Element(singles, longer, gap and bool(elements), frozenset(run[0] for run in runs)))
            gap = False
    return tuple(elements)


def _options(groups: Mapping[str, tuple[str, ...]], part: str, written: str) -> tuple[str, ...]:
    options: list[str] = []
    for option in part.split("/"):
        if option.startswith("<") and option.endswith(">"):
            name = option[1:-1]
            if name not in groups:
                message = f"« {written} » : le groupe « {name} » n'existe pas"
                raise ValueError(message)
            options.extend(groups[name])
        else:
            options.append(option)
    return tuple(options)


def _run(vocabulary: Vocabulary, option: str, *, exact: bool) -> tuple[str, ...]:
    """Return the stems of the words of one option; « à » is asked where « a » (avoir) is passed over.

    Articles are asked only where the writer chose among them, « un/une/mon », or where all is `exact`.
    """
    stems: list[str] = []
    for raw in option.replace("'", "' ").replace("-", " ").split():
        if raw == "a" and not exact:
            continue
        word = fold(raw).strip("'")
        if raw.endswith("'"):
            word = {"qu": "que", "quelqu": "quelque"}.get(word, word + "e")
        meant = vocabulary.abbreviations.get(word, ())
        stems.append(canonical(vocabulary, meant[0][0] if len(meant) == 1 else word)[0])
    return tuple(stem for stem in stems if stem and (exact or stem not in ARTICLES))


def _stems(element: Element) -> Iterable[str]:
    yield from element.singles
    for runs in element.runs.values():
        for run in runs:
            yield from run


def all_stems(expressions: Iterable[Expression]) -> Iterable[str]:
    """Yield every stem that an expression uses."""
    return (stem for expression in expressions for element in expression.elements for stem in _stems(element))


def index(vocabulary: Vocabulary, expressions: Iterable[Expression]) -> Index:
    """Return the expressions by the stems of their most telling place, so that a message looks at few of them.

    A word that many expressions use is common in messages too, so that it tells little.
    """
    listed = list(expressions)
    uses = Counter(
        stem
        for expression in listed
        for element in expression.elements
        for stem in element.starts
        if len(element.starts) <= FEW
    )
    tools = vocabulary.small | vocabulary.negations | {"etre", "a"}
    entries: dict[str, list[Expression]] = {}
    for expression in listed:
        anchor = min(
            expression.elements,
            key=lambda element: (not element.starts.isdisjoint(tools), sum(uses[stem] + 1 for stem in element.starts)),
        )
        for stem in anchor.starts:
            entries.setdefault(stem, []).append(expression)
    return {stem: tuple(anchored) for stem, anchored in entries.items()}


def find(vocabulary: Vocabulary, expressions: Index, words: Sequence[Word]) -> list[Found]:
    """Return every expression that stands in the message, at most six times each, in the order of the lexicon."""
    positions: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for stem in word.stems:
            positions.setdefault(stem, []).append(place)
    candidates = {id(entry): entry for stem in positions for entry in expressions.get(stem, ())}
    spots = _Spots(positions)
    found: list[Found] = []
    for expression in candidates.values():
        where = spots.all_of(expression)
        if where is None:
            continue
        count = 0
        for start in where[0]:
            places = _follow(expression, words, where, start, 0)
            if places:
                trust = min(words[place].trust for place in places)
                found.append(Found(expression, places, trust, _denied(vocabulary, expression, words, places)))
                count += 1
                if count == MOST_MATCHES:
                    break
    return found


class _Spots:
    """Where the stems of an element stand, worked out once a message: most elements are shared by many expressions."""

    def __init__(self, positions: Mapping[str, Sequence[int]]) -> None:
        self.positions = positions
        self.present = frozenset(positions)
        self.known: dict[frozenset[str], Sequence[int]] = {}

    def of(self, starts: frozenset[str]) -> Sequence[int]:
        if starts not in self.known:
            stems = starts & self.present
            self.known[starts] = sorted({place for stem in stems for place in self.positions[stem]}) if stems else ()
        return self.known[starts]

    def all_of(self, expression: Expression) -> Sequence[Sequence[int]] | None:
        where: list[Sequence[int]] = []
        for element in expression.elements:
            places = self.of(element.starts)
            if not places:
                return None
            where.append(places)
        return where


def _follow(
    expression: Expression, words: Sequence[Word], where: Sequence[Sequence[int]], at: int, step: int
) -> tuple[int, ...] | None:
    last = step + 1 == len(expression.elements)
    for end in expression.elements[step].ends(words, at):
        here = tuple(range(at, end + 1))
        if last:
            return here
        gap = expression.elements[step + 1].gap
        reach = end + 1 + (GAP if gap else SMALL_GAP)
        following = where[step + 1]
        for place in following[bisect_right(following, end) :]:
            if place > reach or words[place].sentence != words[end].sentence:
                break
            if not gap and not all(words[between].small for between in range(end + 1, place)):
                break
            rest = _follow(expression, words, where, place, step + 1)
            if rest:
                return here + rest
    return None


def _denied(vocabulary: Vocabulary, expression: Expression, words: Sequence[Word], places: tuple[int, ...]) -> bool:
    """Say whether « pas » stands before or right after: « pas enceinte », « il me frappe pas ».

    « pas de Noirs », « pas aux femmes » exclude rather than deny, unless it is « je n'ai pas de … ».
    """
    if expression.negative or expression.section.endswith("domaines"):
        return False  # a place is where it happened, whatever is denied about it
    solid = [place for place in places if not words[place].small] or list(places)
    for place in solid:
        before = place - 1
        while (
            before >= 0
            and words[before].small
            and place - before <= SMALL_GAP
            and words[before].clause == words[place].clause
        ):
            before -= 1
        if before < 0 or words[before].clause != words[place].clause or before in places:
            continue
        if vocabulary.negations.isdisjoint(words[before].stems):
            continue
        between = {words[step].stems[0] for step in range(before + 1, place)}
        if between.isdisjoint(EXCLUDING) or _says_i(words, before):
            return True
    after = solid[-1] + 1
    return (
        expression.section in {"traitements", "urgences"}
        and after < len(words)
        and words[after].clause == words[after - 1].clause
        and not vocabulary.negations.isdisjoint(words[after].stems)
        and not (after + 1 < len(words) and words[after + 1].stems[0] in {"de", "des"})
    )


def _says_i(words: Sequence[Word], before: int) -> bool:
    if {"veux", "accept", "prend"} & {
        stem for place in range(max(0, before - 2), before) for stem in words[place].stems
    }:
        return False
    return any(words[place].stems[0] == "je" for place in range(max(0, before - 3), before))
