"""deploy/ can't run here: every file, setting, command, metric and right that it names is compared with what there is."""

import configparser
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.main import parser
from bot.core.guide import Guide
from bot.figures import Figures
from bot.observatory.address import open_store
from bot.observatory.tally import Health
from bot.operations.metrics import Numbers, Watched
from bot.settings import Settings
from bot.volatile import Volatile
from tests.conftest import NOW, ROOT
from tests.observatory.cases import cell, counted
from tests.servers import Postgres, Valkey

DEPLOY = ROOT / "deploy"
TEXTS = {path.name: path.read_text("utf-8") for path in sorted(DEPLOY.iterdir()) if path.suffix != ".lock"}
GUIDES = [DEPLOY / "README.md", DEPLOY / "LISEZMOI.md", ROOT / "docs" / "security.md", ROOT / "docs" / "aipd.md"]


def unit() -> dict[str, list[str]]:
    """Return each directive of the unit with its values; some stand twice."""
    found: dict[str, list[str]] = {}
    for line in TEXTS["relais.service"].splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TEXTS["compose.yaml"])
    return loaded


def test_every_setting_that_is_named_exists_and_all_are_in_the_example() -> None:
    known = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    for name, text in TEXTS.items():
        assert set(re.findall(r"\bBOT_[A-Z_]+\b", text)) <= known, name
    assert set(re.findall(r"^(BOT_[A-Z_]+)=", TEXTS["env.example"], re.MULTILINE)) == known


def test_the_example_of_settings_is_read_without_a_fault() -> None:
    settings = Settings(_env_file=DEPLOY / "env.example")
    assert settings.token is None
    assert settings.database_url == "sqlite:////var/lib/relais/relais.db"


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_every_command_of_a_guide_is_understood(path: Path) -> None:
    text = path.read_text("utf-8")
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
    typed = re.findall(r"(?:^|bin/|exec relais )relais ([a-z].*)$", blocks, re.MULTILINE) + re.findall(
        r"`relais ([a-z][^`]*)`", text
    )
    for line in typed:
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
        if words[0] in {"counts", "contacts"} and len(words) == 1:
            continue
        assert parser().parse_args(words).command == words[0], line


def test_every_file_that_a_guide_links_to_is_there() -> None:
    for path in GUIDES:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_unit_runs_the_bot_with_few_rights() -> None:
    service = unit()
    command = service["ExecStart"][0].split()
    assert parser().parse_args(command[1:]).command == "run"
    assert command[0] in TEXTS["README.md"]
    assert service["User"] == ["relais"]
    assert service["CapabilityBoundingSet"] == [""]
    assert service["ProtectSystem"] == ["strict"]
    assert service["LimitCORE"] == service["MemorySwapMax"] == ["0"]
    assert service["UMask"] == ["0077"]
    for name in (
        "NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables", "RestrictNamespaces",
        "RestrictSUIDSGID", "LockPersonality", "ProtectClock", "ProtectControlGroups",
    ):  # fmt: skip
        assert service[name] == ["yes"], name
    assert "BOT_TOKEN" not in TEXTS["relais.service"]


def test_a_stop_leaves_time_to_finish(compose: dict[str, Any]) -> None:
    from bot.telegram.intake import GRACE  # noqa: PLC0415 - aiogram costs seconds, and only this test needs it

    assert int(unit()["TimeoutStopSec"][0]) > 2 * GRACE
    assert int(compose["services"]["relais"]["stop_grace_period"].rstrip("s")) > 2 * GRACE


def test_the_journal_stays_in_memory_and_is_the_unit_s_own() -> None:
    journal = configparser.ConfigParser()
    journal.read_string(TEXTS["journald@relais.conf"])
    assert journal["Journal"]["Storage"] == "volatile"
    assert journal["Journal"]["ForwardToSyslog"] == "no"
    assert unit()["LogNamespace"] == ["relais"]


def test_every_container_has_few_rights_and_no_core_file(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["ulimits"] == {"core": 0}, name
        assert "mem_limit" in service, name
        assert not any(str(port).count(":") < 2 for port in service.get("ports", [])), name
    assert "cap_add" not in compose["services"]["relais"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert {name for name, each in compose["services"].items() if "outside" in each["networks"]} == {"relais"}


def test_what_is_published_is_published_to_this_machine_only(compose: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["relais"]["ports"])
    assert "ports" not in compose["services"]["postgres"] | compose["services"]["redis"]


def test_redis_writes_nothing_and_neither_it_nor_the_bot_swaps(compose: dict[str, Any]) -> None:
    redis = compose["services"]["redis"]
    command = redis["command"]
    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"
    assert "volumes" not in redis
    assert redis["tmpfs"] == ["/data:size=1m"]
    for name in ("redis", "relais"):
        assert compose["services"][name]["memswap_limit"] == compose["services"][name]["mem_limit"]


def test_postgresql_logs_no_statement_and_its_password_is_in_no_address(compose: dict[str, Any]) -> None:
    assert "log_statement=none" in compose["services"]["postgres"]["command"]
    assert "log_min_error_statement=panic" in compose["services"]["postgres"]["command"]
    environment = compose["services"]["relais"]["environment"]
    assert "PASSWORD" not in environment["BOT_DATABASE_URL"]
    assert environment["PGPASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert Settings.model_validate(
        {"database_url": environment["BOT_DATABASE_URL"], "redis_url": environment["BOT_REDIS_URL"]}
    )


def test_the_image_runs_without_root_what_the_lock_names() -> None:
    lines = re.sub(r"\\\n", "", TEXTS["Dockerfile"]).splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["10001:10001"]
    assert not any(line.startswith("ADD ") for line in lines)
    assert any("--require-hashes" in line and "--only-binary :all:" in line for line in lines)
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for source in copied:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source
    assert "*" in ignored
    assert parser().parse_args([re.findall(r'CMD \["(.*?)"\]', TEXTS["Dockerfile"])[0]]).command == "run"


def test_the_lock_of_production_names_all_that_the_program_needs_and_nothing_to_develop_with() -> None:
    lock = (DEPLOY / "requirements.lock").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pinned = dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", lock, re.MULTILINE))
    for wanted in project["project"]["dependencies"]:
        assert re.split(r"[\[<>=]", wanted)[0] in pinned, wanted
    assert not {"pytest", "ruff", "mypy", "hypothesis", "pip-audit"} & set(pinned)
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert "http://" not in lock
    assert "https://" not in re.sub(r"#.*", "", lock)


def test_every_alert_and_every_row_of_the_guide_reads_a_metric_that_exists(guide: Guide) -> None:
    watched = Watched(Figures(), Health, lambda: guide, lambda: NOW)
    watched.figures.accepted("message")
    watched.log.lines["relais.content", "warning"] += 1
    exposed = {family.name for family in Numbers(watched).collect()}
    exposed |= {f"{name}{end}" for name in exposed for end in ("_total", "_info", "_bucket")}
    rules = yaml.safe_load(TEXTS["alerts.yaml"])["groups"][0]["rules"]
    read = [name for rule in rules for name in re.findall(r"\brelais_\w+", rule["expr"])]
    for name in read + re.findall(r"`(relais_\w+)`", TEXTS["README.md"]):
        assert name in exposed, name
    for rule in rules:
        assert f"`{rule['alert']}`" in TEXTS["LISEZMOI.md"], rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_no_secret_stands_in_the_folder() -> None:
    listed = subprocess.run(["git", "ls-files", "deploy"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "deploy/.env" not in listed.stdout.split("\n")
    for name, text in TEXTS.items():
        assert not re.search(r"\d{6,}:[A-Za-z0-9_-]{20,}", text), name


@pytest.mark.long
async def test_the_servers_that_compose_starts_are_what_the_bot_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    valkey, postgres = Valkey(), Postgres()
    try:
        valkey.start(*services["redis"]["command"][1:])
        volatile = Volatile(valkey.url, "token")
        await volatile.start()
        assert await volatile.ask(lambda epoch: [("SET", epoch.name("chat", 7), "here")])
        volatile.close()
        given = services["postgres"]["command"][1:]
        postgres.start(**dict(option.split("=") for option in given if option != "-c"))
        store = open_store(postgres.create())
        await store.add([(cell("sante"), 1)])
        assert counted(await store.read()) == {"sante": 1}
        with pytest.raises(subprocess.CalledProcessError):
            postgres.query("SELECT 'Beuvrages' FROM nowhere")
        assert "Beuvrages" not in postgres.log.read_text()
    finally:
        valkey.remove()
        postgres.remove()
