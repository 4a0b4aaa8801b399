"""What stands beside the path for half an hour: the words of the aide-mémoire, and the wish that nothing be seen.

A screen is a function of the path, of the time, and of this; the edge holds it, in memory only, and hands it in like a clock.
It is in no address, so in no button, no count and no log. `/effacer`, `/quitter` and the person at will take it away.
"""

from dataclasses import dataclass, replace

from bot.core.recall import EMPTY, Recall

#: For how long the edge keeps it after the last change.
SECONDS = 30 * 60


@dataclass(frozen=True, slots=True, repr=False)
class Aside:
    """What the edge hands in. Never shown by `repr`: a log must not hold it."""

    recall: Recall = EMPTY
    discreet: bool = False

    def __repr__(self) -> str:
        return "<Aside>"


NOTHING = Aside()


def afresh(aside: Aside) -> Aside:
    """Return what stays where a conversation begins again: the wish, and nobody's words; the next one may be somebody else's."""
    return replace(aside, recall=EMPTY)
