"""The card to show: one short message for the delegate, the CIDFF or the police, so that it need not all be told again."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.core.copying import COPY_LIMIT, copies, size
from bot.core.orientation import orient_first, situation
from bot.core.path import is_place, picks
from bot.core.recall import line
from bot.core.text import copyable
from bot.core.view import Card, Link, Outcome, Screen
from bot.core.visit import Visit, blank, in_french, phrase, place_name

CARD = "y"
#: A longer answer of the aide-mémoire stays there: the card is read at a counter.
SHORT = 80


def card_page(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the card, what to say on the telephone, and buttons that copy both, the numbers and the addresses."""
    text, sentence = card_text(in_french(here)), spoken_sentence(in_french(here))
    opened = orient_first(here.guide, situation(here.guide, here.facts, outcome), now)
    cards = tuple(each.card for each in opened.shown if each.card)
    parts = [
        phrase(here, "carte_presentation"), copyable(text), phrase(here, "quoi_dire"), f"« {sentence} »", "\n".join(_reached(cards)),
    ]  # fmt: skip
    links = [
        *copies(here, "bouton_copier_carte", text),
        *copies(here, "bouton_copier_phrase", sentence),
        *_copied(here, cards),
    ]
    return blank(here, "\n\n".join(parts), tuple(links), cards)


def card_text(here: Visit) -> str:
    """Return the card: for whom, what, when, where, the reason as the person sees it, and what is asked for."""
    facts, recall = here.facts, here.aside.recall
    told = line(recall, "quand")
    when = told if told and size(told) <= SHORT and "\n" not in told else chosen(here, "quand")
    town = here.guide.gazetteer.commune(facts.facts_insee) if facts.facts_insee else None
    where = ", ".join([*_domain(here), *([place_name(town)] if town else [])])
    known = {
        "quoi": chosen(here, "traitement"),
        "quand": when,
        "ou": where,
        "raison": chosen(here, "critere") or chosen(here, "motif"),
        "demande": chosen(here, "souhait") or phrase(here, "carte_conseil"),
    }
    heads: list[str] = [phrase(here, "carte_bonjour")]
    if facts.role != "self":
        heads.append(phrase(here, f"carte_{facts.role}"))
    if facts.minor:
        heads.append(phrase(here, "carte_moins_de_18"))
    return "\n".join([*heads, *(f"{phrase(here, f'carte_{name}')} {words}" for name, words in known.items() if words)])


def chosen(here: Visit, fact: str) -> str:
    """Return the labels of the answers that told a fact, as the person chose them: « Mes origines, Mon nom »."""
    return ", ".join(_labels(here, fact))


def _labels(here: Visit, fact: str, *, unless: str = "") -> list[str]:
    """Return the labels of the answers that told a fact, but not the fact `unless`."""
    codes = (code for answer in here.position.answers if not is_place(answer.token) for code in picks(answer.token))
    choices = (here.tree.choice[code] for code in codes)
    return [choice.label for choice in choices if fact in choice.facts and unless not in choice.facts]


def _domain(here: Visit) -> list[str]:
    """Return where it happened, as the person chose it. An answer that says what was done too is no place: « Salaire non payé »."""
    named = here.facts.domain and here.guide.knowledge.domains[here.facts.domain].label
    return _labels(here, "domaine", unless="traitement") or ([named] if named else [])


def spoken_sentence(here: Visit) -> str:
    """Return the sentence to say on the telephone, short enough for a button to copy."""
    own = {"critere": _labels(here, "critere"), "domaine": _domain(here)}
    told = [
        phrase(here, f"dire_{fact}").fill(valeur=", ".join(map(_inside, labels)))
        for fact, labels in own.items()
        if labels
    ]
    while size(sentence := phrase(here, "dire_au_telephone").fill(precisions=" ".join(told))) > COPY_LIMIT and told:
        told.pop(0)
    return " ".join(sentence.split())


def _inside(label: str) -> str:
    """Begin a label as inside a sentence; initials (« CAF ») keep their capitals, and the Turkish « İ » is « i » without a second dot."""
    return label if label[1:2].isupper() else label[:1].lower()[:1] + label[1:]


def _reached(cards: Iterable[Card]) -> Iterator[str]:
    """Yield how to reach each contact in a line or two, a number never without another way."""
    for each in cards:
        ways = [way for way in (each.phone, each.alternative or each.address) if way]
        if ways:
            yield f"• **{each.title}** : {' — '.join(ways)}"


def _copied(here: Visit, cards: Iterable[Card]) -> Iterator[Link]:
    """Yield what copies each number and each address, once."""
    listed = list(cards)
    for phone in dict.fromkeys(each.phone for each in listed if each.phone):
        yield Link(phrase(here, "bouton_copier").fill(numero=phone), copy=phone)
    for address in dict.fromkeys(each.address for each in listed if each.address):
        title = next(each.title for each in listed if each.address == address)
        label = phrase(here, "bouton_copier_adresse_de").fill(nom=title)
        yield from (Link(label, copy=each.copy) for each in copies(here, "bouton_copier_adresse", address))
