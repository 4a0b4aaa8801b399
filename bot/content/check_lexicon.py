"""Check the lexicon, and those of other languages: what they name must exist, or the bot would fail at somebody's first words."""

import re
from collections.abc import Collection, Iterator, Mapping

from pydantic import BaseModel

from bot.content.load import Content
from bot.content.problems import Problem, did_you_mean
from bot.core.knowledge import Knowledge
from bot.core.lexicon import WrittenLexicon
from bot.core.pages import URGENCY_PAGES
from bot.core.words import SHORTEST_START

#: The sections that hold expressions.
EXPRESSIONS = (
    "urgences", "familles", "criteres", "domaines", "traitements", "roles", "types", "passe", "liens", "sans_lien",
)  # fmt: skip
#: Lists of single words, where nothing but a repetition or an empty list can be wrong.
PLAIN = ("reconnaitre", "petits_mots", "negations", "groupes")
#: Who writes, as the first question knows it.
ROLES = frozenset({"minor", "relative", "witness", "professional"})
#: In an expression, the keys that hold no words.
NO_WORDS = frozenset({"quand", "force"})
GROUP = re.compile(r"<([^<>]*)>")
LETTER = re.compile(r"\w")
#: A star that stands elsewhere than at the end of a word that is long enough.
LOST_STAR = re.compile(rf"(?<!\w{{{SHORTEST_START}}})\*|\*(?=\w)")

Where = tuple[str | int, ...]


def check_lexicon(content: Content) -> Iterator[Problem]:
    """Return every id, group or family that is named and does not exist, every list without words, every word written twice."""
    knowledge = content.knowledge
    yield from _lexicon(content, knowledge.lexicon, ("lexique",), starred=False)
    yield from _suspicions(content, knowledge.lexicon)
    for code, lexicon in knowledge.lexicons.items():
        if knowledge.languages and code not in knowledge.languages:
            mend = did_you_mean(
                code, knowledge.languages, {key: each.name for key, each in knowledge.languages.items()}
            )
            yield content.problem(("lexiques", code), f"la langue « {code} » n'existe pas", mend)
        yield from _lexicon(content, lexicon, ("lexiques", code), starred=True)


def _lexicon(content: Content, lexicon: WrittenLexicon, base: Where, *, starred: bool) -> Iterator[Problem]:
    for section, names in _named(content.knowledge).items():
        written = _section(lexicon, section)
        for ident in written if isinstance(written, Mapping) else ():
            if names and ident not in names:
                what = f"« {ident} » n'est pas un nom de « {section} »"
                yield content.problem((*base, section, ident), what, did_you_mean(ident, names, _labels(names)))
    for section in (*EXPRESSIONS, *PLAIN):
        for where, words in _lists(_section(lexicon, section), (*base, section)):
            if not words and _is_written(lexicon, section):
                yield content.problem(
                    where, "cette liste est vide", "Écrivez un mot, ou effacez la ligne.", warning=True
                )
            yield from _twice(content, where, words)
            if section in EXPRESSIONS:
                for number, text in enumerate(words):
                    yield from _expression(content, lexicon, (*where, number), text, starred=starred)


def _expression(
    content: Content, lexicon: WrittenLexicon, where: Where, text: str, *, starred: bool
) -> Iterator[Problem]:
    """Return what is wrong in one expression."""
    if not LETTER.search(text):
        yield content.problem(where, f"« {text} » ne contient aucun mot", "Écrivez un mot, ou effacez.")
    for name in GROUP.findall(text):
        if name not in lexicon.groups:
            mend = did_you_mean(name, lexicon.groups)
            yield content.problem(where, f"« {text} » : le groupe « {name} » n'existe pas", mend)
    if re.search("[<>]", GROUP.sub("", text)):
        yield content.problem(where, f"« {text} » : il manque « < » ou « > »", "Un groupe s'écrit « <groupe> ».")
    if starred and LOST_STAR.search(text):
        what = f"« {text} » ne sera jamais reconnu"
        mend = f"L'étoile vient à la fin d'un mot de {SHORTEST_START} lettres au moins : « refus* »."
        yield content.problem(where, what, mend)


def _suspicions(content: Content, lexicon: WrittenLexicon) -> Iterator[Problem]:
    for number, rule in enumerate(lexicon.suspicions):
        where = ("lexique", "soupcons", number)
        for name in rule.all_of:
            if name not in lexicon.families:
                mend = did_you_mean(name, lexicon.families)
                yield content.problem((*where, "si"), f"la famille « {name} » n'existe pas", mend)
        if rule.urgency not in lexicon.urgencies:
            mend = did_you_mean(rule.urgency, lexicon.urgencies)
            yield content.problem((*where, "urgence"), f"l'urgence « {rule.urgency} » n'existe pas", mend)


def _named(knowledge: Knowledge) -> Mapping[str, Collection[str]]:
    """Return, for each section that is written by ids, the ids that there are."""
    return {
        "criteres": knowledge.criteria, "domaines": knowledge.domains, "traitements": knowledge.treatments,
        "types": knowledge.kinds, "urgences": URGENCY_PAGES, "roles": ROLES,
    }  # fmt: skip


def _labels(names: Collection[str]) -> Mapping[str, str]:
    """Return what people call the ids, where they have a label."""
    labels = {name: getattr(entry, "label", "") for name, entry in names.items()} if isinstance(names, Mapping) else {}
    return {name: label for name, label in labels.items() if label}


def _section(lexicon: WrittenLexicon, section: str) -> object:
    """Return what stands under a section's key."""
    name = next(name for name, field in type(lexicon).model_fields.items() if (field.alias or name) == section)
    return getattr(lexicon, name)


def _is_written(lexicon: WrittenLexicon, section: str) -> bool:
    return any((type(lexicon).model_fields[name].alias or name) == section for name in lexicon.model_fields_set)


def _lists(written: object, where: Where) -> Iterator[tuple[Where, tuple[str, ...]]]:
    """Yield every list of expressions that somebody wrote under a section, and where it stands."""
    if isinstance(written, BaseModel):
        for name, field in type(written).model_fields.items():
            key = field.alias or name
            if name in written.model_fields_set and key not in NO_WORDS:
                yield from _lists(getattr(written, name), (*where, key))
    elif isinstance(written, Mapping):
        for key, value in written.items():
            yield from _lists(value, (*where, key))
    elif isinstance(written, tuple):
        if all(isinstance(each, str) for each in written):
            yield where, written
        else:
            for number, value in enumerate(written):
                yield from _lists(value, (*where, number))


def _twice(content: Content, where: Where, words: tuple[str, ...]) -> Iterator[Problem]:
    """Say where a list holds the same words twice: one of them may have been meant otherwise."""
    seen: set[str] = set()
    for number, text in enumerate(words):
        if (same := text.casefold()) in seen:
            what = f"« {text} » est déjà dans cette liste"
            yield content.problem((*where, number), what, "Effacez l'un des deux.", warning=True)
        seen.add(same)
