"""The true process, as an operator starts it: killed, started again, asked to stop."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.observatory.address import open_store
from tests.servers import Postgres, Valkey, free_port
from tests.telegram.kit import Telegram

pytestmark = pytest.mark.long

Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start(telegram: Telegram, tmp_path: Path) -> AsyncIterator[Start]:
    """Return what starts `relais run` on the kit's server; what still runs at the end is killed."""
    started: list[asyncio.subprocess.Process] = []
    environment = {
        **os.environ,
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": telegram.url,
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'counts.db'}",
        "BOT_NOW": "2026-11-23T10:00:00+01:00",
    }

    async def run(**settings: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env={**environment, **settings}, cwd=Path(__file__).parents[2],
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
def unruly() -> Iterator[str]:
    """Return the address of a Redis that writes to a disk."""
    server = Valkey()
    try:
        server.start("--appendonly", "yes")
        yield server.url
    finally:
        server.remove()


async def test_nothing_is_lost_when_the_process_is_killed_with_updates_in_flight(
    telegram: Telegram, start: Start
) -> None:
    people = [telegram.resident(f"P{number}") for number in range(12)]
    first = await start()
    updates = [person.later("/start") for person in people]
    await telegram.world.handled(max(updates), 60)

    telegram.hold("sendMessage")
    updates = [person.later("/urgence") for person in people]
    await telegram.world.until(lambda: telegram.held("sendMessage") == len(people), 10)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    telegram.release("sendMessage")
    await telegram.world.until(lambda: telegram.held("sendMessage") == 0)
    for person in people:  # what the killed process had asked for may have arrived: take it away, the proof must be new
        for message in person.messages[1:]:
            person.delete(message)
    assert telegram.world.acknowledged <= min(updates)

    await start()
    await telegram.world.handled(max(updates), 60)

    for person in people:
        assert "112" in person.messages[-1].text
        assert len(person.messages) == 2


async def test_sigterm_finishes_acknowledges_and_leaves_with_success(telegram: Telegram, start: Start) -> None:
    ana = telegram.resident()
    process = await start()
    await telegram.world.handled(ana.later("/start"), 60)
    telegram.hold("sendMessage")
    update = ana.later("/aide")
    await telegram.world.until(lambda: telegram.held("sendMessage") == 1, 10)

    process.send_signal(signal.SIGTERM)
    telegram.release("sendMessage")
    output, errors = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 0
    assert len(ana.messages) == 2
    assert telegram.world.acknowledged > update
    written = (output + errors).decode()
    assert not any(word in written for word in (str(ana.id), "/aide", telegram.token, "Traceback"))


async def test_a_refused_token_is_said_with_exit_code_3(telegram: Telegram, start: Start) -> None:
    wrong = telegram.token
    telegram.token = "7654321:the-right-one"
    process = await start()

    _output, errors = await asyncio.wait_for(process.communicate(), 60)

    assert process.returncode == 3
    assert "BOT_TOKEN" in errors.decode()
    assert wrong not in errors.decode()


async def test_a_whole_conversation_leaves_one_count_and_no_trace_on_the_disk(
    telegram: Telegram, start: Start, tmp_path: Path
) -> None:
    ana = telegram.resident("Zineb-Quatorze")
    process = await start()
    await telegram.world.handled(ana.later("/start"), 60)
    for said in (
        "on ma refusé un appart a cause de mon nom",
        "Oui, c'est cela",
        "Cette semaine",
        "beuvrages",
        "🎒 À emporter",
        "📝 Aide-mémoire",
        "📝 Commencer",
        "La gardienne Zulmira m'a dit que c'était loué",
        "le 20 novembre vers quinze heures",
        "✅ J'ai fini : voir le texte",
        "📄 Recevoir le fichier (texte)",
        "✉️ Lettres",
        "Lettre au procureur de la République",
        "✍️ Y mettre mon aide-mémoire",
        "📄 Recevoir le fichier (PDF)",
        "🎒 À emporter",
        "👤 Contacts",
        "Défenseur des droits, anti-discriminations",
        "👤 Garder ce contact",
        "⬅️ Retour",
        "12 novembre 2026",
    ):
        if said in ana.buttons:
            await ana.tap(said)
        else:
            await ana.say(said)
        await telegram.world.until(lambda: bool(ana.turn), 30)
        if said.startswith("📄") and "PDF" in said:
            await ana.tap("⬅️ Retour")
    assert [posted.file.name for posted in ana.files if posted.file] == [
        "document.txt",
        "document.pdf",
        "document.vcf",
        "document.ics",
    ]
    in_flight = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Zulmira" not in in_flight
    await ana.say("/effacer")
    assert ana.files == []
    process.send_signal(signal.SIGTERM)
    output, errors = await asyncio.wait_for(process.communicate(), 30)

    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()) + output + errors
    assert b"epci:245901160" in written
    for trace in (str(ana.id), "Zineb", "appart", "beuvrages", "Beuvrages", "59079", "rf_lo", telegram.token):
        assert trace.encode() not in written, trace
    for trace in ("Zulmira", "gardienne", "quinze heures", "12 novembre", "20261112", "2026-11-12", "%PDF", "BEGIN:V"):
        assert trace.encode() not in written, trace


async def test_metrics_tell_of_updates_and_of_nobody(telegram: Telegram, start: Start) -> None:
    port = free_port()
    ana = telegram.resident("Zineb-Quatorze")
    await start(BOT_METRICS_LISTEN=f"127.0.0.1:{port}")
    await telegram.world.handled(ana.later("/start"), 60)
    await ana.say("on ma refusé un appart a beuvrages a cause de mon nom")

    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        text = await answer.text()
    assert 'relais_updates_total{kind="message"} 2.0' in text
    assert "relais_counting_at_stake 1.0" in text
    for trace in (str(ana.id), "Zineb", "appart", "beuvrages", "245901160", "logement", "rf_lo", telegram.token):
        assert trace not in text, trace


async def test_logs_hold_the_hour_and_nothing_about_anybody(telegram: Telegram, start: Start) -> None:
    ana = telegram.resident("Zineb-Quatorze")
    process = await start(BOT_DATABASE_URL="sqlite:////proc/self/counts.db")
    await telegram.world.handled(ana.later("/start"), 60)
    telegram.fail("getUpdates", status=502)
    telegram.fail("sendMessage", status=500)
    await ana.say("on ma refusé un appart a beuvrages a cause de mon nom")
    telegram.fail("sendMessage", reset=True)
    await ana.say("mon numéro est le 0612345678")
    telegram.fail("editMessageText", status=400)
    await ana.tap(ana.buttons[0])
    ana.chat.blocked = True
    await telegram.world.handled(ana.later("encore Denain"), 60)
    process.send_signal(signal.SIGTERM)
    output, errors = await asyncio.wait_for(process.communicate(), 60)

    lines = [json.loads(line) for line in errors.decode().splitlines()]
    assert {"relais", "relais.telegram", "bot.observatory.tally"} <= {line["logger"] for line in lines}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d", line["hour"]) for line in lines)
    assert all(set(line) <= {"hour", "level", "logger", "message", "error"} for line in lines)
    written = (output + errors).decode()
    for trace in (
        str(ana.id), "Zineb", "appart", "beuvrages", "Beuvrages", "59079", "0612", "Denain", "rf_lo", telegram.token,
    ):  # fmt: skip
        assert trace not in written, trace


async def test_a_redis_that_writes_to_a_disk_keeps_the_bot_from_starting(start: Start, unruly: str) -> None:
    process = await start(BOT_REDIS_URL=unruly)
    _output, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 3
    assert "BOT_REDIS_VOLATILE=yes" in errors.decode()


async def test_a_restarted_process_knows_from_redis_where_the_person_stands_and_counts_them_once(
    telegram: Telegram, start: Start, valkey: Valkey, postgres: Postgres
) -> None:
    ana, url = telegram.resident(), postgres.emptied()
    shared = {"BOT_REDIS_URL": valkey.url, "BOT_DATABASE_URL": url}
    first = await start(**shared)
    await telegram.world.handled(ana.later("/start"), 60)
    await ana.say("on ma refusé un appart a cause de mon nom")
    first.send_signal(signal.SIGKILL)
    await first.wait()
    second = await start(**shared)
    await telegram.world.handled(ana.later("oui"), 60)
    assert "Est-ce bien cela" not in ana.messages[-1].text
    second.send_signal(signal.SIGTERM)
    await second.communicate()
    found = await open_store(url).read()
    channels = {cell.territory: n for cell, n in found if cell.table == "conversations_channel"}
    assert sum(channels.values()) == 1
