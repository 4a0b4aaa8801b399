"""The batch that all workers fill in Redis, and who writes it: one at a time, whoever took it in hand.

Each worker also remembers the sums that it put there itself. They are nobody's, and where Redis forgets everything they are
what it took along.
"""

import asyncio
import json
import logging
import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.logs import told
from bot.observatory.cell import Cell, well_formed
from bot.observatory.scripts import TAKE
from bot.observatory.store import Delta, Store, StoreError, decode, encode
from bot.observatory.tally import Health, Pace
from bot.volatile import Command, Epoch, Volatile

LOG = logging.getLogger(__name__)

#: Sums that nobody could write for so long are given up; in seconds.
KEPT = 7 * 86_400


class Batches:
    """One worker's view of the batch: its `number` as far as this worker knows, and how many conversations wait in it.

    `lost` are sums that a Redis took along when it forgot everything, to be told to it again.
    """

    def __init__(self, store: Store, volatile: Volatile, pace: Pace) -> None:
        """Know of none yet."""
        self._store = store
        self._volatile = volatile
        self._pace = pace
        self.number = 0
        self.waiting = 0
        self.health = Health()
        self.lost: dict[Cell, int] = {}
        self._own: dict[Cell, int] = {}
        self._token = ""
        self._written: set[bytes] = set()

    @property
    def full(self) -> bool:
        """Say whether the batch is due."""
        return self.waiting >= self._pace.conversations

    def put(self, deltas: Iterable[Delta], waiting: int) -> None:
        """Take note of sums that this worker added to the batch of this number."""
        for cell, by in deltas:
            self._own[cell] = self._own.get(cell, 0) + by
        self.waiting = waiting

    def moved_on(self, number: int) -> None:
        """Take note that somebody took the batch in hand: another one is open."""
        self.number, self.waiting = number, 0
        self._own.clear()

    def retold(self) -> dict[Cell, int]:
        """Return what is lost, for one journey to tell it again; who makes it in vain loses it again (`lose`)."""
        told, self.lost = self.lost, {}
        return told

    def forgotten(self) -> None:
        """Begin anew with a Redis that has forgotten everything: the sums of this worker that it took along are `lost`."""
        self.lose(self._own)
        self.moved_on(0)

    def lose(self, sums: Mapping[Cell, int]) -> None:
        """Take note of sums that no Redis holds."""
        for cell, by in sums.items():
            self.lost[cell] = self.lost.get(cell, 0) + by

    async def write(self, *, force: bool) -> None:
        """Write every batch that is due and that no other worker has in hand.

        One that was written when Redis did not answer any more is first said to be done: until then none can be taken.
        """
        for token in list(self._written):
            if not await self._done(token):
                return
        while (taken := await self._take(force=force)) is not None:
            token, batch = taken
            if token not in self._written and not await self._add(batch):
                return  # it stays in Redis, and is taken again after a minute, by whoever comes first
            self._written.add(token)
            if not await self._done(token):
                return

    async def _done(self, token: bytes) -> bool:
        """Tell Redis that a batch is written; say whether it answered."""
        answer = await self._volatile.ask(
            lambda epoch: [
                ("DEL", f"{epoch.name('batch', '')}:{token.decode()}"), ("HDEL", epoch.name("writing", ""), token)
            ]
        )  # fmt: skip
        if answer is not None:
            self._written.discard(token)
        return answer is not None

    async def _take(self, *, force: bool) -> tuple[bytes, list[Delta]] | None:
        pace = self._pace
        token = self._token = self._token or secrets.token_hex(8)  # the same until an answer came

        def commands(epoch: Epoch) -> list[Command]:
            batch, state, number, writing = shared(epoch)
            names = (batch, state, number, writing, f"{batch}:")
            wanted = (int(force), pace.conversations, int(pace.longest_wait), token, max(1, int(pace.retry)), KEPT)
            return [("EVAL", TAKE, len(names), *names, *wanted)]

        answer = await self._volatile.ask(commands)
        if answer is None or not answer.results[0]:
            return None
        token_taken, pairs, number = answer.results[0]
        self._token = "" if token_taken == token.encode() else token
        self.moved_on(int(number))
        sums = zip(pairs[::2], pairs[1::2], strict=True)
        batch = [(cell_of(field), int(by)) for field, by in sums if int(by)]
        kept = [delta for delta in batch if well_formed(delta[0])]
        self.health = replace(self.health, refused_cells=self.health.refused_cells + len(batch) - len(kept))
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
            if self.health.degraded:
                LOG.warning("Le comptage reprend.")
            self.health = replace(self.health, batches=self.health.batches + bool(batch), degraded=False)
            return True
        return False

    def _failed(self, why: str) -> None:
        if not self.health.degraded:
            LOG.warning("Le comptage attend, les conversations continuent : %s", why)
        self.health = replace(self.health, failures=self.health.failures + 1, degraded=True)


def shared(epoch: Epoch) -> tuple[str, str, str, str]:
    """Return the names of what belongs to nobody: the open batch, its state, its number, and those being written."""
    return epoch.name("batch", ""), epoch.name("state", ""), epoch.name("number", ""), epoch.name("writing", "")


def field_of(cell: Cell) -> str:
    """Return how Redis names a cell."""
    return json.dumps([cell.table, cell.period, cell.territory, encode(cell)])


def cell_of(field: bytes) -> Cell:
    """Return the cell that Redis names so."""
    table, period, territory, values = json.loads(field)
    return Cell(table, period, territory, decode(values))
