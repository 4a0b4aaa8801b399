"""What a typed place may mean, and when one may be sure of it. The traps are in the tests: condé, boulogne, rue, oui."""

from dataclasses import dataclass

from bot.core.placeindex import ENOUGH, Form, renown
from bot.core.placewords import AFTER, AROUND, ORDINARY
from bot.core.spelling import in_letters, key, respelt, sound, words
from bot.core.territory import HOME, KINDS, Alias, Commune, Gazetteer, Names, department_of, specificity

__all__ = [
    "CERTAIN",
    "DOUBTFUL",
    "HOME",
    "KINDS",
    "PROPOSED",
    "Alias",
    "Commune",
    "Gazetteer",
    "Match",
    "Names",
    "certain",
    "department_of",
    "matches_of",
    "search",
    "specificity",
    "warm",
]

#: From here a match is taken without asking; from PROPOSED it is proposed as a button; below, one asks again.
CERTAIN, PROPOSED = 96, 75
#: The highest score of what needs a tap: a homonym, a misspelling, the short form of a longer name.
DOUBTFUL = 95
#: Nothing under this score is returned.
_LEAST = 64
_EXACT_ONLY = 3
#: Likeness of a full name written right, of the short form of a longer one; what a near name must reach to be a rival.
_RIGHT, _SHORT, _ALMOST = 100.0, 97.0, 82.0
#: The score of a short form that a postal code or a département makes clear.
_TOLD = 97.0
#: From how many inhabitants a place of the region may be meant by a hamlet's name, a place elsewhere by its short form,
#: and how many times larger than the hamlet it must be.
_TOWN, _FAMOUS, _LARGER = 5_000, 20_000, 10
#: What a place loses for being little known (by point of renown), and for being outside the region.
_UNKNOWN, _AWAY = 1.6, 8.0
#: No name has more words.
_NAME_WORDS = 6

_REGIONS = frozenset({"hautsdefrance", "nordpasdecalais", "picardie"})


@dataclass(frozen=True, slots=True)
class Match:
    """A commune that a text may mean: `matched` is the name that answered (Lomme for Lille), `score` goes to 100."""

    insee: str
    name: str
    matched: str
    postcodes: tuple[str, ...]
    department: str
    epci: str | None
    score: int


@dataclass(frozen=True, slots=True)
class _Query:
    """A typed place read apart: the words of its name, other readings of them, and what was said beside it."""

    name: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    postcodes: tuple[str, ...] = ()
    departments: frozenset[str] = frozenset()

    @property
    def hinted(self) -> bool:
        return bool(self.postcodes or self.departments)

    def fits(self, commune: Commune, by_postcode: frozenset[str]) -> bool:
        """Say whether the postal code or the département typed beside the name agrees with the commune."""
        return commune.insee in by_postcode or commune.department in self.departments


def warm(gazetteer: Gazetteer) -> None:
    """Make the search's indexes now rather than at the first search: for a bot that starts, not for a command."""
    search(gazetteer, "59000")
    gazetteer.index.warm()


def search(gazetteer: Gazetteer, text: str, limit: int = 5) -> list[Match]:
    """Return the communes that a typed text may mean, best first: the region's before the others, then the larger."""
    if insee := not text.isascii() and gazetteer.elsewhere.get(in_letters(text)):
        return [_match(gazetteer.communes[insee], text.strip(), DOUBTFUL)]  # Arabic has no one way to write « Lille »
    query = _read(gazetteer, text)
    if not query.name:
        return _by_postcode(gazetteer, query.postcodes)[:limit]
    scored = _settle(gazetteer, query, _candidates(gazetteer, query))
    if len(query.name) > 2 and not any(score >= PROPOSED for _, score in scored):  # noqa: PLR2004 - a sentence
        scored.extend((form, 84.0) for form in _inside(gazetteer, query.name))
    return matches_of(gazetteer, scored)[:limit]


def certain(matches: list[Match]) -> Match | None:
    """Return the match that may be taken without asking: written right, and no homonym or better-known town beside."""
    return matches[0] if matches and matches[0].score >= CERTAIN else None


def _read(gazetteer: Gazetteer, text: str) -> _Query:
    of = words(text)
    if gazetteer.index.exact(key(of)):
        return _Query(of)
    postcodes = tuple(word for word in of if len(word) == 5 and word.isdigit())  # noqa: PLR2004 - a French postal code
    rest = tuple(word for word in of if word not in postcodes)
    departments = {department_of(code) for code in postcodes}
    if not gazetteer.index.exact(key(rest)):
        departments |= {word.upper() for word in rest if word.upper() in gazetteer.names.departments}
        rest = tuple(word for word in rest if not any(letter.isdigit() for letter in word))
    while len(rest) > 1 and rest[0] in AROUND and not _stands(gazetteer, rest):
        rest = rest[1:]
    while len(rest) > 1 and rest[-1] in AFTER and not _stands(gazetteer, rest):
        rest = rest[:-1]
    named, name = _without_department(gazetteer, rest)
    others = {other for other in (respelt(name), rest) if other and other != name}
    return _Query(name, tuple(others), postcodes, frozenset(departments | named))


def _stands(gazetteer: Gazetteer, of: tuple[str, ...]) -> bool:
    """Say whether the words are a name as they stand, of a commune or of something wider: nothing may be cut off."""
    return bool(gazetteer.index.exact(key(of))) or _is_wide(gazetteer, of)


def _is_wide(gazetteer: Gazetteer, of: tuple[str, ...]) -> bool:
    return "".join(of) in gazetteer.departments_by_key or "".join(of) in _REGIONS


def _without_department(gazetteer: Gazetteer, of: tuple[str, ...]) -> tuple[set[str], tuple[str, ...]]:
    if not of or gazetteer.index.exact(key(of)):
        return set(), of
    known = gazetteer.departments_by_key
    if _is_wide(gazetteer, of):
        return set(), ()
    for start in range(1, len(of)):
        if code := known.get("".join(of[start:])):
            return {code}, of[:start]
    return set(), of


def _candidates(gazetteer: Gazetteer, query: _Query) -> dict[Form, float]:
    """Return forms with how alike they are, 100 for a full name written right."""
    found = _alike(gazetteer, query.name)
    if max(found.values(), default=0) < ENOUGH:
        for other in query.others:
            for form, alike in _alike(gazetteer, other).items():
                # What had to be put right first is never taken without asking.
                found[form] = max(min(alike, _SHORT - 1), found.get(form, 0))
    return found


def _alike(gazetteer: Gazetteer, name: tuple[str, ...]) -> dict[Form, float]:
    index, typed = gazetteer.index, key(name)
    found = {form: _SHORT if form.short else _RIGHT for form in index.exact(typed)}
    if set(name) <= ORDINARY | AROUND:
        return {form: float(DOUBTFUL) for form in found if not form.short}
    full = [form for form in found if not form.short]
    if len(typed) <= _EXACT_ONLY:
        return dict.fromkeys(full, _RIGHT)
    if any(form.entry.population >= _TOWN for form in full):
        return found
    for form in index.starting(typed):
        found.setdefault(form, 72 + 22 * len(typed) / len(form.key))
    for form, alike in index.near(typed, sound(name)).items():
        found[form] = max(alike - 3 * form.short, found.get(form, 0))
    return found


def _settle(gazetteer: Gazetteer, query: _Query, found: dict[Form, float]) -> list[tuple[Form, float]]:
    """Turn likeness into scores: who is better known comes first, and whoever has a rival needs a tap."""
    postal = frozenset(code for postcode in query.postcodes for code in gazetteer.by_postcode(postcode))
    fits = {form for form in found if query.hinted and query.fits(gazetteer.communes[form.entry.insee], postal)}
    full = {form for form, alike in found.items() if alike == _RIGHT}
    exact = {form.entry.insee for form in full}
    loose = {
        form: _loose(query, form, alike, form in fits) for form, alike in found.items() if form.entry.insee not in exact
    }
    rivals = _rivals(full, found, loose)
    named_here = {form.entry.insee for form in full & fits}
    # "conde 59163": the postal code or the département says which of the longer names is meant.
    told = {form.entry.insee for form in loose if form in fits and found[form] == _SHORT and not named_here}
    scored = [
        (
            form,
            _TOLD
            if told == {form.entry.insee}
            else float(DOUBTFUL)
            if form in rivals and form.entry.home and found[form] == _SHORT and not query.hinted
            else score,
        )
        for form, score in loose.items()
    ]
    for form in full:
        score = DOUBTFUL - (1.0 if any(rival.short and rival.entry.home for rival in rivals) else 0.0)
        if query.hinted:
            score = _RIGHT if named_here == {form.entry.insee} else DOUBTFUL if form in fits else DOUBTFUL - 5.0
        elif len(exact) == 1 and not rivals:
            score = _RIGHT
        scored.append((form, score))
    return scored


def _loose(query: _Query, form: Form, alike: float, fits: bool) -> float:  # noqa: FBT001 - private, one caller
    score = alike - _UNKNOWN * (9 - renown(form.entry)) - (0 if form.entry.home else _AWAY)
    if query.hinted:
        score += 6 if fits else -6
    return min(DOUBTFUL, score)


def _rivals(full: set[Form], found: dict[Form, float], loose: dict[Form, float]) -> set[Form]:
    """Return the towns that people may mean by the exact name of a smaller place ("condé", "boulogne", "marcq")."""
    if not full:
        return set()
    largest = max(form.entry.population for form in full)
    return {
        form
        for form in loose
        if form.entry.population >= _LARGER * largest
        and (
            (found[form] >= _SHORT and (form.entry.home or form.entry.population >= _FAMOUS))
            or (found[form] >= _ALMOST and form.entry.home and form.entry.population >= _TOWN)
        )
    }


def _inside(gazetteer: Gazetteer, of: tuple[str, ...]) -> list[Form]:
    """Return the names written right inside a sentence, the longest first found."""
    for length in range(min(_NAME_WORDS, len(of)), 0, -1):
        for start in range(len(of) - length + 1):
            gram = of[start : start + length]
            if len("".join(gram)) > _EXACT_ONLY and not set(gram) <= ORDINARY | AROUND:
                forms = [form for form in gazetteer.index.exact(key(gram)) if not form.short]
                if forms:
                    return forms
    return []


def _by_postcode(gazetteer: Gazetteer, postcodes: tuple[str, ...]) -> list[Match]:
    communes = [gazetteer.communes[code] for postcode in postcodes for code in gazetteer.by_postcode(postcode)]
    communes.sort(key=lambda commune: -commune.population)
    return [_match(commune, commune.name, 90) for commune in dict.fromkeys(communes)]


def matches_of(gazetteer: Gazetteer, scored: list[tuple[Form, float]]) -> list[Match]:
    """Return the communes that scored forms of names stand for, best first, each once; nothing that is too little alike."""
    best: dict[str, tuple[float, Form]] = {}
    for form, score in scored:
        insee = form.entry.insee
        if score >= _LEAST and (insee not in best or score > best[insee][0]):
            best[insee] = score, form
    ranked = sorted(
        best.values(),
        key=lambda pair: (-pair[0], not pair[1].entry.home, -pair[1].entry.population, pair[1].entry.insee),
    )
    return [_match(gazetteer.communes[form.entry.insee], form.entry.name, round(score)) for score, form in ranked]


def _match(commune: Commune, matched: str, score: int) -> Match:
    return Match(commune.insee, commune.name, matched, commune.postcodes, commune.department, commune.epci, score)
