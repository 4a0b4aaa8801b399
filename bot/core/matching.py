"""Where the expressions of the lexicon stand in a message, and whether they are denied there."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.phrases import RUN_LENGTH, Expression, Index
from bot.core.words import Vocabulary, Word

GAP = 6
SMALL_GAP = 4
#: How far after a first word the next may begin at most.
REACH = RUN_LENGTH + GAP + 4
MOST_MATCHES = 6
#: Between « pas » and a word, they make it somebody who is kept out: « pas aux étrangers ».
EXCLUDING = frozenset({"de", "des", "du", "au", "aux", "a", "le", "la", "les", "un", "une", "pour", "avec", "que"})


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
            if len(where) > 1 and not _near(where[1], start):
                continue
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


def _near(places: Sequence[int], start: int) -> bool:
    following = bisect_right(places, start)
    return following < len(places) and places[following] - start <= REACH


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
        for index in range(bisect_right(following, end), len(following)):
            place = following[index]
            if place > reach or words[place].sentence != words[end].sentence:
                break
            between = words[end + 1 : place]
            if not gap and not all(word.small for word in between):
                break
            if expression.active and any("etre" in word.stems for word in between):
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
    if vocabulary.starred:
        return expression.section != "criteres" and _denied_before(vocabulary, words, places[0])
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
        expression.section in {"traitements", "urgences", "familles"}
        and after < len(words)
        and words[after].clause == words[after - 1].clause
        and not vocabulary.negations.isdisjoint(words[after].stems)
        and not (after + 1 < len(words) and words[after + 1].stems[0] in {"de", "des"})
    )


def _denied_before(vocabulary: Vocabulary, words: Sequence[Word], place: int) -> bool:
    """Say whether a negation stands right before: « did not hit me ». Other languages have no rule of their own."""
    before = place - 1
    return (
        before >= 0
        and words[before].clause == words[place].clause
        and not vocabulary.negations.isdisjoint(words[before].stems)
    )


def _says_i(words: Sequence[Word], before: int) -> bool:
    if {"veux", "accept", "prend"} & {
        stem for place in range(max(0, before - 2), before) for stem in words[place].stems
    }:
        return False
    return any(words[place].stems[0] == "je" for place in range(max(0, before - 3), before))
