"""What a person's own words may point to: proposals that they confirm with a tap, never a decision.

Deterministic and explainable: every score comes from expressions of knowledge/lexique/, and `explain` says which.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.kinds import KindRules, score_kinds
from bot.core.lexicon import Signs, WrittenLexicon
from bot.core.matching import Found, find
from bot.core.phrases import Expression, Index, Make, Writer, all_stems, index
from bot.core.urgency import Alarms, Strength, compile_alarms, sound_alarm
from bot.core.words import Vocabulary, Word, fold, read, with_stems

PROPOSED = 1_000
MOST = 5
WEIGHTS: Mapping[str, float] = {"fort": 0.9, "mots": 0.6, "faible": 0.3}
LOWEST = 0.2
#: A reason that hardly stands in the words is not put into somebody's mouth.
LOWEST_REASON = 0.3
UNLINKED = 0.25
LONGER = 0.9
SIGNS = ("criteres", "domaines", "traitements", "types")

Scores = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """Words of the message that did something: which expression of the lexicon they met, and what it changed."""

    section: str
    id: str
    expression: str
    words: str
    score: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Proposals for a message: scores from 0 to 1, best first, at most five each; `explain` is for people who tune."""

    urgency: str | None = None
    strength: Strength | None = None
    kinds: Scores = ()
    domains: Scores = ()
    criteria: Scores = ()
    treatments: Scores = ()
    roles: Scores = ()
    explain: tuple[Clue, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The written lexicon, compiled: made once at start by `compile_lexicon`."""

    vocabulary: Vocabulary
    expressions: Index
    alarms: Alarms
    kinds: KindRules
    neutral: frozenset[str]
    oneself: frozenset[str]
    follows: Mapping[str, Mapping[str, float]]
    likely: Mapping[str, Mapping[str, float]]


def compile_lexicon(written: WrittenLexicon, french: WrittenLexicon | None = None) -> Lexicon:
    """Compile what partners wrote; a broken expression is a ValueError in French that quotes it.

    Another language takes from the `french` what follows from what: which reasons, domains and kinds a word makes likely.
    """
    vocabulary = _vocabulary(written, starred=french is not None)
    if french:
        written = _with_rules(written, french)

    make = Writer(vocabulary, written.groups).expression
    expressions = list(_expressions(written, make))
    alarms, urgent = compile_alarms(written, make)
    vocabulary = with_stems(vocabulary, all_stems([*expressions, *urgent]))
    return Lexicon(
        vocabulary=vocabulary,
        expressions=index(vocabulary, expressions),
        alarms=alarms.indexed(vocabulary, urgent),
        kinds={name: signs.when for name, signs in written.kinds.items()},
        neutral=frozenset(written.neutral_treatments),
        oneself=frozenset(fold(word) for word in written.oneself),
        follows=written.follows,
        likely=written.likely_domains,
    )


def _with_rules(written: WrittenLexicon, french: WrittenLexicon) -> WrittenLexicon:
    wordless = dict.fromkeys(("strong", "words", "weak", "except_"), ())
    kinds = {name: signs.model_copy(update=wordless) for name, signs in french.kinds.items()}
    rules = {"kinds": kinds, "follows": french.follows, "likely_domains": french.likely_domains}
    return written.model_copy(update=rules | {"neutral_treatments": french.neutral_treatments})


def _vocabulary(written: WrittenLexicon, *, starred: bool) -> Vocabulary:
    def folded(words: Iterable[str]) -> frozenset[str]:
        return frozenset(fold(word) for word in words)

    return Vocabulary(
        abbreviations={
            fold(typed): tuple(tuple(fold(option).split("/")) for option in meant.split())
            for typed, meant in written.abbreviations.items()
        },
        small=folded(written.small_words),
        to_be=folded(written.to_be),
        to_have=folded(written.to_have),
        negations=folded(written.negations),
        kept=folded(written.kept),
        common=folded(written.common),
        starred=starred,
        beginnings=tuple(fold(each) for each in written.beginnings),
    )


def _expressions(written: WrittenLexicon, make: Make) -> Iterable[Expression]:
    sections: Mapping[str, Mapping[str, Signs]] = {
        "criteres": written.criteria,
        "domaines": written.domains,
        "traitements": written.treatments,
        "types": written.kinds,
        "roles": written.roles,
    }
    for section, entries in sections.items():
        for name, signs in entries.items():
            for level, listed in (("fort", signs.strong), ("mots", signs.words), ("faible", signs.weak)):
                yield from (make(text, section, name, WEIGHTS[level]) for text in listed)
            yield from (make(text, f"sauf {section}", name, 0) for text in signs.except_)
    yield from (make(text, "liens", "lien", 0) for text in written.links)
    yield from (make(text, "sans_lien", "sans_lien", 0) for text in written.no_link)


def understand(lexicon: Lexicon, words: str) -> Understanding:
    """Return what to propose for a message: its first 1,000 characters; the urgency reads all of them."""
    whole = read(lexicon.vocabulary, words)
    alarm = sound_alarm(lexicon.alarms, lexicon.vocabulary, whole)
    message = whole if len(words) <= PROPOSED else read(lexicon.vocabulary, words[:PROPOSED])
    found = _without_exceptions(find(lexicon.vocabulary, lexicon.expressions, message))
    found = _without_bystanders(found, message, lexicon.oneself)
    clues: list[Clue] = []
    treatments = _scores(found, "traitements", message, clues)
    domains = _scores(found, "domaines", message, clues)
    criteria = _scores(found, "criteres", message, clues, _relevance(found, message, treatments, lexicon.neutral))
    named = _scores(found, "types", message, clues)
    _spread({**named, **treatments, **criteria}, lexicon.follows, criteria)
    _spread({**treatments, **criteria, **({alarm.id: 1.0} if alarm else {})}, lexicon.likely, domains)
    kinds = score_kinds(lexicon.kinds, treatments, domains, criteria, named, alarm)
    if alarm:
        clues.append(Clue("urgences", alarm.id, alarm.expression, alarm.words, 1.0, alarm.strength))
    return Understanding(
        urgency=alarm.id if alarm else None,
        strength=alarm.strength if alarm else None,
        kinds=_best(kinds),
        domains=_best(domains),
        criteria=_best(criteria, LOWEST_REASON),
        treatments=_best(treatments),
        roles=_best(_scores(found, "roles", message, clues)),
        explain=tuple(clues),
    )


def urgency(lexicon: Lexicon, words: str) -> tuple[str, Strength] | None:
    """Return the urgency that the whole message tells of, and how strongly; None when it tells of none."""
    alarm = sound_alarm(lexicon.alarms, lexicon.vocabulary, read(lexicon.vocabulary, words))
    return (alarm.id, alarm.strength) if alarm else None


def _spread(sources: Mapping[str, float], table: Mapping[str, Mapping[str, float]], targets: dict[str, float]) -> None:
    """Raise in `targets` what the `sources` make probable, never above what the words say themselves."""
    for source, score in list(sources.items()):
        for target, share in table.get(source, {}).items():
            targets[target] = max(targets.get(target, 0), round(score * share, 3))


def _without_exceptions(found: Sequence[Found]) -> list[Found]:
    """Leave out what a `sauf` of the same id covers."""
    covered = {
        (entry.expression.section.removeprefix("sauf "), entry.expression.id, place)
        for entry in found
        if entry.expression.section.startswith("sauf ") and not entry.denied
        for place in entry.span
    }
    return [
        entry
        for entry in found
        if not entry.expression.section.startswith("sauf ")
        and not any((entry.expression.section, entry.expression.id, place) in covered for place in entry.places)
    ]


def _without_bystanders(found: list[Found], message: Sequence[Word], oneself: frozenset[str]) -> list[Found]:
    """Leave out near ones who are only named where the writer speaks of themselves too.

    « Mon frère est aveugle, le bailleur refuse » is told for the brother; « mon frère est aveugle, on m'a refusé » is not.
    """
    named = [
        entry for entry in found if entry.expression.section == "roles" and entry.expression.weight == WEIGHTS["faible"]
    ]
    places = {place for entry in named for place in entry.places}
    spoken = (
        place for place, word in enumerate(message) if word.typed in oneself or not oneself.isdisjoint(word.stems)
    )
    return [entry for entry in found if entry not in named] if named and set(spoken) - places else found


def _relevance(
    found: Sequence[Found], message: Sequence[Word], treatments: Mapping[str, float], neutral: frozenset[str]
) -> Callable[[Found], tuple[float, str]]:
    """Say how much a reason counts: little where a noise or an invoice has nothing to do with it."""
    links = {message[entry.places[0]].sentence for entry in found if entry.expression.section == "liens"}
    apart = {message[entry.places[0]].sentence for entry in found if entry.expression.section == "sans_lien"}
    worse = max((score for name, score in treatments.items() if name not in neutral), default=0)
    plain = max((score for name, score in treatments.items() if name in neutral), default=0)

    def relevance(entry: Found) -> tuple[float, str]:
        sentence = message[entry.places[0]].sentence
        if sentence in apart:
            return UNLINKED, "dit sans lien"
        if plain > worse and sentence not in links:
            return UNLINKED, "sans lien avec le problème"
        return 1, ""

    return relevance


def _scores(
    found: Sequence[Found],
    section: str,
    message: Sequence[Word],
    clues: list[Clue],
    relevance: Callable[[Found], tuple[float, str]] = lambda _entry: (1, ""),
) -> dict[str, float]:
    """Add up what stands for each id: each further expression removes a part of the doubt that is left."""
    doubts: dict[str, float] = {}
    used: dict[str, set[int]] = {}
    ranked = sorted(
        (e for e in found if e.expression.section == section),
        key=lambda e: (-e.expression.weight * e.trust * LONGER ** -len(e.places), e.places),
    )
    for entry in ranked:
        name = entry.expression.id
        typed = " ".join(message[place].typed for place in entry.places)
        if entry.denied:
            clues.append(Clue(section, name, entry.expression.written, typed, 0, "nié"))
            continue
        if not used.setdefault(name, set()).isdisjoint(entry.places):
            continue
        used[name].update(place for place in entry.places if not message[place].small)
        factor, note = relevance(entry)
        length = len(entry.places) - 1  # a longer expression says more: « salle de sport » before « sport »
        score = (1 - (1 - entry.expression.weight) * LONGER**length) * entry.trust * factor
        doubts[name] = doubts.get(name, 1) * (1 - score)
        clues.append(Clue(section, name, entry.expression.written, typed, round(score, 3), note))
    return {name: round(1 - doubt, 3) for name, doubt in doubts.items()}


def _best(scores: Mapping[str, float], lowest: float = LOWEST) -> Scores:
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple((name, min(1.0, round(score, 3))) for name, score in ranked[:MOST] if score >= lowest)
