"""The communes that a sentence names, written right after à, de, sur or vers: « on m'a refusé un appartement à Denain »."""

from collections.abc import Iterator

from bot.core.placeindex import Form
from bot.core.places import CERTAIN, DOUBTFUL, Match, matches_of
from bot.core.placewords import AROUND, MENTIONED, ORDINARY
from bot.core.spelling import bare, words
from bot.core.territory import HOME, Gazetteer

#: The words before a place, with the article that they swallow: « au Quesnoy » is Le Quesnoy.
_BEFORE = {
    "a": (), "de": (), "d": (), "sur": (), "vers": (), "au": ("le",), "du": ("le",), "aux": ("les",),
    "in": (), "em": (), "w": (),  # English and Romanian, Portuguese, Polish
}  # fmt: skip
#: What stands before a place where somebody lives or comes from: nothing happened there yet.
_OF_ONESELF = frozenset({
    "domicilie", "domiciliee", "habitais", "habitait", "habitant", "habite", "habitent", "habitons", "loge", "ne", "nee",
    "originaire", "originaires", "reside", "vecu", "venu", "venue", "viens", "vient", "vis", "vit", "vivais", "vivons",
})  # fmt: skip
_LETTERS, _WORDS, _TEXT, _MOST = 5, 6, 2000, 5
#: From how many inhabitants a place of the region is heard in four letters (Lens, Laon), and one outside of it in a
#: sentence without its capital.
_TOWN, _KNOWN = 20_000, 2_000


def exact_mentions(gazetteer: Gazetteer, text: str) -> list[Match]:
    """Return the communes that a sentence names: exactly, after à, de, sur or vers; homonyms under CERTAIN."""
    found: dict[str, Match] = {}
    for _before, named in _mentions(gazetteer, text):
        for match in named:
            found.setdefault(match.insee, match)
    return list(found.values())[:_MOST]


def told_commune(gazetteer: Gazetteer, text: str) -> Match | None:
    """Return the commune of the region where a story says that it happened, for the person to confirm.

    None where it names several, a homonym, a place elsewhere, or only where somebody lives or comes from.
    """
    found = {
        match.insee: match
        for before, named in _mentions(gazetteer, text)
        if before not in _OF_ONESELF
        for match in named
    }
    if len(found) != 1:
        return None
    (only,) = found.values()
    return only if only.score >= CERTAIN and only.department in HOME else None


def _mentions(gazetteer: Gazetteer, text: str) -> Iterator[tuple[str, list[Match]]]:
    """Yield the communes of each name, the longest that stands there, with the word before « à »."""
    of = words(text, _TEXT)
    place = 0
    while place < len(of):
        article = _BEFORE.get(of[place])
        place += 1
        if article is None:
            continue
        for length in range(min(_WORDS, len(of) - place), 0, -1):
            forms = _named(gazetteer, article + of[place : place + length], text)
            if forms:
                score = 100.0 if len(forms) == 1 else float(DOUBTFUL)
                yield of[place - 2] if place > 1 else "", matches_of(gazetteer, [(form, score) for form in forms])
                place += length
                break


def _named(gazetteer: Gazetteer, gram: tuple[str, ...], text: str) -> list[Form]:
    name = "".join(gram)
    if len(name) < _LETTERS - 1:
        return []
    word = set(bare(gram)) <= ORDINARY | AROUND | MENTIONED
    # A place that is also a word ("de change", "à l'école"), or a hamlet far away, must at least stand as on the map.
    return [
        form
        for form in gazetteer.index.exact(name)
        if not form.short
        and "".join(words(form.entry.name)) == name
        and (len(name) >= _LETTERS or (form.entry.home and form.entry.population >= _TOWN))
        and (form.entry.name in text or (not word and (form.entry.home or form.entry.population >= _KNOWN)))
    ]
