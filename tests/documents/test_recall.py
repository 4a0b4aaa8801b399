"""The aide-mémoire: free words first, each question may be passed, a line may be changed, nothing leaks."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.guide import Guide
from bot.core.recall import PROMPTS, Prompt, Recall, answered, changed, next_prompt, ordered_text, passed, said, story


def told(*lines: str) -> Recall:
    recall = Recall()
    for line in lines:
        recall = answered(recall, line)
    return recall


def test_free_words_come_before_any_question() -> None:
    assert next_prompt(Recall()) == "recit"


def test_every_question_has_its_words_and_its_heading(guide: Guide) -> None:
    for prompt in PROMPTS:
        assert f"rappel_{prompt}" in guide.phrases
        assert f"rappel_titre_{prompt}" in guide.phrases


def test_the_questions_end() -> None:
    recall = told(*["mot"] * len(PROMPTS))
    assert next_prompt(recall) is None
    assert answered(recall, "encore") == recall


def test_a_question_passed_leaves_no_trace_in_the_text(guide: Guide) -> None:
    recall = passed(told("On m'a dit non."))
    assert ordered_text(answered(recall, "Au guichet."), guide.phrases) == (
        "Aide-mémoire\n\nCe qui s'est passé :\nOn m'a dit non.\n\nOù :\nAu guichet.\n\n"
        "Ceci est un aide-mémoire, pas une preuve en soi."
    )


def test_nothing_said_gives_nothing(guide: Guide) -> None:
    assert ordered_text(passed(Recall()), guide.phrases) == ""
    assert story(Recall(), guide.phrases) == ""


def test_one_line_is_changed_and_the_others_stay(guide: Guide) -> None:
    recall = changed(told("récit", "mardi", "mairie"), "quand", "mercredi")
    assert list(said(recall)) == [("recit", "récit"), ("quand", "mercredi"), ("ou", "mairie")]
    assert "mardi" not in ordered_text(recall, guide.phrases)


def test_a_later_line_may_be_written_first() -> None:
    recall = changed(Recall(), "mots", "« complet »")
    assert list(said(recall)) == [("mots", "« complet »")]
    assert next_prompt(recall) == "autres"


def test_a_letter_takes_the_account_without_its_first_heading(guide: Guide) -> None:
    assert story(told("On m'a dit non.", "mardi"), guide.phrases) == "On m'a dit non.\n\nQuand :\nmardi"


def test_words_never_show_in_a_log() -> None:
    assert "secret" not in repr(told("secret"))


@given(st.lists(st.text(), max_size=10), st.sampled_from(PROMPTS), st.text())
def test_any_words_in_any_order_make_a_text(lines: list[str], prompt: Prompt, words: str) -> None:
    recall = changed(told(*lines), prompt, words)
    assert len(recall.lines) <= len(PROMPTS)
    assert all(len(line) <= 1500 for line in recall.lines)
