"""What the words of a message make fear, when no expression says it: a child and wounds, a night and nowhere to go.

Nobody can list how danger is told. So words stand in families by meaning, and a rule names the families that are heard
together: « ma petite sœur » + « saigne » is heard although nobody wrote that sentence down.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.core.lexicon import Suspicion, WrittenLexicon
from bot.core.matching import Found
from bot.core.phrases import Expression, Make
from bot.core.words import Word

#: How many words may stand from the first sign of a suspicion to its last.
CLOSE = 25
#: At most so many signs of a family are tried, so that a long message costs a bounded time.
MOST_SIGNS = 12
FAMILY, EXCUSE, CONTEXT, FALSE_ALARM = "familles", "sauf familles", "contexte familles", "sauf urgences"
#: How far what excuses a sign may stand from it, in words of the same sentence.
NEAR = 10


@dataclass(frozen=True, slots=True)
class Suspected:
    """An urgency that some words make fear, and those words."""

    rule: Suspicion
    signs: tuple[Found, ...]


def family_expressions(written: WrittenLexicon, make: Make) -> Iterable[Expression]:
    """Yield the expressions of all families; a rule that names an unknown family or urgency is a ValueError in French."""
    for rule in written.suspicions:
        unknown = [name for name in rule.all_of if name not in written.families]
        if unknown or rule.urgency not in written.urgencies:
            message = f"soupçon « {' + '.join(rule.all_of)} » : « {(*unknown, rule.urgency)[0]} » n'existe pas"
            raise ValueError(message)
    for name, family in written.families.items():
        yield from (make(text, FAMILY, name, 0.5) for text in family.words)
        yield from (make(text, EXCUSE, name, 0) for text in family.except_)
        yield from (make(text, CONTEXT, name, 0) for text in family.not_with)


def suspect(rules: Sequence[Suspicion], found: Sequence[Found], message: Sequence[Word]) -> Iterator[Suspected]:
    """Yield the rules whose families all stand close together, in words of their own, none of them denied."""
    signs = _signs(found, message)
    false_alarms = [entry for entry in found if entry.expression.section == FALSE_ALARM]
    for rule in rules:
        if any(name not in signs for name in rule.all_of):
            continue
        alarming = [
            [sign for sign in signs[name] if _alarming(rule, sign, false_alarms, message)] for name in rule.all_of
        ]
        met = next((met for met in product(*alarming) if _together(met, message)), None)
        if met:
            yield Suspected(rule, met)


def _alarming(rule: Suspicion, sign: Found, false_alarms: Sequence[Found], message: Sequence[Word]) -> bool:
    """Say whether no false alarm of this urgency covers the sign by saying more than it.

    A word that is alone to say it must be spelt as it is: « Calais » is not « kalach ».
    """
    telling = _telling(sign, message)
    if len(rule.all_of) == len(telling) == 1 and sign.trust < 1:
        return False
    return not any(
        entry.expression.id == rule.urgency
        and not set(entry.span).isdisjoint(telling)
        and not set(entry.places) <= set(sign.places)
        for entry in false_alarms
    )


def _signs(found: Sequence[Found], message: Sequence[Word]) -> Mapping[str, Sequence[Found]]:
    excused = {(entry.expression.id, place) for entry in found for place in _excused_by(entry, message)}
    signs: dict[str, list[Found]] = {}
    for entry in found:
        name = entry.expression.id
        if entry.expression.section != FAMILY or entry.denied or len(signs.get(name, ())) == MOST_SIGNS:
            continue
        if not any((name, place) in excused for place in _telling(entry, message)):
            signs.setdefault(name, []).append(entry)
    return signs


def _excused_by(entry: Found, message: Sequence[Word]) -> Iterable[int]:
    """Yield the places that an excuse covers: its own words, or those near it where it is a context."""
    if entry.expression.section == EXCUSE:
        yield from entry.span
    elif entry.expression.section == CONTEXT:
        first, last = max(0, entry.span[0] - NEAR), min(len(message), entry.span[-1] + NEAR + 1)
        sentence = message[entry.span[0]].sentence
        yield from (place for place in range(first, last) if message[place].sentence == sentence)


def _together(signs: Sequence[Found], message: Sequence[Word]) -> bool:
    if max(sign.places[-1] for sign in signs) - min(sign.places[0] for sign in signs) >= CLOSE:
        return False
    telling = [place for sign in signs for place in _telling(sign, message)]
    return len(telling) == len(set(telling))


def _telling(sign: Found, message: Sequence[Word]) -> list[int]:
    return [place for place in sign.places if not message[place].small] or list(sign.places)
