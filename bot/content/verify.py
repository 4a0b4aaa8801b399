"""« Je viens de vérifier cette fiche » : writes the date and the name in one contact, and nothing else.

An edit of the text, not a dump of the data: comments, order, quotes and line ends stay as they are. The result is read
again and compared before anything is written, so that an edit that would change something else is refused.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from bot.content.problems import ContentError, did_you_mean
from bot.content.source import Value, parse

BOM = "\ufeff"
#: What somebody who verified can be reached by: without any, a name stays a name to be completed.
WAYS = ("telephone", "sms", "courriel", "site_web", "adresse")


class UnknownContactError(LookupError):
    """No readable file holds this contact; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was written: the file, and whether the contact is shown as certain from now on."""

    file: Path
    active: bool
    hours_to_verify: bool


def verify(folder: Path, ident: str, today: date, by: str) -> Verified:
    """Write that `by` verified a contact today, in the file of knowledge/ that holds it.

    Raises UnknownContactError where no file holds it, ContentError where its file cannot be read, ValueError where the
    contact is closed or the edit would change anything else.
    """
    path, raw = _find(folder, ident)
    edited = verified(raw, ident, today, by)
    _replace(path, edited)
    entry = _entry(parse(edited, path.name).value, ident)
    hours = "horaires_accueil" in entry and entry.get("horaires_statut") == "a_verifier"
    return Verified(path, active=_reachable(entry), hours_to_verify=hours)


def verified(raw: bytes, ident: str, today: date, by: str) -> bytes:
    """Return the bytes of a file with one contact verified; everything else in it is the same.

    Where somebody had written a doubt (`statut: a_verifier`), the verification answers it: that word becomes `actif`.
    """
    before = parse(raw, ident).value
    entry = _entry(before, ident)
    if entry.get("statut") == "ferme":
        message = f"La fiche « {ident} » est fermée (statut: ferme). Écrivez d'abord « statut: a_verifier »."
        raise ValueError(message)
    wanted = {"verifie_le": today.isoformat(), "verifie_par": " ".join(by.split())}
    if entry.get("statut") == "a_verifier" and _reachable(entry):
        wanted = {"statut": "actif", **wanted}
    text = raw.decode("utf-8")
    edited = _edit(text, ident, wanted).encode("utf-8")
    after = parse(edited, ident).value
    _entry(before, ident).update(wanted)
    if after != before:  # a form of YAML that this edit does not know: nothing is written
        message = f"La fiche « {ident} » est écrite d'une façon que cette commande ne sait pas modifier. Modifiez-la à la main."
        raise ValueError(message)
    return edited


def _reachable(entry: Mapping[str, Value]) -> bool:
    return any(entry.get(way) for way in WAYS)


def _find(folder: Path, ident: str) -> tuple[Path, bytes]:
    known: set[str] = set()
    for path in sorted(folder.rglob("*.yaml")):
        raw = path.read_bytes()
        with contextlib.suppress(ContentError):  # another file's mistakes keep nobody from verifying this contact
            contacts = parse(raw, path.name).value.get("contacts")
            names = set(contacts) if isinstance(contacts, dict) else set()
            if ident in names:
                return path, raw
            known |= names
    message = f"Aucune fiche ne s'appelle « {ident} ». {did_you_mean(ident, known)}"
    raise UnknownContactError(message)


def _entry(value: Mapping[str, Value], ident: str) -> dict[str, Value]:
    contacts = value.get("contacts")
    entry = contacts.get(ident) if isinstance(contacts, dict) else None
    if not isinstance(entry, dict):
        message = f"Aucune fiche ne s'appelle « {ident} » dans ce fichier."
        raise UnknownContactError(message)
    return entry


def _edit(text: str, ident: str, wanted: Mapping[str, str]) -> str:
    """Return the text with the values replaced where they stand, or added after the status; the last change first."""
    body = text.removeprefix(BOM)
    base, part = _part(body, ident)
    return text[: len(text) - len(body)] + body[:base] + _edit_part(part, ident, wanted) + body[base + len(part) :]


def _part(body: str, ident: str) -> tuple[int, str]:
    """Return where the contact's own lines start, and these lines; the whole file where it is not written on its own."""
    lines = parse(body.encode("utf-8"), ident).lines
    starts = sorted(line for where, line in lines.items() if len(where) == 1 or len(where) == 2)  # noqa: PLR2004 - sections and entries
    first = lines["contacts", ident]
    if starts.count(first) != 1 or starts.index(first) == 0:
        return 0, body
    ends = [line for line in starts if line > first]
    written = body.splitlines(keepends=True)
    before = sum(len(line) for line in written[: first - 1])
    return before, "".join(written[first - 1 : ends[0] - 1 if ends else None])


def _edit_part(body: str, ident: str, wanted: Mapping[str, str]) -> str:
    # Nodes carry the place of each value; the reader has refused anchors, depth and size before.
    root = yaml.compose(body, Loader=yaml.CSafeLoader)
    entry = _child(root if _has(root, ident) else _child(root, "contacts"), ident)
    pairs = {key.value: (key, value) for key, value in entry.value}
    changes: list[tuple[int, int, str]] = []
    anchor = "statut" if "statut" in pairs else next(reversed(pairs))
    added = ""
    for name, value in wanted.items():
        if name not in pairs:
            added += _line(body, entry, pairs[anchor], name, value)
            continue
        if added:
            changes.append((*_after(body, entry, pairs[anchor]), added))
            added = ""
        anchor = name
        _key, node = pairs[name]
        if node.value == value:
            continue
        if node.start_mark.index == node.end_mark.index:
            end = _end(body, pairs[name])
            changes.append((end, end, f" {_quoted(value, node.style)}"))
        else:
            changes.append((node.start_mark.index, node.end_mark.index, _quoted(value, node.style)))
    if added:
        changes.append((*_after(body, entry, pairs[anchor]), added))
    for _number, (start, end, new) in sorted(enumerate(changes), key=lambda one: (one[1][0], one[0]), reverse=True):
        body = body[:start] + new + body[end:]
    return body


def _has(node: yaml.Node | None, name: str) -> bool:
    return isinstance(node, yaml.MappingNode) and any(key.value == name for key, _value in node.value)


def _child(node: yaml.Node | None, name: str) -> yaml.MappingNode:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    found = next((value for key, value in pairs if key.value == name), None)
    if not isinstance(found, yaml.MappingNode):
        raise UnknownContactError(name)
    return found


def _end(body: str, pair: tuple[yaml.Node, yaml.Node]) -> int:
    """Return where a value ends; of an empty one, right behind its colon (the parser puts it where the next key starts)."""
    key, node = pair
    if node.start_mark.index == node.end_mark.index:
        return body.index(":", key.end_mark.index) + 1
    return int(node.end_mark.index)


def _line(body: str, entry: yaml.MappingNode, pair: tuple[yaml.Node, yaml.Node], name: str, value: str) -> str:
    """Return a new key, on a line of its own that is like the one it follows, or within the braces of a short form."""
    key, node = pair
    written = f"{name}: {_quoted(value, getattr(node, 'style', None))}"
    if entry.flow_style:
        return f", {written}"
    end = body.find("\n", _end(body, pair))
    newline = "\r\n" if body[max(end - 1, 0) : end] == "\r" or (end < 0 and "\r\n" in body) else "\n"
    return f"{newline}{' ' * key.start_mark.column}{written}"


def _after(body: str, entry: yaml.MappingNode, pair: tuple[yaml.Node, yaml.Node]) -> tuple[int, int]:
    """Return where a new key goes: behind the value, or at the end of its line, behind its comment."""
    end = _end(body, pair)
    if not entry.flow_style:
        line_end = body.find("\n", end)
        end = len(body) if line_end < 0 else line_end - (body[line_end - 1] == "\r")
    return end, end


def _quoted(value: str, style: str | None) -> str:
    """Return a value as its neighbours are written; what is no plain word is always quoted."""
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and value.replace("-", "").isalnum() and value.isascii():
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _replace(path: Path, raw: bytes) -> None:
    """Write a file at once: who reads it meanwhile (the running bot) sees the old one or the new one, never a half."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
