"""What several workers share about a chat: where the person stands, and whose turn it is.

The memory of the process stays the one that everybody asks; before an update it learns from Redis what other workers know,
after it, it tells them. A Redis that is away leaves it alone: taps carry their path, and go on. All is encrypted.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.core.recall import Recall
from bot.telegram.memory import MOST_NUMBERS, NUMBERS, OWED, SEEN, TOLD, TURN, Memory, Sent, Words
from bot.telegram.shelf import Shelf
from bot.telegram.updates import Event, What
from bot.volatile import Answer, Command, Epoch, Volatile

#: What stands on each of a chat's shelves.
VALUES: dict[str, Any] = {
    "parked": tuple[str, str], "heard": Words, "albums": str, "recalls": Recall, "discreet": bool, "handed": str,
    "left": bool,
}  # fmt: skip
#: What must be answered in the order in which it was said; a tap carries its own path.
IN_ORDER: frozenset[What] = frozenset({"words", "command", "edited", "unread"})
#: How long words wait for the person's earlier ones, and between two looks; in seconds.
WAIT, LOOK = 3.0, 0.02
#: A worker that holds a turn for longer is taken for dead; in milliseconds.
_LEASE = 20_000

#: 2: handled before; 1: your turn; 0: an earlier one is not done.
_TAKE = """
if redis.call('EXISTS', KEYS[3]) == 1 then return 2 end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
if redis.call('ZRANGE', KEYS[1], 0, 0)[1] ~= ARGV[1] then return 0 end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return redis.call('GET', KEYS[2]) == ARGV[1] and 1 or 0
"""
_GIVE_BACK = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
redis.call('SET', KEYS[3], '', 'EX', ARGV[2])
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1
"""


class SharedMemory:
    """The memory of this process, shown to other workers and told by them."""

    def __init__(self, memory: Memory, volatile: Volatile) -> None:
        self.memory = memory
        self._volatile = volatile
        #: The last update that Redis was told about (or that it missed: then without a secret), for each chat.
        self._told: Shelf[int, tuple[int, bytes]] = Shelf(TOLD, memory.ticks)
        self._owed: Shelf[int, bool] = Shelf(OWED, memory.ticks)

    @asynccontextmanager
    async def turn(self, event: Event) -> AsyncIterator[int | None]:
        """Wait for the person's earlier words, learn, let the update be handled, then tell; in order for words only.

        Gives the chat's newest update that a process which may be no more had handled, 0 where none is known; None where
        another worker has handled this very update.
        """
        if not event.chat:
            yield 0
            return
        newest = await self._wait(event)
        try:
            yield newest
        finally:
            if newest is not None:
                await self._tell(event, max(newest, event.update))

    async def _wait(self, event: Event) -> int | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + WAIT
        while True:
            answer = await self._volatile.ask(lambda epoch: self._questions(epoch, event))
            if answer is None:
                return 0
            whose = answer.results.pop(0) if event.what in IN_ORDER else 1
            if whose == 2:  # noqa: PLR2004 - the script's own number
                return None
            if whose == 1 or loop.time() >= until:
                return self._learn(event.chat, answer)
            await asyncio.sleep(LOOK)

    def _questions(self, epoch: Epoch, event: Event) -> list[Command]:
        state, numbers = _names(epoch, event.chat)
        turn = _turn(epoch, event)
        asked: list[Command] = [("GET", state), ("PTTL", state), ("GET", numbers), ("PTTL", numbers)]
        if event.what in IN_ORDER:
            asked.insert(0, ("EVAL", _TAKE, len(turn), *turn, event.update, _LEASE, TURN.seconds))
        return asked

    def _learn(self, chat: int, answer: Answer) -> int:
        """Take over what other workers know, unless this one knows better: Redis missed something, or forgot all.

        Returns the newest update that they had handled, 0 where they know of none.
        """
        if self._owed.get(chat):
            return 0
        sealed, lives, sealed_numbers, numbers_live = answer.results
        update, secret = self._told.get(chat) or (-1, answer.epoch.secret)
        state, numbers = _names(answer.epoch, chat)
        packed = answer.epoch.unseal(state, sealed)
        newest = int(json.loads(packed)["at"]) if packed else -1
        if newest > update or secret == answer.epoch.secret:
            unpack(self.memory, chat, packed, max(0, lives) / 1000)
            packed_numbers = answer.epoch.unseal(numbers, sealed_numbers)
            self.memory.restore(chat, _unpack_numbers(self.memory, packed_numbers, max(0, numbers_live) / 1000))
            self.memory.renumbered.discard(chat)
            self._told.put(chat, (newest, answer.epoch.secret))
        return max(0, newest)

    async def _tell(self, event: Event, newest: int) -> None:
        """Write down what this worker knows now, or that nothing is known any more; and give the turn back."""
        chat, memory = event.chat, self.memory
        packed, lives = pack(memory, chat, newest)
        packed_numbers = _pack_numbers(memory, chat)
        self._owed.sweep()

        def commands(epoch: Epoch) -> list[Command]:
            told: list[Command] = [("DEL", *_names(epoch, other)) for other in self._owed]
            state, numbers = _names(epoch, chat)
            told.append(("SET", state, epoch.seal(state, packed), "PX", lives) if lives else ("DEL", state))
            if chat in memory.renumbered:
                sealed = epoch.seal(numbers, packed_numbers)
                told.append(("SET", numbers, sealed, "EX", NUMBERS.seconds) if packed_numbers else ("DEL", numbers))
            if event.what in IN_ORDER:
                told.append(("EVAL", _GIVE_BACK, 3, *_turn(epoch, event), event.update, SEEN.seconds))
            return told

        answer = await self._volatile.ask(commands)
        if answer is not None:
            memory.renumbered.discard(chat)
            self._owed.clear()
        if not lives and not packed_numbers:
            self._told.drop(chat)
            if answer is None:
                self._owed.put(chat, True)  # noqa: FBT003 - a shelf used as a set
        else:
            self._told.put(chat, (newest, answer.epoch.secret if answer else b""))


def pack(memory: Memory, chat: int, update: int) -> tuple[bytes, int]:
    """Return what is known about a chat but its messages' numbers, and for how many milliseconds any of it lives."""
    lives = {name: left for name, shelf in memory.shelves.items() if (left := shelf.left(chat)) > 0}
    longest = max(lives.values(), default=0.0)
    kept = {
        name: [longest - left, _adapter(name).dump_python(memory.shelves[name].get(chat), mode="json")]
        for name, left in lives.items()
    }
    return json.dumps({"at": update, "kept": kept}).encode(), int(longest * 1000)


def unpack(memory: Memory, chat: int, packed: bytes | None, lives: float) -> None:
    """Take over what `pack` wrote, which lives for so many seconds yet; what is not in it is forgotten."""
    kept = json.loads(packed)["kept"] if packed else {}
    for name, shelf in memory.shelves.items():
        shelf.drop(chat)
        earlier, value = kept.get(name, (lives, None))
        if earlier < lives:
            try:
                shelf.put(chat, _adapter(name).validate_python(value), lives - earlier)
            except ValidationError:  # written by another version of this program
                continue


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(VALUES[name])


def _pack_numbers(memory: Memory, chat: int) -> bytes:
    """Return the numbers of the chat's messages, each with the seconds that it is not known any more at the end."""
    end = memory.ticks() + NUMBERS.seconds
    sent = memory.sent(chat)
    rows = [[number, round(end - each.until), each.buttons, each.screen] for number, each in sent.items()]
    return json.dumps(rows[-MOST_NUMBERS:]).encode() if rows else b""


def _unpack_numbers(memory: Memory, packed: bytes | None, lives: float) -> dict[int, Sent]:
    end = memory.ticks() + lives
    rows = json.loads(packed) if packed else []
    return {number: Sent(end - earlier, buttons, tuple(screen)) for number, earlier, buttons, screen in rows}


def _names(epoch: Epoch, chat: int) -> tuple[str, str]:
    return epoch.name("chat", chat), epoch.name("numbers", chat)


def _turn(epoch: Epoch, event: Event) -> tuple[str, str, str]:
    return epoch.name("queue", event.chat), epoch.name("turn", event.chat), epoch.name("seen", event.update)
