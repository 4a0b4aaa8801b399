"""Answers → a letter as a value: who writes, to whom, what about, and where the blanks are. Set in type elsewhere."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.contacts import competent, reachable, status
from bot.core.facts import Facts, Values
from bot.core.guide import Guide
from bot.core.hours import PARIS
from bot.core.knowledge import Contact
from bot.core.letters import Part, WrittenLetter
from bot.core.orientation import NO_PLACE, situation
from bot.core.places import specificity
from bot.core.text import plain
from bot.core.tongue import written
from bot.core.view import Outcome

_YEAR = re.compile(r"\d{4}")
_MARK = re.compile(r"\{([a-z_]+)\}|\[([^\[\]{}\n]+)\]")


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that the person fills by hand; the label says with what."""

    label: str


#: Words and blanks, in reading order; a line break is a `\\n` inside the words.
Line = tuple[str | Blank, ...]
#: What stands in each slot of `bot.core.letters.SLOTS`.
Filling = Mapping[str, str | Blank]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the letter as it is printed; `rules` counts the lines to write on."""

    title: Line = ()
    paragraphs: tuple[Line, ...] = ()
    items: tuple[Line, ...] = ()
    rules: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter without its typography. `notes` are said beside it and never printed on it."""

    sender: tuple[Line, ...]
    addressee: tuple[Line, ...]
    dated: Line
    subject: Line
    blocks: tuple[Block, ...]
    signature: Line
    joined: tuple[Block, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter that fits the situation; `purpose` says what it is for; `before` is to be said on the screen before it."""

    id: str
    label: str
    purpose: str
    before: str | None


def letters_for(guide: Guide, known: Values) -> list[Offer]:
    """Return the letters that fit what is known (see `situation`), the most useful first."""
    found = ((name, guide.knowledge.letters[name]) for name in guide.letter_rules.holding(known))
    return [Offer(name, letter.label, letter.purpose, letter.before) for name, letter in found]


def compose(guide: Guide, name: str, facts: Facts, outcome: Outcome, now: datetime, recall: str = "") -> Sheet:  # noqa: PLR0913, PLR0917 - each is one thing that the letter depends on
    """Return the letter of this id filled from the answers; raise KeyError where there is none.

    `recall` is the person's aide-mémoire, printed word for word where the template leaves room for it.
    """
    reader, guide = guide, written(guide)  # its addressee reads French; what is said beside it, the person reads
    letter, phrases = guide.knowledge.letters[name], guide.phrases
    known = situation(guide, facts, outcome)
    values = _values(guide, letter, facts, known)
    contact = _contact(guide, letter, known, now)
    join = tuple(_line(text, values) for text in letter.join)
    return Sheet(
        sender=tuple(_lines(phrases["lettre_expediteur"], values)) if letter.sender else (),
        addressee=tuple(_address(contact, named=letter.named) if contact else _lines(letter.addressee or "", values)),
        dated=_line(phrases["lettre_fait_a"], values),
        subject=_line(letter.subject, values),
        blocks=tuple(_block(guide, part, values, recall) for part in letter.parts if _fits(part, known, values)),
        signature=_line(letter.signature, values),
        joined=(Block(title=(str(phrases["lettre_pieces"]),), items=join),) if join else (),
        notes=tuple(_notes(reader, reader.knowledge.letters[name], _contact(reader, letter, known, now), now)),
    )


def as_text(sheet: Sheet) -> str:
    """Return the letter as text to copy: blanks stand in brackets, lines to write on are left out."""
    heads = ("\n".join(map(_said, lines)) for lines in (sheet.sender, sheet.addressee))
    blocks = (part for block in sheet.blocks for part in _block_text(block))
    joined = (part for block in sheet.joined for part in _block_text(block))
    parts = [*heads, _said(sheet.dated), _said(sheet.subject), *blocks, _said(sheet.signature), *joined]
    return "\n\n".join(part for part in parts if part.strip())


def _block_text(block: Block) -> Iterator[str]:
    """Yield the paragraphs of a block; a heading keeps its first paragraph or its list below it."""
    parts = [_said(each) for each in block.paragraphs]
    if block.items:
        parts.append("\n".join(f"• {_said(item)}" for item in block.items))
    if block.title:
        parts[:1] = ["\n".join([_said(block.title), *parts[:1]])]
    return iter(parts)


def _said(line: Line) -> str:
    return "".join(f"[{run.label}]" if isinstance(run, Blank) else run for run in line)


def _values(guide: Guide, letter: WrittenLetter, facts: Facts, known: Values) -> Filling:
    """Return what is known for each slot, and a blank for what is not."""
    knowledge, phrases = guide.knowledge, guide.phrases
    town = guide.gazetteer.commune(facts.facts_insee) if facts.facts_insee not in {None, NO_PLACE} else None
    domain, treatment = knowledge.domains.get(facts.domain or ""), knowledge.treatments.get(facts.treatment or "")
    reasons = [knowledge.criteria[each].label for each in facts.criteria if each in knowledge.criteria]
    articles = [each.text for each in letter.articles if each.trust == "verified" and each.when.holds(known)]
    found = {
        "lieu": town.name if town else None,
        "tribunal": town.tribunal if town else None,
        "domaine": domain.label if domain else None,
        "traitement": treatment.label[:1].lower() + treatment.label[1:] if treatment else None,
        "raisons": " ; ".join(reasons),
        "articles": " ; ".join(articles),
    }
    return {name: str(value) if value else Blank(phrases[f"lettre_case_{name}"]) for name, value in found.items()}


def _line(text: str, values: Filling) -> Line:
    """Split a template into words and blanks; a value is words whatever it holds, so a bracket in it stays a bracket."""
    runs: list[str | Blank] = []
    at = 0
    for mark in _MARK.finditer(text := plain(text)):
        slot, blank = mark.groups()
        runs += [text[at : mark.start()], Blank(blank) if blank else values[slot]]
        at = mark.end()
    return tuple(run for run in (*runs, text[at:]) if run)


def _lines(text: str, values: Filling) -> Iterator[Line]:
    return (_line(each, values) for each in text.splitlines() if each.strip())


def _paragraphs(text: str, values: Filling) -> Iterator[Line]:
    return (_line(each.strip("\n"), values) for each in text.split("\n\n") if each.strip())


def _fits(part: Part, known: Values, values: Filling) -> bool:
    """Say whether a part is printed: its condition holds, and it names articles only where some are verified."""
    return part.when.holds(known) and not ("{articles}" in (part.text or "") and isinstance(values["articles"], Blank))


def _block(guide: Guide, part: Part, values: Filling, recall: str) -> Block:
    story = recall.strip() if part.story else ""
    paragraphs = list(_paragraphs(part.text, values)) if part.text else []
    if part.story:
        told = [(each.strip("\n"),) for each in story.split("\n\n") if each.strip()]
        paragraphs += told or [_line(guide.phrases["lettre_racontez"], values)]
    return Block(
        title=_line(part.title, values) if part.title else (),
        paragraphs=tuple(paragraphs),
        items=tuple(_line(each, values) for each in part.items),
        rules=0 if story else part.lines,
    )


def _contact(guide: Guide, letter: WrittenLetter, known: Values, now: datetime) -> Contact | None:
    """Return the competent contact to write to: the first with an address behind the letter's door."""
    if letter.door is None:
        return None
    where = known.get("lieu", frozenset()) | {"france"}
    behind = competent(guide.knowledge.contacts, letter.door, where, known, specificity, now)
    return next(
        (each for name, each, _zone in behind if name.startswith(letter.cards) and reachable(each) and each.adresse),
        None,
    )


def _address(contact: Contact, *, named: bool) -> Iterator[Line]:
    town = " ".join(part for part in (contact.code_postal, contact.commune) if part)
    return ((str(text),) for text in (contact.nom if named else None, contact.adresse, town) if text)


def _notes(guide: Guide, letter: WrittenLetter, contact: Contact | None, now: datetime) -> Iterator[str]:
    phrases = guide.phrases
    if contact is None and letter.door:
        yield phrases["lettre_adresse_inconnue"]
        if (door := guide.knowledge.doors[letter.door]).look_for:
            yield " ".join(door.look_for.splitlines())
    elif contact and not contact.critique and status(contact, now.astimezone(PARIS).date()) != "actif":
        year = _YEAR.match(contact.date_source)
        words = phrases["lettre_adresse_a_verifier" if year else "lettre_adresse_a_verifier_sans_date"]
        yield words.fill(annee=year[0] if year else "")
    if contact and not contact.critique:
        yield from (str(text) for text in (contact.presentation, contact.reserve) if text)
    yield from (letter.advice or "").splitlines()
    if letter.trust != "verified":
        yield phrases["lettre_a_relire"]
