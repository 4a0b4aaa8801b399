"""A compiled copy of checked content: it saves a start, and is believed only as far as it may be."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.compiled import checked, keep, recall
from bot.content.gazetteer import load_gazetteer
from bot.content.load import load
from bot.content.problems import ContentError
from bot.core.places import Gazetteer

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 11, 24)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a copy of the content, and a folder for caches that nobody else uses."""
    monkeypatch.delenv("CACHE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    return tmp_path / "flows", tmp_path / "knowledge"


def communes() -> Gazetteer:
    return load_gazetteer(ROOT / "knowledge" / "communes")


def never() -> Gazetteer:
    raise AssertionError("what was checked once is not checked again")  # noqa: EM101, TRY003


def copies(folder: Path) -> list[Path]:
    return list((folder.parent / "cache" / "relais").glob("*.content"))


def test_the_second_start_reads_the_same_content_and_checks_nothing(folders: tuple[Path, Path]) -> None:
    first = checked(*folders, communes, TODAY)
    second = checked(*folders, never, TODAY)
    assert (second.flows, second.knowledge, second.version) == (first.flows, first.knowledge, first.version)


def test_an_edit_is_read_and_checked_again(folders: tuple[Path, Path]) -> None:
    before = checked(*folders, communes, TODAY).version
    phrases = folders[1] / "phrases" / "ecrans.yaml"
    phrases.write_text(phrases.read_text("utf-8") + "\n# une remarque\n", "utf-8")
    assert recall(*folders) is None
    assert checked(*folders, communes, TODAY).version != before


def test_what_is_wrong_is_never_kept(folders: tuple[Path, Path]) -> None:
    flow = folders[0] / "accueil.yaml"
    flow.write_text(flow.read_text("utf-8").replace("debut: ", "debut: nulle_part_"), "utf-8")
    for _ in range(2):
        with pytest.raises(ContentError):
            checked(*folders, communes, TODAY)
    assert not copies(folders[0])


@pytest.mark.long
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"anything at all"),
        lambda path: path.write_bytes(path.read_bytes()[:1000]),
        lambda path: path.write_bytes(b""),
        lambda path: path.chmod(0o666),
    ],
    ids=["not ours", "cut", "empty", "anybody may write it"],
)
def test_a_spoilt_copy_is_not_believed(folders: tuple[Path, Path], spoil: Callable[[Path], None]) -> None:
    checked(*folders, communes, TODAY)
    (copy,) = copies(folders[0])
    spoil(copy)
    assert recall(*folders) is None
    assert checked(*folders, communes, TODAY).knowledge.contacts
    assert recall(*folders) is not None


def test_without_a_folder_for_caches_the_bot_starts_all_the_same(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    content = load(*folders)
    assert not [each for each in check(content, communes(), TODAY) if each.level == "critique"]
    keep(content, *folders)
    assert recall(*folders) is None


@pytest.mark.long
def test_the_folder_holds_a_few_copies_at_most(folders: tuple[Path, Path]) -> None:
    content = load(*folders)
    note = folders[1] / "phrases" / "ecrans.yaml"
    words = note.read_text("utf-8")
    for number in range(10):
        note.write_text(f"{words}\n# {number}\n", "utf-8")
        keep(content, *folders)
        os.utime(max(copies(folders[0]), key=lambda each: each.stat().st_mtime_ns), (number, number))
    assert len(copies(folders[0])) <= 8
