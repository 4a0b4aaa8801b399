"""Words that interrupt everything: danger, suicide, a child, a partner, a rape, a night outside, somebody else.

Reads the whole message. Two strengths: "interrupt" stops the conversation, "soft" adds one line. An isolated word never
suffices: that is for the lexicon's expressions to respect, and for tests/core/test_urgency.py to check.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.core.lexicon import Suspicion, WrittenLexicon
from bot.core.matching import Found, find
from bot.core.phrases import Expression, Index, Make, index
from bot.core.suspicion import Suspected, family_expressions, suspect
from bot.core.words import Vocabulary, Word

Strength = Literal["interrupt", "soft"]
#: What was sure but is over or denied comes before what never was more than a doubt, and that before a suspicion.
INTERRUPT, SOFTENED, SOFT, SUSPECTED = range(4)


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
    suspicions: tuple[Suspicion, ...] = ()
    expressions: Index = field(default_factory=dict)

    def indexed(self, vocabulary: Vocabulary, expressions: Iterable[Expression]) -> "Alarms":
        """Return the same alarms with their expressions ready to be looked up."""
        return replace(self, expressions=index(vocabulary, expressions))


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
    expressions += family_expressions(written, make)
    past_is_soft = frozenset(name for name, signs in written.urgencies.items() if signs.past_is_soft)
    done_is_soft = frozenset(name for name, signs in written.urgencies.items() if signs.done_is_soft)
    return Alarms(tuple(written.urgencies), tuple(pairs), past_is_soft, done_is_soft, written.suspicions), expressions


def sound_alarm(alarms: Alarms, vocabulary: Vocabulary, message: Sequence[Word]) -> Alarm | None:
    """Return the first urgency in the order of priority, an interruption before a soft line; None when there is none."""
    found = find(vocabulary, alarms.expressions, message)
    covered = [entry for entry in found if entry.expression.section == "sauf urgences"]
    old = any(entry.expression.section == "passe" for entry in found)
    best: dict[tuple[int, int], Alarm] = {}
    for entry in found:
        if entry.expression.section != "urgences":
            continue
        name = entry.expression.id
        if _excepted(entry, message, covered):
            continue
        over = (old and name in alarms.past_is_soft) or (name in alarms.done_is_soft and _done(message, entry))
        certain = entry.expression.weight == 1 and not entry.denied and not over
        if entry.denied and entry.expression.weight < 1:
            continue
        rank = INTERRUPT if certain else SOFTENED if entry.expression.weight == 1 else SOFT
        alarm = Alarm(name, "soft" if rank else "interrupt", entry.expression.written, _typed(message, entry))
        best.setdefault((rank, alarms.order.index(name)), alarm)
    for pair in alarms.pairs:
        both = _together(pair, found, message)
        if both:
            over = old and pair.id in alarms.past_is_soft
            rank = SOFT if both.strength == "soft" else SOFTENED if over else INTERRUPT
            best.setdefault((rank, alarms.order.index(pair.id)), replace(both, strength="soft") if over else both)
    if not best or min(best)[0] != INTERRUPT:
        rules = [rule for rule in alarms.suspicions if not best or rule.strength == "interrompt"]
        feared = next(suspect(rules, found, message), None)
        if feared:
            rank, alarm = _feared(alarms, feared, message, old=old)
            best.setdefault((rank, alarms.order.index(alarm.id)), alarm)
    return best[min(best)] if best else None


def _feared(alarms: Alarms, feared: Suspected, message: Sequence[Word], *, old: bool) -> tuple[int, Alarm]:
    name = feared.rule.urgency
    done = name in alarms.done_is_soft and any(_done(message, sign) for sign in feared.signs)
    certain = feared.rule.strength == "interrompt" and not done and not (old and name in alarms.past_is_soft)
    written = " + ".join(sign.expression.written for sign in feared.signs)
    typed = " + ".join(_typed(message, sign) for sign in feared.signs)
    alarm = Alarm(name, "interrupt" if certain else "soft", written, typed)
    return (INTERRUPT if certain else SUSPECTED), alarm


def _excepted(entry: Found, message: Sequence[Word], exceptions: Sequence[Found]) -> bool:
    """Say whether a `sauf` covers the words; a soft line that says as much as the `sauf` itself stays."""
    solid = {place for place in entry.places if not message[place].small}
    return any(
        exception.expression.id == entry.expression.id
        and not solid.isdisjoint(exception.span)
        and not (entry.expression.weight < 1 and set(exception.places) <= set(entry.places))
        for exception in exceptions
    )


def _done(message: Sequence[Word], entry: Found) -> bool:
    return any(message[place].done for place in entry.places)


def _together(pair: Pair, found: Sequence[Found], message: Sequence[Word]) -> Alarm | None:
    said = [
        entry
        for entry in found
        if entry.expression.section == "ensemble" and entry.expression.id == pair.id and not entry.denied
    ]
    one = next((entry for entry in said if entry.expression.written in pair.one_of), None)
    other = next((entry for entry in said if entry.expression.written in pair.and_one_of), None)
    if one is None or other is None:
        return None
    written = f"{one.expression.written} + {other.expression.written}"
    return Alarm(pair.id, pair.strength, written, f"{_typed(message, one)} + {_typed(message, other)}")


def _typed(message: Sequence[Word], entry: Found) -> str:
    return " ".join(message[place].typed for place in entry.places)
