"""The faults: what is done to the house, what is done to mend it, and how one knows that it is well again."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from tests.faults.crowd import Crowd
from tests.faults.house import House, house
from tests.servers import Postgres, Valkey

Do = Callable[[House], Awaitable[None]]

#: How many walk at the same time, at most.
AT_ONCE = 200
#: Flows with a mistake in them, as a partner in a hurry may save.
BAD = "étapes: [\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that breaks. `well` is a word of the bot's log that says so; without it, the next screen does."""

    name: str
    what: str
    strike: Do
    mend: Do
    seconds: float
    database: str = "sqlite"
    redis: bool = False
    well: str = ""
    workers: int = 1
    webhook: bool = False
    #: What was in a dead worker's hands is taken over after a minute: seconds until everything is counted.
    taken_over: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crowd went through. `counted` is how many conversations the database has, of those `walked`."""

    people: int
    walked: int
    alone: int
    with_help: int
    longest: float
    longest_before: float
    counted: int
    recovery: float
    warnings: int


def installed(fault: Fault, postgres: Postgres, valkey: Valkey) -> AbstractAsyncContextManager[House]:
    """Return the installation that a fault happens to."""
    return house(
        postgres, valkey, database=fault.database, redis=fault.redis, workers=fault.workers, webhook=fault.webhook
    )


def at_once(people: int) -> int:
    """Return how many walk at the same time."""
    return min(AT_ONCE, people // 2)


async def run(
    fault: Fault, house: House, people: int, seconds: float | None = None, *, patiently: bool = True
) -> Outcome:
    """Let people walk; strike when a third has arrived, mend after the fault's seconds, and count at the end.

    `patiently` waits for the bot's word that all is well: a tally tries again after a minute.
    """
    crowd = Crowd(house.telegram, people, at_once(people))
    walking = asyncio.create_task(crowd.walk())
    await crowd.until(people // 3)
    struck = time.monotonic()
    longest_before = crowd.longest(0.0)
    await fault.strike(house)
    await asyncio.sleep(fault.seconds if seconds is None else seconds)
    await fault.mend(house)
    mended = time.monotonic()
    await walking
    waits = patiently and bool(fault.well)
    recovery = await _recovery(fault, house, mended) if waits else crowd.first_after(mended)
    await asyncio.sleep(fault.taken_over if patiently else 0.0)
    await house.stop_bot()
    return Outcome(
        people, people + waits, len(crowd.lost), crowd.with_help, crowd.longest(struck), longest_before, await house.counted(), recovery,
        sum('"level": "WARNING"' in line or '"level": "ERROR"' in line for _, line in house.said),
    )  # fmt: skip


async def _recovery(fault: Fault, house: House, mended: float) -> float:
    """Return the seconds from the repair to the bot's word that all is well."""
    person = house.telegram.resident("Late")
    person.later("/start")
    for _ in range(300):
        if (after := house.heard(fault.well, mended)) is not None and person.messages:
            return after
        person.later("/aide")  # something must be asked of Redis before anybody can notice that it answers
        await asyncio.sleep(0.5)
    return float("inf")


async def _nothing(_house: House) -> None:
    return


async def _kill(house: House) -> None:
    await house.kill_bot()


async def _kill_worker(house: House) -> None:
    await house.kill_worker()


async def _restart(house: House) -> None:
    await house.start_bot()


def _redis(do: Callable[[Valkey], object]) -> Do:
    async def act(house: House) -> None:
        await asyncio.to_thread(do, house.valkey)

    return act


def _postgres(do: Callable[[Postgres], object]) -> Do:
    async def act(house: House) -> None:
        await asyncio.to_thread(do, house.postgres)

    return act


async def _slow(house: House) -> None:
    house.way.seconds = 0.4


async def _fast(house: House) -> None:
    house.way.seconds = 0.0


def _read_only(*, on: bool) -> Do:
    words = "SET default_transaction_read_only = on" if on else "RESET default_transaction_read_only"

    async def act(house: House) -> None:
        sql = f"BEGIN; SET TRANSACTION READ WRITE; ALTER ROLE relais {words}; COMMIT"
        await asyncio.to_thread(house.postgres.query, sql)

    return act


def _disk(*, full: bool) -> Do:
    async def act(house: House) -> None:
        house.fill_the_disk(full=full)

    return act


def _signal(number: signal.Signals) -> Do:
    async def act(house: House) -> None:
        os.kill(house.pid, number)

    return act


async def _spoil(house: House) -> None:
    path = house.folder / "flows" / "accueil.yaml"
    (house.folder / "good").write_bytes(path.read_bytes())
    path.write_text(BAD, encoding="utf-8")


async def _put_right(house: House) -> None:
    good = (house.folder / "good").read_bytes() + b"\n# put right\n"
    (house.folder / "flows" / "accueil.yaml").write_bytes(good)


def _api(*, down: bool) -> Do:
    async def act(house: House) -> None:
        house.telegram.down = down

    return act


_REDIS_IS_BACK = "Redis répond de nouveau"
_COUNTS_AGAIN = "Le comptage reprend"

FAULTS = (
    Fault("killed", "the bot is killed (-9), and started again", _kill, _restart, 0.0),
    Fault("killed-redis", "the same, with Redis and PostgreSQL", _kill, _restart, 0.0, "postgresql", redis=True, taken_over=125.0),
    Fault("killed-webhook", "the same, by webhook", _kill, _restart, 0.0, webhook=True),
    Fault("worker-killed", "one worker of two is killed (-9)", _kill_worker, _nothing, 0.0, workers=2),
    Fault("worker-killed-redis", "the same, by webhook, with Redis and PostgreSQL", _kill_worker, _nothing, 0.0, "postgresql", redis=True, workers=2, webhook=True, taken_over=125.0),
    Fault("redis-down", "Redis is down", _redis(Valkey.stop), _redis(Valkey.start), 5.0, "postgresql", redis=True, well=_REDIS_IS_BACK),
    Fault("redis-down-workers", "the same, by webhook, with two workers", _redis(Valkey.stop), _redis(Valkey.start), 5.0, "postgresql", redis=True, workers=2, webhook=True),
    Fault("redis-hangs", "Redis hangs: it takes connections, and answers nothing", _redis(Valkey.pause), _redis(Valkey.resume), 5.0, "postgresql", redis=True, well=_REDIS_IS_BACK),
    Fault("redis-slow", "Redis is slow: 0.8 s for each answer", _slow, _fast, 5.0, "postgresql", redis=True, well=_REDIS_IS_BACK),
    Fault("redis-restarted", "Redis is restarted, and has forgotten all", _redis(Valkey.stop), _redis(Valkey.start), 0.0, "postgresql", redis=True),
    Fault("redis-flushed", "Redis is flushed", _redis(lambda each: each.ask("FLUSHALL")), _nothing, 0.0, "postgresql", redis=True),
    Fault("postgres-down", "PostgreSQL is down", _postgres(Postgres.kill), _postgres(Postgres.start), 5.0, "postgresql", well=_COUNTS_AGAIN),
    Fault("postgres-down-redis", "the same, with Redis", _postgres(Postgres.kill), _postgres(Postgres.start), 5.0, "postgresql", redis=True, well=_COUNTS_AGAIN),
    Fault("postgres-restarted", "PostgreSQL is restarted", _postgres(Postgres.stop), _postgres(Postgres.start), 0.0, "postgresql"),
    Fault("postgres-read-only", "PostgreSQL is read-only", _read_only(on=True), _read_only(on=False), 5.0, "postgresql", well=_COUNTS_AGAIN),
    Fault("disk-full", "the disk is full: no file grows any more", _disk(full=True), _disk(full=False), 5.0, well=_COUNTS_AGAIN),
    Fault("clock-forward", "the clock jumps two days on", _signal(signal.SIGUSR1), _nothing, 0.0),
    Fault("clock-back", "the clock jumps a week back", _signal(signal.SIGUSR2), _nothing, 0.0),
    Fault("bad-content", "a flow is saved with a mistake in it", _spoil, _put_right, 5.0),
    Fault("api-down", "the Bot API is down", _api(down=True), _api(down=False), 60.0),
)  # fmt: skip
