"""Take updates in: each once, each chat's in order, one chat never waiting for another."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.figures import Figures
from bot.telegram.updates import Event

#: What was accepted is finished within this, when the bot is told to stop; in seconds.
GRACE = 20.0


class Intake:
    """The updates accepted and not yet handled. `handle` must not raise; a webhook may await what `accept` returns."""

    def __init__(
        self, handle: Callable[[Event], Awaitable[None]], first_time: Callable[[int], bool], figures: Figures
    ) -> None:
        self._handle = handle
        self._first_time = first_time
        self._figures = figures
        self._tails: dict[int, asyncio.Task[None]] = {}
        self.pending: dict[int, asyncio.Task[None]] = {}

    def accept(self, event: Event) -> asyncio.Task[None] | None:
        """Start handling an update behind the chat's earlier ones; one delivered twice changes nothing.

        Returns the task to await before the update is acknowledged, or None where it was handled before.
        """
        number = event.update
        if number in self.pending:
            return self.pending[number]
        if not self._first_time(number):
            return None
        self._figures.accepted(event.kind)
        began = time.monotonic()
        chat = event.chat
        task = asyncio.create_task(self._run(event, self._tails.get(chat)))
        self._tails[chat] = self.pending[number] = task
        task.add_done_callback(lambda done: self._done(number, chat, done, began))
        return task

    async def _run(self, event: Event, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        await self._handle(event)

    def _done(self, number: int, chat: int, task: asyncio.Task[None], began: float) -> None:
        self._figures.handled(time.monotonic() - began)
        self.pending.pop(number, None)
        if self._tails.get(chat) is task:
            del self._tails[chat]

    async def settle(self, seconds: float) -> bool:
        """Wait until everything accepted is handled, `seconds` at most; say whether it is."""
        if self.pending:
            await asyncio.wait(self.pending.values(), timeout=seconds)
        return not self.pending

    async def close(self) -> int | None:
        """Finish what was accepted; give up what takes longer, and return the oldest number given up, if any.

        That one and those after it must not be acknowledged: Telegram delivers them again.
        """
        if await self.settle(GRACE):
            return None
        late = dict(self.pending)
        for task in late.values():
            task.cancel()
        await asyncio.gather(*late.values(), return_exceptions=True)
        return min(late)
