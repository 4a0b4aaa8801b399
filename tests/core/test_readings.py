"""What whole sentences are read as first: those in which a common word was once taken for a reason, and who writes."""

import pytest

from bot.core.dialogue import say, spoken_command
from bot.core.guide import Guide
from bot.core.hearing import meaning
from bot.core.understand import Understanding
from bot.core.words import read
from tests.conftest import NOW

STORY = (
    "J'ai annoncé ma grossesse à mon employeur en septembre. Je travaille ici depuis six ans.\n\n"
    "Depuis, on m'a retiré mes dossiers, et ma responsable me dit que les enfants pour une carrière ce n'est pas bon.\n\n"
    "La semaine dernière j'ai reçu une lettre de licenciement pour insuffisance. Je ne sais pas quoi faire."
)


def meant(guide: Guide, words: str) -> Understanding:
    return meaning(guide.hearing, words, guide.spoken)


@pytest.mark.parametrize(
    "words",
    [
        "mon loyer est trop cher",
        "taxe foncière trop chère",
        "la banque a fermé mon compte",
        "la mutuelle",
        "ma mutuelle refuse de me rembourser",
        "mon métier",
        "réunion de travail supprimée",
        "mon rendez-vous à l'éducation nationale",
        "assistante sociale",
        "mon salaire a baissé",
        "je veux parler a quelqun",
        "pouvez vous m'appeler",
        "j'habite cambrai",
        "je vis à raismes",
        "c'est pierre qui entre en terminale",
        "prud'homme",
    ],
)
def test_a_common_word_is_no_reason(guide: Guide, words: str) -> None:
    assert [name for name, score in meant(guide, words).criteria if score > 0.6] == []
    assert "sexist_conduct" not in [name for name, _score in meant(guide, words).kinds]


@pytest.mark.parametrize(
    ("words", "criterion"),
    [
        ("trop cher trop vieux j'ai 58 ans", "age"),
        ("jé pa de papié et le docteur ma di casse toi on soigne pa les sans papié", "nationality"),
        ("je suis sans papier hopital de lens", "nationality"),
        ("jai pa mes papier", "nationality"),
        ("en fauteuil veu pa me metre une rampe", "disability"),
        ("jsuis sourd ils veulent pas d'interprete lsf", "disability"),
        ("ma cherie fais un sourire", "sex"),
        ("vous êtes métis, pas ici", "alleged_race"),
    ],
)
def test_the_reason_that_is_written_comes_first(guide: Guide, words: str, criterion: str) -> None:
    assert meant(guide, words).criteria[0][0] == criterion


@pytest.mark.parametrize(
    ("words", "treatment"),
    [
        ("ma boss veut pas augmenter mon salaire pcq jsui une femme", "unequal_pay"),
        ("grosse vache tous les jours", "repeated_remarks"),
        ("mon patron me parle mal", "repeated_remarks"),
        ("en fauteuil veu pa me metre une rampe", "no_adjustment"),
        ("on m'appelle bamboula tous les jours", "repeated_remarks"),
        (STORY, "dismissal"),
    ],
)
def test_what_was_done_comes_first(guide: Guide, words: str, treatment: str) -> None:
    assert meant(guide, words).treatments[0][0] == treatment


def test_children_beside_a_career_are_no_age(guide: Guide) -> None:
    assert "age" not in [name for name, _score in meant(guide, STORY).criteria]


def test_a_placement_of_pupils_is_a_placement_first(guide: Guide) -> None:
    assert meant(guide, "on me refuse un stage en troisieme").domains[0][0] == "internship_school"


@pytest.mark.parametrize(
    "words", ["nike ta mere sale robot de merde", "t'es nul comme robot", "au revoir", "chez ma tante"]
)
def test_what_tells_nothing_proposes_nothing(guide: Guide, words: str) -> None:
    assert not any(link.role == "confirm" for link in say(guide, "", words, NOW).links)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("je suis témoin d'une agression raciste dans le métro", "witness"),
        ("j'ai vu un homme noir se faire refuser l'entrée de la boite", "witness"),
        ("j'ai vu le vigile refuser l'entrée à un jeune noir", "witness"),
        ("c'est pour ma soeur", "relative"),
        ("c'est pour mon fils, l'école refuse de le prendre", "relative"),
        ("mon fils est autiste la cantine refuse de le prendre", "relative"),
        ("mon fils est autiste et l'école refuse de l'inscrire", "relative"),
    ],
)
def test_who_writes_is_heard(guide: Guide, words: str, role: str) -> None:
    assert meant(guide, words).roles[0][0] == role


@pytest.mark.parametrize(
    "words",
    [
        "je suis témoin de jéhovah et on m'a viré",
        "j'ai vu mon chef me faire des remarques",
        "ma fille est malade et mon patron refuse mes absences",
        "c'est pour mon travail",
        "je n'ai pas de témoin",
    ],
)
def test_who_tells_what_happened_to_themselves_is_no_witness(guide: Guide, words: str) -> None:
    assert meant(guide, words).roles == ()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("au revoir", "quitter"),
        ("Merci, au revoir !", None),
        ("aidez moi", "telephone"),
        ("Pouvez-vous m'appeler ?", "telephone"),
    ],
)
def test_words_that_act_like_a_command(guide: Guide, words: str, command: str | None) -> None:
    assert spoken_command(guide, words) == command


def test_no_town_of_the_region_is_a_misspelt_word(guide: Guide) -> None:
    vocabulary = guide.lexicon.vocabulary
    towns = (commune for commune in guide.gazetteer.communes.values() if commune.population >= 1000)
    region = [commune.name for commune in towns if commune.department in {"02", "59", "60", "62", "80"}]
    assert [name for name in region if any(word.trust < 1 for word in read(vocabulary, name))] == []


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Mon garçon est en CM2, dyspraxique. La maîtresse refuse l'ordinateur.", "relative"),
        ("mon petit frère a 22 ans, la salle de boxe veut pas d'un trisomique", "relative"),
        ("Mon frère est aveugle, on m'a refusé un logement", ""),
        ("Mon patron refuse mes congés, ma fille est malade", ""),
        ("chez ma tante", ""),
    ],
)
def test_who_never_speaks_of_themselves_tells_it_for_the_near_one_they_name(
    guide: Guide, words: str, role: str
) -> None:
    assert [name for name, _score in meant(guide, words).roles][:1] == [role][: bool(role)]


def test_whoever_beats_the_door_with_something_is_danger_in_any_spelling(guide: Guide) -> None:
    heard = meant(guide, "mon proprio é devan ma porte il tape avec une barre jai peur")
    assert (heard.urgency, heard.strength) == ("danger", "interrupt")


@pytest.mark.parametrize(
    "words", ["en fait c t il ya 3 semaine", "ct il y a 3 semaines", "en fait c'était il y a 3 semaines"]
)
def test_what_goes_before_a_time_does_not_hide_it(guide: Guide, words: str) -> None:
    assert say(guide, "rf_lo_no", words, NOW).path == "rf_lo_no_t2"
