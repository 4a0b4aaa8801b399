"""Whether the conversation helped (`zu`): asked where one leaves, never before the result, and in the path of nobody."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.result import PROFESSIONAL
from bot.core.view import Link, Outcome, Screen
from bot.core.visit import Visit, blank, phrase

HELPFUL = "zu"
#: What each answer's page says to the observatory, and the sentence on its button.
ANSWERS: Mapping[str, tuple[str, str]] = {
    "z1": ("yes", "utile_oui"), "z2": ("some", "utile_un_peu"), "z3": ("no", "utile_non"),
}  # fmt: skip


def helpful_links(here: Visit) -> tuple[Link, ...]:
    """Return the button that leads to the question; who asks for somebody by trade is counted apart, and not asked."""
    if here.facts.role == PROFESSIONAL:
        return ()
    return (Link(phrase(here, "bouton_utile"), here.here(HELPFUL), "page"),)


def helpful_page(here: Visit, _outcome: Outcome, _now: datetime) -> Screen:
    """Ask whether it helped, or thank for the answer; who was not helped hears who may listen."""
    onward = Link(phrase(here, "bouton_continuer_apres"), here.path, "back")
    if here.page not in ANSWERS:
        answers = [Link(phrase(here, label), here.here(page), "page") for page, (_said, label) in ANSWERS.items()]
        return blank(here, phrase(here, "utile"), (*answers, onward))
    said, _label = ANSWERS[here.page]
    words = phrase(here, "utile_merci" if said == "yes" else "utile_merci_encore")
    return blank(here, words, (onward,))._replace(usefulness=said)


HELPFUL_PAGES = dict.fromkeys((HELPFUL, *ANSWERS), helpful_page)
