"""The situations that the product is for, as whole conversations that a jurist and a frightened person read."""

from pathlib import Path

import pytest

from bot.content.caution import verdict
from bot.core.guide import Guide
from bot.core.tongue import in_language
from tests import transcripts

PATHS = sorted(transcripts.FOLDER.glob("*.md"))
#: The first issue's.
FIRST = {
    "logement-nom-valenciennes", "grossesse-cdd-roubaix", "dentiste-c2s-maubeuge", "insulte-rue-anzin",
    "controle-identite-lille", "heures-supplementaires-saint-quentin",
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_the_conversation_reads_as_it_was_reviewed(
    path: Path, guide: Guide, request: pytest.FixtureRequest
) -> None:
    drawn, _screens, _labels = await transcripts.play(guide, transcripts.read(path))
    if request.config.getoption("--update"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_nobody_is_left_without_somebody_to_call_or_told_a_verdict(path: Path, guide: Guide) -> None:
    _drawn, screens, _labels = await transcripts.play(guide, transcripts.read(path))
    for screen in screens:
        if not screen.leaving:
            assert screen.urgency or any(link.role == "urgent" for link in screen.links)
        assert not verdict(screen.text)
        if screen.result:
            assert any(card.phone for card in screen.cards)
            said = in_language(guide, screen.language or guide.language).phrases
            assert all(said[part] in screen.text for part in ("trois_elements", "a_garder"))
            assert "⏳" in screen.text
            assert screen.text.split(said["a_garder"])[1].count("• ") == 3
            support = {name for name, door in guide.knowledge.doors.items() if door.level == "support"}
            reached = {door for card in screen.cards for door in guide.knowledge.contacts[card.id].doors}
            assert reached & (support | {"point_justice", "119", "3018"})


def test_the_first_issue_has_its_six_situations() -> None:
    assert {path.stem for path in PATHS} >= FIRST


@pytest.mark.parametrize("language", ["falc", "en", "ar"])
def test_who_does_not_read_french_easily_has_the_first_situations_too(language: str) -> None:
    assert {path.stem for path in PATHS} >= {f"{language}-{situation}" for situation in FIRST}
