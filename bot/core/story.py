"""What somebody tells in their own words, as proposals: from where they stand, as a change, or as another matter.

Nothing that they said before is lost: what was answered stays where it still holds, and what was proposed and nobody has
confirmed is proposed again with the rest. Another thing, done somewhere else, is another matter: it begins anew.
"""

from dataclasses import replace

from bot.core import path as paths
from bot.core.flow import ENDINGS
from bot.core.hearing import meaning
from bot.core.interruption import READ
from bot.core.path import Address
from bot.core.propose import Proposal, added, another, changed, propose, told_town
from bot.core.understand import Understanding
from bot.core.visit import Visit, visit


def tell(here: Visit, words: str) -> tuple[Visit, list[Proposal]]:
    """Return what words tell of what happened, and from where: here, or the first question of the main conversation."""
    agreed = visit(here.guide, paths.parse(here.onto(here.offer))) if here.offer else here
    meant = _new(meaning(here.guide.hearing, words[:READ], here.guide.spoken), agreed)
    teller, found = _from(here, meant, told_town(here, words[:READ]))
    if here.offer and found and teller is here and not another(agreed, found):
        return here, added(here, here.offer, found)
    return teller, found


def _from(here: Visit, meant: Understanding, town: str) -> tuple[Visit, list[Proposal]]:
    if not isinstance(here.step, ENDINGS) and (found := propose(here, meant, town)):
        return here, found
    teller = visit(here.guide, Address(here.way_in))  # another conversation may not ask what these words tell
    found = propose(teller, meant, town)
    if teller.tree is not here.tree or not here.begun:
        return teller, found
    if another(here, found):  # for whom it is told stays; when and where it happened does not
        teller = visit(here.guide, Address((*here.way_in, *_for_whom(here))))
        return teller, propose(teller, meant, town)
    return here, changed(here, found)  # what was answered stays: the story changes it, or says it again


def _for_whom(here: Visit) -> tuple[str, ...]:
    """Return the answers that say for whom somebody asks."""
    asides = here.tree.flow.steps[here.tree.flow.start].also
    return tuple(token for step, token in here.position.answers if step in asides)


def _new(meant: Understanding, known: Visit) -> Understanding:
    """Leave out a domain that is only likely where the domain is told: « tout le temps », « mon quartier » say nothing of where."""
    waiting = (known.tree.choice.get(token) for token in known.position.ahead)
    if not known.facts.domain and not any(each and "domaine" in each.facts for each in waiting):
        return meant
    reasons = {word for clue in meant.explain if clue.section == "criteres" for word in clue.words.split()}
    said = {clue.id for clue in meant.explain if clue.section == "domaines" and reasons.isdisjoint(clue.words.split())}
    return replace(meant, domains=tuple(each for each in meant.domains if each[0] in said))
