"""Counting by several workers: what open conversations added, and the batch that is not written yet, live in Redis.

A conversation counts once whoever answers, and a worker that is killed takes nothing with it. A Redis that does not answer
is told later; after a minute each worker goes on by itself, from what it knows was counted.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.observatory.batches import KEPT, Batches, field_of, shared
from bot.observatory.cell import Cell, Counted
from bot.observatory.conversation import Conversation, begin, change, pack, unpack
from bot.observatory.periods import day_of
from bot.observatory.scripts import NOTE
from bot.observatory.store import Delta, Store
from bot.observatory.tally import BatchTally, Chat, Health, Pace
from bot.volatile import Command, Epoch, Volatile

#: How often a conversation is looked at again where another worker changed it in the same moment.
_TRIES = 5
#: What the script answers where another worker changed the conversation, or took the batch, in between.
_AGAIN = (b"other", b"number")
_DAY = 36 * 3600


@dataclass(frozen=True, slots=True)
class _Known:
    """A conversation as this worker saw it last, and what it looked like in Redis; `ended` where Redis could not be told."""

    conversation: Conversation
    sealed: bytes
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Owed:
    """What Redis has not answered for: perhaps it did it, perhaps not. `since` is in seconds of the event loop."""

    chat: Chat
    counted: Counted
    now: datetime
    since: float


class SharedTally:
    """A tally over a store and a Redis, for one event loop; several of them are one."""

    def __init__(
        self, store: Store, volatile: Volatile, *, pace: Pace | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        """Remember nobody yet; what Redis can't take, a tally of this process's own does."""
        self._volatile = volatile
        self._pace = pace or Pace()
        self._silent = timedelta(seconds=self._pace.forget_after)
        self._local = BatchTally(store, pace=pace) if clock is None else BatchTally(store, pace=pace, clock=clock)
        self._batches = Batches(store, volatile, self._pace)
        self._known: dict[bytes, _Known] = {}  # the one that spoke last stands last
        self._owed: dict[bytes, _Owed] = {}
        self._life = b""
        self._over_the_cap = 0
        self._closing = False
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def note(self, chat: Chat, counted: Counted, now: datetime) -> None:
        """Let the chat's conversation count for these cells; those of other tables stay as they were."""
        if self._closing or not counted:
            return
        loop = asyncio.get_running_loop()
        if self._task is None:
            self._task = loop.create_task(self._run(), name="shared tally")
        self._forget(now)
        key = self._local.key(chat)
        if (owed := self._owed.get(key)) is not None:
            counted = {**owed.counted, **counted}
        self._owed[key] = _Owed(chat, counted, now, owed.since if owed else loop.time())
        await self._tell(key)

    async def restart(self, chat: Chat, now: datetime) -> None:
        """End the chat's conversation: what it added stays counted, what comes next is another one."""
        key = self._local.key(chat)
        if key in self._owed and not await self._tell(key):
            self._settle(key)
        answer = await self._volatile.ask(lambda epoch: [("DEL", epoch.name("conversation", chat))])
        known = self._known.pop(key, None)
        if answer is None and known is not None:
            self._known[key] = replace(known, ended=True)
        self._forget(now)

    async def close(self) -> None:
        """Write what waits, here and in Redis; what can't be written stays there for another worker."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.shield(self._task)
            self._task = None
        await self._pay(patience=0.0)
        await self._batches.write(force=True)
        self._local.put(self._batches.lost.items())
        self._known.clear()
        await self._local.close()

    def health(self) -> Health:
        """Return what an operator may watch: this worker's own numbers, and the batch that all share."""
        local, batches, known = self._local.health(), self._batches.health, self._open()
        late = sum(1 for each in known if each.batch != self._batches.number)
        return Health(
            open=len(known),
            waiting=local.waiting + self._batches.waiting,
            at_stake=local.at_stake + self._batches.waiting + late + len(self._owed),
            over_the_cap=local.over_the_cap + self._over_the_cap,
            batches=local.batches + batches.batches,
            failures=local.failures + batches.failures,
            refused_cells=local.refused_cells + batches.refused_cells,
            degraded=local.degraded or batches.degraded,
        )

    async def _tell(self, key: bytes) -> bool:
        """Tell Redis what is owed for a chat; say whether it answered."""
        for _ in range(_TRIES):
            owed = self._owed.get(key)
            said = await self._try(key, owed) if owed is not None else b"done"
            if said is None:
                return False
            if said not in _AGAIN:
                if owed is not None and self._owed.get(key) is owed:
                    del self._owed[key]
                break
        if self._batches.full:
            self._wake.set()
        return True

    async def _try(self, key: bytes, owed: _Owed) -> bytes | None:
        """Note once; one of _AGAIN where another worker was faster, None where Redis is away (and may have done it)."""
        changed, sealed, deltas, retold = begin(owed.now), b"", list[Delta](), dict[Cell, int]()

        def commands(epoch: Epoch) -> list[Command]:
            nonlocal changed, sealed, deltas, retold
            self._meet(epoch)
            name, known = epoch.name("conversation", owed.chat), self._known.get(key)
            changed, goes_on = self._followed(known, owed.now)
            deltas = change(changed, owed.counted)
            number = self._batches.number
            fresh = bool(deltas) and changed.batch != number
            self._batches.lose(retold)  # made once more, for a Redis that has forgotten all
            retold = self._batches.retold()
            deltas += retold.items()
            changed.batch = number if fresh else changed.batch
            sealed = epoch.seal(name, pack(changed))
            names = (name, epoch.name("begun", f"{owed.chat!r}/{day_of(owed.now)}"), *shared(epoch)[:3])
            silent, cap = int(self._pace.forget_after * 1000), self._pace.a_day
            how = (silent, int(not goes_on), cap, _DAY, int(fresh), KEPT, number)
            fields = (each for cell, by in deltas for each in (field_of(cell), by))
            return [("EVAL", NOTE, len(names), *names, known.sealed if known else b"", sealed, *how, *fields)]

        answer = await self._volatile.ask(commands)
        if answer is None or answer.results[0][0] != b"done":
            self._batches.lose(retold)
        if answer is None:
            return None
        said, *rest = answer.results[0]
        if said == b"number":
            self._batches.moved_on(int(rest[0]))
            return bytes(said)
        self._known.pop(key, None)
        if said == b"done":
            self._known[key] = _Known(changed, sealed)
            self._batches.put(deltas, int(rest[0]))
        elif said == b"cap":
            self._over_the_cap += 1
        else:
            packed = answer.epoch.unseal(answer.epoch.name("conversation", owed.chat), rest[0] or None)
            if packed is not None:
                self._known[key] = _Known(unpack(packed), rest[0])
        return bytes(said)

    def _meet(self, epoch: Epoch) -> None:
        """Notice a Redis that has forgotten everything: what was counted stays so, and what it took along is told again."""
        if epoch.secret != self._life:
            self._life = epoch.secret
            self._known = {key: replace(known, sealed=b"") for key, known in self._known.items()}
            for conversation in self._open():
                conversation.batch = -1
            self._batches.forgotten()

    def _settle(self, key: bytes) -> None:
        """Count here what Redis did not answer for; from what it is known to have counted.

        What waits in its batch can't be taken back before it is written: such answers stay as they were, others are added.
        """
        owed = self._owed.pop(key)
        known = self._known.pop(key, None)
        conversation, goes_on = self._followed(known, owed.now)
        if goes_on or self._local.may_begin(key, owed.now):
            waits = conversation.batch == self._batches.number
            self._local.put(change(conversation, {**owed.counted, **conversation.counted} if waits else owed.counted))
            self._known[key] = _Known(conversation, known.sealed if known else b"")

    def _followed(self, known: _Known | None, now: datetime) -> tuple[Conversation, bool]:
        """Return the conversation that goes on (a copy of it), or a new one; and whether it goes on."""
        if known is not None and not known.ended:
            held = known.conversation
            silent = now - held.last >= self._silent
            if not silent and now - held.began < timedelta(seconds=self._pace.longest):
                return replace(held, last=max(now, held.last)), True
        return begin(now), False

    def _open(self) -> list[Conversation]:
        return [each.conversation for each in self._known.values() if not each.ended]

    def _forget(self, now: datetime) -> None:
        """Drop those who have been silent for too long; the one that spoke first stands first."""
        while self._known and now - self._known[key := next(iter(self._known))].conversation.last >= self._silent:
            del self._known[key]

    async def _run(self) -> None:
        wait = min(self._pace.sweep, self._pace.longest_wait, self._pace.retry)
        while not self._closing:
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            if not self._closing:
                await self._pay(patience=self._pace.retry)
                await self._batches.write(force=False)

    async def _pay(self, patience: float) -> None:
        """Tell Redis what is owed; what it leaves without an answer for too long is counted here."""
        now = asyncio.get_running_loop().time()
        for key in list(self._owed):
            if not await self._tell(key) and key in self._owed and now - self._owed[key].since >= patience:
                self._settle(key)
