"""Saying « tu »: the same content in the form for who is under eighteen, made once when the guide is made.

An entry carries its other form in `tu`, beside the sentence that it replaces; a phrase carries it under the same name with
`_mineur`. So nothing that draws a screen asks who reads it.
"""

from typing import TypeVar, cast

from bot.core.flow import Entry

MINOR = "_mineur"
#: What holds no sentence: most values.
PLAIN = frozenset({str, int, float, bool, type(None)})

Content = TypeVar("Content")


def informal(content: Content, french: tuple[Content, Content] | None = None) -> Content:
    """Return an entry, or a mapping or tuple of entries, with every sentence in its « tu » form where it has one.

    `french` is the content that this is a translation of, and its « tu » form: where these are the same, there is none here.
    """
    return cast("Content", _told(content, *(french or (None, content))))


def _told(value: object, formal: object, familiar: object) -> object:
    """Return the « tu » form of a value; `formal` and `familiar` are the two French forms, one and the same where nothing changes."""
    if formal is familiar or type(value) in PLAIN:
        return value
    if isinstance(value, Entry):
        return _entry(value, formal, familiar)
    if isinstance(value, dict):
        before, after = (each if isinstance(each, dict) else {} for each in (formal, familiar))
        told = {name: _told(each, before.get(name), after.get(name, each)) for name, each in value.items()}
        told |= {name: told[name + MINOR] for name in value if name + MINOR in value}
        return value if all(told[name] is value[name] for name in value) else told
    if isinstance(value, tuple):
        pairs = zip(formal, familiar, strict=True) if isinstance(formal, tuple) and isinstance(familiar, tuple) else ()
        both = list(pairs) or [(None, value)] * len(value)
        items = tuple(_told(each, *two) for each, two in zip(value, both, strict=True))
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value


def _entry(entry: Entry, formal: object, familiar: object) -> Entry:
    aliases = {field.alias or name: name for name, field in type(entry).model_fields.items()}
    changed: dict[str, object] = {aliases[key]: text for key, text in entry.tu.items()}
    for name in type(entry).model_fields:
        old = getattr(entry, name)
        if name in changed or name == "tu":
            continue
        new = _told(old, getattr(formal, name, None), getattr(familiar, name, old))
        if new is not old:
            changed[name] = new
    return entry.model_copy(update=changed) if changed else entry
