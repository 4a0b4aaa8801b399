"""Check where a flow meets another: the buttons that open it, and the flow that goes on after its own steps."""

from collections.abc import Iterator, Mapping

from bot.content.problems import did_you_mean
from bot.core.flow import Flow, Opening, Step
from bot.core.sequel import whole

_Found = tuple[tuple[str | int, ...], str, str, bool]


def check_joints(flows: Mapping[str, Flow], flow: Flow, vocabulary: Mapping[str, frozenset[str]]) -> Iterator[_Found]:
    """Yield what is wrong: where in the file, what, how to mend it, and whether it is only a warning."""
    for step_id, step in flow.steps.items():
        for number, opening in enumerate(step.opens):
            yield from _opening(flows, ("etapes", step_id, "ouvre", number), opening)
    for fact, value in flow.facts.items():
        if value not in vocabulary.get(fact, ()) or fact in {"type", "lieu"}:
            yield (
                ("faits", fact),
                f"« {fact}: {value} » n'existe pas",
                did_you_mean(value, vocabulary.get(fact, vocabulary)),
                False,
            )
    yield from _sequel(flows, flow)


def _opening(flows: Mapping[str, Flow], where: tuple[str | int, ...], opening: Opening) -> Iterator[_Found]:
    if opening.flow not in flows:
        yield (*where, "flux"), _no_flow(opening.flow), did_you_mean(opening.flow, flows), False
        return
    steps = whole(flows[opening.flow], flows).steps
    for number, answer in enumerate(opening.answers):
        step, _dot, choice = answer.partition(".")
        if step not in steps or choice not in steps[step].choices:
            known = [f"{step}.{name}" for name in steps[step].choices] if step in steps else steps
            yield (
                (*where, "reponses", number),
                f"la réponse « {answer} » n'existe pas dans « {opening.flow} »",
                f"Écrivez « étape.choix ». {did_you_mean(answer, known)}",
                False,
            )


def _sequel(flows: Mapping[str, Flow], flow: Flow) -> Iterator[_Found]:
    if flow.sequel is None:
        return
    after = flows.get(flow.sequel.flow)
    if after is None:
        yield ("suite", "flux"), _no_flow(flow.sequel.flow), did_you_mean(flow.sequel.flow, flows), False
        return
    if after.sequel:
        yield (
            ("suite", "flux"),
            f"la conversation « {after.id} » continue elle-même ailleurs",
            "Choisissez une conversation qui n'a pas de « suite ».",
            False,
        )
        return
    for name, retold in flow.sequel.retold.items():
        where = ("suite", "redit", name)
        if name not in after.steps:
            yield where, f"l'étape « {name} » n'existe pas", did_you_mean(name, after.steps), False
            continue
        step = after.steps[name]
        for key, said, there in (("choix", retold.choices, step.choices), ("groupes", retold.groups, step.groups)):
            for each in said:
                if each not in there:
                    yield (
                        (*where, key, each),
                        f"« {each} » n'existe pas dans cette étape",
                        did_you_mean(each, there),
                        False,
                    )
        yield from _aside(where, retold.also or (), after.steps)


def _aside(where: tuple[str | int, ...], names: tuple[str, ...], steps: Mapping[str, Step]) -> Iterator[_Found]:
    for name in names:
        if name not in steps:
            yield (*where, "aussi"), f"l'étape « {name} » n'existe pas", did_you_mean(name, steps), False


def _no_flow(name: str) -> str:
    return f"la conversation « {name} » n'existe pas"
