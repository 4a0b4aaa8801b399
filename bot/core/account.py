"""The aide-mémoire in the conversation: free words first, then one question at a time, then the whole text to keep.

`m` presents it, `m1` to `m7` ask, `m8` gives the text back, `m9` lists its lines and `n1` to `n7` change one; `mf` sends the
file, `mx` forgets. The words are in no address: the edge hands them in, and forgets them after half an hour.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.aside import Aside
from bot.core.copying import copies
from bot.core.flow import Result
from bot.core.recall import EMPTY, PROMPTS, Prompt, changed, line, ordered_text, room, said
from bot.core.saying import meant
from bot.core.showcard import CARD
from bot.core.text import copyable
from bot.core.view import Link, Screen
from bot.core.visit import Visit, blank, phrase

INTRO, WHOLE, LINES, FILE, FORGET = "m", "m8", "m9", "mf", "mx"
#: The page that asks each question, and the one that changes its answer.
ASKED: Mapping[str, Prompt] = {f"m{number}": prompt for number, prompt in enumerate(PROMPTS, 1)}
CHANGED: Mapping[str, Prompt] = {f"n{number}": prompt for number, prompt in enumerate(PROMPTS, 1)}


@dataclass(frozen=True, slots=True)
class Written:
    """What typed words become: what to remember, the page that follows, and a sentence where some words were left out."""

    aside: Aside
    page: str
    notice: str | None


def written(here: Visit, words: str) -> Written | None:
    """Return what words typed here add to the aide-mémoire; None where none is being written."""
    page = "m1" if here.page == INTRO else here.page
    prompt = ASKED.get(page) or CHANGED.get(page)
    if prompt is None:
        return None
    if meant(here.guide.knowledge.answers, words) == "passer":  # as its button: what stood there stays
        return Written(here.aside, _following(page), None)
    aside = replace(here.aside, recall=changed(here.aside.recall, prompt, words))
    cut = phrase(here, "rappel_coupe").fill(nombre=str(room(prompt))) if len(words.strip()) > room(prompt) else None
    return Written(aside, _following(page), cut)


def _following(page: str) -> str:
    return f"m{int(page[1]) + 1}" if page in ASKED else WHOLE


def _intro(here: Visit, _now: datetime) -> Screen:
    links = [Link(phrase(here, "bouton_commencer"), here.here("m1"), "page")]
    if said_anything(here):
        links.append(_whole_link(here))
    return blank(here, phrase(here, "rappel_presentation"), tuple(links))


def _ask(here: Visit, _now: datetime) -> Screen:
    """Return one question; what was answered before stands under it, and is replaced by what is typed."""
    prompt = ASKED.get(here.page) or CHANGED[here.page]
    number = int(here.page[1])
    before = line(here.aside.recall, prompt)
    parts = [
        phrase(here, "rappel_rang").fill(rang=str(number), nombre=str(len(PROMPTS))),
        phrase(here, f"rappel_{prompt}"),
        f"{phrase(here, 'rappel_deja')}\n{before}" if before else phrase(here, "rappel_ecrivez"),
    ]
    onward = "bouton_garder_ligne" if before else "bouton_passer_question"
    links = [Link(phrase(here, onward), here.here(_following(here.page)), "page")]
    if here.page in ASKED and said_anything(here):
        links.append(_whole_link(here))
    earlier = LINES if here.page in CHANGED else f"m{number - 1}" if number > 1 else INTRO
    links.append(Link(phrase(here, "bouton_retour"), here.here(earlier), "back"))
    return blank(here, "\n\n".join(parts), tuple(links))


def said_anything(here: Visit) -> bool:
    """Say whether the aide-mémoire holds a word."""
    return any(said(here.aside.recall))


def _whole_link(here: Visit) -> Link:
    return Link(phrase(here, "bouton_mon_texte"), here.here(WHOLE), "page")


def _whole(here: Visit, _now: datetime) -> Screen:
    """Return the ordered text, how to keep it, and how to change it; the file is one tap more."""
    text = ordered_text(here.aside.recall, here.guide.phrases)
    if not text:
        return _empty(here)
    parts = [
        phrase(here, "rappel_fini"),
        phrase(here, "lettre_debut"),
        copyable(text),
        phrase(here, "rappel_oubli"),
        *([] if here.aside.discreet else [phrase(here, "fichier_reste")]),
    ]
    links = [
        *([] if here.aside.discreet else [Link(phrase(here, "bouton_fichier_texte"), here.here(FILE), "page")]),
        *copies(here, "bouton_copier_texte", text),
        Link(phrase(here, "bouton_changer_ligne"), here.here(LINES), "page"),
        *_onward(here),
        Link(phrase(here, "bouton_oublier"), here.here(FORGET), "page"),
    ]
    return blank(here, "\n\n".join(parts), tuple(links))


def _onward(here: Visit) -> list[Link]:
    """Return where the words may serve next: on the card, and in the letters."""
    if not isinstance(here.step, Result):
        return []
    return [
        Link(phrase(here, "bouton_carte"), here.here(CARD), "page"),
        Link(phrase(here, "bouton_lettres"), here.here("l"), "page"),
    ]


def _file(here: Visit, now: datetime) -> Screen:
    """Return the text with its file under it; words typed next don't send it once more."""
    screen = _whole(here, now)
    text = ordered_text(here.aside.recall, here.guide.phrases)
    if not text or here.aside.discreet:
        return screen
    links = tuple(each for each in screen.links if each.path != here.here(FILE))
    said_so = f"{screen.text}\n\n{phrase(here, 'fichier_texte_ici')}"
    return screen._replace(text=said_so, links=links, address=here.here(WHOLE), account=text)


def _lines(here: Visit, _now: datetime) -> Screen:
    if not said_anything(here):
        return _empty(here)
    links = tuple(
        Link(phrase(here, f"rappel_titre_{prompt}").rstrip(" :"), here.here(page), "page")
        for page, prompt in CHANGED.items()
    )
    back = Link(phrase(here, "bouton_retour"), here.here(WHOLE), "back")
    return blank(here, phrase(here, "rappel_quelle_ligne"), (*links, back))


def _forget(here: Visit, _now: datetime) -> Screen:
    screen = blank(here, phrase(here, "rappel_oublie"))
    return screen._replace(address=here.path, aside=replace(here.aside, recall=EMPTY))


def _empty(here: Visit) -> Screen:
    """Say that nothing is there: nothing was written, or half an hour has passed."""
    return blank(here, phrase(here, "rappel_vide"), (Link(phrase(here, "bouton_commencer"), here.here("m1"), "page"),))


ACCOUNT_PAGES: Mapping[str, Callable[[Visit, datetime], Screen]] = {
    INTRO: _intro, WHOLE: _whole, LINES: _lines, FILE: _file, FORGET: _forget,
    **dict.fromkeys(ASKED, _ask), **dict.fromkeys(CHANGED, _ask),
}  # fmt: skip
