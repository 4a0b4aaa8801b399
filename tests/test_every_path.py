"""Every choice of every step is taken: everybody ends with somebody to call or to write to."""

from collections.abc import Iterator

from bot.core.flow import ENDINGS, Place, Result, Several, Step
from bot.core.guide import Guide
from bot.core.path import LIMIT
from bot.core.screen import show
from bot.core.walk import Tree, walk
from tests.conftest import NOW

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
    taken: set[str] = set()
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        tokens = waiting.pop()
        position = walk(tree, tokens, guide.place_exists)
        step = flow.steps[position.step]
        if isinstance(step, ENDINGS):
            yield "_".join(tokens)
            continue
        options = answers(step)
        fresh = [each for each in options if f"{position.step}:{position.facts.domain}:{each}" not in taken] or options[
            :1
        ]
        for each in fresh:
            taken.add(f"{position.step}:{position.facts.domain}:{each}")
            waiting.append((*tokens, each))


def test_every_choice_of_every_step_ends_with_somebody_to_call(guide: Guide) -> None:
    ends = list(paths(guide))
    seen = {token for path in ends for token in path.split("_")}
    on_demand = {each for step in guide.main.flow.steps.values() for each in step.also}
    wanted = {
        choice.code
        for name, step in guide.main.flow.steps.items()
        if name not in on_demand
        for choice in step.choices.values()
    }
    assert wanted <= seen
    for path in ends:
        screen = show(guide, path, NOW)
        assert screen.result, path
        assert any(card.phone or card.url or card.address for card in screen.cards), path
        assert screen.first_door, path
        numbers = {link.copy for link in screen.links} | {card.phone for card in screen.cards}
        assert numbers & {"39 28", "116 006", "119", "3018", "3919", "17"} or any(
            card.phone for card in screen.cards
        ), path


def test_every_choice_of_every_other_conversation_ends_with_somebody_to_call(guide: Guide) -> None:
    for name, tree in guide.flows.items():
        if tree is guide.main:
            continue
        ends = list(paths(guide, tree))
        wanted = {choice.code for step in tree.flow.steps.values() for choice in step.choices.values()}
        assert wanted <= {token for path in ends for token in path.split("_")}, name
        for path in ends:
            screen = show(guide, f"{tree.flow.code}_{path}", NOW)
            assert not screen.notice, path
            assert any(card.phone or card.url for card in screen.cards), path


def test_every_step_shows_every_choice_within_a_tap_or_two(guide: Guide) -> None:
    for name, step in guide.main.flow.steps.items():
        if isinstance(step, Result):
            continue
        labels = {choice.label for choice in step.choices.values()}
        assert labels, name
        assert len(step.groups) <= 9
        assert not isinstance(step, Several) or step.most <= 4


def test_the_longest_path_fits_in_a_button(guide: Guide) -> None:
    path = "zz_pf_rf_em_pv_or-co-no-rl_w1_q1_t1_nl_h59606_v1_d1_s1"
    screen = show(guide, path, NOW)
    assert screen.step == "resultat"
    assert all(len((link.path or "").encode()) <= LIMIT for link in screen.links)
