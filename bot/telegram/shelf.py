"""A shelf: what is put there goes away by itself after a while. `bot.telegram.memory` says what stands on which."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """One thing that is remembered: `erased` says whether /effacer takes it away at once; `seconds` its time to live."""

    what: str
    key: str
    where: str
    seconds: int
    erased: bool


class Shelf(Generic[Key, Value]):
    """A mapping whose items go away by themselves, the oldest first."""

    def __init__(self, item: Ephemeral, ticks: Callable[[], float]) -> None:
        self._seconds = item.seconds
        self._ticks = ticks
        self._items: dict[Key, tuple[float, Value]] = {}

    def put(self, key: Key, value: Value, seconds: float | None = None) -> None:
        """Keep a value, for its whole time from now on, or for what is left of it."""
        self.sweep()
        self._items.pop(key, None)  # written again at the end: the order of writing is that of expiry, or nearly
        self._items[key] = (self._ticks() + (self._seconds if seconds is None else seconds), value)

    def get(self, key: Key) -> Value | None:
        """Return the value while it lives."""
        found = self._items.get(key)
        return None if found is None or found[0] <= self._ticks() else found[1]

    def left(self, key: Key) -> float:
        """Return the seconds that the value still lives; 0 where there is none."""
        found = self._items.get(key)
        return 0.0 if found is None else max(0.0, found[0] - self._ticks())

    def drop(self, key: Key) -> None:
        """Forget the value now."""
        self._items.pop(key, None)

    def sweep(self, *, thoroughly: bool = False) -> None:
        """Forget what has lived its time: from the oldest on, or wherever it stands."""
        now = self._ticks()
        if thoroughly:
            self._items = {key: item for key, item in self._items.items() if item[0] > now}
        while self._items:
            key = next(iter(self._items))
            if self._items[key][0] > now:
                return
            del self._items[key]

    def clear(self) -> None:
        """Forget everything now."""
        self._items.clear()

    def __iter__(self) -> Iterator[Key]:
        return iter(tuple(self._items))

    def __len__(self) -> int:
        return len(self._items)
