"""Towns typed in another alphabet: found, and always asked to confirm."""

import pytest

from bot.core.guide import Guide
from bot.core.places import PROPOSED, certain, search


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ليل", "Lille"), ("في ليل", "Lille"), ("لِيــل", "Lille"), ("اميان", "Amiens"), ("مدينة روبيه", "Roubaix"),
        ("سان-كانتان", "Saint-Quentin"), ("Лілль", "Lille"), ("Ам’єн", "Amiens"), ("в Лилль", "Lille"),
    ],
)  # fmt: skip
def test_a_town_in_other_letters_is_found_and_asked_to_confirm(guide: Guide, typed: str, meant: str) -> None:
    found = search(guide.gazetteer, typed)
    assert [match.name for match in found] == [meant]
    assert found[0].score >= PROPOSED
    assert certain(found) is None


@pytest.mark.parametrize("typed", ["لا أعرف", "باريس", "في", "…", "не знаю"])
def test_other_letters_that_name_no_town_of_the_list_find_nothing(guide: Guide, typed: str) -> None:
    assert search(guide.gazetteer, typed) == []
