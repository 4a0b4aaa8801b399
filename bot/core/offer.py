"""What was understood, waiting for a « oui »: a page over the path, whose address carries the answers that are proposed.

`tv_em~c2` is the first question with two answers proposed: nothing of them holds until somebody taps or says yes, so words
that are no answer, a command or a picture find the same question again, and nothing was decided in silence.
"""

from bot.core.path import LIMIT
from bot.core.propose import Proposal, understood
from bot.core.view import Link, Screen
from bot.core.visit import CONFIRM, Visit, phrase, with_foot


def offered(here: Visit, found: list[Proposal], more: tuple[Link, ...] = ()) -> Screen:
    """Say what was understood and let the person confirm it with a tap; never decide in silence."""
    links = [Link(each.label, each.address, "confirm") for each in found]
    links += [Link(phrase(here, "bouton_corriger"), here.path, "page"), *more]
    text = phrase(here, "jai_compris").fill(compris=found[0].understood)
    address = f"{'_'.join((*here.tokens, *found[0].tokens))}~{CONFIRM}{len(found[0].tokens)}"
    if len(address) > LIMIT:
        address = here.path
    return with_foot(here, Screen(here.path, address, here.step_id, text, tuple(links), facts=here.facts))


def offer_page(here: Visit) -> Screen:
    """Show again what was proposed, where something else than a « oui » or a « non » came."""
    best = Proposal(phrase(here, "bouton_oui"), here.to("_".join(here.offer)), understood(here, here.offer), here.offer)
    return offered(here, [best])
