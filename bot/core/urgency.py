"""Words that interrupt everything: danger, suicide, a child, a partner, a rape, a night outside, somebody else.

Reads the whole message. Two strengths: "interrupt" stops the conversation, "soft" adds one line. An isolated word never
suffices: that is for the lexicon's expressions to respect, and for tests/core/test_urgency.py to check.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.core.lexicon import WrittenLexicon
from bot.core.phrases import Expression, Found, Index, find, index
from bot.core.words import Vocabulary, Word

Strength = Literal["interrupt", "soft"]
Make = Callable[[str, str, str, float], Expression]


@dataclass(frozen=True, slots=True)
class Alarm:
    """An urgency that a message tells of, and the words that told it."""

    id: str
    strength: Strength
    expression: str
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Expressions that say an urgency only together."""

    id: str
    one_of: frozenset[str]
    and_one_of: frozenset[str]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Alarms:
    """The urgencies in order of priority, compiled."""

    order: tuple[str, ...]
    pairs: tuple[Pair, ...]
    past_is_soft: frozenset[str]
    done_is_soft: frozenset[str]
    expressions: Index = field(default_factory=dict)

    def indexed(self, vocabulary: Vocabulary, expressions: Iterable[Expression]) -> "Alarms":
        """Return the same alarms with their expressions ready to be looked up."""
        return Alarms(self.order, self.pairs, self.past_is_soft, self.done_is_soft, index(vocabulary, expressions))


def compile_alarms(written: WrittenLexicon, make: Make) -> tuple[Alarms, list[Expression]]:
    """Return the alarms, not yet indexed, and all their expressions."""
    expressions: list[Expression] = [make(text, "passe", "passe", 0) for text in written.past]
    pairs: list[Pair] = []
    for name, signs in written.urgencies.items():
        expressions += [make(text, "urgences", name, 1) for text in signs.interrupt]
        expressions += [make(text, "urgences", name, 0.5) for text in signs.soft]
        expressions += [make(text, "sauf urgences", name, 0) for text in signs.except_]
        for pair in signs.together:
            expressions += [make(text, "ensemble", name, 0) for text in (*pair.one_of, *pair.and_one_of)]
            strength: Strength = "interrupt" if pair.strength == "interrompt" else "soft"
            pairs.append(Pair(name, frozenset(pair.one_of), frozenset(pair.and_one_of), strength))
    past_is_soft = frozenset(name for name, signs in written.urgencies.items() if signs.past_is_soft)
    done_is_soft = frozenset(name for name, signs in written.urgencies.items() if signs.done_is_soft)
    return Alarms(tuple(written.urgencies), tuple(pairs), past_is_soft, done_is_soft), expressions


def sound_alarm(alarms: Alarms, vocabulary: Vocabulary, message: Sequence[Word]) -> Alarm | None:
    """Return the first urgency in the order of priority, an interruption before a soft line; None when there is none."""
    found = find(vocabulary, alarms.expressions, message)
    covered = _covered(found)
    old = any(entry.expression.section == "passe" for entry in found)
    best: dict[tuple[int, int], Alarm] = {}
    for entry in found:
        if entry.expression.section != "urgences":
            continue
        name = entry.expression.id
        if any((name, place) in covered for place in entry.places if not message[place].small):
            continue
        over = (old and name in alarms.past_is_soft) or (name in alarms.done_is_soft and _done(message, entry))
        certain = entry.expression.weight == 1 and not entry.denied and not over
        if entry.denied and entry.expression.weight < 1:
            continue
        _keep(
            best,
            alarms,
            Alarm(name, "interrupt" if certain else "soft", entry.expression.written, _typed(message, entry)),
        )
    for pair in alarms.pairs:
        _pair(best, alarms, pair, found, message, old=old)
    return best[min(best)] if best else None


def _covered(found: Sequence[Found]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (entry.expression.id, place)
        for entry in found
        if entry.expression.section == "sauf urgences"
        for place in entry.span
    )


def _done(message: Sequence[Word], entry: Found) -> bool:
    return any(message[place].done for place in entry.places)


def _keep(best: dict[tuple[int, int], Alarm], alarms: Alarms, alarm: Alarm) -> None:
    best.setdefault((0 if alarm.strength == "interrupt" else 1, alarms.order.index(alarm.id)), alarm)


def _pair(
    best: dict[tuple[int, int], Alarm],
    alarms: Alarms,
    pair: Pair,
    found: Sequence[Found],
    message: Sequence[Word],
    *,
    old: bool,
) -> None:
    said: Mapping[str, Found] = {
        entry.expression.written: entry
        for entry in found
        if entry.expression.section == "ensemble" and entry.expression.id == pair.id and not entry.denied
    }
    one = [entry for text, entry in said.items() if text in pair.one_of]
    other = [entry for text, entry in said.items() if text in pair.and_one_of]
    if one and other:
        strength: Strength = "soft" if old and pair.id in alarms.past_is_soft else pair.strength
        written = f"{one[0].expression.written} + {other[0].expression.written}"
        typed = f"{_typed(message, one[0])} + {_typed(message, other[0])}"
        _keep(best, alarms, Alarm(pair.id, strength, written, typed))


def _typed(message: Sequence[Word], entry: Found) -> str:
    return " ".join(message[place].typed for place in entry.places)
