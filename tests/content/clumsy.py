"""The folder of broken files: each starts with the messages that it must produce, as `relais check` prints them."""

import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path

from bot.content.beyond import every_problem
from bot.content.gazetteer import load_gazetteer
from bot.content.problems import Problem
from bot.core.places import Gazetteer

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "broken"
TODAY = date(2026, 11, 24)
#: What a broken file stands among: the doors, the reasons and one territory's contacts; the whole knowledge costs 0.5 s a case.
AROUND = ("portes", "domaines", "criteres", "traitements", "types", "urgences", "contacts/nationaux", "contacts/nord-valenciennes")  # fmt: skip


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer(ROOT / "knowledge" / "communes")


def encoding(raw: bytes) -> str:
    """Return how a file was saved: some were saved badly on purpose."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def expected(raw: bytes) -> list[str]:
    """Return the messages that a broken file starts with."""
    lines = raw.decode(encoding(raw)).split("\n")
    head = lines[: next(number for number, line in enumerate(lines) if not re.match(r"# (?:knowledge|flows)/", line))]
    return [line.removeprefix("# ").rstrip() for line in head]


def surroundings(folder: Path) -> None:
    """Write the flows and the knowledge that a file under test is read among."""
    shutil.copytree(ROOT / "flows", folder / "flows")
    for name in AROUND:
        target = folder / "knowledge" / f"{name}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "knowledge" / f"{name}.yaml", target)


def problems(folder: Path) -> list[Problem]:
    """Return what `relais check` would say of a folder."""
    return every_problem(folder / "flows", folder / "knowledge", gazetteer(), TODAY)[0]


def said(folder: Path, file: str, raw: bytes) -> list[str]:
    """Put a file among the others and return what is said of it."""
    target = folder / file
    before = target.read_bytes() if target.exists() else None
    if file.startswith("flows/"):
        (folder / "flows" / "accueil.yaml").rename(folder / "away")
    try:
        target.write_bytes(raw)
        return [str(each) for each in problems(folder) if each.file == file]
    finally:
        target.unlink()
        if before is not None:
            target.write_bytes(before)
        if file.startswith("flows/"):
            (folder / "away").rename(folder / "flows" / "accueil.yaml")
