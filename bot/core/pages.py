"""The pages that stand on top of a path: emergency, answers so far, the 39 28, evidence, limits, remedies, letters, privacy.

A page is one or two characters behind `~` in an address; its first link, or its « retour », leads back to the path.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from string import ascii_lowercase, digits

from bot.core.account import ACCOUNT_PAGES
from bot.core.addressbook import contact_file, contact_page
from bot.core.contacts import card, draw, unsaid
from bot.core.copying import copies
from bot.core.facts import values
from bot.core.flow import Result
from bot.core.helpful import HELPFUL_PAGES, helpful_links
from bot.core.listing import reading
from bot.core.orientation import SHOWN, limits, orient, situation, to_keep
from bot.core.papers import LIMITS, ask_day, file_page, letters_page, sheet_page
from bot.core.qualify import qualify
from bot.core.relay import handout_page, relay_page
from bot.core.remedies import law, remedy_list, remedy_text
from bot.core.result import PROFESSIONAL, copy_link, drawings, unasked
from bot.core.showcard import CARD, card_page, spoken_sentence
from bot.core.takeaway import TAKEAWAY, TAKEAWAY_PAGES
from bot.core.text import plain
from bot.core.tongue import LANGUAGES, language_links
from bot.core.view import Card, Link, Outcome, Screen
from bot.core.visit import Visit, blank, in_french, named, phrase, with_foot

#: The general emergency page, and the page of each urgency.
URGENT = "u"
URGENCY_PAGES: Mapping[str, str] = {
    "danger": "ud", "suicide": "us", "minor": "um", "partner": "up", "sexual": "ux", "shelter": "uh", "third_party": "ut",
}  # fmt: skip
_URGENCY_OF = {code: name for name, code in URGENCY_PAGES.items()}
#: The entry of knowledge/urgences.yaml that the emergency button shows.
GENERAL = "general"
#: What follows « Je ne peux pas appeler » on the page about suicide.
CANNOT_CALL = "uc"

#: How many orientations a page of « voir plus » holds.
PER_PAGE = 5


def page(here: Visit, now: datetime) -> Screen | None:
    """Return the page of an address, or None where this path has no such page."""
    code = here.page
    if code == URGENT:
        return urgency_screen(here, "danger", now, general=True)
    if code in _URGENCY_OF:
        return urgency_screen(here, _URGENCY_OF[code], now)
    if code == CANNOT_CALL:
        return _cannot_call(here)
    if code in _ANYWHERE:
        return with_foot(here, _ANYWHERE[code](here, now))
    if found := reading(here, now):
        return with_foot(here, found)
    if isinstance(here.step, Result) and here.demanded is None:
        outcome = qualify(here.guide.kind_rules, here.facts)
        if code in _OUTCOME:
            return with_foot(here, _OUTCOME[code](here, outcome, now))
        if code in _LISTENER and here.facts.role == PROFESSIONAL:
            return with_foot(here, _LISTENER[code](here, outcome, now))
        if code[0] in _NUMBERED and (code[1:] or "1").isdigit():
            return with_foot(here, _NUMBERED[code[0]](here, outcome, now))
    return None


def urgency_screen(here: Visit, name: str, now: datetime, *, general: bool = False) -> Screen:
    """Return the emergency: what to do, the numbers first on their line, and the way back as the first link."""
    guide = here.guide
    urgency = guide.knowledge.urgencies[GENERAL if general else name]
    cards = [
        card(ident, guide.knowledge.contacts[ident], guide.phrases, now, guide.knowledge.contacts[ident].nom)
        for ident in (urgency.numbers_minor if here.facts.minor and urgency.numbers_minor else urgency.numbers)
    ]
    parts = [urgency.text, "\n".join(_numbers(here, cards, plain(urgency.text))), "\n".join(urgency.after)]
    back = Link(phrase(here, "je_peux_appeler" if urgency.stops else "bouton_continuer_apres"), here.path, "back")
    links = [back]
    if urgency.stops:
        links.append(Link(phrase(here, "je_ne_peux_pas_appeler"), here.here(CANNOT_CALL), "page"))
    links += [copy_link(here, each.phone) for each in cards if each.phone]
    return Screen(
        here.path, here.here(here.page), here.step_id, "\n\n".join(part for part in parts if part), tuple(links), tuple(cards),
        facts=here.facts, urgency=name, channel=here.channel, flow=here.tree.flow.id,
    )  # fmt: skip


def _numbers(here: Visit, cards: Iterable[Card], said: str) -> Iterator[str]:
    """Yield each number first on its line, and under it the written or signed way that was not `said` above."""
    for each in cards:
        contact = here.guide.knowledge.contacts[each.id]
        title = f"**{each.title}**"
        yield named(here, f"**{each.phone}**", contact.presentation or each.title) if each.phone else title
        if each.alternative and each.alternative not in said:
            yield f"   ✎ {each.alternative}"
            said += each.alternative


def _cannot_call(here: Visit) -> Screen:
    """Return the ways to be helped against suicide without a voice."""
    contacts = here.guide.knowledge.contacts
    site = contacts["suicide_3114"].site_web
    ways = [copy_link(here, contacts["urgence_114"].telephone or "114")]
    ways += [Link(contacts["suicide_3114"].nom, url=site)] if site else []
    return Screen(
        here.path, here.here(here.page), here.step_id, phrase(here, "suicide_sans_appeler"),
        (Link(phrase(here, "bouton_continuer_apres"), here.path, "back"), *ways), facts=here.facts, urgency="suicide",
        channel=here.channel, flow=here.tree.flow.id,
    )  # fmt: skip


def _recap(here: Visit, _now: datetime) -> Screen:
    """Return the answers so far, each one with its « changer »."""
    lines: list[str] = [phrase(here, "vos_reponses")]
    links = []
    for answer in here.position.answers:
        step = here.tree.flow.steps[answer.step]
        name = step.name or step.text
        lines.append(f"• {named(here, name, f'**{here.said(answer.token)}**')}")
        links.append(Link(phrase(here, "bouton_changer").fill(question=name), here.without(answer), "change"))
    lines.append(phrase(here, "changer_garde_le_reste") if links else phrase(here, "pas_de_reponse"))
    return blank(here, "\n".join(lines), tuple(links))


def _phone(here: Visit, now: datetime) -> Screen:
    """Return the 39 28: when it answers, what to say, and the other ways to reach it."""
    guide = here.guide
    contacts = guide.knowledge.contacts
    cards = [card(name, contacts[name], guide.phrases, now, contacts[name].nom) for name in ("ddd_3928", "ddd_saisine")]
    sentence = spoken_sentence(in_french(here))
    meaning = [f"({said})"] if (said := spoken_sentence(here)) != sentence else []
    drawings = [draw(each, contacts[each.id], guide.phrases, now) for each in cards]
    drawings[1] = unsaid(drawings[1], cards[1], guide.phrases, drawings[0])
    text = "\n\n".join([
        phrase(here, "page_3928"), drawings[0], phrase(here, "quoi_dire"), f"« {sentence} »", *meaning, phrase(here, "ecrire_au_ddd"), drawings[1],
    ])  # fmt: skip
    links = (
        copy_link(here, cards[0].phone or "39 28"),
        *copies(here, "bouton_copier_phrase", sentence),
        *(Link(each.title, url=each.url) for each in cards if each.url),
    )
    return blank(here, text, links, tuple(cards))


def _privacy(here: Visit, _now: datetime) -> Screen:
    operator = here.guide.knowledge.operator
    lines: list[str] = [phrase(here, "confidentialite")]
    if operator:
        lines.append(
            phrase(here, "exploitant").fill(
                organisme=operator.body, dpo=operator.dpo, base=operator.basis, courriel=operator.email
            )
        )
    return blank(here, "\n\n".join(lines))


def _languages(here: Visit, _now: datetime) -> Screen:
    """Return the languages, each in its own name; the answers stay as they are."""
    return blank(here, phrase(here, "page_langues"), language_links(here.guide, here.path))


def _help(here: Visit, _now: datetime) -> Screen:
    return blank(here, phrase(here, "aide"), (Link(phrase(here, "bouton_emporter"), here.here(TAKEAWAY), "page"),))


def _all_doors(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the orientations, five a page."""
    found = orient(here.guide, situation(here.guide, here.facts, outcome), now)
    number = int(here.page[1:] or "1")
    begin = SHOWN + (number - 1) * PER_PAGE  # the result screen has shown the first ones
    shown = found[begin : begin + PER_PAGE] or found[:PER_PAGE]
    text = "\n\n".join([phrase(here, "toutes_les_portes"), *drawings(here, shown, now)])
    links = [copy_link(here, phone) for phone in dict.fromkeys(o.card.phone for o in shown if o.card and o.card.phone)]
    if begin + PER_PAGE < len(found):
        links.append(Link(phrase(here, "bouton_suite"), here.here(f"o{number + 1}"), "page"))
    return blank(here, text, tuple(links), tuple(each.card for each in shown if each.card))


def _remedies(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the ways to act that these orientations open, or one of them explained (`e3`)."""
    ways = remedy_list(here, orient(here.guide, situation(here.guide, here.facts, outcome), now))
    number = int(here.page[1:] or "0")
    if 1 <= number <= len(ways):
        return blank(
            here, remedy_text(here, ways[number - 1]), (Link(phrase(here, "bouton_demarches"), here.here("e"), "page"),)
        )
    links = tuple(
        Link(here.guide.knowledge.remedies[name].label, here.here(f"e{n}"), "page") for n, name in enumerate(ways, 1)
    )
    return blank(here, phrase(here, "page_demarches"), links)


def _evidence(here: Visit, outcome: Outcome, _now: datetime) -> Screen:
    items = [f"• {each.text}" for _name, each in to_keep(here.guide, situation(here.guide, here.facts, outcome))]
    parts = [
        phrase(here, "page_preuves"),
        "\n".join(items),
        phrase(here, "charge_de_la_preuve"),
        phrase(here, "prudence_enregistrement"),
    ]
    return blank(here, "\n\n".join(part for part in parts if part))


def _limits(here: Visit, outcome: Outcome, _now: datetime) -> Screen:
    items = [
        f"• {each.text}" + (f" {phrase(here, 'a_verifier')}" if each.trust != "verified" else "")
        for _name, each in limits(here.guide, situation(here.guide, here.facts, outcome))
    ]
    parts = [
        phrase(here, "page_delais"),
        "\n".join(items) or phrase(here, "delai_inconnu"),
        phrase(here, "ddd_n_arrete_pas"),
        *ask_day(here, outcome),
    ]
    return blank(here, "\n\n".join(parts))


def _specify(here: Visit, _outcome: Outcome, _now: datetime) -> Screen:
    """Return the questions that are asked on demand only."""
    links = [Link(step.label or step.text, here.here(step.code or ""), "page") for step in unasked(here)]
    return blank(here, phrase(here, "page_preciser"), (*links, *helpful_links(here)))


def _why(here: Visit, outcome: Outcome, _now: datetime) -> Screen:
    """Return why: the rule that held, the texts behind the answers, and the differences that the law sometimes allows."""
    known = situation(here.guide, here.facts, outcome)
    exemptions = [here.guide.knowledge.exemptions[name].text for name in here.guide.exemption_rules.holding(known)]
    rule = here.guide.kind_rules.first(values(here.facts))
    reason = rule.why if rule else ""
    parts = [
        phrase(here, "page_pourquoi"),
        reason,
        *law(here),
        *([phrase(here, "differences_permises"), *exemptions] if exemptions else []),
    ]
    return blank(here, "\n\n".join(parts))


_ANYWHERE: Mapping[str, Callable[[Visit, datetime], Screen]] = {
    "r": _recap, "t": _phone, "p": _privacy, "a": _help, LANGUAGES: _languages, **ACCOUNT_PAGES, **TAKEAWAY_PAGES,
}  # fmt: skip
_OUTCOME: Mapping[str, Callable[[Visit, Outcome, datetime], Screen]] = {
    "k": _evidence, LIMITS: _limits, "w": _why, "x": _specify, CARD: card_page, **HELPFUL_PAGES,
}  # fmt: skip
_NUMBERED: Mapping[str, Callable[[Visit, Outcome, datetime], Screen]] = {
    "o": _all_doors, "e": _remedies, "b": contact_page, "h": contact_file,
    "l": letters_page, "s": sheet_page, "f": file_page, "i": sheet_page, "j": file_page,
}  # fmt: skip
#: Only for who asks for somebody by trade.
_LISTENER: Mapping[str, Callable[[Visit, Outcome, datetime], Screen]] = {"zc": handout_page, "zr": relay_page}
#: Pages that no step asked on demand may take for its code.
RESERVED = frozenset(
    {
        URGENT,
        CANNOT_CALL,
        *_URGENCY_OF,
        *_ANYWHERE,
        *_OUTCOME,
        *_LISTENER,
        *(f"{a}{n}" for a in _NUMBERED for n in range(10)),
        *(f"{LANGUAGES}{one}" for one in ascii_lowercase + digits),
    }
)
