"""What the papers say is tested is tested: each test that a promise or a threat names exists, and each has one."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAPERS = [ROOT / "docs" / "promises.md", ROOT / "docs" / "security.md"]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def defined_in(file: str) -> frozenset[str]:
    """Return the tests that a file defines."""
    path = ROOT / file
    text = path.read_text("utf-8") if path.exists() else ""
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_test_that_a_paper_names_exists(paper: Path) -> None:
    named = _NAMED.findall(paper.read_text("utf-8"))
    assert named
    assert [f"{file}::{name}" for file, name in named if name not in defined_in(file)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_promise_and_every_answer_to_a_threat_names_a_test(paper: Path) -> None:
    rows = [line for line in paper.read_text("utf-8").splitlines() if line.startswith("|")]
    bare = [
        line
        for line in rows
        if not _NAMED.search(line) and not line.startswith(("|---", "| promise", "| they try", "| what stops"))
    ]
    assert bare == []


def test_a_test_that_a_paper_counts_on_is_never_skipped() -> None:
    for paper in PAPERS:
        for file, name in _NAMED.findall(paper.read_text("utf-8")):
            before = (ROOT / file).read_text("utf-8").split(f"def {name}(")[0].rpartition("\n\n")[2]
            assert "skip" not in before, name
            assert "xfail" not in before, name
