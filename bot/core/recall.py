"""The aide-mémoire: what happened, in the person's words, first freely and then question by question. Pure and forgotten.

The edge parks a `Recall` for half an hour at most; nothing here writes, counts or logs it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.text import Text

Prompt = Literal["recit", "quand", "ou", "qui", "mots", "autres", "depuis"]
#: Free recall first: a question asked too early puts its own words in a memory.
PROMPTS: tuple[Prompt, ...] = ("recit", "quand", "ou", "qui", "mots", "autres", "depuis")
#: Characters kept of one answer; the free account has more room.
LONGEST = 1500
LONGEST_ACCOUNT = 3000


@dataclass(frozen=True, slots=True, repr=False)
class Recall:
    """The answers, one for each prompt answered or passed (empty), in the order of `PROMPTS`. Never shown by `repr`."""

    lines: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Recall of {len(self.lines)} lines>"


EMPTY = Recall()


def next_prompt(recall: Recall) -> Prompt | None:
    """Return the next question, or None when all were asked."""
    return PROMPTS[len(recall.lines)] if len(recall.lines) < len(PROMPTS) else None


def answered(recall: Recall, words: str) -> Recall:
    """Add an answer to the next question; blank words pass it. Once all were asked, nothing is added."""
    prompt = next_prompt(recall)
    return changed(recall, prompt, words) if prompt else recall


def passed(recall: Recall) -> Recall:
    """Pass the next question."""
    return answered(recall, "")


def changed(recall: Recall, prompt: Prompt, words: str) -> Recall:
    """Replace one answer; the questions before it that have none are passed."""
    place = PROMPTS.index(prompt)
    lines = [*recall.lines, *[""] * (place + 1 - len(recall.lines))]
    lines[place] = _tidy(words, room(prompt))
    return replace(recall, lines=tuple(lines))


def room(prompt: Prompt) -> int:
    """Return how many characters of an answer are kept."""
    return LONGEST_ACCOUNT if prompt == PROMPTS[0] else LONGEST


def line(recall: Recall, prompt: Prompt) -> str:
    """Return the answer to a question, "" where there is none."""
    place = PROMPTS.index(prompt)
    return recall.lines[place] if place < len(recall.lines) else ""


def said(recall: Recall) -> Iterable[tuple[Prompt, str]]:
    """Yield the questions that have an answer, with it: what a person may change."""
    return ((prompt, words) for prompt, words in zip(PROMPTS, recall.lines, strict=False) if words)


def ordered_text(recall: Recall, phrases: Mapping[str, Text]) -> str:
    """Return one text to keep or send: what it is, then each answer under its heading; "" where nothing was said."""
    parts = [f"{phrases[f'rappel_titre_{prompt}']}\n{words}" for prompt, words in said(recall)]
    return "\n\n".join([phrases["rappel_titre"], *parts, phrases["rappel_nature"]]) if parts else ""


def story(recall: Recall, phrases: Mapping[str, Text]) -> str:
    """Return the same answers for the inside of a letter, whose own heading stands above the free account."""
    return "\n\n".join(
        words if prompt == PROMPTS[0] else f"{phrases[f'rappel_titre_{prompt}']}\n{words}"
        for prompt, words in said(recall)
    )


def _tidy(words: str, longest: int) -> str:
    rows = (" ".join(row.split()) for row in words.strip()[:longest].splitlines())
    return "\n".join(row for row in rows if row)
