"""How fast messages may leave: thirty a second in all, one a second in a chat; emergencies first.

Telegram asks for both. Whoever floods the bot waits in their own chat, before the common queue, so that nobody else does.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Any

#: Messages a second, of everybody together; seconds between two of one chat.
OVERALL, APART = 30.0, 1.0
#: Edits that one chat may have at once before they are as far apart: a quick hand on the buttons is no flood.
EDITS = 3


class Pace:
    """Says when a message may leave. `ticks` and `sleep` are there for tests."""

    def __init__(
        self,
        overall: float = OVERALL,
        apart: float = APART,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / overall
        self._apart = apart
        self._ticks = ticks
        self._sleep = sleep
        self._chats: dict[int, float] = {}  # when a chat's next message is due, those due soonest first
        self._due = 0.0
        self._queue: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._letting: asyncio.Task[None] | None = None
        self._pausing = (0, 0.0)

    async def wait(self, chat: int, *, edit: bool, urgent: bool) -> None:
        """Return when a message may leave for a chat."""
        now = self._ticks()
        self._forget(now)
        due = max(now, self._chats.get(chat, now))
        self._chats.pop(chat, None)
        self._chats[chat] = due + self._apart
        early = self._apart * (EDITS - 1) if edit else 0.0
        if due - early > now:
            await self._sleep(due - early - now)
        now = self._ticks()
        if not self._queue and self._due <= now:
            self._due = max(self._due, now - self._gap) + self._gap
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (not urgent, next(self._order), turn))
        if self._letting is None:
            self._letting = asyncio.create_task(self._let())
        await turn

    def refused(self, chat: int, seconds: float) -> None:
        """Note that Telegram asked for a pause: one chat's own, or everybody's once a second chat is asked for one."""
        now = self._ticks()
        other, until = self._pausing
        if other != chat and until > now:
            self._due = max(self._due, now + seconds)
        self._pausing = (chat, now + seconds)

    async def _let(self) -> None:
        """Let those who wait go, one after the other, while there are any."""
        try:
            while self._queue:
                pause = self._due - self._ticks()
                if pause > 0:
                    await self._sleep(pause)
                _late, _order, turn = heapq.heappop(self._queue)
                if not turn.done():  # who waited may have been given up
                    self._due = max(self._due, self._ticks() - self._gap) + self._gap
                    turn.set_result(None)
        finally:
            self._letting = None

    def _forget(self, now: float) -> None:
        """Drop the chats whose next message is due: the first ones wrote first."""
        while self._chats and self._chats[chat := next(iter(self._chats))] <= now:
            del self._chats[chat]


class Unpaced(Pace):
    """For tests and benchmarks of other things: nobody waits."""

    async def wait(self, chat: int, *, edit: bool, urgent: bool) -> None:
        """Return at once."""
