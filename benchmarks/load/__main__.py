"""Print the table of `make bench-load`, and draw docs/load.md where nothing was left out: python -m benchmarks.load."""

import argparse
import asyncio
import gc
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from benchmarks.load.bot import ROOT, operated, stopped
from tests.faults.crowd import SCRIPT, Crowd
from tests.telegram.kit import Telegram

PAGE = ROOT / "docs" / "load.md"
#: Telegram's bound, and what never makes anybody wait.
TELEGRAM, UNBOUND = 30.0, 1000.0
#: Seconds for which a screen is read, on average: so that 2,000 people ask for a little less than Telegram's bound.
_READING = 80.0
#: Who walks before anything is measured: whoever comes first finds the indexes not made yet.
_FIRST, _INDEXES = 20, 4.0

_HEAD = """# How much it carries

Drawn by `make bench-load` on {day}. {residents} residents who walk at the same time, {steps} messages or taps each, from /start
to the people who can help, over HTTP, against the Bot API's server of the tests; `relais run` as an operator starts it, SQLite,
no Redis. At Telegram's thirty messages a second they read each screen for {reading:.0f} seconds on average; without a bound they do not
read, and all ask at once. The people and their Telegram share this machine's two cores with the bot, so seconds are upper
bounds; the bot's own CPU and memory are read from its processes.

- **Screens a second**, and **p50**, **p99**: from what somebody did to the screen that answers it, in seconds. Where all
  ask at once each waits for the {residents} before.
- **CPU**: milliseconds for one update, of all the bot's processes together; in brackets, against one worker in the same way.
- **Memory**: of all processes with everybody's conversation open, a page that workers share counted once.
- **Errors**: people without a screen, what the Bot API refused, warnings and errors in the log. **Count**: conversations in
  the database against conversations walked.

"""
_TABLE = """| messages a second | by | workers | screens a second | p50 | p99 | CPU an update | memory | errors | count |
|---|---|---|---|---|---|---|---|---|---|
"""
_TAIL = """
Thirty messages a second are Telegram's bound for one bot. Below it nobody waits, and one process has nine tenths of its core
left; were 2,000 people to ask in the same second, the last would wait a little more than a minute for each screen, and an
emergency would not. What is without a bound shows what the machine carries beyond; there the people and their Telegram take the
other core, and two workers share what is left.

## A start

Above a process that only imports aiogram (4.3 s, 173 MB), the two in turns, medians of five (`python -m benchmarks.starting`,
2026-11-22; the same machine, as busy):

| | before | now |
|---|---|---|
| first getUpdates, on content that was checked before | +1.54 s | +0.89 s |
| all of France ready to be searched, one language spoken | +69 MB | +54 MB |
| nine languages spoken | +108 MB | +95 MB |

The memory of « now » was measured later the same day, two starts, on a machine twice as busy, eight seconds after the first
getUpdates: there it was +60 MB before the C library was told to give back what is freed, and before YAML, Babel and the
watching of folders were left out. Between the two figures of the last line the translations have grown. The first start after an edit checks the whole content
before anybody is answered: that one takes longer, and some 5 MB more.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One row: how it ran, and what was measured."""

    pace: float
    webhook: bool
    workers: int
    rate: float
    p50: float
    p99: float
    cpu: float
    memory: float
    errors: int
    off: int


async def measure(residents: int, reading: float, *, pace: float, webhook: bool, workers: int) -> Found:
    """Let everybody walk once, and measure; what went wrong is written on standard error."""
    async with Telegram() as telegram, operated(telegram, workers=workers, webhook=webhook, pace=pace) as bot:
        first = Crowd(telegram, _FIRST, _FIRST)
        await first.walk()
        await asyncio.sleep(_INDEXES)
        gc.collect()
        gc.freeze()
        crowd = Crowd(telegram, residents, residents, reading if pace < UNBOUND else 0.0)
        spent, began = bot.cpu(), time.monotonic()
        await crowd.walk()
        seconds, spent = time.monotonic() - began, bot.cpu() - spent
        memory, refused = bot.memory(), list(telegram.refusals)
        code = await stopped(bot)
        off = await bot.counted() - residents - _FIRST - 1
        wrong = [*refused, *crowd.lost, *bot.complaints(), *([f"exit code {code}"] if code else [])]
        for each in wrong[:10]:
            print(f"  {each}", file=sys.stderr)
        waits = [wait for _asked, wait in crowd.waits]
        return Found(
            pace, webhook, workers, len(waits) / seconds, statistics.median(waits),
            statistics.quantiles(waits, n=100)[98], spent / len(waits) * 1000, memory,
            len(wrong) + residents - crowd.with_help, off,
        )  # fmt: skip


def row(found: Found, alone: Found | None) -> str:
    """Write a line of the table; `alone` is the same way with one worker."""
    times = f" (× {found.cpu / alone.cpu:.2f})" if alone and alone is not found else ""
    return (
        f"| {f'{found.pace:.0f}' if found.pace < UNBOUND else 'no bound'} | {'webhook' if found.webhook else 'polling'} "
        f"| {found.workers} | {found.rate:.0f} | {found.p50:.2f} s | {found.p99:.2f} s | {found.cpu:.2f} ms{times} "
        f"| {found.memory:.0f} MB | {found.errors} | {f'{found.off:+d}' if found.off else 'exact'} |\n"
    )


def redrawn(page: str, lines: str) -> str:
    """Return the page with these lines in the place of those that ran in the same way, or below the last of the same pace."""
    head, tail = page.split(_TABLE)
    before = tail[: tail.index("\n\n") + 1]
    table = {_way(line): line for line in [*before.splitlines(), *lines.splitlines()]}
    order = sorted(table, key=lambda way: (not way[0].startswith("no"), way))
    return head + _TABLE + "".join(f"{table[way]}\n" for way in order) + tail[len(before) :]


def _way(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|")[1:4])


async def main(residents: int, reading: float, paces: list[float], workers: list[int], ways: list[bool]) -> str:
    """Measure each way of running it; return the table's lines."""
    lines = []
    for pace in paces:
        for webhook in ways:
            alone: Found | None = None
            for number in workers:
                found = await measure(residents, reading, pace=pace, webhook=webhook, workers=number)
                alone = alone or (found if number == 1 else None)
                lines.append(row(found, alone))
                print(lines[-1], end="", flush=True)
    return "".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--residents", type=int, default=2000)
    parser.add_argument("--paces", type=float, nargs="+", default=[UNBOUND, TELEGRAM], help="messages a second")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--ways", nargs="+", choices=["polling", "webhook"], default=["polling", "webhook"])
    parser.add_argument(
        "--reading", type=float, default=_READING, help="seconds for which a screen is read, on average"
    )
    parser.add_argument("--redraw", action="store_true", help="put what was measured in docs/load.md beside the rest")
    options = parser.parse_args()
    print(_TABLE, end="")
    lines = asyncio.run(
        main(
            options.residents,
            options.reading,
            options.paces,
            options.workers,
            [way == "webhook" for way in options.ways],
        )
    )
    if options.redraw:
        PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8"), lines), encoding="utf-8")
    if options == parser.parse_args([]):
        day = datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()
        head = _HEAD.format(day=day, residents=options.residents, steps=len(SCRIPT), reading=_READING)
        PAGE.write_text(head + _TABLE + lines + _TAIL, encoding="utf-8")
