"""What an operator reads holds the hour, the kind of thing that happened, and nothing about anybody."""

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot import logs
from tests.conftest import ROOT

SECRET = "je m'appelle Zineb, 06 12 34 56 78"
TOKEN = "1234567:" + "A-long_token" * 3


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return where the root logger writes, at level DEBUG, through our lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Lines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_line_is_json_and_knows_the_hour_only(written: io.StringIO) -> None:
    logging.getLogger("relais.telegram").warning("getUpdates: %s", "TelegramServerError")

    line = json.loads(written.getvalue())
    assert list(line) == ["hour", "level", "logger", "message"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d", line["hour"])
    assert line["message"] == "getUpdates: TelegramServerError"


def test_a_bug_is_told_by_its_type_and_place_never_by_its_words(written: io.StringIO) -> None:
    def broken(words: str) -> None:
        local = words.upper()
        raise KeyError(words, local)

    try:
        broken(SECRET)
    except KeyError:
        logging.getLogger("relais.telegram").exception("message")

    line = json.loads(written.getvalue())
    assert line["error"] == "KeyError"
    assert "Zineb" not in written.getvalue()
    assert "ZINEB" not in written.getvalue()


def test_a_bug_of_ours_says_where_it_is() -> None:
    with pytest.raises(TypeError) as caught:
        logs.masked(7)  # type: ignore[arg-type]  # the bug that the test needs
    assert re.fullmatch(r"TypeError \(logs\.py:\d+ masked\)", logs.told(caught.value))


def test_a_library_s_words_stay_out(written: io.StringIO) -> None:
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("asyncio").exception("Task %r failed", SECRET)
    logging.getLogger("aiogram.event").debug("Update id=%d from %s", 7, SECRET)

    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["logger"] for line in lines] == ["asyncio", "aiogram"]
    assert lines[0]["error"] == "ValueError"
    assert "Zineb" not in written.getvalue()


@pytest.mark.parametrize(
    ("leak", "trace"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/sendMessage", "token"),
        ("postgresql://relais:motdepasse@base/relais", "motdepasse"),
        ("redis://:motdepasse@cache:6379/0", "motdepasse"),
        ("chat 987654321 said", "987654321"),
        ("group -1002223334440", "1002223334440"),
    ],
)
def test_a_forgotten_secret_is_masked(written: io.StringIO, leak: str, trace: str) -> None:
    logging.getLogger("relais").error("%s", leak)
    assert trace not in written.getvalue()


def test_at_a_terminal_a_line_is_a_sentence() -> None:
    record = logging.LogRecord("relais", logging.WARNING, "", 0, "Le comptage reprend.", (), None)
    assert logs.Lines(sentences=True).format(record) == "warning Le comptage reprend."


UNCAUGHT = f"""
import asyncio, threading, warnings, logging
from bot.logs import configure
configure()
logging.getLogger("aiogram.event").info("Update from {SECRET}")
warnings.warn("{SECRET}")
async def lost():
    raise KeyError("{SECRET}")
async def main():
    task = asyncio.create_task(lost())
    await asyncio.sleep(0.01)
    del task
asyncio.run(main())
thread = threading.Thread(target=lambda: int("{SECRET}"))
thread.start(); thread.join()
class Unraisable:
    def __del__(self):
        raise LookupError("{SECRET}")
Unraisable()
raise RuntimeError("{SECRET}")
"""


def test_what_nobody_catches_is_told_without_its_words() -> None:
    done = subprocess.run([sys.executable, "-c", UNCAUGHT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Zineb" not in done.stderr + done.stdout
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["logger"] for line in lines] == ["py", "asyncio", "relais", "relais", "relais"]
    said = " ".join(line["message"] + line.get("error", "") for line in lines)
    assert all(name in said for name in ("KeyError", "ValueError", "LookupError", "RuntimeError"))


def test_a_bug_ends_a_command_with_a_code_of_its_own() -> None:
    broken = (
        "import bot.__main__ as relais\ndef bug(): raise KeyError('Zineb')\nrelais.run_command = bug\nrelais.main()"
    )
    done = subprocess.run([sys.executable, "-c", broken], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "KeyError" in done.stderr
    assert "Zineb" not in done.stderr
