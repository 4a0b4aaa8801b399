"""The bot under load: started as an operator starts it, its processes' CPU and memory read from /proc."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.observatory.address import open_store
from tests.servers import free_port
from tests.telegram.kit import Telegram
from tests.telegram.kit.world import Webhook

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-of-the-benchmark"  # noqa: S105 - nobody's
_TICKS = os.sysconf("SC_CLK_TCK")
#: Seconds that a bot has to answer its first update, and to stop.
_START, _STOP = 60.0, 60.0


@dataclass(frozen=True, slots=True)
class Bot:
    """One that runs: its process, where it writes, where it counts."""

    process: asyncio.subprocess.Process
    log: Path
    database: str

    def cpu(self) -> float:
        """Return the CPU seconds that all its processes have spent so far."""
        return sum(_cpu(each) for each in self._processes())

    def memory(self) -> float:
        """Return its resident memory in MB; a page that workers share counts once."""
        return sum(_proportional(each) for each in self._processes()) / 1024

    def complaints(self) -> list[str]:
        """Return the warnings and errors that it logged."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if '"level": "INFO"' not in line and "exploitant.yaml" not in line]

    async def counted(self) -> int:
        """Return how many conversations stand in its database."""
        found = await open_store(self.database).read()
        return sum(n for cell, n in found if cell.table == "conversations_channel")

    def _processes(self) -> Iterator[int]:
        yield self.process.pid
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        yield from map(int, children.read_text(encoding="ascii").split())


@asynccontextmanager
async def operated(telegram: Telegram, *, workers: int, webhook: bool, pace: float) -> AsyncIterator[Bot]:
    """Give a bot that answers; it is asked to stop, and waited for, by whoever uses it or at the end.

    Whoever ends this program ends the bot too: SIGTERM leaves it as Ctrl-C does.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="relais-load-") as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'relais.db'}"
        environment = {
            **os.environ, "BOT_TOKEN": telegram.token, "BOT_API_URL": telegram.url, "BOT_DATABASE_URL": database,
            "BOT_WORKERS": str(workers), "BOT_MESSAGES_A_SECOND": str(pace),
        }  # fmt: skip
        if webhook:
            port = free_port()
            url = f"http://127.0.0.1:{port}/hook"
            environment |= {
                "BOT_WEBHOOK_URL": url, "BOT_WEBHOOK_SECRET": SECRET, "BOT_LISTEN": f"127.0.0.1:{port}",
            }  # fmt: skip
            telegram.world.webhook = Webhook(url, SECRET)
        with (folder / "log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment, cwd=ROOT, stderr=log, start_new_session=True
            )
        try:
            first = telegram.resident("first").later("/start")
            await telegram.world.handled(first, _START)
            yield Bot(process, folder / "log", database)
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def stopped(bot: Bot) -> int:
    """Ask the bot to stop; return its exit code."""
    bot.process.terminate()
    return await asyncio.wait_for(bot.process.wait(), _STOP)


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _proportional(process: int) -> int:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
