"""Run every fault during scripted conversations and draw docs/reliability.md: `python -m tests.faults --people 2000`."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.faults.house import ROOT
from tests.faults.strikes import AT_ONCE, FAULTS, Fault, Outcome, installed, run
from tests.servers import Postgres, Valkey

PAGE = ROOT / "docs" / "reliability.md"

_HEAD = """# What happens when something breaks

Drawn by `make faults`, last on {day}. Each line: scripted conversations (2,000, or as many as the fourth column says; five
messages or taps each, from /start to the people who can help, {at_once} at a time at most), through the Bot API's server of the
tests, with the bot as an operator starts it (long polling and one process, where the line says nothing else), a real PostgreSQL
and a real Valkey. When a third of the people has arrived, the fault strikes, for the time that stands in the line; then it is
mended. Messages leave at 1,000 a second: what breaks is looked at, not how long Telegram makes a crowd wait
([load.md](load.md)). The tests do the same with fewer people (`tests/faults`).

- **Without a screen**: people whom no message reached within 90 seconds of what they did. The promise is 0 while a process
  lives, and after a kill as soon as the next one runs: nothing is acknowledged before it is handled.
- **Longest wait**: for one screen, under the fault; in brackets, before it, on the same machine in the same minute.
- **Reached who can help**: their last message names somebody to call. After a kill words may be answered twice, below what came
  since: who then stands elsewhere taps again, as anybody would; the script does not.
- **Count**: conversations in the database against conversations walked. + counted twice, - not counted; the bound is the
  conversations open when it struck and one batch ([0004](decisions/0004-counting.md)).
- **Well again**: seconds from the repair to the bot's own word that all is well, or to the next screen that was asked for.

| what breaks | for | stores | without a screen | reached who can help | longest wait | count | well again |
|---|---|---|---|---|---|---|---|
"""
_TAIL = """
The machine was shared and busy: figures in seconds are upper bounds, compare them within the line. The counts' database and
Redis write nothing about anybody in any of these cases. What a fault may cost, and why, is in
[0004](decisions/0004-counting.md) and [0011](decisions/0011-several-machines.md).

**What stays: an older tap after a kill, by webhook and without Redis.** Somebody taps twice, the second tap is answered, and the
process is killed before the first: Telegram delivers the first one again to a process that knows nothing of the second, and the
message shows the older screen once more. Nothing in it tells that tap from that of somebody who still waits: a tap carries no
time, its message carries the time of the screen that was tapped (the same whether another came since or not), and there is no
method to read what a message shows now. Not answering what comes late would leave without a screen whoever tapped once, which is
worse: the older screen holds its own buttons, and one tap leads on. With Redis the next process knows the newest tap of each chat
for half an hour, and passes the older one over; by long polling updates come again in their order.
"""


def line(fault: Fault, outcome: Outcome, seconds: float) -> str:
    """Return a fault's line of the table."""
    stores = "PostgreSQL" if fault.database == "postgresql" else "SQLite"
    difference = outcome.counted - outcome.walked
    return (
        f"| {fault.what} | {f'{seconds:.0f} s' if seconds else 'a moment'} | {stores}{', Redis' if fault.redis else ''} "
        f"| {outcome.alone} | {outcome.with_help} of {outcome.people} "
        f"| {outcome.longest:.1f} s ({outcome.longest_before:.1f} s) "
        f"| {f'{difference:+d}' if difference else 'exact'} | {outcome.recovery:.1f} s |\n"
    )


async def lane(faults: Sequence[Fault], people: int) -> list[str]:
    """Run faults one after the other, on servers of their own; return their lines."""
    postgres, valkey = await asyncio.to_thread(Postgres), Valkey()
    lines = []
    try:
        await asyncio.to_thread(postgres.start)
        await asyncio.to_thread(valkey.start)
        for fault in faults:
            async with installed(fault, postgres, valkey) as here:
                lines.append(line(fault, await run(fault, here, people), fault.seconds))
                sys.stdout.write(lines[-1])
                sys.stdout.flush()
    finally:
        postgres.remove()
        valkey.remove()
    return lines


def drawn(rows: Mapping[str, str]) -> str:
    """Return the page with these rows by what breaks; those of the page as it stands where there is no new one."""
    old = PAGE.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = {line.split("|")[1].strip(): line for line in old if line.startswith("| ")}
    lines = "".join({**kept, **rows}.get(fault.what, "") for fault in FAULTS)
    day = datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()
    return _HEAD.format(day=day, at_once=AT_ONCE) + lines + _TAIL


async def main(people: int, lanes: int, names: list[str]) -> None:
    """Run the faults (all of them without names), and draw their lines of the page."""
    wanted = [fault for fault in FAULTS if not names or fault.name in names]
    found = await asyncio.gather(*(lane(wanted[number::lanes], people) for number in range(lanes)))
    rows = {fault.what: found[number % lanes][number // lanes] for number, fault in enumerate(wanted)}
    PAGE.write_text(drawn(rows), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--lanes", type=int, default=1, help="how many installations at once")
    parser.add_argument("names", nargs="*", help="; ".join(fault.name for fault in FAULTS))
    options = parser.parse_args()
    asyncio.run(main(options.people, options.lanes, options.names))
