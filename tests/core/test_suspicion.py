"""What is heard although nobody wrote the sentence down: words of several families, close together."""

from typing import Any

import pytest

from benchmarks.understanding import the_lexicon
from bot.core.guide import Guide
from bot.core.lexicon import WrittenLexicon
from bot.core.understand import compile_lexicon, urgency

LEXICON = the_lexicon()
#: « j'ai peur de mourir » and « vous mourriez » are spelt like it, and one soft line too many does no harm.
SPELT_LIKE_A_SIGN = {"Mouriez"}


def heard(typed: str, **sections: Any) -> tuple[str, str] | None:
    written = {
        "petits_mots": ["ma", "de", "du", "a", "elle", "le"],
        "avoir": ["a"],
        "negations": ["pas"],
        "urgences": {"danger": {"passe_compose_adoucit": "oui"}, "third_party": {}},
        "familles": {
            "blessures": {"mots": ["saigne", "sang"], "sauf": ["prise de sang"], "sauf_avec": ["laboratoire"]},
            "enfant": {"mots": ["petite soeur", "enfant"]},
        },
        "soupcons": [{"urgence": "third_party", "si": ["enfant", "blessures"]}],
    }
    return urgency(compile_lexicon(WrittenLexicon.model_validate(written | sections)), typed)


def test_families_that_stand_together_are_heard_softly() -> None:
    assert heard("ma petite soeur saigne") == ("third_party", "soft")


def test_one_family_alone_is_not_what_the_rule_asks() -> None:
    assert heard("elle saigne") is None


def test_a_rule_may_interrupt() -> None:
    rule = {"urgence": "third_party", "si": ["enfant", "blessures"], "force": "interrompt"}
    assert heard("ma petite soeur saigne", soupcons=[rule]) == ("third_party", "interrupt")


@pytest.mark.parametrize(
    "typed",
    [
        "ma petite soeur a une prise de sang",
        "le laboratoire prend du sang a ma petite soeur",
        "ma petite soeur saigne pas",
        "ma petite soeur " + "attend " * 30 + "saigne",
    ],
)
def test_a_way_of_speaking_a_context_a_denial_and_a_distance_excuse(typed: str) -> None:
    assert heard(typed) is None


def test_a_context_excuses_in_its_own_sentence_only() -> None:
    assert heard("ma petite soeur saigne. le laboratoire est loin") == ("third_party", "soft")


def test_a_word_that_is_guessed_is_not_alone_a_sign() -> None:
    alone = [{"urgence": "danger", "si": ["blessures"]}]
    assert heard("saigne", soupcons=alone) == ("danger", "soft")
    assert heard("saigme", soupcons=alone) is None
    assert heard("enfant saigme") == ("third_party", "soft")


def test_a_false_alarm_of_the_urgency_excuses_too() -> None:
    alarms = {"danger": {}, "third_party": {"sauf": ["saigne du nez"]}}
    assert heard("ma petite soeur saigne du nez", urgences=alarms) is None


@pytest.mark.parametrize("rule", [{"urgence": "danger", "si": ["inconnue"]}, {"urgence": "inconnue", "si": ["enfant"]}])
def test_a_rule_names_what_exists(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="« inconnue » n'existe pas"):
        heard("bonjour", soupcons=[rule])


def test_nobody_is_in_danger_for_living_where_they_live(guide: Guide) -> None:
    region = ("02", "59", "60", "62", "80")
    names = {commune.name for code, commune in guide.places().communes.items() if code.startswith(region)}
    assert len(names) > 3_000
    assert {name for name in names if urgency(LEXICON, f"j'habite à {name}")} == SPELT_LIKE_A_SIGN
