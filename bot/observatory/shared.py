"""Counting by several workers: what open conversations added, and the batch that is not written yet, live in Redis.

A conversation counts once whoever answers, and a worker that is killed takes nothing with it. While Redis is away each
worker counts by itself; that fault may count the conversations then open twice, or not at all.
"""

import asyncio
import json
import logging
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.logs import told
from bot.observatory.conversation import Conversation, begin, change, pack, unpack
from bot.observatory.scripts import NOTE, TAKE
from bot.observatory.store import Delta, Store, StoreError, decode, encode
from bot.observatory.tables import Cell, day_of, well_formed
from bot.observatory.tally import BatchTally, Chat, Health, Pace
from bot.volatile import Command, Epoch, Volatile

LOG = logging.getLogger(__name__)

#: How often a conversation is looked at again where another worker changed it in the same moment.
_TRIES = 5
#: What the script answers where another worker changed the conversation, or wrote the batch, in between.
_AGAIN = (b"other", b"number")
#: Sums that nobody could write for so long are given up; in seconds.
_KEPT = 7 * 86_400
_DAY = 36 * 3600


@dataclass(frozen=True, slots=True)
class _Known:
    """A conversation as this worker saw it last, and what it looked like in Redis."""

    conversation: Conversation
    sealed: bytes


class SharedTally:
    """A tally over a store and a Redis, for one event loop; several of them are one."""

    def __init__(
        self, store: Store, volatile: Volatile, *, pace: Pace | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        """Remember nobody yet; what Redis can't remember, a tally of this process's own does."""
        self._store = store
        self._volatile = volatile
        self._pace = pace or Pace()
        self._local = BatchTally(store, pace=pace) if clock is None else BatchTally(store, pace=pace, clock=clock)
        self._known: dict[str, _Known] = {}  # the one that spoke last stands last
        self._batch = 0
        self._waiting = 0
        self._counted = Health()
        self._written: set[bytes] = set()
        self._closing = False
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def note(self, chat: Chat, cells: frozenset[Cell], now: datetime) -> None:
        """Let the chat's conversation count for these cells; those of other tables stay as they were."""
        if self._closing or not cells:
            return
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="shared tally")
        self._forget(now)
        for _ in range(_TRIES):
            said = await self._try(chat, cells, now)
            if said is None:
                await self._local.note(chat, cells, now)
            if said not in _AGAIN:
                return

    async def restart(self, chat: Chat, now: datetime) -> None:
        """End the chat's conversation: what it added stays counted, what comes next is another one."""
        answer = await self._volatile.ask(lambda epoch: [("DEL", epoch.name("conversation", chat))])
        if answer is not None:
            self._known.pop(answer.epoch.name("conversation", chat), None)
        await self._local.restart(chat, now)

    async def close(self) -> None:
        """Write what waits, here and in Redis; what can't be written stays there for another worker."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.shield(self._task)
            self._task = None
        await self._write(force=True)
        self._known.clear()
        await self._local.close()

    def health(self) -> Health:
        """Return what an operator may watch: this worker's own numbers, and the batch that all share."""
        local, shared = self._local.health(), self._counted
        late = sum(1 for known in self._known.values() if known.conversation.batch != self._batch)
        return Health(
            open=local.open + len(self._known),
            waiting=local.waiting + self._waiting,
            at_stake=local.at_stake + self._waiting + late,
            over_the_cap=local.over_the_cap + shared.over_the_cap,
            batches=local.batches + shared.batches,
            failures=local.failures + shared.failures,
            refused_cells=local.refused_cells + shared.refused_cells,
            degraded=local.degraded or shared.degraded,
        )

    async def _try(self, chat: Chat, cells: frozenset[Cell], now: datetime) -> bytes | None:
        """Note once; one of _AGAIN where another worker was faster, None where Redis is away."""
        changed, sealed = begin(now), b""

        def commands(epoch: Epoch) -> list[Command]:
            nonlocal changed, sealed
            name = epoch.name("conversation", chat)
            known = self._known.get(name)
            changed, goes_on = self._followed(known, now)
            added, gone = change(changed, cells)
            deltas = [*((_field(cell), 1) for cell in added), *((_field(cell), -1) for cell in gone)]
            fresh = bool(deltas) and changed.batch != self._batch
            changed.batch = self._batch if fresh else changed.batch
            sealed = epoch.seal(name, pack(changed))
            batch, state, number, _ = _shared(epoch)
            names = (name, epoch.name("begun", f"{chat!r}/{day_of(now)}"), batch, state, number)
            how = (
                int(self._pace.forget_after * 1000),
                int(not goes_on),
                self._pace.a_day,
                _DAY,
                int(fresh),
                _KEPT,
                self._batch,
            )
            held = known.sealed if known else b""
            return [
                ("EVAL", NOTE, len(names), *names, held, sealed, *how, *(each for delta in deltas for each in delta))
            ]

        answer = await self._volatile.ask(commands)
        if answer is None:
            return None
        said, *rest = answer.results[0]
        if said == b"number":
            self._batch = int(rest[0])
            return bytes(said)
        name = answer.epoch.name("conversation", chat)
        self._known.pop(name, None)
        if said == b"done":
            self._known[name] = _Known(changed, sealed)
            self._waiting = int(rest[0])
            if self._waiting >= self._pace.conversations:
                self._wake.set()
        elif said == b"cap":
            self._counted = replace(self._counted, over_the_cap=self._counted.over_the_cap + 1)
        elif (packed := answer.epoch.unseal(name, rest[0] or None)) is not None:
            self._known[name] = _Known(unpack(packed), rest[0])
        return bytes(said)

    def _followed(self, known: _Known | None, now: datetime) -> tuple[Conversation, bool]:
        """Return the conversation that goes on (a copy of it), or a new one; and whether it goes on."""
        if known is not None:
            held = known.conversation
            silent = now - held.last >= timedelta(seconds=self._pace.forget_after)
            if not silent and now - held.began < timedelta(seconds=self._pace.longest):
                return replace(held, last=max(now, held.last)), True
        return begin(now), False

    def _forget(self, now: datetime) -> None:
        """Drop those who have been silent for too long; the one that spoke first stands first."""
        silent = timedelta(seconds=self._pace.forget_after)
        while self._known and now - self._known[name := next(iter(self._known))].conversation.last >= silent:
            del self._known[name]

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
                await self._write(force=False)

    async def _write(self, *, force: bool) -> None:
        """Write every batch that is due and that no other worker has in hand."""
        while (taken := await self._take(force=force)) is not None:
            token, batch = taken
            if token not in self._written and not await self._add(batch):
                return  # it stays in Redis, and is taken again after a minute, by whoever comes first
            self._written.add(token)
            done = await self._volatile.ask(
                lambda epoch, token=token: [  # type: ignore[misc]  # a default binds the loop's value
                    ("DEL", f"{epoch.name('batch', '')}:{token.decode()}"), ("HDEL", epoch.name("writing", ""), token)
                ]
            )  # fmt: skip
            if done is None:
                return
            self._written.discard(token)

    async def _take(self, *, force: bool) -> tuple[bytes, list[Delta]] | None:
        pace = self._pace
        token = secrets.token_hex(8)

        def commands(epoch: Epoch) -> list[Command]:
            batch, state, number, writing = _shared(epoch)
            names = (batch, state, number, writing, f"{batch}:")
            wanted = (int(force), pace.conversations, int(pace.longest_wait), token, max(1, int(pace.retry)), _KEPT)
            return [("EVAL", TAKE, len(names), *names, *wanted)]

        answer = await self._volatile.ask(commands)
        if answer is None or not answer.results[0]:
            return None
        token_taken, pairs, number = answer.results[0]
        self._batch, self._waiting = int(number), 0
        sums = zip(pairs[::2], pairs[1::2], strict=True)
        batch = [(_cell(field), int(by)) for field, by in sums if int(by)]
        kept = [delta for delta in batch if well_formed(delta[0])]
        self._counted = replace(self._counted, refused_cells=self._counted.refused_cells + len(batch) - len(kept))
        random.SystemRandom().shuffle(kept)
        return bytes(token_taken), kept

    async def _add(self, batch: list[Delta]) -> bool:
        try:
            if batch:  # given up before another worker may take it: two that write it would count it twice
                async with asyncio.timeout(max(1.0, self._pace.retry) * 0.8):
                    await self._store.add(batch)
        except StoreError as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - whatever breaks in counting, the conversations go on
            self._failed(told(error))
        else:
            if self._counted.degraded:
                LOG.warning("Le comptage reprend.")
            self._counted = replace(self._counted, batches=self._counted.batches + bool(batch), degraded=False)
            return True
        return False

    def _failed(self, why: str) -> None:
        if not self._counted.degraded:
            LOG.warning("Le comptage attend, les conversations continuent : %s", why)
        self._counted = replace(self._counted, failures=self._counted.failures + 1, degraded=True)


def _shared(epoch: Epoch) -> tuple[str, str, str, str]:
    """Return the names of what belongs to nobody: the open batch, its state, its number, and those being written."""
    return epoch.name("batch", ""), epoch.name("state", ""), epoch.name("number", ""), epoch.name("writing", "")


def _field(cell: Cell) -> str:
    return json.dumps([cell.table, cell.period, cell.territory, encode(cell)])


def _cell(field: bytes) -> Cell:
    table, period, territory, values = json.loads(field)
    return Cell(table, period, territory, decode(values))
