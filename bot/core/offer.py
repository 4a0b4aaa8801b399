"""What was understood, waiting for a « oui »: a page over the path, whose address carries the answers that are proposed.

`tv_em~c2` is the first question with two answers proposed: nothing of them holds until somebody taps or says yes, so words
that are no answer, a command or a picture find the same question again, and nothing was decided in silence.
"""

from bot.core.path import LIMIT
from bot.core.propose import Proposal, understood
from bot.core.tongue import LANGUAGES, in_language
from bot.core.view import Link, Screen
from bot.core.visit import CONFIRM, Visit, phrase, with_foot


def offered(here: Visit, found: list[Proposal], more: tuple[Link, ...] = ()) -> Screen:
    """Say what was understood and let the person confirm it with a tap; never decide in silence."""
    links = [Link(each.label, each.address, "confirm") for each in found]
    links += [Link(phrase(here, "bouton_corriger"), here.path, "page"), *more]
    text = phrase(here, "jai_compris").fill(compris=found[0].understood)
    return with_foot(here, Screen(here.path, waiting(here, found), here.step_id, text, tuple(links), facts=here.facts))


def waiting(here: Visit, found: list[Proposal], more: str = "") -> str:
    """Return the address where the best proposal waits for a « oui »; that of the question where it would be too long."""
    address = f"{'_'.join((*here.tokens, *found[0].tokens))}~{CONFIRM}{len(found[0].tokens)}" if found else here.path
    return address if len(address + more) <= LIMIT else here.path


def language_offer(here: Visit, language: str, found: list[Proposal]) -> Screen:
    """Propose the language that somebody writes, in that language and in the one spoken; what was understood goes along."""
    languages = here.guide.knowledge.languages
    other, one = languages[language], languages[here.guide.language]
    address = waiting(here, found, other.code)
    there = f"{address}{other.code}" if address != here.path else f"{address}~{LANGUAGES}{other.code}"
    text = "\n\n".join(
        speech.phrases["langue_proposee"].fill(langue=other.name)
        for speech in (in_language(here.guide, language), here.guide)
    )
    links = (Link(other.name, there, "confirm"), Link(one.name, address, "page"))
    return with_foot(here, Screen(here.path, address, here.step_id, text, links, facts=here.facts))


def offer_page(here: Visit) -> Screen:
    """Show again what was proposed, where something else than a « oui » or a « non » came."""
    best = Proposal(phrase(here, "bouton_oui"), here.onto(here.offer), understood(here, here.offer), here.offer)
    return offered(here, [best])
