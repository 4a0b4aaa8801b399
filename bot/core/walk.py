"""Follow the answers through the tree, and stop where they no longer hold.

`walk` is total: any tokens give a position. Answers are matched to questions by their codes, so an answer that comes
before its question is asked (from typed words, or after a change) waits until the walk gets there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from bot.core import path as paths
from bot.core.facts import FACT_NAMES, Facts
from bot.core.flow import ENDINGS, Choice, Flow, Place, Several, Step

NOTHING: frozenset[str] = frozenset()
NAMED = frozenset({"named"})


@dataclass(frozen=True, slots=True)
class Tree:
    """A flow with its look-ups made: which step owns a code, what it tells, and what can still come after a step."""

    flow: Flow
    owner: Mapping[str, str]
    choice: Mapping[str, Choice]
    told: Mapping[str, tuple[tuple[str, frozenset[str]], ...]]
    places: Mapping[str, str]
    after: Mapping[str, frozenset[str]]


class Answer(NamedTuple):
    """An answer that holds: the step, and the token that the path carries."""

    step: str
    token: str


class Lost(NamedTuple):
    """An answer that does not hold any more: "gone" from the flow, or "unfit" for the other answers."""

    token: str
    why: Literal["gone", "unfit"]


@dataclass(frozen=True, slots=True)
class Position:
    """What a path leads to: the step to show, the answers that hold, those kept for later, and what was lost."""

    step: str
    answers: tuple[Answer, ...]
    ahead: tuple[str, ...]
    ticked: tuple[str, ...]
    lost: tuple[Lost, ...]
    facts: Facts

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the path: the answers that hold, those kept for later, and the ticks of a picking that goes on."""
        picking = ("-".join(self.ticked) + "-",) if self.ticked else ()
        return tuple(answer.token for answer in self.answers) + picking + self.ahead


def grow(flow: Flow) -> Tree:
    """Make the look-ups of a flow that the checker has accepted."""
    owner: dict[str, str] = {}
    choice: dict[str, Choice] = {}
    places: dict[str, str] = {}
    for name, step in flow.steps.items():
        for each in step.choices.values():
            owner[each.code] = name
            choice[each.code] = each
        if isinstance(step, Place):
            places["f" if step.of == "faits" else "h"] = name
    after: dict[str, frozenset[str]] = {}
    for name in flow.steps:
        _reach(flow, name, after)
    told = {
        code: tuple((name, frozenset({value})) for name, value in each.facts.items()) for code, each in choice.items()
    }
    return Tree(flow, owner, choice, told, places, after)


def following(step: Step) -> Iterable[str]:
    """Return the steps that may come next, those asked on demand included."""
    yield from step.also
    if step.to:
        yield step.to
    for choice in step.choices.values():
        if choice.to:
            yield choice.to


def _reach(flow: Flow, name: str, done: dict[str, frozenset[str]]) -> frozenset[str]:
    if name not in done:
        done[name] = frozenset()  # a circle, refused by the checker, ends here
        step = flow.steps[name]
        nexts = frozenset(following(step))
        done[name] = nexts.union(*(_reach(flow, each, done) for each in nexts), {name})
    return done[name]


def walk(tree: Tree, tokens: tuple[str, ...], exists: Callable[[str], bool] = lambda _insee: True) -> Position:
    """Fold the answers from the first step on. `exists` says whether an INSEE code is a commune."""
    given, lost = _sort(tree, tokens, exists)
    steps = tree.flow.steps
    said: dict[str, frozenset[str]] = {}
    answers: list[Answer] = []
    ticked: tuple[str, ...] = ()
    name = tree.flow.start
    for _ in steps:  # each step is passed once at most
        step = steps[name]
        for side in step.also:
            if token := given.pop(side, None):
                answers.append(Answer(side, token))
                _tell(tree, said, token)
        if isinstance(step, ENDINGS):
            break
        token = given.pop(name, "")
        if step.skip and step.to and step.skip.holds(said):
            lost += [Lost(token, "unfit")] if token else []
            name = step.to
            continue
        if not token or paths.is_open(token):
            ticked = paths.picks(token)
            break
        _tell(tree, said, token)
        answers.append(Answer(name, token))
        name = _next(tree, step, token)
    reachable = tree.after[name] - {name}
    ahead = tuple(token for owner, token in given.items() if owner in reachable)
    lost += [Lost(token, "unfit") for owner, token in given.items() if owner not in reachable]
    return Position(name, tuple(answers), ahead, ticked, tuple(lost), _facts(said))


def _tell(tree: Tree, said: dict[str, frozenset[str]], token: str) -> None:
    """Add to what is said what an answer says, under the names that rules use."""
    if paths.is_place(token):
        said["lieu_des_faits" if token[0] == "f" else "domicile"] = frozenset({token[1:].upper()})
        return
    for code in paths.picks(token):
        for name, value in tree.told[code]:
            if name == "critere":
                said["critere"] = said.get("critere", NOTHING) | value
                said["motif"] = NAMED
            else:
                said[name] = value


def _facts(said: Mapping[str, frozenset[str]]) -> Facts:
    """Return what was said as facts; the reasons stand in alphabetical order, so that equal facts are equal."""
    known: dict[str, Any] = {}
    for name, found in said.items():
        if name == "critere":
            known["criteria"] = tuple(sorted(found))
        elif name == "mineur":
            known["minor"] = "oui" in found
        else:
            (known[FACT_NAMES[name]],) = found
    return Facts(**known)


def _next(tree: Tree, step: Step, token: str) -> str:
    if not paths.is_place(token) and (to := tree.choice[paths.picks(token)[0]].to):
        return to
    return step.to or tree.flow.start


def _sort(tree: Tree, tokens: tuple[str, ...], exists: Callable[[str], bool]) -> tuple[dict[str, str], list[Lost]]:
    """Give each token to the step that it answers; the last one wins."""
    given: dict[str, str] = {}
    lost: list[Lost] = []
    for token in tokens:
        if paths.is_place(token):
            step = tree.places.get(token[0])
            if step and exists(token[1:].upper()):
                given[step] = token
            else:
                lost.append(Lost(token, "gone"))
            continue
        if token in tree.owner:  # the plain case: one answer, known
            given[tree.owner[token]] = token
            continue
        step, kept, gone = _several(tree, token)
        lost.extend(Lost(code, "gone") for code in gone)
        if kept:
            given[step] = kept
    return given, lost


def _several(tree: Tree, token: str) -> tuple[str, str, list[str]]:
    """Read picks, old names and unknown codes: the step that they answer, what holds of them, and what is gone."""
    renamed = [tree.flow.renamed.get(code, code) for code in paths.picks(token)]
    known = [code for code in dict.fromkeys(renamed) if code in tree.owner]
    gone = [code for code in renamed if code not in tree.owner]
    if not known:
        return "", "", gone
    step = tree.owner[known[0]]
    mine = [code for code in known if tree.owner[code] == step]
    asked = tree.flow.steps[step]
    if not isinstance(asked, Several):
        return step, mine[0], gone
    alone = [code for code in mine if tree.choice[code].alone]
    return step, "-".join(alone[:1] or mine[: asked.most]) + ("-" if paths.is_open(token) else ""), gone
