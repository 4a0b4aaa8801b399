"""The situations that the product is for, as whole conversations that a jurist and a frightened person read."""

from pathlib import Path

import pytest

from bot.content.lint import FORBIDDEN
from bot.core.guide import Guide
from tests import transcripts

PATHS = sorted(transcripts.FOLDER.glob("*.md"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_the_conversation_reads_as_it_was_reviewed(
    path: Path, guide: Guide, request: pytest.FixtureRequest
) -> None:
    drawn, _screens = await transcripts.play(guide, transcripts.read(path))
    if request.config.getoption("--update"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_nobody_is_left_without_somebody_to_call_or_told_a_verdict(path: Path, guide: Guide) -> None:
    _drawn, screens = await transcripts.play(guide, transcripts.read(path))
    for screen in screens:
        if not screen.leaving:
            assert any(link.role == "urgent" for link in screen.links) or screen.urgency
        for pattern in FORBIDDEN:
            assert not __import__("re").search(pattern, screen.text, 2), pattern


def test_the_first_issue_has_its_six_situations() -> None:
    assert {path.stem for path in PATHS} >= {
        "logement-nom-valenciennes", "grossesse-cdd-roubaix", "dentiste-c2s-maubeuge", "insulte-rue-anzin",
        "controle-identite-lille", "heures-supplementaires-saint-quentin",
    }  # fmt: skip
