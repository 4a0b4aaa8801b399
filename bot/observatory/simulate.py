"""Residents who never were: they walk the real conversation, so that reports, load and audits have something to work on.

The shares are plausible, not measured: whoever publishes them lies. Everything is drawn from one seed and the clock given.
"""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import dialogue
from bot.core import path as paths
from bot.core.flow import Choice, Place, Result, Several
from bot.core.guide import Guide
from bot.core.helpful import ANSWERS
from bot.core.territory import Commune
from bot.core.view import Screen
from bot.core.visit import visit

Seen = Callable[[str, Screen, datetime], Awaitable[None]]

#: How likely an answer is, by what it teaches; 1 for what is not listed.
SHARES: Mapping[str, float] = {
    "employment": 9, "private_housing": 4, "social_housing": 2.5, "education": 3, "health": 2, "goods_services": 2,
    "public_service": 3, "police_justice": 2, "neighbourhood_private": 2, "internship_school": 1.5, "online": 1.5,
    "origin": 9, "alleged_race": 5, "religion": 4, "surname": 4, "sex": 5, "disability": 6, "health_reason": 3, "age": 3,
    "pregnancy": 2, "family_situation": 2, "residence": 2, "sexual_orientation": 2, "economic_vulnerability": 2,
    "genetic": 0.1, "bank_domiciliation": 0.2, "hazing_victim_or_witness": 0.2, "unknown": 3, "undisclosed": 2,
    "refusal": 9, "worse_treatment": 5, "repeated_remarks": 5, "dismissal": 3, "care_refusal": 2, "violence": 2,
    "private": 6, "public": 3, "none": 3, "written": 1.5, "complaint": 0.6, "court": 0.2, "some": 1.5, "yes": 1, "no": 1.5,
}  # fmt: skip
#: How many leave at each question, give a place, live outside of the région, answer the questions after the result.
LEAVING, PLACED, OUTSIDE, AFTERWARDS = 0.05, 0.85, 0.04, 0.35
#: How many say that it helped, that it helped a little, that it did not.
HELPED = (5, 3, 2)
CHANNELS = ("", "", "", "", "affiche", "depliant", "partenaire")


#: How many conversations are walked between two words of progress: some ten seconds.
SAID_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """When the conversations happened: `days` before `end`."""

    end: datetime
    days: int = 730


async def simulate(  # noqa: PLR0913 - what is walked, when, and who hears of it
    guide: Guide, seen: Seen, conversations: int, seed: int, span: Span, *, say: Callable[[str], None] = lambda _: None
) -> None:
    """Walk so many conversations, in the order of time, telling `seen` of every screen; the same seed, the same ones.

    `say` hears of the progress, in French.
    """
    chance = random.Random(seed)  # noqa: S311 - a reproducible draw, nothing secret
    people = _communes(guide)
    moments = sorted(span.end - timedelta(seconds=chance.uniform(0, span.days * 86_400)) for _ in range(conversations))
    for number, moment in enumerate(moments):
        await _talk(guide, seen, f"simulation-{number}", moment, chance, people)
        if (number + 1) % SAID_EVERY == 0:
            say(f"{number + 1} conversations sur {conversations}")


async def _talk(  # noqa: PLR0913, PLR0917 - one conversation's whole world
    guide: Guide,
    seen: Seen,
    chat: str,
    now: datetime,
    chance: random.Random,
    people: tuple[Sequence[Commune], Sequence[float]],
) -> None:
    screen = dialogue.start(guide, chance.choice(CHANNELS), now)
    await seen(chat, screen, now)
    for _ in range(20):
        here = visit(guide, paths.parse(screen.address))
        step = here.step
        if isinstance(step, Result) or chance.random() < LEAVING:
            break
        if isinstance(step, Place) and chance.random() < PLACED:
            insee = chance.choices(people[0], people[1])[0].insee.lower()
            token = f"{'f' if step.of == 'faits' else 'h'}{insee}"
        elif not step.choices:
            break
        else:
            token = _answer(list(step.choices.values()), chance, several=isinstance(step, Several))
        now += timedelta(seconds=chance.uniform(5, 40))
        screen = dialogue.tap(guide, here.to(token), now)
        await seen(chat, screen, now)
    await _afterwards(guide, seen, chat, screen, now, chance)


async def _afterwards(  # noqa: PLR0913, PLR0917 - the end of the same conversation
    guide: Guide, seen: Seen, chat: str, screen: Screen, now: datetime, chance: random.Random
) -> None:
    """Answer some of the questions that a result offers."""
    for name in visit(guide, paths.parse(screen.address)).step.also if screen.result else ():
        if chance.random() >= AFTERWARDS:
            continue
        here = visit(guide, paths.parse(screen.path))
        choices = list(here.tree.flow.steps[name].choices.values())
        now += timedelta(seconds=20)
        screen = dialogue.tap(guide, here.to(_answer(choices, chance, several=False)), now)
        await seen(chat, screen, now)
    if screen.result and chance.random() < AFTERWARDS:
        helped = chance.choices(list(ANSWERS), HELPED)[0]
        await seen(chat, dialogue.tap(guide, f"{screen.path}~{helped}", now), now + timedelta(seconds=20))


def _answer(choices: Sequence[Choice], chance: random.Random, *, several: bool) -> str:
    weights = [max((SHARES.get(value, 1.0) for value in choice.facts.values()), default=1.0) for choice in choices]
    first = chance.choices(choices, weights)[0]
    if several and not first.alone and chance.random() < 0.2:  # noqa: PLR2004 - one in five gives two reasons
        others = [choice for choice in choices if not choice.alone and choice is not first]
        return f"{first.code}-{chance.choice(others).code}"
    return first.code


def _communes(guide: Guide) -> tuple[Sequence[Commune], Sequence[float]]:
    """Return communes with how likely each is: by its people, the agglomerations first, where the service is known."""
    observed = guide.knowledge.observed
    departments = set(observed.region.departments) if observed else set()
    known = set(observed.agglomerations) if observed else set()
    communes = sorted(guide.gazetteer.communes.values(), key=lambda each: each.insee)
    inside = [each for each in communes if each.department in departments]
    outside = [each for each in communes if each.department not in departments and each.population > 50_000]  # noqa: PLR2004 - towns
    weights = [each.population * (3.0 if each.epci in known else 1.0) for each in inside]
    share = OUTSIDE * sum(weights) / max(sum(each.population for each in outside), 1)
    return inside + outside, weights + [each.population * share for each in outside]
