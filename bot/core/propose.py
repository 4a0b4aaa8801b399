"""What free words may mean, as answers of the tree that the person confirms with a tap; never a silent decision."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from bot.core import path as paths
from bot.core.flow import ENDINGS, Choice, Question, Several, Step
from bot.core.knowledge import Domain, Treatment
from bot.core.mentions import told_commune
from bot.core.path import LIMIT
from bot.core.understand import Scores, Understanding
from bot.core.visit import Visit, named, phrase, visit

#: From these shares of the best score a reason is taken for said, and a reason or another reading is proposed beside it.
SURE, NEAR = 0.85, 0.55
#: The urgency that says that who writes is under eighteen.
MINOR = "minor"
#: The role of who tells what happened to themselves, as long as their words say nothing else.
SELF = "self"
#: How many facts a way through the tree tells, and its answers.
_Way = tuple[int, tuple[str, ...]]
#: What happened weighs more than where and why together: who says that they are accused is asked about that.
TREATMENT = 3
#: How many reasons, and how many other readings, are proposed at once.
REASONS, OTHERS = 3, 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """A button, the address that it leads to, what was understood in words, and the answers that it adds."""

    label: str
    address: str
    understood: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One value for each fact that the words may tell."""

    facts: Mapping[str, str]
    criteria: tuple[str, ...]


def propose(here: Visit, meant: Understanding, town: str = "") -> list[Proposal]:
    """Return proposals, the likeliest first; none where the words tell nothing that the tree asks from here on.

    `town` is the answer that says where it happened, of `told_town`: it goes along where a button has room for it.
    """
    told = _facts(_first(meant.treatments), _first(meant.domains))
    if (says_minor(meant) or _minor_offered(here)) and not here.facts.minor:
        told["mineur"] = "oui"
    elif here.facts.role == SELF and (role := _first(meant.roles)):
        told["role"] = role
    best = _Reading(told, _reasons(meant.criteria, SURE))
    found: list[Proposal] = []
    for number, reading in enumerate(_readings(best, meant)):
        tokens = _answers(here, reading)
        if not tokens:
            continue
        if town and len(here.onto((*tokens, town))) <= LIMIT:
            tokens = (*tokens, town)
        label = _label(here, number, reading, best)
        proposal = Proposal(label, here.onto(tokens), understood(here, tokens), tokens)
        if all(proposal.address != other.address for other in found):
            found.append(proposal)
    return found


def told_town(here: Visit, words: str) -> str:
    """Return the answer that says the commune that a story names, where the conversation asks it and does not know it yet."""
    if "f" not in here.tree.places or any(paths.is_place(token) and token[0] == "f" for token in here.tokens):
        return ""
    commune = told_commune(here.guide.gazetteer, words)
    return f"f{commune.insee.lower()}" if commune else ""


def changed(here: Visit, found: list[Proposal]) -> list[Proposal]:
    """Return proposals made from the first question on as changes of the answers given so far; none where they add nothing.

    An answer that only led the way to another question changes nothing where the way is known.
    """
    answered = {step for step, _token in here.position.answers}

    def tells(token: str) -> bool:
        if paths.is_place(token):
            return True
        choice = here.tree.choice[token.partition("-")[0]]
        return bool(choice.facts) or here.tree.owner[choice.code] not in answered

    changes = [_change(here, each, tuple(token for token in each.tokens if tells(token))) for each in found]
    if not changes or set(changes[0].tokens) <= set(here.tokens):
        return []
    return [each for each in changes if each.tokens and len(each.address) <= LIMIT]


def _change(here: Visit, proposal: Proposal, tokens: tuple[str, ...]) -> Proposal:
    """Return a proposal as these answers on top of the path; all of its answers where another way leads to what they tell."""
    if not set(tokens) <= set(visit(here.guide, paths.parse(here.onto(tokens))).tokens):
        tokens = proposal.tokens
    return replace(proposal, address=here.onto(tokens), tokens=tokens)


def another(here: Visit, found: list[Proposal]) -> bool:
    """Say whether words tell of another matter than the answers so far: something else, done somewhere else."""
    if not found:
        return False
    told, known = visit(here.guide, paths.parse(found[0].address)).facts, here.facts
    pairs = ((told.treatment, known.treatment), (told.domain, known.domain))
    return all(new and old and new != old for new, old in pairs)


def added(here: Visit, offer: tuple[str, ...], found: list[Proposal]) -> list[Proposal]:
    """Return proposals as additions to what was proposed before and nobody has confirmed: it is not lost, and asked with them."""
    made = []
    for each in found:
        again = {about for token in each.tokens for about in _about(here, token)}
        kept = (token for token in offer if again.isdisjoint(_about(here, token)))
        tokens = (*kept, *each.tokens)
        made.append(replace(each, tokens=tokens, address=here.onto(tokens), understood=understood(here, tokens)))
    return [each for each in made if len(each.address) <= LIMIT]


def _about(here: Visit, token: str) -> Iterator[str]:
    """Yield what an answer is about: its question, and what it tells that only one answer can."""
    yield here.owner(token)
    if choice := here.tree.choice.get(token):
        yield from choice.facts.keys() & {"traitement", "domaine", "role"}


def _first(scores: Scores) -> str | None:
    return scores[0][0] if scores else None


def _facts(treatment: str | None, domain: str | None) -> dict[str, str]:
    return {name: value for name, value in (("traitement", treatment), ("domaine", domain)) if value}


def says_minor(meant: Understanding) -> bool:
    """Say whether who writes is under eighteen, by their own words; a child in danger may be somebody else's story."""
    roles = {role for role, _score in meant.roles}
    return MINOR in roles or (meant.urgency == MINOR and not roles)


def _minor_offered(here: Visit) -> bool:
    """Say whether they said so just before: who writes on instead of « oui » is no adult, and is asked again."""
    choices = (
        here.tree.choice[code] for token in here.offer if not paths.is_place(token) for code in paths.picks(token)
    )
    return any("mineur" in choice.facts for choice in choices)


def _reasons(scores: Scores, share: float) -> tuple[str, ...]:
    return tuple(name for name, score in scores[:REASONS] if score >= share * scores[0][1])


def _readings(best: _Reading, meant: Understanding) -> Iterator[_Reading]:
    """Yield the best reading, the same with more reasons and without any, then other domains and other treatments."""
    yield best
    if len(more := _reasons(meant.criteria, NEAR)) > len(best.criteria):
        yield _Reading(best.facts, more)
    if best.criteria:
        yield _Reading(best.facts, ())
    for domain in _others(meant.domains):
        yield _Reading({**best.facts, "domaine": domain}, best.criteria)
    for treatment in _others(meant.treatments):
        yield _Reading({**best.facts, "traitement": treatment}, best.criteria)


def _others(scores: Scores) -> list[str]:
    return [name for name, score in scores[1 : 1 + OTHERS] if score >= NEAR * scores[0][1]]


def _answers(here: Visit, reading: _Reading) -> tuple[str, ...]:
    """Return the answers that say the reading, from the step where the person stands to the end of the tree."""

    @cache  # ways meet again: without it every way through the tree would be walked
    def best(name: str, depth: int) -> _Way:
        step = here.tree.flow.steps[name]
        if isinstance(step, ENDINGS) or not depth:
            return 0, ()
        return _best(here, step, reading, lambda to: best(to, depth - 1))

    return best(here.position.step, len(here.tree.flow.steps))[1]


def _best(here: Visit, step: Step, reading: _Reading, after: Callable[[str], _Way]) -> _Way:
    """Return how many facts the best way through the tree tells, and its answers; unanswered steps are left to ask.

    `after` gives the best way from a later step on.
    """
    aside = _aside(here, step, reading)
    ways = [after(step.to) if step.to else (0, ())]  # left to be asked; what comes after it may already be told
    if isinstance(step, Several):
        picked = [choice.code for choice in step.choices.values() if choice.facts.get("critere") in reading.criteria]
        if picked and step.to:
            more, tokens = after(step.to)
            ways.append((len(picked) + more, ("-".join(picked[: step.most]), *tokens)))
    elif isinstance(step, Question):
        ways += [_taken(here, step, choice, after) for choice in step.choices.values() if _fits(choice, reading)]
    told, tokens = max(ways, key=lambda way: (way[0], -len(way[1])))
    return told + len(aside), aside + tokens


def _aside(here: Visit, step: Step, reading: _Reading) -> tuple[str, ...]:
    """Return the answers to questions asked on demand that the words tell: « j'ai 14 ans » is one."""
    sides = (here.tree.flow.steps[name] for name in step.also)
    choices = (choice for side in sides for choice in side.choices.values())
    return tuple(choice.code for choice in choices if choice.facts and _fits(choice, reading))[:1]


def _fits(choice: Choice, reading: _Reading) -> bool:
    return all(reading.facts.get(fact) == value for fact, value in choice.facts.items())


def _taken(here: Visit, step: Step, choice: Choice, after: Callable[[str], _Way]) -> _Way:
    """Return the way through a choice. One that tells nothing itself is taken only for an answer to what it opens.

    « On me traite mal » asks how: whoever told only where and why has not said that, and chooses among all the ways.
    """
    to = choice.to or step.to
    told, tokens = after(to) if to else (0, ())
    if tokens and not choice.facts and here.owner(tokens[0]) != to:
        return told, tokens
    own = len(choice.facts) + TREATMENT * ("traitement" in choice.facts)
    return (own + told, (choice.code, *tokens)) if own or told else (0, ())


def understood(here: Visit, tokens: tuple[str, ...]) -> str:
    """Say in words what answers mean, one line each; what happened to somebody else is not said as one's own."""
    choices = [here.tree.choice[code] for token in tokens if not paths.is_place(token) for code in paths.picks(token)]
    role = next((each.facts["role"] for each in choices if "role" in each.facts), here.facts.role)
    return "\n".join(line for token in tokens if (line := _line(here, token, role)))


def _line(here: Visit, token: str, role: str) -> str | None:
    if paths.is_place(token):
        return phrase(here, "compris_commune").fill(valeur=here.said(token))
    choices = [here.tree.choice[code] for code in paths.picks(token)]
    told = choices[0].facts
    treatment = here.guide.knowledge.treatments.get(told.get("traitement", "")) if role != SELF else None
    labels = treatment.label if treatment else ", ".join(choice.label for choice in choices)
    names = (f"compris_{fact}{end}" for fact in told for end in (f"_{role}", ""))
    if name := next((each for each in names if each in here.guide.phrases), None):
        return phrase(here, name).fill(valeur=labels)
    step = here.tree.flow.steps[here.tree.owner[choices[0].code]]
    return f"• {named(here, step.name or step.text, f'**{labels}**')}" if told else None


def _label(here: Visit, number: int, reading: _Reading, best: _Reading) -> str:
    """Name a button by what makes it different from the best reading."""
    if not number:
        return phrase(here, "bouton_oui")
    if reading.facts == best.facts and reading.criteria:
        return phrase(here, "bouton_et_aussi").fill(valeur=_also(here, reading, best))
    if reading.facts == best.facts:
        return phrase(here, "bouton_sans_raison")
    knowledge = here.guide.knowledge
    labels: dict[str, Mapping[str, Domain] | Mapping[str, Treatment]] = {
        "domaine": knowledge.domains,
        "traitement": knowledge.treatments,
    }
    for fact, entries in labels.items():
        value = reading.facts.get(fact, "")
        if value != best.facts.get(fact) and value in entries:
            return phrase(here, "bouton_plutot").fill(valeur=entries[value].label)
    return phrase(here, "bouton_oui")


def _also(here: Visit, reading: _Reading, best: _Reading) -> str:
    """Name the reasons that a reading adds to the best one, as the buttons do."""
    added = [name for name in reading.criteria if name not in best.criteria]
    labels = {choice.facts.get("critere"): choice.label for choice in here.tree.choice.values()}
    return ", ".join(labels[name] for name in added if name in labels)
