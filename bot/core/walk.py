"""Follow the answers through the tree, and stop where they no longer hold.

`walk` is total: any tokens give a position. Answers are matched to questions by their codes, so an answer that comes
before its question is asked (from typed words, or after a change) waits until the walk gets there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from bot.core import path as paths
from bot.core.facts import FACT_NAMES, Facts, values
from bot.core.flow import ENDINGS, Choice, Flow, Place, Say, Several, Step, following
from bot.core.rules import Alphabet, Asked

#: The facts under the name that conditions give them, where an answer adds to the ones before.
CRITERION, REASON = "critere", "motif"
NAMED = "named"
#: Owns a commune that this flow asks nowhere: it waits for the flow that does.
ELSEWHERE = ""
#: The letter of a place in a path, and the fact that it tells.
PLACES: Mapping[str, str] = {"f": "lieu_des_faits", "h": "domicile"}


class Answer(NamedTuple):
    """An answer that holds: the step, and the token that the path carries."""

    step: str
    token: str


class Telling(NamedTuple):
    """What one answer says: facts by attribute, what a survey asks, a reason or none, how the spelling of the situation changes, and what comes next."""

    answer: Answer
    facts: tuple[tuple[str, str | bool], ...]
    survey: tuple[tuple[str, str], ...]
    criterion: str | None
    clear: int
    bits: int
    to: str


class Stop(NamedTuple):
    """A step as the walk meets it: the questions asked on demand from there, whether it ends, when it is passed, what may be ticked."""

    also: tuple[str, ...]
    ends: bool
    skip: Asked | None
    to: str
    ticks: frozenset[str]
    most: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A flow with its look-ups made: which step owns a code, what it tells, and what can still come after a step.

    `told` (one telling for each code) and `stops` are what each answer and each step mean to a walk, in the bits of the guide's alphabet; `given` is what is
    known from the start of whoever takes this flow, and `bits` spells it.
    """

    flow: Flow
    owner: Mapping[str, str]
    choice: Mapping[str, Choice]
    told: Mapping[str, tuple[Telling, ...]]
    places: Mapping[str, str]
    after: Mapping[str, frozenset[str]]
    stops: Mapping[str, Stop]
    given: Telling
    bits: int


class Lost(NamedTuple):
    """An answer that does not hold any more: "gone" from the flow, or "unfit" for the other answers."""

    token: str
    why: Literal["gone", "unfit"]


class Position(NamedTuple):
    """What a path leads to: the step to show, the answers that hold, those kept for later, and what was lost.

    `bits` spells the facts in the guide's alphabet, for its rulebooks.
    """

    step: str
    answers: tuple[Answer, ...]
    ahead: tuple[str, ...]
    ticked: tuple[str, ...]
    lost: tuple[Lost, ...]
    facts: Facts
    bits: int

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the path: the answers that hold, those kept for later, and the ticks of a picking that goes on."""
        answered = tuple([token for _step, token in self.answers])
        if not self.ticked:
            return answered + self.ahead
        return (*answered, "-".join(self.ticked) + "-", *self.ahead)


def grow(flow: Flow, alphabet: Alphabet | None = None) -> Tree:
    """Make the look-ups of a flow that the checker has accepted; `alphabet` is the one of the guide's rules."""
    letters = alphabet or Alphabet()
    stops = {name: _stop(step, letters) for name, step in flow.steps.items()}
    owner: dict[str, str] = {}
    choice: dict[str, Choice] = {}
    places: dict[str, str] = {}
    told: dict[str, tuple[Telling, ...]] = {}
    for name, step in flow.steps.items():
        onward = step.to or flow.start
        for each in step.choices.values():
            owner[each.code] = name
            choice[each.code] = each
            told[each.code] = (_telling(Answer(name, each.code), each.facts, letters, each.to or onward),)
        if isinstance(step, Place):
            letter = "f" if step.of == "faits" else "h"
            places[letter] = name
            told[letter] = (_telling(Answer(name, letter), {PLACES[letter]: ""}, letters, onward),)
    after: dict[str, frozenset[str]] = {}
    for name in flow.steps:
        _reach(flow, name, after)
    for name, step in flow.steps.items():  # a card opens other flows: a poster's commune goes along
        after[name] |= {ELSEWHERE, places.get("h", ELSEWHERE)} if isinstance(step, Say) else {ELSEWHERE}
    given = _telling(Answer("", ""), flow.facts, letters, flow.start)
    bits = letters.bits(values(Facts())) & given.clear | given.bits
    return Tree(flow, owner, choice, told, places, after, stops, given, bits)


def _stop(step: Step, letters: Alphabet) -> Stop:
    several = isinstance(step, Several)
    return Stop(
        step.also,
        isinstance(step, ENDINGS),
        letters.ask(step.skip) if step.skip and step.to else None,
        step.to or "",
        frozenset(each.code for each in step.choices.values() if several and not each.alone),
        step.most if isinstance(step, Several) else 1,
    )


def _telling(answer: Answer, said: Mapping[str, str], letters: Alphabet, to: str) -> Telling:
    """Return what an answer says, in facts and in bits."""
    spoken = {**said, REASON: NAMED} if CRITERION in said else said
    facts: tuple[tuple[str, str | bool], ...] = tuple(
        (FACT_NAMES[name], value == "oui" if name == "mineur" else value)
        for name, value in spoken.items()
        if name != CRITERION and name in FACT_NAMES
    )
    survey = tuple((name, value) for name, value in spoken.items() if name not in FACT_NAMES)
    replaced = 0
    for name in spoken:
        replaced |= letters.field(name) if name != CRITERION else 0
    bits = letters.bits({name: frozenset({value}) for name, value in spoken.items()})
    return Telling(answer, facts, survey, said.get(CRITERION), ~replaced, bits, to)


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
    stops, told, bits = tree.stops, tree.told, tree.bits
    heard = [tree.given]
    answers: list[Answer] = []
    ticked: tuple[str, ...] = ()
    name = tree.flow.start
    for _ in stops:  # each step is passed once at most
        stop = stops[name]
        for side in stop.also:
            if side in given:
                for telling in told.get(token := given.pop(side)) or _said(told, side, token):
                    bits = bits & telling.clear | telling.bits
                    heard.append(telling)
                answers.append(heard[-1].answer)
        if stop.ends:
            break
        token = given.pop(name, "")
        if stop.skip and stop.skip.holds(bits):
            lost += [Lost(token, "unfit")] if token else []
            name = stop.to
            continue
        if not token or token[-1] == "-":
            ticked = paths.picks(token)
            break
        for telling in told.get(token) or _said(told, name, token):
            bits = bits & telling.clear | telling.bits
            heard.append(telling)
        answers.append(heard[-1].answer)
        name = heard[-1].to
    ahead: tuple[str, ...] = ()
    if given:
        reachable = tree.after[name] - {name}
        ahead = tuple(token for owner, token in given.items() if owner in reachable)
        lost += [Lost(token, "unfit") for owner, token in given.items() if owner not in reachable]
    return Position(name, tuple(answers), ahead, ticked, tuple(lost), _facts(heard), bits)


def _said(told: Mapping[str, tuple[Telling, ...]], step: str, token: str) -> tuple[Telling, ...]:
    """Return what a place or several picks say; the first pick comes last, since that one leads on."""
    answer = Answer(step, token)
    if paths.is_place(token):
        place = (FACT_NAMES[PLACES[token[0]]], token[1:].upper())
        return (told[token[0]][0]._replace(answer=answer, facts=(place,)),)
    first, *others = paths.picks(token)
    return (*(told[code][0] for code in others), told[first][0]._replace(answer=answer))


def _facts(heard: Iterable[Telling]) -> Facts:
    """Return what was said as facts; the reasons stand in alphabetical order, so that equal facts are equal."""
    known: dict[str, Any] = {}
    survey: dict[str, str] = {}
    criteria: list[str] = []
    for telling in heard:
        known.update(telling.facts)
        if telling.survey:
            survey.update(telling.survey)
        if telling.criterion:
            criteria.append(telling.criterion)
    if survey:
        known["survey"] = tuple(sorted(survey.items()))
    known["criteria"] = tuple(sorted(set(criteria)))
    return Facts(**known)


def _sort(tree: Tree, tokens: tuple[str, ...], exists: Callable[[str], bool]) -> tuple[dict[str, str], list[Lost]]:
    """Give each token to the step that it answers; the last one wins."""
    given: dict[str, str] = {}
    lost: list[Lost] = []
    owner = tree.owner
    for token in tokens:
        if token in owner:  # the plain case: one answer, known
            given[owner[token]] = token
        elif paths.is_place(token):
            step = tree.places.get(token[0], ELSEWHERE)
            if exists(token[1:].upper()):
                given[step] = token
            else:
                lost.append(Lost(token, "gone"))
        else:
            step, kept, gone = _several(tree, token)
            lost.extend(Lost(code, "gone") for code in gone)
            if kept:
                given[step] = kept
    return given, lost


def _several(tree: Tree, token: str) -> tuple[str, str, list[str]]:
    """Read picks, old names and unknown codes: the step that they answer, what holds of them, and what is gone."""
    codes = paths.picks(token)
    step = tree.owner.get(codes[0] if codes else "", "")
    if (
        step
        and len(codes) <= tree.stops[step].most
        and len(set(codes)) == len(codes)
        and tree.stops[step].ticks.issuperset(codes)
    ):
        return step, token, []  # as the buttons write it
    renamed = [tree.flow.renamed.get(code, code) for code in codes]
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
