"""How long a partner waits: from the moment their file is saved until the bot serves what they wrote, or refuses it.

The folder is watched as `relais run` watches it. The floor is the first check of all content, as `relais check` makes it.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path

from bot.app import load_guide
from bot.content.problems import ContentError
from bot.content.reload import LiveGuide
from bot.content.verify import verify
from bot.settings import Settings, read_settings

EDITS = 7
CONTACT = "cidff_valenciennes"


async def edits(settings: Settings) -> tuple[list[float], list[float]]:
    """Return the seconds until each good edit is served, and the seconds that reading all of it took alone."""
    live = LiveGuide(load_guide(settings), partial(load_guide, settings), (settings.flows, settings.knowledge))
    stop = asyncio.Event()
    watching = asyncio.create_task(live.watch(stop))
    await asyncio.sleep(1)
    served: list[float] = []
    read: list[float] = []
    for number in range(EDITS):
        before = live()
        verify(settings.knowledge, CONTACT, date(2026, 1, 1 + number), f"Structure {number}")
        begin = time.perf_counter()
        while live() is before:  # noqa: ASYNC110 - what is timed is when people get it, and nothing tells that but looking
            await asyncio.sleep(0.01)
        served.append(time.perf_counter() - begin)
        verify(settings.knowledge, CONTACT, date(2026, 2, 1 + number), f"Structure {number}")
        begin = time.perf_counter()
        load_guide(settings)
        read.append(time.perf_counter() - begin)
        await asyncio.sleep(3)
    stop.set()
    await watching
    return served, read


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        here, home = read_settings(), Path(folder)
        shutil.copytree(here.flows, home / "flows")
        shutil.copytree(here.knowledge, home / "knowledge")
        settings = Settings(flows=home / "flows", knowledge=home / "knowledge", now=here.clock())
        served, read = asyncio.run(edits(settings))
        broken = home / "knowledge" / "contacts" / "casse.yaml"
        broken.write_text('contacts:\n  a:\n    nom "x"\n')
        begin = time.perf_counter()
        try:
            load_guide(settings)
        except ContentError:
            refused = time.perf_counter() - begin
    print(f"{'a partner saves a file':34} {'median s':>9} {'worst s':>9}")
    print(f"{'a good edit is served after':34} {statistics.median(served):9.2f} {max(served):9.2f}")
    print(f"{'of which reading and checking':34} {statistics.median(read):9.2f} {max(read):9.2f}")
    print(f"{'a mistake is found in':34} {refused:9.2f} {refused:9.2f}")


if __name__ == "__main__":
    main()
