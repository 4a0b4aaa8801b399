"""Who writes is heard: for somebody near, as a witness, by trade; and nobody's own story is taken for another's."""

from collections.abc import Mapping

import pytest
import yaml

from bot.core.dialogue import say
from bot.core.guide import Guide
from tests.conftest import NOW, ROOT

WRITTEN: Mapping[str, list[str]] = yaml.safe_load((ROOT / "tests" / "roles.yaml").read_text("utf-8"))


def role(guide: Guide, words: str) -> str:
    return say(guide, say(guide, "", words, NOW).address, "oui", NOW).facts.role


@pytest.mark.parametrize("asked", ["relative", "professional", "witness"])
def test_for_whom_somebody_asks_is_proposed(guide: Guide, asked: str) -> None:
    missed = [words for words in WRITTEN[asked] if role(guide, words) != asked]
    assert len(missed) <= max(1, len(WRITTEN[asked]) // 10), missed
    assert {role(guide, words) for words in missed} <= {"self"}


def test_ones_own_story_is_never_told_as_another_s(guide: Guide) -> None:
    assert [words for words in WRITTEN["self"] if role(guide, words) != "self"] == []


def test_what_happened_to_somebody_else_is_not_said_as_one_s_own(guide: Guide) -> None:
    asked = say(guide, "", "jai vu un vigile refuser l'entree a des jeunes noirs devant la boite", NOW)
    assert "Ce qui s'est passé : **Un refus**" in asked.text
    assert "On m'a refusé" not in asked.text


def test_the_parent_of_a_child_in_danger_is_not_taken_for_the_child(guide: Guide) -> None:
    asked = say(guide, "", "ma fille de 13 ans se fait harceler a l'ecole car elle est voilée", NOW)
    assert asked.urgency == "minor"
    assert not say(guide, asked.address, "oui", NOW).facts.minor
