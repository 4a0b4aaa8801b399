"""A process that counts, for the tests to kill or to set beside another: `worker.py ADDRESS CONVERSATIONS FIRST_CHAT`.

Prints the sum that the store holds for certain after every batch, "done" when all is noted; ends when its input does.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.observatory.address import open_store
from bot.observatory.store import Delta, Store
from bot.observatory.tally import BatchTally
from tests.observatory.cases import one


class Telling:
    """Says what is written, once it is."""

    def __init__(self, store: Store) -> None:
        """Nothing is written yet."""
        self._store = store
        self._written = 0
        self.fill, self.read = store.fill, store.read

    async def add(self, deltas: Sequence[Delta]) -> None:
        """Add, then say so."""
        await self._store.add(deltas)
        self._written += sum(by for _, by in deltas)
        print(self._written, flush=True)  # noqa: T201 - how the tests hear it


async def main(url: str, conversations: int, first: int) -> None:
    """Count, wait to be killed or told to end."""
    tally = BatchTally(Telling(open_store(url)))
    for number in range(conversations):
        await tally.note(first + number, one("sante"), datetime.now(UTC))
        await asyncio.sleep(0.0005)
    while tally.health().waiting >= 20:  # noqa: ASYNC110 - the tally has no event for tests
        await asyncio.sleep(0.005)
    print("done", flush=True)  # noqa: T201 - how the tests hear it
    await asyncio.to_thread(sys.stdin.readline)
    await tally.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
