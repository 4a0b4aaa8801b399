"""Several true processes behind one port, or behind one poller: one killed is started again, and nobody notices."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.telegram.kit import Telegram
from tests.telegram.running import SECRET

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start(telegram: Telegram, tmp_path: Path, unused_port: int) -> AsyncIterator[Start]:
    """Return what starts `relais …` with settings; what still runs at the end is killed, children too."""
    started: list[asyncio.subprocess.Process] = []
    environment = {
        **os.environ,
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": telegram.url,
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'counts.db'}",
        "BOT_NOW": "2026-11-23T10:00:00+01:00",
        "BOT_LISTEN": f"127.0.0.1:{unused_port}",
        "BOT_WEBHOOK_SECRET": SECRET,
    }

    async def run(*command: str, **settings: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *command, env={**environment, **settings}, cwd=ROOT,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


def children(process: asyncio.subprocess.Process) -> list[int]:
    return list(map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()))


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_killed_worker_is_started_again_and_no_update_is_lost(
    telegram: Telegram, start: Start, unused_port: int, *, webhook: bool
) -> None:
    url = f"http://127.0.0.1:{unused_port}/hook"
    settings = {"BOT_WORKERS": "2", **({"BOT_WEBHOOK_URL": url} if webhook else {})}
    if webhook:
        assert await (await start("webhook", "set", BOT_WEBHOOK_URL=url)).wait() == 0
        assert telegram.world.webhook is not None
    bot = await start("run", **settings)
    people = [telegram.resident(f"P{number}") for number in range(10)]
    await telegram.world.handled_all([person.later("/start") for person in people], 90)
    workers = children(bot)
    assert len(workers) == 2

    for worker in workers:
        telegram.hold("sendMessage")
        updates = [person.later("/urgence") for person in people]
        await telegram.world.until(lambda: telegram.held("sendMessage") == len(people), 20)
        os.kill(worker, signal.SIGKILL)
        telegram.release("sendMessage")
        await telegram.world.handled_all(updates, 60)
    for person in people:
        assert "112" in person.messages[-1].text
    assert len(children(bot)) == 2
    assert not set(workers) & set(children(bot))

    update = people[0].later("/aide")
    await telegram.world.handled(update, 10)
    bot.send_signal(signal.SIGTERM)
    output, errors = await asyncio.wait_for(bot.communicate(), 40)
    assert bot.returncode == 0
    written = (output + errors).decode()
    assert not any(word in written for word in (telegram.token, SECRET, "/urgence", "Traceback", "Never awaited"))
    assert not re.search(r"\b100\d\b", written)


async def test_one_persons_words_meet_one_memory_whichever_worker_is_called(
    telegram: Telegram, start: Start, unused_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_port}/hook"
    await (await start("webhook", "set", BOT_WEBHOOK_URL=url)).wait()
    await start("run", BOT_WORKERS="2", BOT_WEBHOOK_URL=url)
    people = [telegram.resident(f"P{number}") for number in range(6)]
    await telegram.world.handled_all([person.later("/start") for person in people], 90)

    for person in people:
        for said in ("on ma refusé un appart a cause de mon nom", "oui", "Cette semaine", "beuvrages"):
            await person.say(said)
        assert "39 28" in person.screen
        assert "Valenciennes" in person.screen or "peut correspondre" in person.screen


async def test_a_refused_token_stops_all_workers_with_exit_code_3(telegram: Telegram, start: Start) -> None:
    telegram.token = "7654321:the-right-one"

    bot = await start("run", BOT_WORKERS="2")
    _output, errors = await asyncio.wait_for(bot.communicate(), 90)

    assert bot.returncode == 3
    assert "BOT_TOKEN" in errors.decode()


async def test_the_webhook_is_set_and_deleted_from_the_command_line(telegram: Telegram, start: Start) -> None:
    async def webhook(action: str, **settings: str) -> tuple[int | None, str]:
        process = await start("webhook", action, **settings)
        output, errors = await process.communicate()
        assert output == b""
        assert SECRET not in errors.decode()
        assert telegram.token not in errors.decode()
        return process.returncode, errors.decode()

    url = "https://relais.example/hook"
    assert (await webhook("set", BOT_WEBHOOK_URL=url))[0] == 0
    assert telegram.world.webhook is not None
    assert (telegram.world.webhook.url, telegram.world.webhook.secret) == (url, SECRET)
    assert (await webhook("delete"))[0] == 0
    assert telegram.world.webhook is None
    code, told = await webhook("set")
    assert (code, "BOT_WEBHOOK_URL" in told) == (3, True)
    code, told = await webhook("set", BOT_WEBHOOK_URL=url, BOT_WEBHOOK_SECRET="")
    assert (code, "BOT_WEBHOOK_SECRET" in told) == (3, True)
    code, _told = await webhook("set", BOT_WEBHOOK_URL="http://relais.example/hook")
    assert code == 3
    code, told = await webhook("set", BOT_WEBHOOK_URL=url, BOT_TOKEN="1:unknown")
    assert (code, "BOT_TOKEN" in told) == (3, True)
    code, _told = await webhook("set", BOT_WEBHOOK_URL=url, BOT_API_URL="http://127.0.0.1:9")
    assert code == 3
    code, _told = await webhook("twirl")
    assert code == 2
