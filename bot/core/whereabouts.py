"""The commune that somebody types where nothing asks for it, and the question which one they mean.

« valensienne », « a roubais », « lile » are communes: short, near the name of one of the région, and nothing else was
understood in them. « cidff », « courrier », « colère » are not: they are looked for, told, or everyday words.
"""

from bot.core.finding import Finding
from bot.core.flow import ENDINGS, Place, Result
from bot.core.offer import offered
from bot.core.places import CERTAIN, PROPOSED, Match, search
from bot.core.propose import Proposal, understood
from bot.core.territory import HOME
from bot.core.view import Link, Screen
from bot.core.visit import Visit, with_foot
from bot.core.words import fold, read

#: How many communes a question offers, and of how many words the name of one may be, « c'était à » included.
PLACES, NAME = 5, 7
#: How like a commune's name a line is where nobody asked for one, and by how much it must be more so than another.
LIKE, AHEAD = 82, 3
#: How many inhabitants a town has at least whose name is heard misspelt.
TOWN = 2_000
#: Something else than a contact that fits so well is what was looked for; contacts have the names of towns.
FOUND = 0.8


def mark(here: Visit) -> str:
    """Return what the answer to the open question about a place begins with: the facts' commune, or the home's."""
    step = here.demanded or here.step
    return "f" if isinstance(step, Place) and step.of == "faits" else "h"


def near(found: list[Match]) -> list[Match]:
    """Return what may be meant where a commune was asked for."""
    return [match for match in found if match.score >= PROPOSED]


def towns(here: Visit, sought: Finding, words: str) -> list[Match]:
    """Return the communes of the région that a line may mean where none is asked for: one, or several as like."""
    done = isinstance(here.step, ENDINGS) and not isinstance(here.step, Result)
    away = "f" not in here.tree.places or done or isinstance(here.step, Place) or (here.page and not here.offer)
    if away or len(words.split()) > NAME or sought.asks or sought.named or _looked_for(sought):
        return []
    found = [match for match in search(here.guide.gazetteer, words, PLACES) if match.score >= LIKE]
    like = [match for match in found if match.score >= CERTAIN or _meant(here, words, match)]
    return [match for match in like if match.department in HOME and match.score > like[0].score - AHEAD]


def _looked_for(sought: Finding) -> bool:
    return bool(sought.hits) and sought.hits[0].section != "contacts" and sought.hits[0].score >= FOUND


def _meant(here: Visit, words: str, match: Match) -> bool:
    """Say whether a line may be a town, misspelt: not a hamlet, and no words of every day, « colère » is no Colleret."""
    commune = here.guide.gazetteer.commune(match.insee)
    if commune is None or commune.population < TOWN:
        return False
    vocabulary = here.guide.lexicon.vocabulary
    everyday = vocabulary.common.difference(stem for word in read(vocabulary, match.matched) for stem in word.stems)
    return not all(word.small or not everyday.isdisjoint(word.stems) for word in read(vocabulary, words))


def town_screen(here: Visit, found: list[Match]) -> Screen:
    """Propose the commune of the facts, beside what waits for a « oui » already; ask which one where several are as like."""
    if len(found) > 1:
        return which_place(here, found, "f")
    tokens = (
        *(token for token in here.offer if here.owner(token) != here.tree.places["f"]),
        f"f{found[0].insee.lower()}",
    )
    proposal = Proposal(_label(found[0]), here.onto(tokens), understood(here, tokens), tokens)
    return offered(here, [proposal])


def which_place(here: Visit, found: list[Match], letter: str) -> Screen:
    """Ask which commune where it is not certain."""
    phrases = here.guide.phrases
    links = tuple(Link(_label(match), here.to(f"{letter}{match.insee.lower()}"), "confirm") for match in found)
    none = Link(phrases["aucune_de_ces_communes"], here.path, "page")
    screen = Screen(
        here.path, here.path, here.step_id, phrases["quelle_commune"], (*links, none), facts=here.facts, expects_place=True
    )  # fmt: skip
    return with_foot(here, screen)


def _label(match: Match) -> str:
    """Return the button of a commune: always with its département, and with the name that was typed."""
    name = f"{match.name} ({match.department})"
    return name if fold(match.matched) == fold(match.name) else f"{match.matched} → {name}"
