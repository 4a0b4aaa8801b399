"""Typed words become proposals: what residents write, and the traps of the decision logic."""

import string
import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.understanding import evaluate, read_cases, read_lexicon, the_lexicon
from bot.core.lexicon import WrittenLexicon
from bot.core.understand import Lexicon, compile_lexicon, understand, urgency
from bot.core.words import fold, stem

LEXICON = the_lexicon()
LISTS = ("kinds", "domains", "criteria", "treatments")


def ids(scores: Iterable[tuple[str, float]]) -> list[str]:
    return [name for name, _score in scores]


def small(**sections: object) -> Lexicon:
    return compile_lexicon(WrittenLexicon.model_validate(sections))


def test_a_flat_refused_in_sms_is_understood() -> None:
    meant = understand(LEXICON, "on ma refusé l appart pk jsuis rebeu")
    assert meant.kinds[0][0] == "direct_discrimination"
    assert meant.domains[0][0] == "private_housing"
    assert meant.criteria[0][0] == "origin"
    assert meant.treatments[0][0] == "refusal"
    assert meant.urgency is None


@pytest.mark.parametrize(
    ("typed", "criterion"),
    [
        ("ils veulent pas de renois ici", "alleged_race"),
        ("viré pcq jsuis enceinte", "pregnancy"),
        ("refusé a cause de mon andicap", "disability"),
        ("RACISME au boulot tous les jours", "origin"),
        ("on me refuse car je suis omosexuel", "sexual_orientation"),
        ("ils refusent les feujs", "religion"),
        ("pas embauchée à cause de mon hijaaaab", "religion"),
        ("refus parce que je suis mus̷ulman", "religion"),
    ],
)
def test_sms_verlan_marks_and_misspellings_reach_the_same_reason(typed: str, criterion: str) -> None:
    assert criterion in ids(understand(LEXICON, typed).criteria)


def test_a_denied_reason_is_not_proposed() -> None:
    meant = understand(LEXICON, "Je ne suis pas enceinte et on m'a licenciée")
    assert "pregnancy" not in ids(meant.criteria)
    assert any(clue.note == "nié" for clue in meant.explain)


def test_no_blacks_wanted_is_an_exclusion_and_not_a_denial() -> None:
    assert "alleged_race" in ids(understand(LEXICON, "Le patron ne veut pas de Noirs au comptoir").criteria)


def test_a_reason_without_a_link_to_a_noise_is_not_proposed() -> None:
    meant = understand(LEXICON, "Je suis enceinte et mon voisin fait du bruit")
    assert meant.criteria == ()
    assert meant.kinds[0][0] == "other_dispute"


def test_who_quotes_an_insult_is_its_victim() -> None:
    meant = understand(LEXICON, "il m'a dit sale arabe")
    assert meant.treatments[0][0] == "single_insult"
    assert "author_side" not in ids(meant.kinds)


@pytest.mark.parametrize(
    "typed", ["J'ai traité un mec de sale arabe", "on m'accuse d'avoir harcelé une collègue", "j'ai frappé mon voisin"]
)
def test_who_did_it_is_heard_as_the_author(typed: str) -> None:
    assert understand(LEXICON, typed).kinds[0][0] == "author_side"


@pytest.mark.parametrize(
    "typed",
    [
        "je suis discriminée",
        "j'ai été frappé par mon voisin",
        "je me suis fait insulter",
        "je suis menacé par mon bailleur",
    ],
)
def test_who_suffered_it_is_never_heard_as_the_author(typed: str) -> None:
    assert "author_side" not in ids(understand(LEXICON, typed).kinds)


def test_an_ambiguous_word_proposes_both_readings() -> None:
    assert {"origin", "nationality"} <= set(ids(understand(LEXICON, "le proprio ne loue pas aux étrangers").criteria))
    assert {"pregnancy", "sex"} <= set(ids(understand(LEXICON, "enceinte et licenciée").criteria))


def test_every_expression_says_which_words_it_met() -> None:
    typed = "mon patron m'a virée parce que je suis musulmane"
    clues = understand(LEXICON, typed).explain
    assert {"traitements", "domaines", "criteres"} <= {clue.section for clue in clues}
    assert all(word in fold(typed) for clue in clues for word in clue.words.split())


def test_only_the_first_thousand_characters_are_proposed_from_and_urgency_reads_all() -> None:
    typed = "bla " * 300 + "on m'a refusé un appartement. je veux mourir"
    meant = understand(LEXICON, typed)
    assert meant.domains == () or "private_housing" not in ids(meant.domains)
    assert (meant.urgency, meant.strength) == ("suicide", "interrupt")


@pytest.mark.long
def test_the_same_words_always_mean_the_same() -> None:
    again = compile_lexicon(read_lexicon())
    for case in read_cases()[::7]:
        assert understand(LEXICON, case.text) == understand(again, case.text)


@pytest.mark.long
def test_lists_are_short_ordered_and_within_bounds() -> None:
    for case in read_cases():
        meant = understand(LEXICON, case.text)
        for name in LISTS:
            scores = [score for _id, score in getattr(meant, name)]
            assert len(scores) <= 5
            assert scores == sorted(scores, reverse=True)
            assert all(0 < score <= 1 for score in scores)


def test_the_targets_hold_on_the_cases_kept_aside() -> None:
    cases = [case for case in read_cases() if case.held_out]
    table = evaluate(cases, lambda text: understand(LEXICON, text))
    share = {name: score.right / score.tried for name, score in table.items()}
    assert share["urgencies seen"] == 1
    assert share["false interruptions"] <= 0.03
    assert share["domain in 3"] >= 0.90
    assert share["a right criterion"] >= 0.85
    assert share["kind in 3"] >= 0.80
    assert share["macro kind in 3"] >= 0.70


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "\u0301\u0302" * 50_000,
        "il me frappe pas " * 6_000,
        "😀🔪" * 50_000,
        "a" * 100_000,
        "\x00\u202e" * 50_000,
        "\ufdfa" * 33_000,
        ". , " * 25_000,
        "mon mari " * 11_000,
        " ".join(f"mot{number} refuse appart me" for number in range(5_000)),
    ],
)
def test_a_hundred_kilobytes_of_anything_cost_a_bounded_time(hostile: str) -> None:
    begun = time.process_time()
    understand(LEXICON, hostile)
    assert time.process_time() - begun < 15


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400) | st.text(alphabet=string.ascii_letters + " '.,éèç0123456789", max_size=400))
def test_any_text_gets_an_answer(typed: str) -> None:
    meant = understand(LEXICON, typed)
    assert urgency(LEXICON, typed) == (None if meant.urgency is None else (meant.urgency, meant.strength))


def test_an_empty_message_only_says_that_nothing_is_clear() -> None:
    for typed in ("", "   ", "😀", "???"):
        assert ids(understand(LEXICON, typed).kinds) == ["unclear"]


def test_a_partner_adds_a_word_with_one_line() -> None:
    written = read_lexicon()
    signs = written.criteria["appearance"]
    more = signs.model_copy(update={"strong": (*signs.strong, "zézaiement")})
    extended = written.model_copy(update={"criteria": {**written.criteria, "appearance": more}})
    typed = "refusée à cause de mon zezaiement"
    assert "appearance" not in ids(understand(LEXICON, typed).criteria)
    assert "appearance" in ids(understand(compile_lexicon(extended), typed).criteria)


def test_a_gap_lets_six_words_pass_and_no_full_stop() -> None:
    lexicon = small(traitements={"refusal": ["refuse … appartement"]})
    assert understand(lexicon, "refuse un deux trois quatre cinq six appartement").treatments
    assert not understand(lexicon, "refuse un deux trois quatre cinq six sept appartement").treatments
    assert not understand(lexicon, "refuse. appartement").treatments


def test_an_exception_covers_only_its_own_words() -> None:
    lexicon = small(petits_mots=["au"], criteres={"alleged_race": {"mots": ["noir"], "sauf": ["travail au noir"]}})
    assert understand(lexicon, "du travail au noir").criteria == ()
    assert understand(lexicon, "du travail au noir car je suis noir").criteria


@pytest.mark.parametrize(
    ("expression", "said"),
    [("<inconnu> me frappe", "le groupe « inconnu » n'existe pas"), (" … ", "ne contient aucun mot")],
)
def test_a_broken_expression_is_refused_in_french(expression: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        small(traitements={"violence": [expression]})


def test_folding_removes_what_is_not_a_letter_and_stems_join_forms() -> None:
    assert fold("Éh\u200bé Cœur’s nooooon") == "ehe coeur's non"
    assert len({stem(fold(form)) for form in ("refusé", "refusée", "refusent", "refuser", "refusait", "refus")}) == 1
    kept = frozenset({"violent"})
    assert stem("violent", kept) != stem("viole", kept)
