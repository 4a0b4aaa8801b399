"""Many conditions asked at once: each is turned into bit masks when the guide is made, and a look costs nanoseconds.

A fact's value is a bit; what is known is a number. A condition of `bot.core.facts` holds when every demand shares a bit
with it and no refusal does. The YAML stays what a jurist reads; this is only how fast it is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from bot.core.facts import ANY, Condition, Values

Rule = TypeVar("Rule")

#: How many answers are kept: what rules tell apart is a small part of what facts may be.
KEPT = 8192


class Asked(NamedTuple):
    """A condition in bits: one mask for each demand, and one for all refusals."""

    demands: tuple[int, ...]
    refusal: int

    def holds(self, bits: int) -> bool:
        """Say whether what is known fulfils the condition."""
        if bits & self.refusal:
            return False
        for demand in self.demands:  # noqa: SIM110 - a generator would cost more than what it asks
            if not bits & demand:
                return False
        return True


class Alphabet:
    """The bits of all that the conditions of a guide ask for; one for all its rulebooks, so that a situation is spelled once.

    Only what a condition names gets a bit: spell situations once every condition has been asked.
    """

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._values: dict[str, dict[str, int]] = {}
        self._count = 0

    def ask(self, condition: Condition) -> Asked:
        """Return a condition in bits."""
        demands = tuple(self._mask(name, wanted) for name, wanted in condition.si.items())
        refusal = 0
        for name, refused in condition.sauf.items():
            refusal |= self._mask(name, refused)
        return Asked(demands, refusal)

    def bits(self, known: Values) -> int:
        """Return what is known as a number: the bit of each name that has a value, and the bits of its values."""
        spelled = 0
        for name, values in known.items():
            if values and (any_value := self._names.get(name)):
                spelled |= any_value
                bits = self._values[name]
                for value in values:
                    spelled |= bits.get(value, 0)
        return spelled

    def field(self, name: str) -> int:
        """Return every bit that a fact of this name may set: what another value of it takes away."""
        return self._names.get(name, 0) | sum(self._values.get(name, {}).values())

    def _mask(self, name: str, wanted: tuple[str, ...]) -> int:
        """Return the bits of some values of a fact; the bit of the name itself stands for any value."""
        if name not in self._names:
            self._names[name] = self._new()
            self._values[name] = {}
        if wanted == ANY:
            return self._names[name]
        bits = self._values[name]
        mask = 0
        for value in wanted:
            if value not in bits:
                bits[value] = self._new()
            mask |= bits[value]
        return mask

    def _new(self) -> int:
        self._count += 1
        return 1 << (self._count - 1)


class Situation(Mapping[str, frozenset[str]]):
    """What is known (facts, kinds, territories), spelled once for every rulebook; its values are made when somebody reads them."""

    __slots__ = ("_known", "_make", "bits", "where")

    def __init__(self, bits: int, where: frozenset[str], make: Callable[[], Values]) -> None:
        self.bits = bits
        self.where = where
        self._make = make
        self._known: Values | None = None

    @property
    def _values(self) -> Values:
        if self._known is None:
            self._known = self._make()
        return self._known

    def __getitem__(self, name: str) -> frozenset[str]:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Rulebook(Generic[Rule]):
    """Rules in the order in which they are asked."""

    def __init__(self, alphabet: Alphabet, rules: Iterable[tuple[Rule, Condition]]) -> None:
        self._alphabet = alphabet
        self._rules = [(rule, alphabet.ask(condition)) for rule, condition in rules]
        self._reads = 0
        for _rule, asked in self._rules:
            self._reads |= asked.refusal
            for demand in asked.demands:
                self._reads |= demand
        self._kept: dict[int, tuple[Rule, ...]] = {}

    def read(self, known: Values) -> int:
        """Return the bits that these rules tell apart: two situations with the same ones get the same rules."""
        return (known.bits if isinstance(known, Situation) else self._alphabet.bits(known)) & self._reads

    def holding(self, known: Values) -> tuple[Rule, ...]:
        """Return the rules that hold, in order; an answer is kept for the next one."""
        return self.spelled(self.read(known))

    def spelled(self, bits: int) -> tuple[Rule, ...]:
        """Return the rules that hold for what the alphabet has spelled."""
        bits &= self._reads
        found = self._kept.get(bits)
        if found is None:
            found = tuple(rule for rule, asked in self._rules if asked.holds(bits))
            if len(self._kept) < KEPT:
                self._kept[bits] = found
        return found

    def first(self, known: Values) -> Rule | None:
        """Return the first rule that holds, or None."""
        found = self.holding(known)
        return found[0] if found else None
