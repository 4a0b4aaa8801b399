"""One command at the end of a quarter: closed periods, frozen releases, the same figures in every format."""

import csv
import io
import json
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.guide import Guide
from bot.observatory.cell import Cell
from bot.observatory.export import Source, export, wanted
from bot.observatory.layout import layout
from bot.observatory.periods import PARIS, PeriodError, span
from bot.observatory.release import Archive, ReleaseError, canonical, digest
from tests.observatory.figures import fabricate

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
QUARTER = "2026-Q3"


@pytest.fixture(scope="module")
def counts(guide: Guide) -> Counter[Cell]:
    return fabricate(layout(guide), [QUARTER], 600, seed=5, epcis=6)


@pytest.fixture(scope="module")
def frozen(guide: Guide, counts: Counter[Cell], tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Path]:
    folder = tmp_path_factory.mktemp("export")
    archive = Archive(folder / "releases")
    export(Source(guide, counts, NOW, "simulation"), archive, [QUARTER], folder / "out")
    return archive, folder / "out" / QUARTER


@pytest.mark.parametrize(("moment", "allowed"), [("2026-10-02T23:59", False), ("2026-10-03T00:00", True)])
def test_a_period_is_published_48_hours_after_its_end_in_paris(moment: str, allowed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    now = datetime.fromisoformat(moment).replace(tzinfo=PARIS)
    if allowed:
        assert wanted(QUARTER, QUARTER, now) == (QUARTER,)
    else:
        with pytest.raises(PeriodError, match="48 heures"):
            wanted(QUARTER, QUARTER, now)


def test_periods_run_over_the_new_year() -> None:
    assert span("2025-Q4", "2026-Q2") == ("2025-Q4", "2026-Q1", "2026-Q2")
    assert span("2025", "2026") == ("2025", "2026")


@pytest.mark.parametrize(
    ("first", "last"), [("2026-Q5", "2026-Q5"), ("2026", "2026-Q1"), ("2026-Q2", "2026-Q1"), ("hier", "2026")]
)
def test_what_is_no_period_is_said(first: str, last: str) -> None:
    with pytest.raises(PeriodError):
        span(first, last)


def test_the_document_is_the_contracts(frozen: tuple[Archive, Path]) -> None:
    document = json.loads((frozen[1] / "donnees.json").read_text(encoding="utf-8"))
    assert set(document) == {"format", "period", "created", "simulation", "content_versions", "sha256", "tables"}
    assert {key for table in document["tables"] for key in table} == {
        "id",
        "title",
        "dimensions",
        "sensitive",
        "protection",
        "cells",
    }
    assert document["sha256"] == digest(document["tables"])


def test_simulation_stands_in_every_name_and_title(frozen: tuple[Archive, Path]) -> None:
    assert all("SIMULATION" in path.name for path in frozen[1].iterdir() if path.suffix in {".csv", ".xlsx", ".html"})
    assert "<title>SIMULATION" in next(frozen[1].glob("*.html")).read_text(encoding="utf-8")


def test_every_format_shows_the_same_figures(frozen: tuple[Archive, Path]) -> None:
    document = json.loads((frozen[1] / "donnees.json").read_text(encoding="utf-8"))
    published = sorted(cell["n"] for table in document["tables"] for cell in table["cells"] if cell["n"] is not None)
    raw = next(path for path in frozen[1].glob("*.csv") if "codes" not in path.name).read_bytes()
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert sorted(int(row[6]) for row in rows[1:] if len(row) > 6 and row[6].isdigit()) == published
    with zipfile.ZipFile(next(frozen[1].glob("*.xlsx"))) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        sheets = "".join(book.read(name).decode() for name in names)
    assert sheets.count('"><v>') >= len(published)


def test_publishing_again_copies_the_frozen_files(frozen: tuple[Archive, Path], guide: Guide, tmp_path: Path) -> None:
    archive, before = frozen
    export(Source(guide, {}, NOW), archive, [QUARTER], tmp_path)
    assert (tmp_path / QUARTER / "donnees.json").read_bytes() == (before / "donnees.json").read_bytes()


def test_a_format_alone_brings_its_files_and_the_metadata(
    frozen: tuple[Archive, Path], guide: Guide, tmp_path: Path
) -> None:
    export(Source(guide, {}, NOW), frozen[0], [QUARTER], tmp_path, form="csv")
    assert {path.suffix for path in (tmp_path / QUARTER).iterdir()} == {".csv", ".json"}
    assert not (tmp_path / QUARTER / "donnees.json").exists()


def test_a_release_that_somebody_touched_is_refused(frozen: tuple[Archive, Path], tmp_path: Path) -> None:
    document = frozen[0].read(QUARTER)
    document["tables"][0]["cells"][0]["n"] = 12345
    (tmp_path / QUARTER).mkdir()
    (tmp_path / QUARTER / "donnees.json").write_bytes(canonical(document))
    with pytest.raises(ReleaseError, match="modifié"):
        Archive(tmp_path).documents()


def test_a_withdrawn_release_is_no_longer_given_out_but_its_figures_stay_known(guide: Guide, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "releases")
    source = Source(guide, {}, NOW)
    export(source, archive, [QUARTER], tmp_path / "out")
    archive.withdraw(QUARTER, "Un canal d'essai a été compté.", NOW)
    export(source, archive, [QUARTER], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / QUARTER).iterdir()] == ["RETRAIT.txt"]
    assert "Un canal d'essai" in (tmp_path / "out" / QUARTER / "RETRAIT.txt").read_text(encoding="utf-8")
    assert [document["period"] for document in archive.documents()] == [QUARTER]


def test_withdrawing_needs_a_word(frozen: tuple[Archive, Path]) -> None:
    with pytest.raises(ReleaseError, match="pourquoi"):
        frozen[0].withdraw(QUARTER, " ", NOW)
