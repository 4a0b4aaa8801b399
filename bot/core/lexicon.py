"""The lexicon as a partner writes it: which words point to which reason, domain, treatment, kind or urgency.

Read from knowledge/lexique/*.yaml. An expression is plain words: « … » lets up to six words pass, « / » separates words
that are worth the same, `<groupe>` stands for any word of that group. Words are compared without accents, plurals,
tenses and spelling mistakes, so one form of each is enough.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.core.facts import OneOrMany
from bot.core.flow import Entry, Flag, Id

Weight = Annotated[float, Field(ge=0, le=1)]


class Signs(Entry):
    """Expressions that point to one id, by how much they say; `except_` cancels what it covers."""

    strong: tuple[str, ...] = Field((), alias="fort")
    words: tuple[str, ...] = Field((), alias="mots")
    weak: tuple[str, ...] = Field((), alias="faible")
    except_: tuple[str, ...] = Field((), alias="sauf")


def _list_is_words(raw: object) -> object:
    return {"mots": raw} if isinstance(raw, list | tuple) else raw


#: A plain list of expressions is a `Signs` with `mots` only: most groups need no weights.
SignsOrList = Annotated[Signs, BeforeValidator(_list_is_words)]


class Together(Entry):
    """Two things that say an urgency only when both stand in the message: « j'ai 14 ans » and « me frappe »."""

    one_of: tuple[str, ...] = Field(alias="un_de")
    and_one_of: tuple[str, ...] = Field(alias="et_un_de")
    strength: Literal["interrompt", "doux"] = Field("interrompt", alias="force")


class UrgencySigns(Entry):
    """What interrupts, what only deserves the soft line, and the false alarms that cancel what they cover."""

    interrupt: tuple[str, ...] = Field((), alias="interrompt")
    soft: tuple[str, ...] = Field((), alias="doux")
    except_: tuple[str, ...] = Field((), alias="sauf")
    together: tuple[Together, ...] = Field((), alias="ensemble")
    past_is_soft: Flag = Field(
        default=False, alias="passe_adoucit", description="an old fact gets the soft line rather than the interruption"
    )
    done_is_soft: Flag = Field(
        default=False, alias="passe_compose_adoucit", description="« il m'a tapé »: what is over"
    )


class Family(Entry):
    """Words of one meaning, each of them only a sign: wounds, weapons, a child.

    `except_` cancels what it covers, `not_with` what stands near it: a rifle near « club de tir ».
    """

    words: tuple[str, ...] = Field(alias="mots")
    except_: tuple[str, ...] = Field((), alias="sauf")
    not_with: tuple[str, ...] = Field((), alias="sauf_avec")


class Suspicion(Entry):
    """Families that tell of an urgency when words of all of them stand close together: a child, and wounds."""

    urgency: Id = Field(alias="urgence")
    all_of: tuple[Id, ...] = Field(alias="si", min_length=1)
    strength: Literal["interrompt", "doux"] = Field("doux", alias="force")


class KindCase(Entry):
    """One way in which facts point to a kind; what is not said does not count, what is said must be there."""

    treatments: OneOrMany = Field((), alias="traitements")
    domains: OneOrMany = Field((), alias="domaines")
    not_domains: OneOrMany = Field((), alias="sauf_domaines")
    criteria: OneOrMany = Field((), alias="criteres", description="ids, or « oui » (any), « non » (none)")
    weight: Weight = Field(alias="poids")


class KindSigns(Signs):
    """Words that name a kind by themselves, and the facts that lead to it."""

    when: tuple[KindCase, ...] = Field((), alias="quand")


class WrittenLexicon(Entry):
    """All sections of `lexique`, each in one file; or one of `lexiques`: another language, which has no rules of its own.

    In another language no ending is cut: « refus* » is every word that begins so, and articles are left out.
    """

    telltale: tuple[str, ...] = Field(
        (), alias="reconnaitre", description="small words by which the language is known when somebody writes it"
    )
    alphabet: str = Field("", description="the letters of a language that has others than Latin ones")
    beginnings: tuple[str, ...] = Field((), alias="debuts", description="what may stand before a word: « ال », « و »")
    abbreviations: Mapping[str, str] = Field({}, alias="abreviations", description="what is typed → what is meant")
    groups: Mapping[Id, tuple[str, ...]] = Field({}, alias="groupes")
    small_words: tuple[str, ...] = Field(
        (), alias="petits_mots", description="may stand between two words of an expression"
    )
    to_be: tuple[str, ...] = Field((), alias="etre", description="all forms count as one")
    to_have: tuple[str, ...] = Field((), alias="avoir", description="passed over")
    negations: tuple[str, ...] = ()
    oneself: tuple[str, ...] = Field((), alias="de_soi", description="by which who writes speaks of themselves")
    kept: tuple[str, ...] = Field((), alias="invariables", description="words whose ending is never cut")
    common: tuple[str, ...] = Field(
        (), alias="mots_courants", description="never taken for a misspelling of another word"
    )
    past: tuple[str, ...] = Field((), alias="passe", description="says that the facts are old")
    links: tuple[str, ...] = Field((), alias="liens", description="says that the reason is the reason")
    no_link: tuple[str, ...] = Field((), alias="sans_lien", description="says that it has nothing to do with it")
    urgencies: Mapping[Id, UrgencySigns] = Field({}, alias="urgences", description="in order of priority")
    families: Mapping[Id, Family] = Field({}, alias="familles", description="signs of danger, by meaning")
    suspicions: tuple[Suspicion, ...] = Field((), alias="soupcons", description="which families, together, are heard")
    criteria: Mapping[Id, SignsOrList] = Field({}, alias="criteres")
    domains: Mapping[Id, SignsOrList] = Field({}, alias="domaines")
    likely_domains: Mapping[Id, Mapping[Id, Weight]] = Field(
        {}, alias="domaine_probable", description="treatment, reason or urgency → where it probably happened"
    )
    treatments: Mapping[Id, SignsOrList] = Field({}, alias="traitements")
    roles: Mapping[Id, SignsOrList] = Field({}, alias="roles", description="who writes: « minor » for under eighteen")
    neutral_treatments: tuple[Id, ...] = Field(
        (), alias="traitements_neutres", description="no worse treatment by themselves"
    )
    kinds: Mapping[Id, KindSigns] = Field({}, alias="types")
    follows: Mapping[Id, Mapping[Id, Weight]] = Field(
        {}, alias="entraine", description="reason, treatment or kind → reasons proposed beside it"
    )
