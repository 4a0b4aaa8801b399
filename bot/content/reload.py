"""A partner's edit goes live while the bot runs: good content takes the place of the old, bad content is refused.

What serves people is a reference that changes at once (`LiveGuide()` returns the present guide); a conversation holds a
path, so it goes on with the new words. Nothing about residents is read or written here.
"""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.content.problems import ContentError
from bot.core.guide import Guide

LOG = logging.getLogger("relais.content")

#: Seconds: how often one looks, and how long one waits for the rest of an edit (an editor writes several files).
STEP, TOGETHER = 0.5, 0.2
#: Mistakes that the log shows; `relais check` shows them all.
SHOWN = 5

#: What tells a file from what it was: its path, when it was written, its size, and which file of that name it is.
Stamps = frozenset[tuple[str, int, int, int]]


class LiveGuide:
    """The guide that serves now. `load` reads and checks the whole content, and raises ContentError where it is wrong."""

    def __init__(self, guide: Guide, load: Callable[[], Guide], folders: Iterable[Path]) -> None:
        self._guide = guide
        self._load = load
        self._folders = tuple(folders)
        self._loading = asyncio.Lock()
        self._stamps = stamps(self._folders)

    def __call__(self) -> Guide:
        """Return the guide of the last good content."""
        return self._guide

    async def reload(self) -> bool:
        """Read everything again, beside the loop; say whether the content is good. The last good one stays otherwise."""
        async with self._loading:
            start = time.perf_counter()
            try:
                guide = await asyncio.to_thread(self._load)
            except ContentError as error:
                LOG.warning(
                    "Contenu refusé, le précédent (%s) reste en service. %d problème(s) :\n%s",
                    self._guide.version, len(error.problems), "\n".join(map(str, error.problems[:SHOWN])),
                )  # fmt: skip
                return False
            except Exception:
                LOG.exception("Contenu illisible, le précédent (%s) reste en service.", self._guide.version)
                return False
            if guide.version != self._guide.version:
                self._guide = guide
                LOG.info("Nouveau contenu en service : %s (lu en %.1f s).", guide.version, time.perf_counter() - start)
            return True

    async def _edited(self, stop: asyncio.Event) -> bool:
        """Say whether files are not what they were when they were read last, and that they rest again."""
        found = await asyncio.to_thread(stamps, self._folders)
        if found == self._stamps:
            return False
        while not await _comes(stop, TOGETHER):
            before, found = found, await asyncio.to_thread(stamps, self._folders)
            if found == before:
                break
        self._stamps = found
        return True

    async def watch(self, stop: asyncio.Event) -> None:
        """Reload after each edit of a .yaml file, and on SIGHUP, until `stop` is set; never raises for a bad edit."""
        loop = asyncio.get_running_loop()
        asked: set[asyncio.Task[bool]] = set()

        def on_signal() -> None:
            task = loop.create_task(self.reload())
            asked.add(task)
            task.add_done_callback(asked.discard)

        handles_signals = hasattr(signal, "SIGHUP")
        if handles_signals:
            # Windows has no SIGHUP, and only the main thread may hear one: editing a file is enough there.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(signal.SIGHUP, on_signal)
        try:
            while not await _comes(stop, STEP):
                if await self._edited(stop):
                    await self.reload()
        finally:
            if handles_signals:
                # Nothing to take back where nothing could be set.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.remove_signal_handler(signal.SIGHUP)
            for task in tuple(asked):
                await task


async def _comes(event: asyncio.Event, seconds: float) -> bool:
    """Wait for something for so long; say whether it came."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def stamps(folders: Iterable[Path]) -> Stamps:
    """Return how the .yaml files look from outside, a millisecond's work; editors' own files (.x.yaml) do not matter."""
    found = set()
    for path in (path for folder in folders for path in folder.rglob("*.yaml") if not path.name.startswith(".")):
        with contextlib.suppress(OSError):  # it went away meanwhile
            seen = path.stat()
            found.add((str(path), seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return frozenset(found)
