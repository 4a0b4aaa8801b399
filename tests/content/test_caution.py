"""What the checker refuses to let anybody say of a situation or of a person, and what it leaves in peace."""

from pathlib import Path

import pytest

from bot.content.caution import verdict
from bot.content.check_people import check_people, person_in
from bot.content.load import load

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "said",
    [
        "Ce que vous décrivez **est** une discrimination.",
        "Ce n'est pas une discrimination.",
        "Cela est clairement discriminatoire.",
        "C'était interdit.",
        "Ce refus est contraire à la loi.",
        "Il\u00a0s'agit d'un harcèlement.",
        "Cela constitue une discrimination.",
        "Ces gens ont commis une faute.",
        "Vous avez été victime d'un acte raciste.",
        "Tu es dans ton droit.",
        "Tu vas gagner.",
        "C'est illicite.",
    ],
)
def test_a_verdict_is_found_whatever_its_clothes(said: str) -> None:
    assert verdict(said)


@pytest.mark.parametrize(
    "said",
    [
        "Cela peut être interdit selon la raison.",
        "Il est interdit de fumer dans ce bureau.",
        "Ce que vous décrivez **peut correspondre à** une discrimination.",
        "Une raison que la loi interdit de prendre en compte.",
        "Un juriste peut dire s'il peut s'agir d'une discrimination.",
        "Si vous avez été victime d'un vol, le commissariat prend la plainte.",
    ],
)
def test_a_careful_sentence_is_left_in_peace(said: str) -> None:
    assert verdict(said) is None


@pytest.mark.parametrize("name", ["Jean Dupont", "Mme Dupont", "M. MARTIN", "Fatima El Amrani", "maître Me Durand"])
def test_a_person_is_told_from_a_structure(name: str) -> None:
    assert person_in(name)


@pytest.mark.parametrize(
    "name", ["CIDFF de Lille", "Maison Jean Macé", "Centre social", "Croix Rouge", "Relais", "Lille Métropole"]
)
def test_a_structure_is_not_taken_for_a_person(name: str) -> None:
    assert not person_in(name)


def test_no_shipped_contact_looks_like_a_persons() -> None:
    assert list(check_people(load(ROOT / "flows", ROOT / "knowledge"))) == []
