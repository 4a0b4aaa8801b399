"""A worker among others: `together.py DATABASE REDIS [FIRST, CONVERSATIONS] [wait|linger]` counts these chats, then ends, or waits.

One that lingers finds what a dead one had in hand. One that waits writes nothing: it is to be killed before a batch is
written, not between the writing and the word to Redis, where a batch may count twice (the bound of decision 0004).
Prints "noted" once all is noted, if it waits; "done" once it has closed.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime

from bot.observatory.address import open_tally
from bot.observatory.tally import Pace
from bot.volatile import Volatile
from tests.observatory.cases import one


async def main(database: str, redis: str, span: list[int], how: str) -> None:
    """Count, then end, or wait to be killed."""
    first, conversations = span
    volatile = Volatile(redis, "token", patience=2.0)  # a machine under test stalls: this is no test of patience
    paces = {"linger": Pace(retry=1), "wait": Pace(conversations=1000)}
    tally = open_tally(database, volatile=volatile, pace=paces.get(how))
    for number in range(conversations):
        await tally.note(first + number, one("emploi"), datetime.now(UTC))
        await tally.note(first + number, one("sante"), datetime.now(UTC))
    if how == "linger":
        await asyncio.sleep(3)
    if how == "wait":
        print("noted", flush=True)  # noqa: T201 - how the test hears it
        await asyncio.to_thread(sys.stdin.readline)
    await tally.close()
    volatile.close()
    print("done", flush=True)  # noqa: T201 - how the test hears it


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), "".join(sys.argv[4:])))
