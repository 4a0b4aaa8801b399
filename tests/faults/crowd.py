"""People who walk to their orientation, a hundred at a time, and note how long each screen took."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.telegram.kit import Resident, Telegram
from tests.telegram.kit.world import Posted

#: One conversation: what is typed, or the button that is tapped where it is there. The last screen names who can help.
SCRIPT = ("/start", "on ma refusé un appart a cause de mon nom", "Oui, c'est cela", "Cette semaine", "beuvrages")
BUTTONS = SCRIPT[2:4]
#: What a screen says that proposes what was understood: to who typed a commune and nothing else, the commune.
UNDERSTOOD = "J'ai compris"
#: For how long one looks whether the screen that one waits for comes after another one.
PATIENCE = 10.0
#: A person without a screen after so many seconds was left alone.
ALONE = 90.0
_LOOK = 0.02


def _helps(last: Posted) -> bool:
    """Say whether a screen names who can help."""
    return "39 28" in last.text


@dataclass(slots=True)
class Crowd:
    """Scripted conversations on one Telegram."""

    telegram: Telegram
    people: int
    at_once: int = 100
    #: How long a screen is read before the next step, in seconds, on average.
    reading: float = 0.0
    ended: int = 0
    #: What was said or tapped, of those whom no message reached.
    lost: list[str] = field(default_factory=list)
    with_help: int = 0
    #: When each screen was asked for, and how long it took, in seconds.
    waits: list[tuple[float, float]] = field(default_factory=list)

    async def walk(self) -> None:
        """Let everybody walk; return when the last one has arrived."""
        room = asyncio.Semaphore(self.at_once)

        async def one(number: int) -> None:
            async with room:
                await self._conversation(self.telegram.resident(f"P{number}"))

        await asyncio.gather(*(one(number) for number in range(self.people)))

    async def until(self, ended: int) -> None:
        """Wait until so many conversations have ended."""
        while self.ended < ended:  # noqa: ASYNC110 - a test, not a service
            await asyncio.sleep(_LOOK)

    def longest(self, since: float) -> float:
        """Return the longest that a screen took that was asked for after `since`, or was awaited then."""
        return max((wait for asked, wait in self.waits if asked + wait >= since), default=0.0)

    def first_after(self, moment: float) -> float:
        """Return the seconds from a moment to the first screen that was asked for after it and arrived."""
        return min((asked + wait - moment for asked, wait in self.waits if asked >= moment), default=0.0)

    async def _conversation(self, person: Resident) -> None:
        await self._walk(person)
        await self._sees(person, lambda last: _helps(last) or UNDERSTOOD in last.text)
        if not _helps(person.messages[-1]):  # killed, and without Redis, the bot forgot: « beuvrages » begins a story
            await self._walk(person)
        self.with_help += await self._sees(person, _helps)
        self.ended += 1

    async def _walk(self, person: Resident) -> None:
        for said in SCRIPT:
            await asyncio.sleep(random.uniform(0, 2 * self.reading))  # noqa: S311 - people read, nobody guesses
            await self._step(person, said)

    async def _sees(self, person: Resident, wanted: Callable[[Posted], bool]) -> bool:
        """Look at the last message as people do: what a killed bot answers again shows an older screen for a moment."""
        for _ in range(int(PATIENCE / _LOOK)):
            if person.messages and wanted(person.messages[-1]):
                return True
            await asyncio.sleep(_LOOK)
        return False

    async def _step(self, person: Resident, said: str) -> None:
        if said in BUTTONS:
            await self._sees(person, lambda last: said in last.buttons)
        elif said == SCRIPT[-1]:
            await self._sees(person, lambda last: "commune" in last.text)
        person.chat.shown.clear()
        asked = time.monotonic()
        last = person.messages[-1] if person.messages else None
        if last is not None and said in last.buttons:
            person.tap_later(last, last.button(said)["callback_data"])
        else:
            person.later(said)
        try:
            async with asyncio.timeout(ALONE):
                await person.chat.shown.wait()
        except TimeoutError:
            self.lost.append(f"{person.id}: {said}")
        self.waits.append((asked, time.monotonic() - asked))
