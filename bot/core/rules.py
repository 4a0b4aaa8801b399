"""Many conditions asked at once: each is turned into bit masks when the guide is made, and a look costs nanoseconds.

A fact's value is a bit; what is known is a number. A condition of `bot.core.facts` holds when every demand shares a bit
with it and no refusal does. The YAML stays what a jurist reads; this is only how fast it is asked.
"""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from bot.core.facts import ANY, Condition, Values

Rule = TypeVar("Rule")

#: How many answers are kept: what rules tell apart is a small part of what facts may be.
KEPT = 8192


class Rulebook(Generic[Rule]):
    """Rules in the order in which they are asked."""

    def __init__(self, rules: Iterable[tuple[Rule, Condition]]) -> None:
        self._bits: dict[tuple[str, str], int] = {}
        self._names: dict[str, int] = {}
        self._kept: dict[int, tuple[Rule, ...]] = {}
        self._rules = [(rule, *self._masks(condition)) for rule, condition in rules]

    def holding(self, known: Values) -> tuple[Rule, ...]:
        """Return the rules that hold, in order. The same bits give the same rules, so an answer is kept for the next one."""
        seen = 0
        bits, names = self._bits, self._names
        for name, values in known.items():
            if name in names and values:
                seen |= names[name]
                for value in values:
                    seen |= bits.get((name, value), 0)
        found = self._kept.get(seen)
        if found is None:
            found = tuple(self._holding(seen))
            if len(self._kept) < KEPT:
                self._kept[seen] = found
        return found

    def _holding(self, seen: int) -> Iterator[Rule]:
        for rule, demands, refusal in self._rules:
            if seen & refusal:
                continue
            for demand in demands:
                if not seen & demand:
                    break
            else:
                yield rule

    def first(self, known: Values) -> Rule | None:
        """Return the first rule that holds, or None."""
        found = self.holding(known)
        return found[0] if found else None

    def _masks(self, condition: Condition) -> tuple[tuple[int, ...], int]:
        demands = tuple(self._mask(name, wanted) for name, wanted in condition.si.items())
        refusal = 0
        for name, refused in condition.sauf.items():
            refusal |= self._mask(name, refused)
        return demands, refusal

    def _mask(self, name: str, wanted: tuple[str, ...]) -> int:
        """Return the bits of some values of a fact; the bit of the name itself stands for any value."""
        if name not in self._names:
            self._names[name] = self._new()
        if wanted == ANY:
            return self._names[name]
        mask = 0
        for value in wanted:
            if (name, value) not in self._bits:
                self._bits[name, value] = self._new()
            mask |= self._bits[name, value]
        return mask

    def _new(self) -> int:
        return 1 << (len(self._bits) + len(self._names))
