"""What a start costs: the time to the first getUpdates and the memory, beside a process that only imports aiogram."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.load.bot import operated
from bot.app import load_guide
from bot.settings import read_settings
from tests.telegram.kit import Telegram

STARTS = 5
#: What `relais run` needs of aiogram; the process waits to be looked at.
_ONLY = "import aiogram, aiogram.client.session.aiohttp, aiogram.types, sys; print('in', flush=True); sys.stdin.read()"
#: Seconds until the indexes are made, beside the first taps.
_INDEXES = 5.0


def only_aiogram() -> tuple[float, float]:
    """Return the seconds that a process takes to import aiogram, and its memory in MB."""
    begin = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", _ONLY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout  # noqa: S101 - a pipe was asked for
        process.stdout.readline()
        found = time.perf_counter() - begin, resident(process.pid)
        process.kill()
    return found


def resident(process: int) -> float:
    """Return the resident memory of a process, in MB."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def whole_bot(languages: list[str]) -> tuple[float, float, float]:
    """Return the seconds to the first getUpdates, the memory when all of France can be searched, and with each language spoken."""
    async with Telegram() as telegram:
        begin = time.perf_counter()
        starting = asyncio.create_task(_polls(telegram))
        async with operated(telegram, workers=1, webhook=False, pace=1000) as bot:
            seconds = await starting - begin
            await asyncio.sleep(_INDEXES)
            alone = resident(bot.process.pid)
            for code in languages:
                person = telegram.resident(code)
                person.language = code
                for words in ("/start", "beuvrages"):
                    await telegram.world.handled(person.later(words), 30)
            return seconds, alone, resident(bot.process.pid)


async def _polls(telegram: Telegram) -> float:
    await telegram.world.until(lambda: telegram.polls > 0, 60)
    return time.perf_counter()


def main() -> None:
    """Print the table; the two take turns."""
    languages = list(load_guide(read_settings()).knowledge.languages)  # and what was checked is kept for the next start
    imports, starts = [], []
    for _ in range(STARTS):
        imports.append(only_aiogram())
        starts.append(asyncio.run(whole_bot(languages)))
    seconds, memory = (statistics.median(each) for each in zip(*imports, strict=True))
    first, alone, spoken = (statistics.median(each) for each in zip(*starts, strict=True))
    print(f"{'':52} {'seconds':>8} {'MB':>6} {'above':>16}")
    print(f"{'a process that only imports aiogram':52} {seconds:8.2f} {memory:6.0f}")
    print(f"{'relais run, first getUpdates':52} {first:8.2f} {'':6} {f'+{first - seconds:.2f} s':>16}")
    print(f"{'the same, all of France ready to be searched':52} {'':8} {alone:6.0f} {f'+{alone - memory:.0f} MB':>16}")
    print(
        f"{f'the same, {len(languages)} languages spoken':52} {'':8} {spoken:6.0f} {f'+{spoken - memory:.0f} MB':>16}"
    )


if __name__ == "__main__":
    main()
