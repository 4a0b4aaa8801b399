"""Counting conversations without keeping any: what each one added is remembered for half an hour, in memory only.

A tap touches memory and nothing else. Sums are written by a task of their own, many conversations at once and shuffled;
it exists only while there is something to write or to forget. docs/decisions/0004-counting.md says why.
"""

import asyncio
import hashlib
import logging
import random
import secrets
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.logs import told
from bot.observatory.cell import Cell, Counted, well_formed
from bot.observatory.conversation import Conversation, begin, change
from bot.observatory.periods import day_of
from bot.observatory.store import Delta, Store, StoreError

LOG = logging.getLogger(__name__)

Chat = int | str | bytes


@dataclass(frozen=True, slots=True)
class Pace:
    """When things are written and forgotten; every time in seconds. The defaults are what the issue and the notice say.

    `longest` ends a conversation however busy it is: a period that is closed (48 hours after its end) must stop moving.
    """

    conversations: int = 20
    longest_wait: float = 3600.0
    forget_after: float = 1800.0
    longest: float = 86_400.0
    a_day: int = 3
    retry: float = 60.0
    sweep: float = 60.0


@dataclass(frozen=True, slots=True)
class Health:
    """What an operator may watch: numbers only.

    `at_stake` is the most that a fault (kill -9, power) may count twice or not at all: the conversations that are open,
    and those that ended but are not written yet. `degraded` holds from the first failed write to the next good one.
    """

    open: int = 0
    waiting: int = 0
    at_stake: int = 0
    over_the_cap: int = 0
    batches: int = 0
    failures: int = 0
    refused_cells: int = 0
    degraded: bool = False


class Tally(Protocol):
    """Counts conversations. None of its methods raises because of the database, nor waits for it, but `close`."""

    async def note(self, chat: Chat, counted: Counted, now: datetime) -> None:
        """Let the chat's conversation count for these cells; those of other tables stay as they were."""

    async def restart(self, chat: Chat, now: datetime) -> None:
        """End the chat's conversation: what it added stays counted, what comes next is another one."""

    async def close(self) -> None:
        """Write what waits, forget everybody."""

    def health(self) -> Health:
        """Return what an operator may watch."""


def _clock() -> datetime:
    return datetime.now(UTC)


class BatchTally:
    """A tally over any store; for one event loop.

    One conversation counts once per table: a new cell of a table takes the place of the one before, and what is written
    moves by the difference. A store that fails is tried again with the same differences, kept as sums (never as
    conversations), so nothing is lost while the process lives.
    """

    def __init__(self, store: Store, *, pace: Pace | None = None, clock: Callable[[], datetime] = _clock) -> None:
        """Remember nobody yet; `clock` says when to forget between taps."""
        self._store = store
        self._pace = pace or Pace()
        self._clock = clock
        self._silent, self._longest = timedelta(seconds=self._pace.forget_after), timedelta(seconds=self._pace.longest)
        # Keyed BLAKE2b is a message authentication code as HMAC is, at a fraction of its cost.
        self._keyed = hashlib.blake2b(key=secrets.token_bytes(32), digest_size=16)
        self._open: dict[bytes, Conversation] = {}  # the one that spoke last stands last
        self._day = date.min
        self._begun_today: Counter[bytes] = Counter()
        self._deltas: dict[Cell, int] = {}
        self._waiting = 0
        self._batch = 0
        self._due: float | None = None
        self._retry_at = 0.0
        self._over_the_cap = self._batches = self._failures = self._refused = 0
        self._degraded = self._closing = False
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._in_flight = 0

    async def note(self, chat: Chat, counted: Counted, now: datetime) -> None:
        """Let the chat's conversation count for these cells; those of other tables stay as they were."""
        if self._closing or not counted:
            return
        self._forget(now)
        key = self.key(chat)
        conversation = self._open.pop(key, None)
        if conversation is None or now - conversation.began >= self._longest:
            conversation = begin(now) if self.may_begin(key, now) else None
        if conversation is None:
            return
        self._open[key] = conversation
        conversation.last = max(now, conversation.last)
        self._move(conversation, counted)
        self._work()

    async def restart(self, chat: Chat, now: datetime) -> None:
        """End the chat's conversation: what it added stays counted, what comes next is another one."""
        self._open.pop(self.key(chat), None)
        self._forget(now)

    async def close(self) -> None:
        """Write what waits, forget everybody; what cannot be written now is not counted. Safe to call twice."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.shield(self._task)
        await self._write()
        self._open.clear()
        self._begun_today.clear()
        if self._deltas:
            LOG.warning("Des conversations ne seront pas comptées : %d au plus.", self._waiting)
        self._deltas.clear()
        self._waiting = 0

    def health(self) -> Health:
        """Return what an operator may watch."""
        waiting = self._waiting + self._in_flight
        late = sum(1 for conversation in self._open.values() if conversation.batch != self._batch)
        return Health(
            open=len(self._open),
            waiting=waiting,
            at_stake=late + waiting,
            over_the_cap=self._over_the_cap,
            batches=self._batches,
            failures=self._failures,
            refused_cells=self._refused,
            degraded=self._degraded,
        )

    def key(self, chat: Chat) -> bytes:
        """Return what a chat is remembered under: nobody reads the chat from it, and it dies with the process."""
        raw = chat if isinstance(chat, bytes) else str(chat).encode("utf-8", "surrogatepass")
        digest = self._keyed.copy()
        digest.update(raw)
        return digest.digest()

    def may_begin(self, key: bytes, now: datetime) -> bool:
        """Count a conversation that begins; say whether it is one of those that a chat may add in a day."""
        day = day_of(now)
        if day != self._day:
            self._day = day
            self._begun_today.clear()
        if self._begun_today[key] >= self._pace.a_day:
            self._over_the_cap += 1
            return False
        self._begun_today[key] += 1
        return True

    def put(self, deltas: Collection[Delta], conversations: int = 1) -> None:
        """Let sums that are nobody's wait for the next batch, where they count as so many conversations."""
        if not deltas:
            return
        for cell, by in deltas:
            self._deltas[cell] = self._deltas.get(cell, 0) + by
        self._waiting += conversations
        if self._due is None:
            self._due = asyncio.get_running_loop().time() + self._pace.longest_wait
            self._wake.set()
        elif self._waiting >= self._pace.conversations:
            self._wake.set()
        self._work()

    def _forget(self, now: datetime) -> None:
        """Drop those who have been silent for too long; the one that spoke first stands first."""
        while self._open and now - self._open[key := next(iter(self._open))].last >= self._silent:
            del self._open[key]

    def _move(self, conversation: Conversation, counted: Counted) -> None:
        """Take back what the same tables held before, add what they hold now, in the period where it all began."""
        deltas = change(conversation, counted)
        if deltas:
            fresh = conversation.batch != self._batch
            conversation.batch = self._batch
            self.put(deltas, int(fresh))

    def _work(self) -> None:
        """See that somebody writes and forgets."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="tally")

    async def _run(self) -> None:
        """Write and forget until there is nothing left to do; a later tap starts another one."""
        loop = asyncio.get_running_loop()
        while not self._closing and (self._open or self._deltas):
            wait = self._pace.sweep
            if self._due is not None:
                full = self._waiting >= self._pace.conversations
                wait = min(wait, max(0.0, (self._retry_at if full else max(self._due, self._retry_at)) - loop.time()))
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            self._forget(self._clock())
            full = self._waiting >= self._pace.conversations
            late = self._due is not None and loop.time() >= self._due
            if (full or late) and loop.time() >= self._retry_at and not self._closing:
                await self._write()
        self._task = None

    async def _write(self) -> None:
        """Write all that waits, in one shuffled batch; keep it for another try where the store fails."""
        deltas, waiting = self._deltas, self._waiting
        self._deltas, self._waiting, self._due, self._in_flight = {}, 0, None, waiting
        self._batch += 1
        batch = [(cell, by) for cell, by in deltas.items() if by]
        kept = [delta for delta in batch if well_formed(delta[0])]
        self._refused += len(batch) - len(kept)
        random.SystemRandom().shuffle(kept)
        try:
            if kept:
                await self._store.add(kept)
                self._batches += 1
        except StoreError as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - whatever breaks in counting, the conversations go on
            self._failed(told(error))
        else:
            self._in_flight = 0
            self._recovered()
            return
        self._in_flight = 0
        for cell, by in kept:
            self._deltas[cell] = self._deltas.get(cell, 0) + by
        self._waiting += waiting
        self._due = self._retry_at = asyncio.get_running_loop().time() + self._pace.retry

    def _failed(self, why: str) -> None:
        self._failures += 1
        if not self._degraded:
            LOG.warning("Le comptage attend, les conversations continuent : %s", why)
        self._degraded = True

    def _recovered(self) -> None:
        if self._degraded:
            LOG.warning("Le comptage reprend.")
        self._degraded = False
