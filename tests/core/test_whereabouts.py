"""A commune misspelt where nobody asked for it is proposed; what is looked for or told is not taken for one."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from bot.core.dialogue import say
from bot.core.guide import Guide
from tests.conftest import NOW, ROOT

WRITTEN: Mapping[str, Any] = yaml.safe_load((ROOT / "tests" / "towns.yaml").read_text("utf-8"))


def communes(guide: Guide, where: str, words: str) -> list[str]:
    paths = [link.path or "" for link in say(guide, where, words, NOW).links if link.role == "confirm"]
    tokens = {token for path in paths for token in path.split("_")} - set(where.split("_"))
    return [token[1:].upper() for token in tokens if len(token) == 6 and token[0] == "f"]


@pytest.mark.parametrize("where", ["", "rf_lo"])
def test_a_commune_misspelt_is_proposed_nine_times_in_ten_and_seldom_another(guide: Guide, where: str) -> None:
    found = {typed: communes(guide, where, typed) for typed in WRITTEN["towns"]}
    right = [typed for typed, insee in WRITTEN["towns"].items() if insee in found[typed]]
    wrong = [typed for typed in found if found[typed] and typed not in right]
    assert len(right) >= 0.9 * len(found), sorted(found.keys() - right)
    assert wrong == []


@pytest.mark.parametrize("where", ["", "rf_lo"])
def test_what_people_look_for_is_no_commune(guide: Guide, where: str) -> None:
    assert [typed for typed in WRITTEN["others"] if communes(guide, where, typed)] == []


@pytest.mark.parametrize("typed", ["valensienne", "c'était a valencienne", "valenciennes"])
def test_a_commune_told_first_waits_for_its_question(guide: Guide, typed: str) -> None:
    asked = say(guide, say(guide, "", typed, NOW).address, "oui", NOW)
    assert "Valenciennes (59)" in asked.text
    assert say(guide, f"rf_lo_no_t1_{asked.path}", "", NOW).facts.facts_insee == "59606"
