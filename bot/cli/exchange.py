"""Contacts and jurisdictions from official files, and to data·inclusion."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.common import CONTENT, DONE, print_json, say
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.content.load import Content
    from bot.core.places import Gazetteer


def content_of(settings: Settings) -> "tuple[Content, Gazetteer]":
    """Return what the folders hold, read but not checked: these tools help to mend it."""
    from bot.app import gazetteer
    from bot.content.load import load

    return load(settings.flows, settings.knowledge), gazetteer(settings.knowledge / "communes")


def bring(options: argparse.Namespace, settings: Settings) -> int:
    """Read an official file and write what it becomes here; what changes and what was left out is said."""
    content, places = content_of(settings)
    if options.format == "juridictions":
        from bot.content.jurisdictions import import_jurisdictions

        found = import_jurisdictions(options.files[0].read_bytes(), options.files[0].name, places)
        for insee, before, after in found.changes:
            say(f"{insee} : {before} → {after}")
        say(f"{len(found.changes)} commune(s) changent, {len(found.missing)} manquent, {len(found.unknown)} inconnues.")
        _write(options.out, found.text)
        return CONTENT if found.missing else DONE
    from bot.content.inclusion import import_inclusion

    records = [json.loads(path.read_text(encoding="utf-8")) for path in options.files]
    merged = [row for each in records for row in (_rows(each) if isinstance(each, dict) else each)]
    services = [row for row in merged if "structure_id" in row]
    structures = [row for row in merged if "structure_id" not in row]
    brought = import_inclusion(structures, services, content.knowledge.contacts, places)
    for why, count in brought.left_out.items():
        say(f"{count} structure(s) laissée(s) : {why}.")
    say(f"{len(brought.contacts)} fiche(s), toutes « à vérifier ».")
    _write(
        options.out,
        json.dumps(brought.contacts, ensure_ascii=False, indent=2) if options.json else _yaml(brought.contacts),
    )
    return DONE


def _rows(document: Mapping[str, Any]) -> list[Any]:
    return [row for part in document.values() if isinstance(part, list) for row in part]


def _yaml(contacts: Mapping[str, Mapping[str, Any]]) -> str:
    """Write contacts as this project writes them: every text in straight quotes, so that JSON's are YAML's."""
    lines = [
        "# Importé de data·inclusion : à vérifier, puis à tenir ici, à la main.",
        "contacts:" if contacts else "contacts: {}",
    ]
    for ident, entry in contacts.items():
        lines.append(f"  {ident}:")
        lines += [f"    {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()]
    return "\n".join(lines) + "\n"


def _write(path: Path | None, text: str) -> None:
    if path is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    else:
        path.write_text(text, encoding="utf-8", newline="\n")
        say(f"Écrit dans {path}.")


def send(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the contacts as data·inclusion v1."""
    from bot.content.inclusion import export

    content, places = content_of(settings)
    print_json(export(content.knowledge, places))
    return DONE
