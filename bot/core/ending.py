"""The end of a conversation that qualifies nothing: thanks, somebody to call or to write to, and the way to the main one."""

from datetime import datetime

from bot.core import path as paths
from bot.core.contacts import card, draw
from bot.core.flow import End
from bot.core.result import copy_link
from bot.core.view import Link, Screen
from bot.core.visit import Visit, phrase, with_foot


def end_screen(here: Visit, step: End, now: datetime) -> Screen:
    """Return the last screen; what comes next is a conversation of its own, so it begins anew."""
    guide = here.guide
    contacts = guide.knowledge.contacts
    cards = tuple(card(name, contacts[name], guide.phrases, now, contacts[name].nom) for name in step.contacts)
    drawings = [draw(each, contacts[each.id], guide.phrases, now) for each in cards]
    onward = [Link(each.label, paths.join(guide.opened(each, here.way_in)), "restart") for each in step.opens]
    links = (
        *(copy_link(here, each.phone) for each in cards if each.phone),
        *(onward or [Link(phrase(here, "bouton_raconter"), paths.join(here.way_in), "restart")]),
    )
    text = "\n\n".join([step.text, *drawings])
    return with_foot(here, Screen(here.path, here.path, here.step_id, text, links, cards, facts=here.facts))
