"""Check the tree: every answer leads somewhere, every code is alone, every path fits in a button."""

from collections.abc import Iterable, Iterator, Mapping

from bot.content.check_joints import check_joints
from bot.content.load import Content
from bot.content.problems import Problem, did_you_mean
from bot.core.flow import ENDINGS, End, Flow, Place, Question, Several, Step, following
from bot.core.guide import MAIN
from bot.core.pages import RESERVED
from bot.core.path import LIMIT
from bot.core.sequel import reach, whole

#: What a page adds to a path: `~` and two characters.
PAGE = 3
#: `f59606`, and two characters for each code with what joins them.
PLACE, CODE, JOINT = 6, 2, 1
#: How many choices a screen shows before it must name groups.
MANY = 8
#: Where a telephone cuts a button.
LABEL = 40


def check_flows(content: Content, vocabulary: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Return every problem of every flow."""
    if MAIN not in content.flows:
        yield Problem(
            "flows",
            1,
            "critique",
            "",
            f"il manque la conversation principale « {MAIN} »",
            f"Écrivez « flux: {MAIN} » en tête de son fichier.",
        )
    entrances = [flow.code for flow in content.flows.values() if flow.code] + [
        channel.code for channel in content.knowledge.channels.values()
    ]
    for name, flow in content.flows.items():
        for problem in _flow(content, name, flow, vocabulary, entrances):
            where, what, mend, warning = problem
            yield content.flow_problem(name, where, what, mend, warning=warning)


_Found = tuple[tuple[str | int, ...], str, str, bool]


def _flow(
    content: Content, name: str, flow: Flow, vocabulary: Mapping[str, frozenset[str]], entrances: list[str]
) -> Iterator[_Found]:
    own, flow = flow, whole(flow, content.flows)
    yield from check_joints(content.flows, own, vocabulary)
    if flow.start not in flow.steps:
        yield ("debut",), f"l'étape « {flow.start} » n'existe pas", did_you_mean(flow.start, flow.steps), False
        return
    for step_id, step in own.steps.items():
        yield from _targets(flow, step_id, step)
        yield from _choices(content, step_id, step, vocabulary)
        yield from _ends(content, step_id, step)
    yield from _codes(flow, entrances)
    if circle := _circle(flow):
        yield (
            ("etapes", circle),
            "cette étape finit par revenir à elle-même",
            "Changez un « vers » : un chemin ne passe qu'une fois par une étape.",
            False,
        )
        return
    yield from _reach(flow)
    prefix = (CODE + JOINT if name != MAIN else 0) + (CODE + JOINT if content.knowledge.channels else 0)
    longest = prefix + _longest(flow, flow.start, {}) - JOINT + PAGE
    if longest > LIMIT:
        yield (
            ("debut",),
            f"le plus long chemin fait {longest} caractères, un bouton en porte {LIMIT}",
            "Enlevez une question, ou posez-la à la demande.",
            False,
        )


def longest_path(flow: Flow) -> int:
    """Return the length of the longest path of a flow, without its entrance and without a page."""
    return _longest(flow, flow.start, {}) - JOINT


def _ends(content: Content, step_id: str, step: Step) -> Iterator[_Found]:
    for number, name in enumerate(step.contacts if isinstance(step, End) else ()):
        if name not in content.knowledge.contacts:
            where = ("etapes", step_id, "contacts", number)
            yield where, f"le contact « {name} » n'existe pas", did_you_mean(name, content.knowledge.contacts), False


def _targets(flow: Flow, step_id: str, step: Step) -> Iterator[_Found]:  # noqa: C901 - one question a line
    where = ("etapes", step_id)
    targets = [((*where, "vers"), step.to)] + [
        ((*where, "choix", name, "vers"), choice.to) for name, choice in step.choices.items()
    ]
    targets += [((*where, "aussi"), name) for name in step.also]
    for place, target in targets:
        if target and target not in flow.steps:
            yield place, f"l'étape « {target} » n'existe pas", did_you_mean(target, flow.steps), False
    for name in step.also:
        side = flow.steps.get(name)
        if side and not (side.code and side.label):
            yield (
                ("etapes", name),
                "une question posée à la demande a besoin de « code » et de « bouton »",
                "Ajoutez les deux clés.",
                False,
            )
        elif side and side.code in RESERVED:
            yield (
                ("etapes", name, "code"),
                f"le code « {side.code} » est déjà celui d'une page du robot",
                "Choisissez deux autres caractères.",
                False,
            )
    demanded = any(step_id in other.also for other in flow.steps.values())
    if isinstance(step, ENDINGS) or demanded:
        return
    if isinstance(step, Question | Several) and not step.choices:
        yield where, "cette question n'a aucun choix", "Ajoutez « choix: ».", False
    if step.skip and not step.to:
        yield where, "« passer_si » sans « vers » : on ne sait pas où aller", "Ajoutez « vers: » à l'étape.", False
    for name, choice in step.choices.items():
        if not choice.to and not step.to:
            yield (
                (*where, "choix", name),
                "ce choix ne mène nulle part",
                "Ajoutez « vers: » au choix ou à l'étape.",
                False,
            )
    if isinstance(step, Place) and not step.to:
        yield where, "cette question ne mène nulle part", "Ajoutez « vers: » à l'étape.", False


def _choices(content: Content, step_id: str, step: Step, vocabulary: Mapping[str, frozenset[str]]) -> Iterator[_Found]:
    where: tuple[str | int, ...] = ("etapes", step_id, "choix")
    shown: dict[str | None, int] = {}
    for name, choice in step.choices.items():
        shown[choice.group] = shown.get(choice.group, 0) + 1
        for fact, value in choice.facts.items():
            if fact not in vocabulary or fact in {"type", "lieu"}:
                yield (*where, name, "faits"), f"le fait « {fact} » n'existe pas", did_you_mean(fact, vocabulary), False
            elif value not in vocabulary[fact]:
                yield (
                    (*where, name, "faits"),
                    f"« {value} » n'est pas une valeur de « {fact} »",
                    did_you_mean(value, vocabulary[fact]),
                    False,
                )
        if choice.group and choice.group not in step.groups:
            yield (
                (*where, name, "groupe"),
                f"le groupe « {choice.group} » n'existe pas",
                did_you_mean(choice.group, step.groups),
                False,
            )
        if choice.alert and choice.alert not in content.knowledge.urgencies:
            yield (
                (*where, name, "urgence"),
                f"l'urgence « {choice.alert} » n'existe pas",
                did_you_mean(choice.alert, content.knowledge.urgencies),
                False,
            )
        if len(choice.label) > LABEL:
            yield (
                (*where, name, "libelle"),
                f"ce bouton fait {len(choice.label)} caractères, un téléphone en montre {LABEL}",
                "Raccourcissez-le.",
                True,
            )
    shown[None] = shown.get(None, 0) + len(step.groups)
    for group, count in shown.items():
        if count > MANY:
            yield (
                where[:2],
                f"{count} choix sur un écran{f' (groupe « {group} »)' if group else ''}",
                f"Rangez-les par groupes de {MANY} au plus.",
                True,
            )


def _codes(flow: Flow, entrances: Iterable[str]) -> Iterator[_Found]:
    seen: dict[str, str] = dict.fromkeys(entrances, "l'entrée d'une conversation ou d'un canal")
    seen |= dict.fromkeys(flow.removed, "une réponse retirée (removed)") | dict.fromkeys(
        flow.renamed, "une réponse renommée (renamed)"
    )
    for step_id, step in flow.steps.items():
        for name, choice in step.choices.items():
            if choice.code in seen:
                yield (
                    ("etapes", step_id, "choix", name, "code"),
                    f"le code « {choice.code} » sert déjà : {seen[choice.code]}",
                    "Choisissez deux autres caractères ; un code ne sert qu'une fois.",
                    False,
                )
            seen[choice.code] = f"{step_id}.{name}"
    for old, new in flow.renamed.items():
        if not any(choice.code == new for step in flow.steps.values() for choice in step.choices.values()):
            yield (
                ("renamed", old),
                f"le code « {new} » n'existe pas",
                "Écrivez le code de la réponse qui remplace l'ancienne.",
                False,
            )
    for code, removed in flow.removed.items():
        if removed.step not in flow.steps:
            yield (
                ("removed", code, "etape"),
                f"l'étape « {removed.step} » n'existe pas",
                did_you_mean(removed.step, flow.steps),
                False,
            )


def _circle(flow: Flow) -> str | None:
    """Return a step from which one comes back to it, or None."""
    done: set[str] = set()
    on_the_way: set[str] = set()

    def visit(name: str) -> str | None:
        if name in on_the_way:
            return name
        if name in done or name not in flow.steps:
            return None
        on_the_way.add(name)
        found = next((circle for each in following(flow.steps[name]) if (circle := visit(each))), None)
        on_the_way.discard(name)
        done.add(name)
        return found

    return next((circle for name in flow.steps if (circle := visit(name))), None)


def _reach(flow: Flow) -> Iterator[_Found]:
    reached = reach(flow.start, flow.steps)
    for name in flow.steps:
        if name not in reached:
            yield (
                ("etapes", name),
                "aucune réponse ne mène à cette étape",
                "Ajoutez un « vers » qui y mène, ou effacez-la.",
                False,
            )


def _longest(flow: Flow, name: str, known: dict[str, int]) -> int:
    """Return the length of the longest path from a step on, each answer with its `_`."""
    if name not in flow.steps:
        return 0
    if name not in known:
        step = flow.steps[name]
        own = 0
        if _never_asked(flow, step):
            pass
        elif isinstance(step, Place):
            own = PLACE + JOINT
        elif isinstance(step, Several):
            own = step.most * (CODE + JOINT)
        elif isinstance(step, Question) or step.choices:
            own = CODE + JOINT
        sides = sum(_longest(flow, side, known) for side in step.also)
        nexts = [each for each in following(step) if each not in step.also]
        known[name] = own + sides + max((_longest(flow, each, known) for each in nexts), default=0)
    return known[name]


def _never_asked(flow: Flow, step: Step) -> bool:
    """Say whether what is known of whoever takes the flow always passes this question; facts given at the start stay."""
    given = {name: frozenset({value}) for name, value in flow.facts.items()}
    return bool(step.skip and step.skip.si and not step.skip.sauf and step.skip.holds(given))
