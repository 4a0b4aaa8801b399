"""A wrong setting, a damaged file, a folder that can't be written: a clear French sentence and the contract's exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from tests.conftest import ROOT

Relais = Callable[..., tuple[int, str]]
#: A folder that nobody may write in, root included.
UNWRITABLE = Path("/proc/self")
#: Each setting that can be wrong, with a value that is.
WRONG = {
    "BOT_TOKEN": "secret token",
    "BOT_API_URL": "api.telegram.org",
    "BOT_REDIS_URL": "localhost",
    "BOT_REDIS_VOLATILE": "peut-etre",
    "BOT_WEBHOOK_URL": "relais.example",
    "BOT_WEBHOOK_SECRET": "secret à accents",
    "BOT_LISTEN": "port-8081",
    "BOT_WORKERS": "beaucoup",
    "BOT_METRICS_LISTEN": "127.0.0.1:99999",
    "BOT_NOW": "avant-hier",
}


@pytest.fixture
def relais(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Relais:
    """Return what runs a command in an empty folder: its exit code, and what it said to people."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        return int(left.value.code or 0), capsys.readouterr().err

    return run


@pytest.mark.parametrize(("name", "value"), WRONG.items())
def test_a_wrong_setting_is_said_by_its_name_and_never_by_its_value(
    relais: Relais, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, said = relais("counts", "show")
    assert code == 3
    assert f"{name} : écrivez" in said
    assert value not in said
    assert "Input should" not in said


def test_all_wrong_settings_are_said_at_once(relais: Relais) -> None:
    Path(".env").write_text("\n".join(f"{name}='{value}'" for name, value in WRONG.items()), "utf-8")
    code, said = relais("counts", "show")
    assert code == 3
    assert all(f"{name} : écrivez" in said for name in WRONG)


def test_an_address_of_no_database_is_said_without_its_password(
    relais: Relais, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "mysql://relais:motdepasse@base")
    code, said = relais("counts", "show")
    assert (code, "motdepasse" in said) == (3, False)
    assert "BOT_DATABASE_URL" in said


def test_a_password_in_a_command_is_refused_and_not_repeated(relais: Relais) -> None:
    code, said = relais("counts", "migrate", "sqlite:///relais.db", "postgresql://relais:motdepasse@base/relais")
    assert (code, "motdepasse" in said) == (2, False)
    assert "PGPASSWORD" in said


@pytest.mark.parametrize("name", ["BOT_FLOWS", "BOT_KNOWLEDGE"])
def test_a_folder_of_content_that_is_not_there_is_content_at_fault(
    relais: Relais, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "absent")
    code, said = relais("chat")
    assert code == 1
    assert name in said


def test_an_empty_variable_is_as_none(relais: Relais) -> None:
    Path(".env").write_text("".join(f"{name}=\n" for name in WRONG), "utf-8")
    assert relais("counts", "show")[0] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"BOT_USERNAME=\xe9t\xe9\n", "UTF-8"),
        (b"# un commentaire\nBOT_TOKEN = 'pas fini\n", "ligne 2"),
        (b"BOT_USERNAME=a\nceci n'est pas un reglage\n", "ligne 2"),
    ],
)
def test_an_env_file_that_cannot_be_read_says_where(relais: Relais, content: bytes, words: str) -> None:
    Path(".env").write_bytes(content)
    code, said = relais("counts", "show")
    assert code == 3
    assert ".env" in said
    assert words in said


def test_an_env_that_is_a_folder_is_said(relais: Relais) -> None:
    Path(".env").mkdir()
    code, said = relais("counts", "show")
    assert code == 3
    assert ".env" in said


def damage(path: Path) -> None:
    path.write_bytes(b"ceci n'est pas une base, mais c'est long" * 400)


@pytest.mark.parametrize("what", [("counts", "show"), ("export", "--from", "2026-Q1", "--to", "2026-Q1", "--out", "o")])
def test_a_damaged_database_says_how_to_check_and_repair_it(relais: Relais, what: tuple[str, ...]) -> None:
    damage(Path("relais.db"))
    code, said = relais(*what)
    assert code == 3
    assert "abîmé" in said
    assert "relais counts repair" in said


def test_a_damaged_database_is_data_at_fault_for_who_checks_it(relais: Relais) -> None:
    damage(Path("relais.db"))
    assert relais("counts", "check")[0] == 1
    assert relais("counts", "repair")[0] == 0
    assert relais("counts", "check")[0] == 0


def test_a_database_that_is_a_folder_is_said(relais: Relais) -> None:
    Path("relais.db").mkdir()
    code, said = relais("counts", "show")
    assert code == 3
    assert "c'est un dossier" in said


def test_a_database_in_no_folder_is_said(relais: Relais, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite:///absent/relais.db")
    code, said = relais("counts", "show")
    assert code == 3
    assert "n'existe pas" in said


@pytest.mark.parametrize(
    "what",
    [
        ("counts", "backup", "--to", f"{UNWRITABLE}/sauvegarde.db"),
        ("leaflet", "--insee", "59606", "--username", "relais_bot", "--out", f"{UNWRITABLE}/depliant.pdf"),
    ],
)
def test_a_folder_that_cannot_be_written_is_said(relais: Relais, what: tuple[str, ...]) -> None:
    code, said = relais(*what)
    assert code == 3
    assert str(UNWRITABLE) in said
    assert "Errno" not in said


@pytest.mark.long
@pytest.mark.parametrize("url", [f"sqlite:///{UNWRITABLE}/relais.db", "sqlite:///relais.db"])
def test_a_conversation_goes_on_where_nothing_can_be_counted(tmp_path: Path, url: str) -> None:
    damage(tmp_path / "relais-demo.db")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--jsonl"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "BOT_DATABASE_URL": url},
        input='{"start": ""}\n{"say": "/urgence"}\n', capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "112" in done.stdout.splitlines()[1]
    assert "Le comptage attend" in done.stderr
    assert "Traceback" not in done.stderr
