"""`relais doctor`: each thing that may be wrong, what it means, what to do, and the contract's exit code."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.app import problems
from bot.observatory.sqlite import SqliteStore
from bot.operations.doctor import examine
from bot.operations.findings import Finding, exit_code
from bot.settings import Settings
from tests.conftest import ROOT
from tests.servers import Postgres, Valkey
from tests.telegram.kit import Telegram

TOKEN = "1234567:TEST-token-of-the-doctor"
Ask = Callable[..., Settings]


class BotApi:
    """Answers getMe and getWebhookInfo with what a test says."""

    def __init__(self) -> None:
        self.me: dict[str, Any] = {"id": 1, "is_bot": True, "username": "relais_bot", "can_join_groups": False}
        self.webhook: dict[str, Any] = {"url": "", "pending_update_count": 0}
        self.token = TOKEN
        self.late = timedelta()
        self.broken = False
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one method."""
        if self.broken:
            return web.Response(text="<html>502 Bad Gateway</html>", status=502)
        if request.match_info["token"] != self.token:
            return web.json_response({"ok": False, "error_code": 401}, status=401)
        result = {"getMe": self.me, "getWebhookInfo": self.webhook}[request.match_info["method"]]
        date = (datetime.now(UTC) - self.late).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return web.json_response({"ok": True, "result": result}, headers={"Date": date})


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    server = BotApi()
    app = web.Application()
    app.router.add_get("/bot{token}/{method}", server.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest.fixture
def ask(api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return settings that are right, but for what a test changes."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)

    def settings(**other: Any) -> Settings:
        right: dict[str, Any] = {"token": SecretStr(TOKEN), "username": "relais_bot", "api_url": api.url}
        return Settings(**(right | other))

    return settings


async def found(settings: Settings, check: str) -> Finding:
    """Return the one finding of a check; no finding may hold the token."""
    findings = await examine(settings, [])
    assert TOKEN not in " ".join(map(str, findings))
    (only,) = [each for each in findings if each.id == check]
    return only


async def test_all_is_well_but_what_partners_have_to_do(ask: Ask) -> None:
    findings = await examine(ask(), problems(ask()))
    assert {each.id for each in findings if each.state not in ("ok", "skipped")} <= {"operator", "contacts", "content"}
    assert exit_code(findings) == 0
    assert all(each.todo for each in findings if each.state in ("failed", "warning"))


async def test_no_token(ask: Ask) -> None:
    assert "@BotFather" in (await found(ask(token=None), "token")).todo


async def test_a_refused_token(ask: Ask, api: BotApi) -> None:
    api.token = "7:another"
    finding = await found(ask(), "token")
    assert (finding.state, exit_code([finding])) == ("failed", 3)
    assert "refuse" in finding.means


async def test_a_telegram_that_does_not_answer(ask: Ask, api: BotApi) -> None:
    api.broken = True
    assert "ne répond pas" in (await found(ask(), "token")).means
    assert "ne répond pas" in (await found(ask(api_url="http://127.0.0.1:9"), "token")).means


async def test_another_bot_s_name(ask: Ask) -> None:
    finding = await found(ask(username="another_bot"), "token")
    assert finding.state == "warning"
    assert "BOT_USERNAME=relais_bot" in finding.todo


async def test_a_bot_that_may_be_added_to_groups(ask: Ask, api: BotApi) -> None:
    api.me["can_join_groups"] = True
    assert "/setjoingroups" in (await found(ask(), "groups")).todo


async def test_a_webhook_that_is_not_set(ask: Ask) -> None:
    finding = await found(ask(webhook_url="https://relais.example/telegram", webhook_secret=SecretStr("s")), "webhook")
    assert (finding.state, finding.todo) == ("failed", "relais webhook set")


async def test_a_webhook_that_is_set_and_not_wanted(ask: Ask, api: BotApi) -> None:
    api.webhook["url"] = "https://relais.example/telegram"
    assert (await found(ask(), "webhook")).state == "warning"


async def test_a_webhook_that_fails(ask: Ask, api: BotApi) -> None:
    url = "https://relais.example/telegram"
    api.webhook |= {"url": url, "last_error_date": datetime.now(UTC).timestamp() - 120, "last_error_message": "502"}
    finding = await found(ask(webhook_url=url, webhook_secret=SecretStr("s")), "webhook")
    assert finding.state == "warning"
    assert "2 minute" in finding.means


async def test_a_webhook_without_a_secret(ask: Ask) -> None:
    assert (await found(ask(webhook_url="https://relais.example/telegram"), "settings")).state == "failed"


async def test_updates_that_nobody_fetches(ask: Ask, api: BotApi) -> None:
    api.webhook["pending_update_count"] = 500
    assert "500" in (await found(ask(), "webhook")).means


@pytest.mark.parametrize(("minutes", "state"), [(0, "ok"), (1, "warning"), (10, "failed")])
async def test_a_clock_that_is_off(ask: Ask, api: BotApi, minutes: int, state: str) -> None:
    api.late = timedelta(minutes=minutes)
    assert (await found(ask(), "clock")).state == state


async def test_an_env_file_that_others_read(ask: Ask) -> None:
    Path(".env").write_text("", "utf-8")
    Path(".env").chmod(0o644)
    assert (await found(ask(), "env_file")).todo == "chmod 600 .env"
    Path(".env").chmod(0o600)
    assert (await found(ask(), "env_file")).state == "ok"


async def test_a_misspelt_setting(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKN", "x")
    assert "BOT_TOKEN" in (await found(ask(), "settings")).todo
    monkeypatch.delenv("BOT_TOKN")
    Path(".env").write_text("BOT_USRNAME=x\n", "utf-8")
    assert "BOT_USERNAME" in (await found(ask(), "settings")).todo


async def test_metrics_that_the_network_reads(ask: Ask) -> None:
    assert (await found(ask(metrics_listen="0.0.0.0:9100"), "settings")).state == "warning"
    assert (await found(ask(metrics_listen="127.0.0.1:9100"), "settings")).state == "ok"


async def test_a_database_not_made_yet_is_not_made_by_the_doctor(ask: Ask) -> None:
    assert (await found(ask(), "database")).state == "ok"
    assert not Path("relais.db").exists()


async def test_a_sound_database_is_opened_and_nothing_is_counted(ask: Ask) -> None:
    await SqliteStore(Path("relais.db")).add([])
    assert (await found(ask(), "database")).state == "ok"
    assert await SqliteStore(Path("relais.db")).read() == []


async def test_a_database_that_others_read(ask: Ask) -> None:
    await SqliteStore(Path("relais.db")).add([])
    Path("relais.db").chmod(0o644)
    finding = await found(ask(), "database")
    assert (finding.state, exit_code([finding])) == ("failed", 1)


@pytest.mark.parametrize("url", ["sqlite:////proc/self/relais.db", "sqlite:///absent/relais.db", "mysql://base"])
async def test_a_database_that_cannot_be(ask: Ask, url: str) -> None:
    finding = await found(ask(database_url=url), "database")
    assert (finding.state, exit_code([finding])) == ("failed", 3)


async def test_a_damaged_database(ask: Ask) -> None:
    Path("relais.db").write_bytes(b"ceci n'est pas une base" * 400)
    finding = await found(ask(), "database")
    assert finding.state == "failed"
    assert "abîmé" in finding.means


async def test_another_program_s_database(ask: Ask) -> None:
    with sqlite3.connect("relais.db") as other:
        other.execute("CREATE TABLE clients (name TEXT)")
    other.close()
    assert (await found(ask(), "database")).state == "failed"


async def test_a_postgresql_is_opened_written_and_checked(ask: Ask, postgres: Postgres) -> None:
    assert (await found(ask(database_url=postgres.emptied()), "database")).state == "ok"


async def test_a_postgresql_that_is_down_is_said_without_its_password(ask: Ask) -> None:
    finding = await found(ask(database_url="postgresql://relais:motdepasse@127.0.0.1:9/relais"), "database")
    assert (finding.state, exit_code([finding])) == ("failed", 3)
    assert "motdepasse" not in str(finding)


async def test_a_redis_that_answers_and_writes_nothing(ask: Ask, valkey: Valkey) -> None:
    assert (await found(ask(redis_url=valkey.url), "redis")).state == "ok"


async def test_a_redis_that_writes_to_a_disk(ask: Ask, valkey: Valkey) -> None:
    valkey.ask("CONFIG", "SET", "appendonly", "yes")
    try:
        finding = await found(ask(redis_url=valkey.url), "redis")
        assert (finding.state, exit_code([finding])) == ("failed", 3)
        assert "disque" in finding.means
        assert (await found(ask(redis_url=valkey.url, redis_volatile=True), "redis")).state == "ok"
    finally:
        valkey.ask("CONFIG", "SET", "appendonly", "no")


async def test_a_redis_that_does_not_answer(ask: Ask) -> None:
    finding = await found(ask(redis_url="redis://:motdepasse@127.0.0.1:9/0"), "redis")
    assert (finding.state, exit_code([finding])) == ("failed", 3)
    assert "motdepasse" not in str(finding)


async def test_several_workers_without_a_redis(ask: Ask) -> None:
    assert (await found(ask(workers=2), "redis")).state == "warning"
    assert (await found(ask(), "redis")).state == "skipped"


async def test_content_at_fault(ask: Ask, tmp_path: Path) -> None:
    settings = ask(flows=tmp_path / "absent")
    findings = await examine(settings, problems(settings))
    assert exit_code(findings) == 1


async def test_an_operator_that_is_filled_in(ask: Ask, tmp_path: Path) -> None:
    assert (await found(ask(), "operator")).state == "warning"
    folder = tmp_path / "knowledge"
    folder.mkdir()
    for path in (ROOT / "knowledge").iterdir():
        if path.name != "exploitant.yaml":
            (folder / path.name).symlink_to(path)
    text = (ROOT / "knowledge" / "exploitant.yaml").read_text("utf-8").replace("exemple: oui", "exemple: non")
    (folder / "exploitant.yaml").write_text(text, "utf-8")
    assert (await found(ask(knowledge=folder), "operator")).state == "ok"


@pytest.mark.long
@pytest.mark.parametrize(("wrong", "code"), [("", 0), ("BOT_TOKEN", 3)])
async def test_the_true_command_on_the_kit_s_server(tmp_path: Path, wrong: str, code: int) -> None:
    async with Telegram() as telegram:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
            "PYTHONPATH": str(ROOT), "BOT_TOKEN": telegram.token, "BOT_API_URL": telegram.url,
            "BOT_USERNAME": "relais_test_bot",
        }  # fmt: skip
        if wrong:
            environment[wrong] = TOKEN
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "doctor", "--json",
            cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        output, errors = await process.communicate()
    document = json.loads(output)
    assert process.returncode == code
    assert document["ok"] is (code == 0)
    assert {"settings", "env_file", "content", "operator", "contacts", "database", "disk", "token"} <= {
        each["id"] for each in document["checks"]
    }
    assert all(set(each) == {"id", "title", "state", "means", "todo"} for each in document["checks"])
    assert telegram.token not in (output + errors).decode()
