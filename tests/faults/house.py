"""A whole installation on this machine: a Telegram, the bot as an operator starts it, PostgreSQL, Redis, and what fails."""

import asyncio
import os
import resource
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.observatory.address import open_store
from tests.faults.jumping import operate
from tests.servers import Postgres, Valkey, free_port
from tests.telegram.kit import Telegram
from tests.telegram.kit.world import Webhook

ROOT = Path(__file__).parents[2]
#: Where bots come from: each is a process of its own, forked from one that has imported what takes seconds to import.
_NURSERY = get_context("forkserver")
_SECRET = "a-secret-of-the-faults"
_NURSERY.set_forkserver_preload(["tests.faults.jumping", "bot.serve", "bot.telegram.server", "bot.content.reload"])


class Delayed:
    """A way to a server that takes `seconds` longer, each time something is asked."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.seconds = 0.0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen on a port of its own."""
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Cut every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.close()
            return
        for pair in ((reader, there_writer), (there_reader, writer)):
            task = asyncio.create_task(self._carry(*pair))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                if self.seconds:
                    await asyncio.sleep(self.seconds)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


@dataclass(slots=True)
class House:
    """What runs, and how to hurt it."""

    telegram: Telegram
    postgres: Postgres
    valkey: Valkey
    folder: Path
    way: Delayed
    database: str
    redis: bool
    workers: int
    #: Where the bot is called; 0 where it polls.
    port: int
    bots: list[BaseProcess] = field(default_factory=list)
    #: What the bots said, and when.
    said: list[tuple[float, str]] = field(default_factory=list)
    _listening: list[asyncio.Task[None]] = field(default_factory=list)

    async def start_bot(self) -> None:
        """Start one as an operator does, and wait until it takes updates in."""
        environment = {
            "BOT_TOKEN": self.telegram.token,
            "BOT_API_URL": self.telegram.url,
            "BOT_DATABASE_URL": self.database,
            "BOT_FLOWS": str(self.folder / "flows"),
            "BOT_WORKERS": str(self.workers),
            "BOT_MESSAGES_A_SECOND": "1000",  # what breaks is looked at, not how long Telegram makes a crowd wait
        }
        if self.port:
            url = f"http://127.0.0.1:{self.port}/hook"
            environment |= {
                "BOT_WEBHOOK_URL": url, "BOT_WEBHOOK_SECRET": _SECRET, "BOT_LISTEN": f"127.0.0.1:{self.port}",
            }  # fmt: skip
            self.telegram.world.webhook = Webhook(url, _SECRET)
        if self.redis:
            environment["BOT_REDIS_URL"] = f"redis://127.0.0.1:{self.way.port}/0"
        polls, log = self.telegram.polls, self.folder / f"log{len(self.bots)}"
        log.touch()
        bot = _NURSERY.Process(target=operate, args=(environment, str(log)))
        await asyncio.to_thread(bot.start)
        self.bots.append(bot)
        self._listening.append(asyncio.create_task(self._listen(bot, log)))
        await self.telegram.world.until(
            lambda: self.telegram.polls > polls or self._listens() or not bot.is_alive(), 120
        )
        assert bot.is_alive(), self.said

    def _listens(self) -> bool:
        """Say whether the bot takes calls in, where it is called."""
        with socket.socket() as line:
            return bool(self.port) and line.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def pid(self) -> int:
        """Return the number of the process that runs."""
        number = self.bots[-1].pid
        assert number is not None
        return number

    async def kill_bot(self) -> None:
        """Kill the bot where it stands."""
        os.kill(self.pid, signal.SIGKILL)
        await asyncio.to_thread(self.bots[-1].join)

    async def kill_worker(self) -> None:
        """Kill one of the workers where it stands; the process that started it is left to notice."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        assert len(children) == self.workers, children
        os.kill(int(children[-1]), signal.SIGKILL)

    async def stop_bot(self) -> None:
        """Ask the bot to stop, and wait until it has."""
        if self.bots[-1].is_alive():
            os.kill(self.pid, signal.SIGTERM)
            await asyncio.to_thread(self.bots[-1].join, 60)
        await asyncio.gather(*self._listening)

    async def counted(self) -> int:
        """Return how many conversations stand in the database."""
        found = await open_store(self.database).read()
        return sum(n for cell, n in found if cell.table == "conversations_channel")

    def heard(self, words: str, since: float) -> float | None:
        """Return how many seconds after a moment the bot said something, if it did."""
        return next((at - since for at, line in self.said if at >= since and words in line), None)

    def fill_the_disk(self, *, full: bool) -> None:
        """Let no file of the bot grow any more; or let it again."""
        most = 0 if full else resource.RLIM_INFINITY
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    async def _listen(self, bot: BaseProcess, log: Path) -> None:
        with log.open(encoding="utf-8") as lines:
            alive = True
            while alive:
                alive = bot.is_alive()
                self.said += [(time.monotonic(), line) for line in lines]
                await asyncio.sleep(0.05)


@asynccontextmanager
async def house(  # noqa: PLR0913 - each is a way to install it
    postgres: Postgres, valkey: Valkey, *, database: str, redis: bool, workers: int = 1, webhook: bool = False
) -> AsyncIterator[House]:
    """Give an installation whose bot runs; `database` is "sqlite" or "postgresql"."""
    folder = Path(tempfile.mkdtemp(prefix="relais-house-"))
    shutil.copytree(ROOT / "flows", folder / "flows")
    url = postgres.create() if database == "postgresql" else f"sqlite:///{folder / 'relais.db'}"
    valkey.ask("FLUSHALL")
    way = Delayed(valkey.port)
    await way.open()
    async with Telegram() as telegram:
        here = House(telegram, postgres, valkey, folder, way, url, redis, workers, free_port() if webhook else 0)
        try:
            await here.start_bot()
            yield here
        finally:
            telegram.down = False
            for bot in here.bots:
                if bot.is_alive():
                    bot.kill()
                    await asyncio.to_thread(bot.join)
            await asyncio.gather(*here._listening)
            await way.close()
            shutil.rmtree(folder, ignore_errors=True)
