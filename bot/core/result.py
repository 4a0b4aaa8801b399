"""The result screen: what it may correspond to, what is missing, who can help here, before when, what to keep."""

from datetime import datetime

from bot.core.contacts import draw
from bot.core.facts import Values
from bot.core.flow import Step
from bot.core.hours import Same, minute_of
from bot.core.memo import Memo
from bot.core.orientation import Orientation, deciding_place, limits, orient_first, situation, to_keep
from bot.core.qualify import because, elements
from bot.core.sheet import letters_for
from bot.core.view import Link, Outcome, Screen
from bot.core.visit import Visit, phrase, with_foot

#: What a screen shows before « voir plus ».
KEPT = 3
#: For each answer about when it happened, the days that have passed at least.
ELAPSED = {"2_to_3_months": 60, "3_to_12_months": 90, "1_to_3_years": 365, "3_to_6_years": 1095, "over_6_years": 2190}
#: Kinds that say that a difference was made: where the law sometimes allows one, it is said.
CLAIMED = frozenset({"direct_discrimination", "indirect_discrimination", "accommodation_refusal", "unclear"})
#: Telegram's `copy_text` holds 256 characters.
COPY_LIMIT = 256


def result_screen(here: Visit, outcome: Outcome, now: datetime) -> Screen:
    """Return the end of the questions. Every one of them names somebody to call or to write to."""
    guide, facts = here.guide, here.facts
    known = situation(guide, facts, outcome)
    shown, count = orient_first(guide, known, now)
    parts = [
        phrase(here, "merci"),
        wording(here, outcome),
        *_elements(here),
        phrase(here, "je_peux_me_tromper"),
        *_exempted(here, outcome, known),
        "\n\n".join(drawn(here, each, now, brief=True) for each in shown),
        *_closed(here, shown),
        *_elsewhere(here),
        *_for_somebody_else(here),
        _limit(here, known),
        _keep(here, known),
    ]
    more = count - len(shown)
    links = [
        *_copies(here, shown),
        *([Link(phrase(here, "bouton_plus"), here.here("o"), "page")] if more > 0 else ()),
        Link(phrase(here, "bouton_preuves"), here.here("k"), "page"),
        Link(phrase(here, "bouton_delais"), here.here("d"), "page"),
        Link(phrase(here, "bouton_demarches"), here.here("e"), "page"),
        *([Link(phrase(here, "bouton_lettres"), here.here("l"), "page")] if letters_for(guide, known) else ()),
        Link(phrase(here, "bouton_pourquoi"), here.here("w"), "page"),
    ]
    if unasked(here):
        links.append(Link(phrase(here, "bouton_preciser"), here.here("x"), "page"))
    screen = Screen(
        here.path, here.path, here.step_id, "\n\n".join(part for part in parts if part), tuple(links),
        cards=tuple(each.card for each in shown if each.card), facts=facts, result=outcome, first_door=shown[0].id,
    )  # fmt: skip
    return with_foot(here, screen)


def unasked(here: Visit) -> list[Step]:
    """Return the questions that this screen asks on demand and that have no answer yet."""
    asked = {answer.step for answer in here.position.answers}
    return [here.tree.flow.steps[name] for name in here.step.also if name not in asked]


def wording(here: Visit, outcome: Outcome) -> str:
    """Return the cautious sentence of each kind, the main one first."""
    knowledge = here.guide.knowledge
    reasons = because(knowledge, here.facts) or phrase(here, "raison_a_preciser")
    kinds = [knowledge.kinds[kind] for kind in (outcome.kind, *outcome.also) if kind in knowledge.kinds]
    return "\n".join(kind.wording.fill(raisons=reasons) for kind in kinds)


def _elements(here: Visit) -> list[str]:
    """Say the three elements of the law with their state, and how to find out what is missing."""
    lines: list[str] = [phrase(here, "trois_elements")]
    for element in elements(here.guide.knowledge, here.facts):
        label = phrase(here, f"element_{element.id}")
        known = element.state != "to_check" or element.label
        state = phrase(here, f"etat_{element.state}" if known else "etat_inconnu").fill(valeur=element.label)
        lines.append(label.fill(etat=state))
        if element.state != "said":
            lines.append(f"→ {phrase(here, f'trouver_{element.id}')}")
    return ["\n".join(lines)]


_drawings: Memo[str] = Memo(4096)


def drawn(here: Visit, orientation: Orientation, now: datetime, *, brief: bool = False) -> str:
    """Draw an orientation: its rank and name, why it is proposed, how to reach it, and who is nearer where known."""
    key = (Same(orientation), Same(here.guide), minute_of(now), brief)
    return _drawings.get(key, lambda: _drawn(here, orientation, now, brief=brief))


def _drawn(here: Visit, orientation: Orientation, now: datetime, *, brief: bool) -> str:
    guide = here.guide
    contacts = guide.knowledge.contacts
    lines = [f"**{orientation.rank}. {guide.knowledge.doors[orientation.id].label}**", f"→ {orientation.why}"]
    if orientation.card:
        lines.append(draw(orientation.card, contacts[orientation.card.id], guide.phrases, now, brief=brief))
    if orientation.nearer:
        lines.append(phrase(here, "pres_de_chez_vous"))
        lines.append(draw(orientation.nearer, contacts[orientation.nearer.id], guide.phrases, now, brief=brief))
    return "\n".join(lines)


def _closed(here: Visit, shown: tuple[Orientation, ...]) -> list[str]:
    """Say what to do until the first number opens again."""
    first = next((each.card for each in shown if each.card and each.card.phone), None)
    if first is None or first.open_now is not False:
        return []
    return [phrase(here, "en_attendant")]


def _elsewhere(here: Visit) -> list[str]:
    """Say that only national contacts are known where the place is outside of the region."""
    insee = deciding_place(here.facts)
    commune = here.guide.gazetteer.commune(insee) if insee else None
    return [phrase(here, "hors_region")] if commune and not commune.home else []


def _exempted(here: Visit, outcome: Outcome, known: Values) -> list[str]:
    """Say that the law sometimes allows a difference like this one, where an answer touches such a case."""
    if outcome.kind not in CLAIMED or not here.guide.exemption_rules.holding(known):
        return []
    return [phrase(here, "difference_parfois_permise")]


def _for_somebody_else(here: Visit) -> list[str]:
    """Say who may act for whom, to who asks for somebody else."""
    role = here.facts.role
    return [phrase(here, f"role_{role}")] if role != "self" else []


def _limit(here: Visit, known: Values) -> str:
    """Return the shortest limit; where it may be over, say so, and the next one that may still run."""
    found = [limit for _name, limit in limits(here.guide, known)]
    ending = phrase(here, "ddd_n_arrete_pas")
    if not found:
        return f"{phrase(here, 'delai_inconnu')}\n{ending}"
    lines = [f"{phrase(here, 'delai_court')} {found[0].text}"]
    elapsed = ELAPSED.get(here.facts.when or "", 0)
    if elapsed and found[0].days and found[0].days <= elapsed:
        lines.append(phrase(here, "delai_peut_etre_passe"))
        lines += [f"• {limit.text}" for limit in found if limit.days and limit.days > elapsed][:1]
    return "\n".join([*lines, ending])


def _keep(here: Visit, known: Values) -> str:
    found = to_keep(here.guide, known)[:KEPT]
    return "\n".join([phrase(here, "a_garder"), *(f"• {each.text}" for _name, each in found)]) if found else ""


def _copies(here: Visit, shown: tuple[Orientation, ...]) -> list[Link]:
    """Return the buttons that copy a number, since a Telegram button cannot dial."""
    phones = dict.fromkeys(each.card.phone for each in shown if each.card and each.card.phone)
    return [copy_link(here, phone) for phone in phones]


def copy_link(here: Visit, phone: str) -> Link:
    """Return a button that copies a number."""
    return Link(phrase(here, "bouton_copier").fill(numero=phone), copy=phone[:COPY_LIMIT], role="choice")
