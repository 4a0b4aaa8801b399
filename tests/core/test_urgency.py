"""What interrupts, what gets one soft line, and what only sounds like an urgency."""

import pytest

from benchmarks.understanding import the_lexicon
from bot.core.guide import Guide
from bot.core.understand import understand, urgency

LEXICON = the_lexicon()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("il me frappe", {"danger"}),
        ("il va me tuer", {"danger"}),
        ("il est devant chez moi", {"danger"}),
        ("il a un couteau", {"danger"}),
        ("il a une arme", {"danger"}),
        ("je suis enfermée", {"danger"}),
        ("au secours", {"danger"}),
        ("en train de me frapper", {"danger"}),
        ("ils me suivent", {"danger"}),
        ("je veux mourir", {"suicide"}),
        ("jveu en finir", {"suicide"}),
        ("plus la force de vivre", {"suicide"}),
        ("je vais me tuer", {"suicide"}),
        ("me suicider", {"suicide"}),
        ("je vais sauter du pont", {"suicide"}),
        ("j ai 13 ans mon père me tape", {"minor"}),
        ("mon beau-père vient dans ma chambre la nuit", {"minor"}),
        ("mon mari me tape", {"partner"}),
        ("mon ex m'interdit de sortir", {"partner"}),
        ("on me parle de mariage forcé avec un cousin", {"partner"}),
        ("elle risque l'excision cet été", {"partner"}),
        ("j'ai été victime d'un viol", {"sexual"}),
        ("il m'a touchée de force", {"sexual"}),
        ("j'ai subi des attouchements", {"sexual"}),
        ("je dors dehors", {"shelter"}),
        ("à la rue ce soir", {"shelter"}),
        ("je dors dans ma voiture", {"shelter"}),
        ("mon voisin bat sa femme", {"third_party"}),
        ("ma collègue se fait frapper", {"third_party"}),
    ],
)
def test_a_signal_of_the_decision_logic_interrupts(typed: str, expected: set[str]) -> None:
    found = urgency(LEXICON, typed)
    assert found is not None
    assert found[0] in expected
    assert found[1] == "interrupt"


@pytest.mark.parametrize(
    "typed",
    [
        "mon patron m'a tué au travail",
        "mort de rire",
        "il me tue ce mec",
        "cette boîte me tue",
        "je vais le tuer ce proprio",
        "j'ai envie de mourir de honte",
        "le chien dort dehors",
        "le propriétaire est violent dans ses mots",
        "je voudrais sauter une classe",
        "vente d'arme de collection",
        "le facteur frappe à la porte",
        "je me coupe les cheveux très court",
        "on va en finir avec ce dossier",
        "ma voisine tape du pied au plafond",
        "mon médecin me suit depuis dix ans",
        "une plainte pour violation du secret",
    ],
)
def test_what_only_sounds_like_an_urgency_never_interrupts(typed: str) -> None:
    found = urgency(LEXICON, typed)
    assert found is None or found[1] == "soft"


@pytest.mark.parametrize(
    ("typed", "soft"), [("je vais le tuer ce proprio", "danger"), ("envie de mourir de honte", "suicide")]
)
def test_a_small_doubt_gets_the_soft_line(typed: str, soft: str) -> None:
    assert urgency(LEXICON, typed) == (soft, "soft")


@pytest.mark.parametrize(
    "word", ["dehors", "sauter", "arme", "viol", "violent", "couteau", "mourir", "frappe", "tuer", "pont", "115"]
)
def test_an_isolated_word_never_interrupts(word: str) -> None:
    found = urgency(LEXICON, word)
    assert found is None or found[1] == "soft"


def test_a_denied_danger_keeps_the_soft_line() -> None:
    found = urgency(LEXICON, "il ne me frappe pas mais il crie")
    assert found is None or found[1] == "soft"


def test_danger_comes_before_the_rest() -> None:
    assert urgency(LEXICON, "je veux mourir, il est devant chez moi avec un couteau") == ("danger", "interrupt")


def test_an_old_fact_gets_the_soft_line() -> None:
    assert urgency(LEXICON, "il y a 15 ans mon mari me frappait") == ("partner", "soft")


def test_the_end_of_a_long_message_is_read() -> None:
    assert urgency(LEXICON, "bonjour " * 5_000 + "je veux mourir") == ("suicide", "interrupt")


def test_an_interruption_is_also_the_first_kind() -> None:
    assert understand(LEXICON, "je veux mourir").kinds[0] == ("emergency_suicide", 1.0)
    assert understand(LEXICON, "au secours il me frappe").kinds[0] == ("emergency_danger", 1.0)


@pytest.mark.parametrize(
    "typed", ["jve mourrir", "JE VEUX MOURIIIIIR", "je v̶e̶u̶x̶ mourir", "jveu me suissider", "je veux me pendre"]
)
def test_despair_is_heard_whatever_the_spelling(typed: str) -> None:
    assert urgency(LEXICON, typed) == ("suicide", "interrupt")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("jai envi den finir", "suicide"), ("jvé me tué", "suicide"), ("envi de creuver", "suicide"),
        ("il va me tué", "danger"), ("ils von me tué", "danger"), ("jsui a la ru se soir", "shelter"),
    ],
)  # fmt: skip
def test_an_urgency_in_poor_spelling_interrupts(guide: Guide, words: str, name: str) -> None:
    assert urgency(guide.lexicon, words) == (name, "interrupt")


@pytest.mark.parametrize("words", ["cette boite va me tuer", "ce boulot va me tué", "jen ai marre", "il sen fou"])
def test_a_manner_of_speaking_interrupts_nobody(guide: Guide, words: str) -> None:
    found = urgency(guide.lexicon, words)
    assert found is None or found[1] == "soft"


@pytest.mark.parametrize("words", ["ma banque refuse de m'ouvrir un compte", "la caf refuse de m'ouvrir mes droits"])
def test_what_is_not_opened_is_no_urgency(guide: Guide, words: str) -> None:
    assert urgency(guide.lexicon, words) is None
    assert urgency(guide.lexicon, "je vais m'ouvrir les veines") == ("suicide", "interrupt")
