"""Saying « tu »: the same content in the form for who is under eighteen, made once when the guide is made.

An entry carries its other form in `tu`, beside the sentence that it replaces; a phrase carries it under the same name with
`_mineur`. So nothing that draws a screen asks who reads it.
"""

from collections.abc import Mapping
from typing import TypeVar, cast

from bot.core.flow import Entry

MINOR = "_mineur"

Content = TypeVar("Content")


def informal(content: Content) -> Content:
    """Return an entry, or a mapping or tuple of entries, with every sentence in its « tu » form where it has one."""
    return cast("Content", _told(content))


def _told(value: object) -> object:
    if isinstance(value, Entry):
        return _entry(value)
    if isinstance(value, Mapping):
        told = {name: _told(each) for name, each in value.items()}
        told |= {name: told[name + MINOR] for name in value if name + MINOR in value}
        return value if all(told[name] is value[name] for name in value) else told
    if isinstance(value, tuple):
        items = tuple(_told(each) for each in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value


def _entry(entry: Entry) -> Entry:
    aliases = {field.alias or name: name for name, field in type(entry).model_fields.items()}
    changed: dict[str, object] = {aliases[key]: text for key, text in entry.tu.items()}
    for name in type(entry).model_fields:
        old = getattr(entry, name)
        if name not in changed and name != "tu" and (new := _told(old)) is not old:
            changed[name] = new
    return entry.model_copy(update=changed) if changed else entry
