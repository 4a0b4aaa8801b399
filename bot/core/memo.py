"""Answers kept for the next who asks the same: bounded, and forgotten all at once when full."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """What a pure function answered, by what it was asked. Never holds anything of a person: only what the content says."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Value] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the answer kept under a key, made now where there is none."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[key] = found
        return found
