"""One peer's process: reads the tree, says that it is ready, then plays as many laps as it is asked for.

    python -m benchmarks.peers.player NAME        # then on standard input: the tree, then a number of laps a line

Prints the CPU microseconds of one tap, for each line.
"""

import asyncio
import gc
import importlib
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from benchmarks.peers.tree import CHATS, TRUE, Step, load, plain_data, walk

#: Handles one update, given as the bytes that Telegram sends.
Feed = Callable[[bytes], Awaitable[Any]]


class Peer(Protocol):
    """A module of this package. `data` says what the taps carry, where it is not the tree's own."""

    async def start(self, steps: list[Step], stub: "Stub") -> Feed:
        """Build the bot, and return what handles one update; whatever it needs to start is done when it returns."""


class Stub:
    """Telegram: takes the bytes of a request, gives those of an answer, and counts both kinds of request."""

    def __init__(self, steps: list[Step]) -> None:
        """Answer edits with the tree's screens, in turn: what is read costs the same for everybody."""
        self._answers = [step.answer for step in steps]
        self.edits = 0
        self.clocks = 0
        self.sent = 0
        self.last = b""

    def answer(self, method: str, body: bytes) -> bytes:
        """Return the answer to a request."""
        assert isinstance(body, bytes)
        self.sent += len(body)
        self.last = body
        if method == "answerCallbackQuery":
            self.clocks += 1
            return TRUE
        self.edits += 1
        return self._answers[self.edits // CHATS % len(self._answers)]


async def play(name: str) -> None:
    """Play what standard input asks for."""
    steps = load(sys.stdin.readline())
    stub = Stub(steps)
    peer: Any = importlib.import_module(f"benchmarks.peers.{name}")
    feed = await peer.start(steps, stub)
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        laps = int(line)
        updates = walk(steps, laps, getattr(peer, "data", plain_data))
        stub.edits = stub.clocks = stub.sent = 0
        begin = time.process_time()
        for update in updates:
            await feed(update)
        spent = time.process_time() - begin
        if (stub.edits, stub.clocks) != (len(updates), len(updates)):
            sys.exit(f"{name}: {len(updates)} taps made {stub.edits} edits and {stub.clocks} answers")
        print(spent / len(updates) * 1e6, stub.sent // len(updates), flush=True)


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
