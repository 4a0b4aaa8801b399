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


class _Mouth:
    """Where lines are said: those of one turn of the loop leave together, since each departure wakes the other process."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._lines: list[bytes] = []

    def say(self, line: bytes) -> None:
        """Say a line before the loop's next turn; into a cut connection nothing is said."""
        if not self._lines:
            asyncio.get_running_loop().call_soon(self._leave)
        self._lines.append(line)

    def _leave(self) -> None:
        lines, self._lines = self._lines, []
        if not self._writer.is_closing():
            self._writer.write(b"".join(lines))


class _Line:
    """The way to another worker: what was passed on and is not answered yet is passed on again after a cut."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._waiting: dict[int, tuple[bytes, asyncio.Future[None]]] = {}
        self._mouth: _Mouth | None = None

    async def pass_on(self, event: Event) -> None:
        """Return once the other worker has handled the event."""
        line = json.dumps(_told(event)).encode() + b"\n"
        answered = asyncio.get_running_loop().create_future()
        self._waiting[event.update] = (line, answered)
        if self._mouth is not None:
            self._mouth.say(line)
        try:
            await answered
        finally:
            self._waiting.pop(event.update, None)

    async def keep(self) -> None:
        """Stay connected, and hear what was handled."""
        while True:
            with contextlib.suppress(OSError, ValueError):
                reader, writer = await asyncio.open_unix_connection(self._address)
                self._mouth = _Mouth(writer)
                try:
                    for line, _answered in list(self._waiting.values()):
                        self._mouth.say(line)
                    while answer := await reader.readline():
                        _line, answered = self._waiting.get(int(answer), (b"", None))
                        if answered is not None and not answered.done():
                            answered.set_result(None)
                finally:
                    writer.close()
                    self._mouth = None
            await asyncio.sleep(_AGAIN)


async def _serve(intake: Intake, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take in what another worker passes on, and answer each update's number once it is handled."""
    mouth = _Mouth(writer)

    def answer(number: int) -> None:
        mouth.say(b"%d\n" % number)

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
