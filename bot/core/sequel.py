"""One flow made of two: its own steps, then those of the flow that goes on after it, in other words where it has some.

So a professional who asks for somebody answers the resident's own questions: one list of answers, one set of rules.
"""

from collections.abc import Mapping

from bot.core.flow import Flow, Retold, Step, following
from bot.core.text import Text


def whole(flow: Flow, flows: Mapping[str, Flow]) -> Flow:
    """Return a flow with the steps that it goes on with; those that nothing leads to stay behind."""
    after = flows.get(flow.sequel.flow) if flow.sequel else None
    if flow.sequel is None or after is None:
        return flow
    others = {name: step for name, step in after.steps.items() if name not in flow.steps}
    steps = {
        **flow.steps,
        **{name: _retold(step, flow.sequel.retold.get(name)) for name, step in others.items()},
    }
    reached = reach(flow.start, steps)
    kept = {name: step for name, step in steps.items() if name in reached or name in flow.steps}
    renamed = {old: new for old, new in after.renamed.items() if any(_has(step, new) for step in kept.values())}
    removed = {code: each for code, each in after.removed.items() if each.step in kept}
    return flow.model_copy(
        update={"steps": kept, "renamed": renamed | dict(flow.renamed), "removed": removed | dict(flow.removed)}
    )


def reach(start: str, steps: Mapping[str, Step]) -> set[str]:
    """Return the steps that one may come to from a step."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in steps:
            reached.add(name)
            waiting.extend(following(steps[name]))
    return reached


def _has(step: Step, code: str) -> bool:
    return any(choice.code == code for choice in step.choices.values())


def _retold(step: Step, other: Retold | None) -> Step:
    if other is None:
        return step
    changed: dict[str, object] = {
        name: said
        for name in ("text", "again", "name", "label", "also", "skip")
        if (said := getattr(other, name)) is not None
    }
    changed["choices"] = {
        name: choice.model_copy(update={"label": other.choices[name]}) if name in other.choices else choice
        for name, choice in step.choices.items()
    }
    groups: dict[str, Text] = {name: other.groups.get(name, label) for name, label in step.groups.items()}
    return step.model_copy(update={**changed, "groups": groups})
