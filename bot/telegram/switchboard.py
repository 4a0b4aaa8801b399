"""Each chat has its worker: whoever is called by Telegram passes an update on to it, and waits until it is handled.

So one person's updates meet one memory, one order, one pace and one count, with several processes as with one; a worker
that is killed is passed on to again once it is back. Lines of JSON over private sockets of this machine.
"""

import asyncio
import contextlib
import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import fields
from operator import attrgetter

from bot.telegram.intake import GRACE, Intake
from bot.telegram.updates import Event
from bot.telegram.workers import Place

#: Seconds between two tries to reach a worker.
_AGAIN = 0.1
#: The longest line: words of a hundred thousand characters, escaped.
_LONGEST = 1 << 21

_told = attrgetter(*(field.name for field in fields(Event)))

Handle = Callable[[Event], Awaitable[None]]


class Switchboard:
    """One worker's end of the lines."""

    def __init__(self, place: Place) -> None:
        self._place = place
        others = [number for number in range(place.workers) if number != place.number]
        self._lines = {number: _Line(place.lines[number].getsockname()) for number in others}
        self._callers: set[asyncio.Task[None]] = set()

    def route(self, handle: Handle) -> Handle:
        """Return what handles an event here, or has it handled by the chat's own worker."""
        if not self._lines:
            return handle

        async def routed(event: Event) -> None:
            line = self._lines.get(event.chat % self._place.workers)
            await (handle(event) if line is None else line.pass_on(event))

        return routed

    @contextlib.asynccontextmanager
    async def open(self, intake: Intake) -> AsyncIterator[None]:
        """Reach the other workers and take in what they pass on; at the end, serve them until they are done too."""
        if not self._lines:
            yield
            return

        def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(_serve(intake, reader, writer))
            self._callers.add(task)
            task.add_done_callback(self._callers.discard)

        own = self._place.lines[self._place.number].dup()
        server = await asyncio.start_unix_server(called, sock=own, limit=_LONGEST)
        reaching = [asyncio.create_task(line.keep()) for line in self._lines.values()]
        try:
            yield
        finally:
            await _end(reaching)
            if self._callers:  # the others close their lines when all that they accepted is handled
                await asyncio.wait(self._callers, timeout=GRACE)
            server.close()
            await _end(list(self._callers))


class _Line:
    """The way to another worker: what was passed on and is not answered yet is passed on again after a cut."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._waiting: dict[int, tuple[bytes, asyncio.Future[None]]] = {}
        self._writer: asyncio.StreamWriter | None = None

    async def pass_on(self, event: Event) -> None:
        """Return once the other worker has handled the event."""
        line = json.dumps(_told(event)).encode() + b"\n"
        answered = asyncio.get_running_loop().create_future()
        self._waiting[event.update] = (line, answered)
        if self._writer is not None:
            self._writer.write(line)
        try:
            await answered
        finally:
            self._waiting.pop(event.update, None)

    async def keep(self) -> None:
        """Stay connected, and hear what was handled."""
        while True:
            with contextlib.suppress(OSError, ValueError):
                reader, self._writer = await asyncio.open_unix_connection(self._address)
                try:
                    for line, _answered in list(self._waiting.values()):
                        self._writer.write(line)
                    while answer := await reader.readline():
                        _line, answered = self._waiting.get(int(answer), (b"", None))
                        if answered is not None and not answered.done():
                            answered.set_result(None)
                finally:
                    self._writer.close()
                    self._writer = None
            await asyncio.sleep(_AGAIN)


async def _serve(intake: Intake, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take in what another worker passes on, and answer each update's number once it is handled."""

    def answer(number: int) -> None:
        writer.write(b"%d\n" % number)

    def done(number: int, task: asyncio.Future[None]) -> None:
        if not task.cancelled():
            answer(number)

    try:
        while line := await reader.readline():
            event = Event(*json.loads(line))
            handled = intake.accept(event)
            if handled is None:
                answer(event.update)
            else:
                handled.add_done_callback(functools.partial(done, event.update))
    finally:
        writer.close()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
