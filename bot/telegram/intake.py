"""Take updates in: each once, each chat's in order, one chat never waiting for another."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.figures import Figures
from bot.telegram.updates import Event

#: What was accepted is finished within this, when the bot is told to stop; in seconds.
GRACE = 20.0
#: What waited so long behind its chat's earlier updates is not answered any more: somebody else may hold the telephone.
PATIENCE = 120.0
#: How many updates of one chat may wait; of a flood the rest is noted and not answered, so that it fills no batch.
MOST = 12


class Intake:
    """The updates accepted and not yet handled. `handle` must not raise; a webhook may await what `accept` returns."""

    def __init__(
        self,
        handle: Callable[[Event], Awaitable[None]],
        first_time: Callable[[int], bool],
        late: Callable[[int, int], bool],
        figures: Figures,
        urgent: Callable[[Event], bool] = lambda _event: False,
    ) -> None:
        self._handle = handle
        self._first_time = first_time
        self._late = late
        self._figures = figures
        self._urgent = urgent
        self._tails: dict[int, asyncio.Task[None]] = {}
        self._crowd: Counter[int] = Counter()
        self._overtaken: dict[int, tuple[int, int]] = {}  # a busy chat's last tap and last emergency
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
        earlier = self._tails.get(chat)
        if self._late(chat, number) and event.what == "tap" and not self._urgent(event):
            event = replace(event, passed=True)  # it would take the person back from where they went since
        elif earlier is not None:
            if self._overtakes(event):
                earlier = None
            elif self._crowd[chat] >= MOST:
                earlier, event = None, replace(event, passed=True)
        self._crowd[chat] += 1
        task = asyncio.create_task(self._run(event, earlier))
        self._tails[chat] = self.pending[number] = task
        task.add_done_callback(lambda done: self._done(number, chat, done, began))
        return task

    def _overtakes(self, event: Event) -> bool:
        """Say whether an event of a busy chat goes first; note what it leaves behind.

        An emergency waits for nobody, and whoever asked for it reads nothing else meanwhile. Of several taps the last one
        counts: a button holds its whole path.
        """
        tap, emergency = self._overtaken.get(event.chat, (0, 0))
        urgent = self._urgent(event)
        tap = max(tap, event.update) if event.what == "tap" else tap
        self._overtaken[event.chat] = (tap, max(emergency, event.update) if urgent else emergency)
        return urgent

    async def _run(self, event: Event, earlier: asyncio.Task[None] | None) -> None:
        began = time.monotonic()
        if earlier is not None:
            await asyncio.wait([earlier])
            tap, emergency = self._overtaken.get(event.chat, (0, 0))
            stale = time.monotonic() - began > PATIENCE
            if stale or event.update < emergency or (event.what == "tap" and event.update < tap):
                event = replace(event, passed=True)
        await self._handle(event)

    def _done(self, number: int, chat: int, task: asyncio.Task[None], began: float) -> None:
        self._figures.handled(time.monotonic() - began)
        self.pending.pop(number, None)
        self._crowd[chat] -= 1
        if self._tails.get(chat) is task:
            del self._tails[chat]
            self._overtaken.pop(chat, None)
        if not self._crowd[chat]:
            del self._crowd[chat]

    def relieve(self) -> None:
        """Pass over what waits in the busiest chat: a flood must not stand between Telegram and everybody else."""
        if self._crowd:
            [(chat, _waiting)] = self._crowd.most_common(1)
            tap, _emergency = self._overtaken.get(chat, (0, 0))
            self._overtaken[chat] = (tap, max(self.pending, default=0) + 1)

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
