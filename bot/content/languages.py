"""One guide for each language, made from the same content when somebody first asks for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.content.catalog import Catalog, read_catalog
from bot.content.formats import formats
from bot.content.load import Content
from bot.content.problems import Level, Problem
from bot.content.proof import proofread
from bot.content.texts import Sentence, sentences
from bot.content.translate import IN_FRENCH, Translator, same_for_minors, wordless
from bot.core.guide import Guide, Told, make_guide, named
from bot.core.informal import MINOR, informal
from bot.core.places import Gazetteer
from bot.core.text import Text
from bot.core.tongue import FRENCH, Tongue

#: How grave it is that a language lacks an essential sentence.
MISSING: Level = "critique"


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a translation is: sentences without words, those whose French has changed, and the essential ones among them."""

    all: int
    missing: int
    stale: int
    essential: int
    essential_missing: tuple[Sentence, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.all - self.missing} phrases sur {self.all}, {self.stale} dont le français a changé ; "
            f"essentielles : il en manque {len(self.essential_missing)} sur {self.essential}"
        )


def guides(content: Content, places: Callable[[], Gazetteer], locales: Path, username: str = "") -> Guide:
    """Return the French guide, from which `tongue.speaking` gives any other, made at its first use and then kept.

    `username` is the bot's name on Telegram, without @, for links.
    """
    content = replace(content, flow_sources={}, places={}, sources=((), ()))  # a guide lives long: what was read may go
    told = (content.flows, content.knowledge)
    familiar = cache(lambda: informal(told))
    french = make_guide(FRENCH, content.version, *told, places, familiar=familiar)
    french = named(french, username)

    bare = cache(lambda: wordless(told))

    @cache
    def speaking(code: str) -> Guide | None:
        if code == FRENCH:
            return spoken
        if code not in content.knowledge.languages:
            return None
        return _translated(content, read_catalog(locales, code), bare(), french, speaking, familiar)

    def saying(code: str) -> Mapping[str, Text]:
        translator = _translator(content, read_catalog(locales, code), frozenset())
        return translator.told(content.knowledge.phrases, ("phrases",))

    spoken = _with(french, Tongue(speaking=speaking, saying=saying))
    return spoken


def _with(guide: Guide, tongue: Tongue) -> Guide:
    """Give a guide, and the one for minors, its language."""

    @cache
    def for_minors() -> Guide | None:
        french = tongue.french.minor if tongue.french else None
        return guide.minor and replace(guide.minor, tongue=replace(tongue, french=french))

    return replace(guide, tongue=tongue, for_minors=for_minors)


def _translated(  # noqa: PLR0913, PLR0917 - a private step of guides, with what it shares
    content: Content,
    catalog: Catalog,
    bare: frozenset[int],
    french: Guide,
    speaking: Callable[[str], Guide | None],
    familiar: Callable[[], Told],
) -> Guide:
    """Make the guide of another language; what knows no language (communes, lexicon, rules' masks) is shared."""
    language = content.knowledge.languages[catalog.language]
    translator = _translator(content, catalog, bare)
    flows = {name: translator.told(flow, (name,)) for name, flow in content.flows.items()}
    knowledge = translator.told(content.knowledge, ())
    knowledge = knowledge.model_copy(update={"phrases": {**knowledge.phrases, **_formats(language.locale)}})
    both = (flows, knowledge)
    made = make_guide(
        catalog.language, content.version, *both, french.places, french.alphabet,
        lambda: informal(both, ((content.flows, content.knowledge), familiar())),
    )  # fmt: skip
    made = named(shared(made, french), french.username)
    tongue = Tongue(language.right_to_left, catalog.reviewed, speaking, french)
    return _with(made, tongue)


def _translator(content: Content, catalog: Catalog, bare: frozenset[int]) -> Translator:
    """Put a catalog to work: what has no translation is said in French, and says so in the language of the catalog."""
    mark, _stale = catalog.find(f"phrases.{IN_FRENCH}", str(content.knowledge.phrases.get(IN_FRENCH, "")))
    return Translator(catalog, content.knowledge.translation, mark or "(en français)", bare)


def shared(guide: Guide, french: Guide) -> Guide:
    """Take from the French guide what knows no language."""
    one = replace(
        guide, compiled=french.compiled, limit_rules=french.limit_rules, evidence_rules=french.evidence_rules,
        exemption_rules=french.exemption_rules, contact_rules=french.contact_rules, letter_rules=french.letter_rules,
    )  # fmt: skip
    return replace(one, for_minors=cache(lambda: guide.minor and shared(guide.minor, french)))


def _formats(locale: str) -> Mapping[str, Text]:
    return {} if locale == FRENCH else formats(locale)


def counts(wanted: Iterable[Sentence], catalog: Catalog) -> Counts:
    """Count what a catalog lacks. A form for minors is missing only where it says other numbers than the adults' does."""
    listed = list(wanted)
    by_name = {each.name: each.text for each in listed}
    found = {each.name: catalog.find(each.name, str(each.text)) for each in listed}
    missing = [
        each
        for each in listed
        if found[each.name][0] is None and not (found.get(adult := _adult(each.name), (None,))[0] and same_for_minors(each.text, by_name.get(adult)))
    ]  # fmt: skip
    return Counts(
        all=len(listed),
        missing=len(missing),
        stale=sum(stale for _words, stale in found.values()),
        essential=sum(each.essential for each in listed),
        essential_missing=tuple(each for each in missing if each.essential),
    )


def _adult(name: str) -> str:
    """Return the name of the sentence that a form for minors replaces; the name itself where it is none."""
    return name.removesuffix(MINOR) if name.endswith(MINOR) else name.replace(".tu.", ".")


def check_languages(content: Content, locales: Path) -> Iterator[Problem]:
    """Yield what each language lacks: one line a language, and one for each essential sentence that it does without."""
    wanted = list(sentences(content))
    for code, language in content.knowledge.languages.items():
        if code == FRENCH:
            continue
        catalog = read_catalog(locales, code)
        if proof := content.knowledge.proofs.get(code):
            yield from proofread(wanted, language, catalog, proof)
        said = counts(wanted, catalog)
        for each in said.essential_missing:
            what = f"{language.name} : la phrase « {each.name} » n'est pas traduite"
            yield Problem(
                each.file,
                each.line,
                MISSING,
                each.name,
                what,
                "Traduisez-la dans bot/locales, puis « make messages ».",
            )
        if said.missing or said.stale:
            place = content.problem(("langues", code), "", "")
            what = f"{language.name} : {said}"
            yield Problem(
                place.file,
                place.line,
                "avertissement",
                f"langues.{code}",
                what,
                "Lancez « make messages », puis traduisez.",
            )
