"""Every choice of every step is taken: everybody ends with somebody to call or to write to."""

from collections.abc import Iterator

import pytest

from bot.core.flow import ENDINGS, End, Listing, Place, Say, Several, Step
from bot.core.guide import Guide
from bot.core.path import LIMIT
from bot.core.screen import show
from bot.core.walk import Tree, walk
from tests.conftest import NOW, ROOT

#: Every conversation is walked, whoever adds one.
FLOWS = sorted(path.stem for path in (ROOT / "flows").glob("*.yaml"))
#: Places that stand for the courts, a commune elsewhere in France, and no place at all.
PLACES = ("f59606", "f59350", "f02691", "f75056")


def answers(step: Step) -> list[str]:
    """Return every single answer that a step takes."""
    codes = [choice.code for choice in step.choices.values()]
    if isinstance(step, Place):
        return codes + ([*PLACES] if step.of == "faits" else ["h59606"])
    return codes


def paths(guide: Guide, other: Tree | None = None) -> Iterator[str]:
    """Yield a whole path through each choice of each step: a choice is followed by the first answer of what comes next."""
    tree = other or guide.main
    flow = tree.flow
    entry = (flow.code,) if flow.code else ()
    taken: set[str] = set()
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        tokens = waiting.pop()
        position = walk(tree, tokens, guide.place_exists)
        step = flow.steps[position.step]
        if isinstance(step, ENDINGS) or not answers(step):
            yield "_".join((*entry, *tokens))
            continue
        options = answers(step)
        fresh = [each for each in options if f"{position.step}:{position.facts.domain}:{each}" not in taken] or options[
            :1
        ]
        for each in fresh:
            taken.add(f"{position.step}:{position.facts.domain}:{each}")
            waiting.append((*tokens, each))


@pytest.mark.parametrize("name", FLOWS)
def test_every_choice_of_every_step_ends_with_somebody_to_call(guide: Guide, name: str) -> None:
    tree = guide.flows[name]
    steps = tree.flow.steps
    ends = list(paths(guide, tree))
    seen = {token for path in ends for token in path.split("_")}
    on_demand = {each for step in steps.values() for each in step.also}
    given = {name: frozenset({value}) for name, value in tree.flow.facts.items()}
    passed = {name for name, step in steps.items() if step.skip and step.skip.holds(given)}
    wanted = {
        choice.code
        for name, step in steps.items()
        if name not in on_demand | passed
        for choice in step.choices.values()
    }
    assert wanted <= seen
    for path in ends:
        screen = show(guide, path, NOW)
        assert all(len((link.path or "").encode()) <= LIMIT for link in screen.links), path
        assert not screen.notice, path
        if isinstance(steps[screen.step], End):
            assert any(card.phone or card.url for card in screen.cards), path
            continue
        if isinstance(steps[screen.step], Say | Listing):
            assert {link.role for link in screen.links} >= {"urgent", "page"}, path
            assert any((link.path or "").endswith("~t") for link in screen.links), path
            continue
        assert screen.result, path
        assert any(card.phone or card.url or card.address for card in screen.cards), path
        assert screen.first_door, path
        numbers = {link.copy for link in screen.links} | {card.phone for card in screen.cards}
        assert numbers & {"39 28", "116 006", "119", "3018", "3919", "17"} or any(
            card.phone for card in screen.cards
        ), path


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_shows_every_choice_within_a_tap_or_two(guide: Guide, name: str) -> None:
    for step_id, step in guide.flows[name].flow.steps.items():
        if isinstance(step, ENDINGS) or (isinstance(step, Say | Listing) and not step.choices):
            continue
        labels = {choice.label for choice in step.choices.values()}
        assert labels, step_id
        assert len(step.groups) <= 9
        assert not isinstance(step, Several) or step.most <= 4


def test_the_longest_path_fits_in_a_button(guide: Guide) -> None:
    for code in ("", "se_k1_"):
        path = f"zz_{code}rf_em_pv_or-co-no-rl_q1_t1_nl_h59606_v1_d1_s1"
        assert all(len((link.path or "").encode()) <= LIMIT for link in show(guide, path, NOW).links), path
    path = "zz_pf_rf_em_pv_or-co-no-rl_w1_q1_t1_nl_h59606_v1_d1_s1"
    screen = show(guide, path, NOW)
    assert screen.step == "resultat"
    assert all(len((link.path or "").encode()) <= LIMIT for link in screen.links)
