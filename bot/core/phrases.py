"""Expressions of the lexicon, compiled once, and where they stand in a message."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.words import ELISIONS, Vocabulary, Word, canonical, fold

RUN_LENGTH = 8
#: A place with more words than this is a group: its words are not counted as common for standing in it.
FEW = 8
GAPS = ("…", "...")
#: Written in an expression for the reader's ease, not asked of the message.
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
        if self.runs:
            for first in stems:
                found += [end for run in self.runs.get(first, ()) if (end := _run_end(run, words, at)) is not None]
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
    """What somebody wrote in the lexicon, and the places that it compiles to; `section` and `id` are what it points to.

    `active`: it begins with « je » and tells what the person did, so that « je suis insulté » is not « j'ai insulté ».
    """

    written: str
    section: str
    id: str
    weight: float
    elements: tuple[Element, ...]
    negative: bool
    active: bool = False


Index = Mapping[str, tuple[Expression, ...]]
#: Compiles what somebody wrote, for a section, an id and a weight.
Make = Callable[[str, str, str, float], Expression]

_NONE: Mapping[str, tuple[tuple[str, ...], ...]] = {}


class Writer:
    """Compiles what partners wrote. Each part is worked out once: groups stand in many expressions, and share one place."""

    def __init__(self, vocabulary: Vocabulary, groups: Mapping[str, tuple[str, ...]]) -> None:
        self.vocabulary = vocabulary
        self.groups = groups
        self.tools = vocabulary.small | vocabulary.negations | {"etre"}
        self.known: dict[tuple[str, bool, bool], Element | None] = {}
        self.sets: dict[frozenset[str], frozenset[str]] = {}

    def expression(self, written: str, section: str, identifier: str, weight: float) -> Expression:
        """Turn « <conjoint> … me frappe/tape » into places; an unknown group or an empty expression is a ValueError."""
        elements = self._elements(written, whole=False)
        telling = sum(element.starts.isdisjoint(self.tools) for element in elements)
        if telling <= 1 and not any(element.runs for element in elements):
            elements = self._elements(written, whole=True)
        if not elements:
            message = f"« {written} » ne contient aucun mot"
            raise ValueError(message)
        negative = any(stem in self.vocabulary.negations for element in elements for stem in _stems(element))
        active = section == "traitements" and elements[0].starts == {"je"}
        return Expression(written, section, identifier, weight, elements, negative, active)

    def _elements(self, written: str, *, whole: bool) -> tuple[Element, ...]:
        """Return the places; `whole` asks for its articles too, where a single telling word would be left."""
        elements: list[Element] = []
        gap = False
        for part in written.replace("…", " … ").replace("...", " … ").replace("’", "'").split():
            if part in GAPS:
                gap = True
                continue
            key = (part, whole or "/" in part, gap and bool(elements))
            if key not in self.known:
                self.known[key] = self._element(*key, written)
            element = self.known[key]
            if element:
                elements.append(element)
                gap = False
        return tuple(elements)

    def _element(self, part: str, exact: bool, gap: bool, written: str) -> Element | None:  # noqa: FBT001 (a cache's key)
        runs = [run for option in self._options(part, written) if (run := self._run(option, exact=exact))]
        longer: dict[str, tuple[tuple[str, ...], ...]] = {}
        for run in runs:
            if len(run) > 1:
                longer[run[0]] = (*longer.get(run[0], ()), run)
        singles = self._once(run[0] for run in runs if len(run) == 1)
        return Element(singles, longer or _NONE, gap, self._once(run[0] for run in runs)) if runs else None

    def _once(self, stems: Iterable[str]) -> frozenset[str]:
        """Return a set, the same one each time: thousands of places begin with the same few words."""
        made = frozenset(stems)
        return self.sets.setdefault(made, made)

    def _options(self, part: str, written: str) -> tuple[str, ...]:
        options: list[str] = []
        for option in part.split("/"):
            if option.startswith("<") and option.endswith(">"):
                name = option[1:-1]
                if name not in self.groups:
                    message = f"« {written} » : le groupe « {name} » n'existe pas"
                    raise ValueError(message)
                options.extend(self.groups[name])
            else:
                options.append(option)
        return tuple(options)

    def _run(self, option: str, *, exact: bool) -> tuple[str, ...]:
        """Return the stems of the words of one option; « à » is asked where « a » (avoir) is passed over.

        Articles are asked only where the writer chose among them, « un/une/mon », or where all is `exact`.
        """
        stems: list[str] = []
        french = not self.vocabulary.starred
        exact = exact or not french  # in other languages whoever writes leaves articles out
        for raw in option.replace("'", "' ").replace("-", " ").split():
            if raw == "a" and not exact:
                continue
            word = fold(raw).strip("'")
            if french and raw.endswith("'"):
                word = ELISIONS.get(word, word)
            meant = self.vocabulary.abbreviations.get(word, ())
            stems.append(canonical(self.vocabulary, meant[0][0] if len(meant) == 1 else word)[0])
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
