"""A contact for the telephone's address book (vCard 3.0, which every telephone reads), only when the person asks for it."""

from bot.core.knowledge import Contact
from bot.core.text import Text
from bot.core.view import Card, Document

VCF = "text/vcard"
NAME = "document.vcf"
#: RFC 2426: a line holds 75 bytes, then goes on after a space.
LINE = 75


def make_card(card: Card, contact: Contact, unsure: Text) -> Document:
    """Return the contact as a file. Beside a number its written way stands in the note, and `unsure` where unverified."""
    notes = [card.alternative, str(unsure) if card.status != "actif" and not contact.critique else None]
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(card.title)}", f"N:{_escaped(card.title)};;;;"]
    if card.phone:
        lines.append(f"TEL;TYPE=WORK,VOICE:{card.phone.replace(' ', '')}")
    if contact.courriel:
        lines.append(f"EMAIL;TYPE=INTERNET:{_escaped(contact.courriel)}")
    if card.url:
        lines.append(f"URL:{card.url}")
    if contact.adresse:
        parts = ("", "", contact.adresse, contact.commune or "", "", contact.code_postal or "", "France")
        lines.append(f"ADR;TYPE=WORK:{';'.join(map(_escaped, parts))}")
    if any(notes):
        lines.append(f"NOTE:{_escaped(' '.join(note for note in notes if note))}")
    lines.append("END:VCARD")
    return Document(NAME, VCF, "".join(_folded(line) for line in lines).encode())


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return the line cut at 75 bytes, never inside a character."""
    rows, row = [], ""
    for sign in line:
        if len((row + sign).encode()) > LINE:
            rows.append(row)
            row = " "
        row += sign
    return "\r\n".join([*rows, row]) + "\r\n"
