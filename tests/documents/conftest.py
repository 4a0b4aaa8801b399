"""One situation: a flat refused in Valenciennes because of a name."""

import pytest

from bot.core.facts import Facts, Values
from bot.core.guide import Guide
from bot.core.orientation import situation
from bot.core.view import Outcome


@pytest.fixture
def facts() -> Facts:
    return Facts(
        domain="private_housing", treatment="refusal", criteria=("surname",), reason="named", facts_insee="59606"
    )


@pytest.fixture
def outcome() -> Outcome:
    return Outcome("direct_discrimination")


@pytest.fixture
def known(guide: Guide, facts: Facts, outcome: Outcome) -> Values:
    return situation(guide, facts, outcome)
