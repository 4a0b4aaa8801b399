"""Papers are tested too: every command, setting and phrase that exists is written down, and nothing else is promised."""

import re
import subprocess
import sys

import pytest

from bot.content.load import Content
from bot.core.guide import Guide
from bot.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True)
    commands = re.findall(r"^    ([a-z]+) ", done.stdout, re.MULTILINE)
    assert commands
    for command in commands:
        assert f"`relais {command}" in README, command


@pytest.mark.long
def test_every_command_s_help_has_an_example() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True)
    for command in re.findall(r"^    ([a-z]+) ", done.stdout, re.MULTILINE):
        told = subprocess.run(
            [sys.executable, "-m", "bot", command, "--help"], capture_output=True, text=True, check=True
        )
        assert "Exemple : " in told.stdout, command


def test_every_setting_is_in_the_readme() -> None:
    for name in Settings.model_fields:
        assert f"`BOT_{name.upper()}`" in README, name


def test_every_phrase_that_the_code_says_is_written(guide: Guide) -> None:
    said = re.compile(r"phrase\(here, f?\"([a-z0-9_]+)\"|phrases\[\"([a-z0-9_]+)\"\]")
    for path in (ROOT / "bot").rglob("*.py"):
        for found in said.finditer(path.read_text(encoding="utf-8")):
            name = found[1] or found[2]
            assert name in guide.phrases, f"{path.name}: {name}"


def test_every_contact_example_of_the_readme_loads() -> None:
    from bot.content.source import parse  # noqa: PLC0415 - used here only
    from bot.core.knowledge import Knowledge  # noqa: PLC0415

    for example in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL):
        assert Knowledge.model_validate(parse(example.encode(), "README.md").value).contacts
    assert Content().knowledge.contacts == {}


def test_no_path_of_a_machine_and_no_secret_is_in_the_project() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if (
            not name
            or path.suffix not in {".py", ".md", ".yaml", ".toml", ".lock", ".csv", ".yml"}
            or not path.is_file()
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"/(?:root|work)/", text) or name == "tests/test_docs.py", name
        assert not re.search(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b", text), name
