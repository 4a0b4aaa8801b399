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

from watchfiles import Change, watch

from bot.content.problems import ContentError
from bot.core.guide import Guide

LOG = logging.getLogger("relais.content")

#: Milliseconds: how long one waits for the rest of an edit (an editor writes several files), and how often one looks.
TOGETHER, STEP = 200, 50
#: Mistakes that the log shows; `relais check` shows them all.
SHOWN = 5


class LiveGuide:
    """The guide that serves now. `load` reads and checks the whole content, and raises ContentError where it is wrong."""

    def __init__(self, guide: Guide, load: Callable[[], Guide], folders: Iterable[Path]) -> None:
        self._guide = guide
        self._load = load
        self._folders = tuple(folders)
        self._loading = asyncio.Lock()

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
        # In a thread of asyncio's: watchfiles' own `awatch` brings a second framework for that, and its memory.
        edits = watch(
            *self._folders, watch_filter=_content, debounce=TOGETHER, step=STEP, stop_event=stop, rust_timeout=500
        )
        try:
            while await asyncio.to_thread(next, edits, None):
                await self.reload()
        finally:
            stop.set()  # a thread hears of no cancellation
            if handles_signals:
                # Nothing to take back where nothing could be set.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.remove_signal_handler(signal.SIGHUP)
            for task in tuple(asked):
                await task


def _content(_change: Change, path: str) -> bool:
    """Say whether a change may matter: editors' own files and folders do not."""
    name = Path(path).name
    return name.endswith(".yaml") and not name.startswith(".")
