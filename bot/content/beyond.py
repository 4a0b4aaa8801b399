"""What else is wrong in contacts that can't be accepted as written: said at once, rather than at the next check.

A contact with a key too many or a value that is none is read again without these, only to look at the rest of it: its
doors, its zones, its days and hours. What would be said of a part that was left out is not.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from bot.content.check import check, references
from bot.content.check_contacts import check_contacts
from bot.content.explain import place_in_file
from bot.content.load import Content, join, read_all
from bot.content.problems import Problem
from bot.content.source import Source, Value
from bot.core.knowledge import Knowledge
from bot.core.places import Gazetteer

#: What is said of a contact whatever else it lacks.
BY_ITSELF = frozenset({
    "pour", "zone_eligibilite", "horaires_accueil", "verifie_le", "date_source", "fermeture_temporaire", "repli", "code_insee",
})  # fmt: skip
#: What stands for a text that is missing, while the rest is looked at.
FILLED: Mapping[str, str] = {"nom": "-", "source": "-", "date_source": "2019"}
CONTACTS = "contacts"


def every_problem(
    flows: Path, knowledge: Path, gazetteer: Gazetteer, today: date
) -> tuple[list[Problem], Content | None]:
    """Return all that is wrong or doubtful, in the order of the files, and the content where it could be read whole."""
    found: list[Problem] = []
    content = read_all(flows, knowledge, found)
    if not found:
        return check(content, gazetteer, today), content
    return sorted({*found, *beyond(content.sources[1], gazetteer, today)}), None


def beyond(sources: tuple[Source, ...], gazetteer: Gazetteer, today: date) -> list[Problem]:
    """Return what is wrong in the contacts of the files that the models refuse, beside what they refuse."""
    files = {source.file for source in sources if _refused(source.value)}
    if not files:
        return []
    read = [
        Source(source.file, _mended(source.value), source.lines) if source.file in files else source
        for source in sources
    ]
    content = join((), read, [])
    found = (*references(content), *check_contacts(content, gazetteer, today))
    return [each for each in found if each.file in files and _alone(each)]


def _alone(problem: Problem) -> bool:
    parts = problem.where.split(".")
    return len(parts) > 2 and parts[0] == CONTACTS and parts[2] in BY_ITSELF  # noqa: PLR2004 - contacts, id, key


def _refused(value: Mapping[str, Value]) -> bool:
    return next(_errors(value), None) is not None


def _errors(value: Mapping[str, Value]) -> Iterator[tuple[tuple[int | str, ...], str, str]]:
    """Yield what the models refuse: where in the file, the key that it is about, and why."""
    try:
        Knowledge.model_validate(value)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            yield place_in_file(each["loc"], value), str(each["loc"][-1]) if each["loc"] else "", each["type"]


def _mended(value: Mapping[str, Value]) -> dict[str, Value]:
    """Return the contacts of a file without what the models refuse; a contact that stays refused is left out."""
    contacts = value.get(CONTACTS)
    kept: dict[str, Value] = {CONTACTS: deepcopy(contacts) if isinstance(contacts, dict) else {}}
    for _ in range(3):  # what is taken away may be missing then
        errors = list(_errors(kept))
        if not errors:
            return kept
        for where, key, kind in errors:
            _mend(kept, where, key, kind)
    refused = {where[1] for where, _key, _kind in _errors(kept) if len(where) > 1}
    entries = kept[CONTACTS]
    return (
        {CONTACTS: {name: each for name, each in entries.items() if name not in refused}}
        if isinstance(entries, dict)
        else {}
    )


def _mend(value: dict[str, Value], where: tuple[int | str, ...], key: str, kind: str) -> None:
    entries = value[CONTACTS]
    entry = entries.get(str(where[1])) if isinstance(entries, dict) and len(where) > 1 else None
    if not isinstance(entry, dict):
        return
    if kind == "missing" and key in FILLED:
        entry[key] = FILLED[key]
    elif len(where) > 2:  # noqa: PLR2004 - contacts, id, key
        entry.pop(str(where[2]), None)
