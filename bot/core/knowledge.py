"""What the bot knows: reasons, domains, kinds, remedies, contacts and the rules that join them. Read from knowledge/*.yaml.

Every entry is keyed by its id in its section; a file may hold any section. `statut` carries how far a fact of law may be
trusted: `verified` was read in a source, `memory` is to be checked by a jurist, `mixed` is both (the note says which).
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.core.atlas import Diagnosis
from bot.core.explainers import Explainer, PageCode, Sourced, WrittenSearch
from bot.core.facts import Condition, OneOrMany
from bot.core.flow import Code, Entry, Flag, Id
from bot.core.languages import Language, Proof, Translation
from bot.core.letters import Duration, Leaflet, WrittenLetter
from bot.core.lexicon import WrittenLexicon
from bot.core.observed import Observed
from bot.core.text import Text

Level = Literal["emergency", "national", "specialised", "proximity", "support"]


class Criterion(Sourced):
    """A reason that the law forbids (`law` names the texts that carry it)."""

    label: Text = Field(alias="libelle")
    because: Text = Field(alias="a_cause_de", description="as it reads after « à cause de »: « votre origine »")
    explain: Text = Field(alias="explication")
    law: tuple[str, ...] = Field(alias="textes")
    family: Id = Field(alias="famille")


class Domain(Sourced):
    """Where it happened: one of the fifteen fields that the tables count."""

    label: Text = Field(alias="libelle")
    law: tuple[str, ...] = Field((), alias="textes")
    covered: Flag = Field(
        default=True, alias="couvert", description="false: outside of the law on discrimination (street, family)"
    )
    family: Id = Field(alias="famille")


class Treatment(Entry):
    """What was done to the person; `unfavourable` is false for what is no treatment by itself (a slow file, a dispute)."""

    label: Text = Field(alias="libelle")
    unfavourable: Flag = Field(default=True, alias="defavorable")


class Kind(Sourced):
    """What a situation may correspond to. `wording` is the cautious sentence of the result screen, never a verdict."""

    code: str
    label: Text = Field(alias="libelle")
    wording: Text = Field(alias="formule", description="slots: {raisons}")


class KindRule(Entry):
    """Facts → kind. The highest priority that holds wins; `also` are kinds beside the main one."""

    kind: str = Field(alias="type")
    also: OneOrMany = Field((), alias="aussi")
    priority: int = Field(alias="priorite", ge=0, le=1000)
    when: Condition = Field(Condition(), alias="quand")
    why: Text = Field(alias="motif")


class Remedy(Sourced):
    """A way to act: for whom, at what cost, before when, with what effect, and what it does not do."""

    code: PageCode
    label: Text = Field(alias="libelle")
    words: tuple[str, ...] = Field((), alias="mots", description="what people type when they look for it")
    who: Text | None = Field(None, alias="pour_qui")
    cost: Text | None = Field(None, alias="cout")
    limit: Text | None = Field(None, alias="delai")
    join: tuple[Text, ...] = Field((), alias="a_joindre")
    how: Text | None = Field(None, alias="comment")
    effect: Text | None = Field(None, alias="effet")
    does_not: Text | None = Field(None, alias="ne_fait_pas")


class TimeLimit(Sourced):
    """Before when to act. `days` is None where the limit is not counted in days; the shortest that applies comes first."""

    text: Text = Field(alias="texte")
    days: int | None = Field(None, alias="jours", ge=1)
    when: Condition = Field(Condition(), alias="quand")


class Evidence(Sourced):
    """One thing worth keeping, in the order in which it is worth the effort (`rank` from 1)."""

    text: Text = Field(alias="texte")
    rank: int = Field(alias="rang", ge=1)
    when: Condition = Field(Condition(), alias="quand")


class Exemption(Sourced):
    """A difference that the law sometimes allows: said with caution, never as a refusal."""

    label: Text = Field(alias="libelle")
    text: Text = Field(alias="texte")
    when: Condition = Field(alias="quand")


class Door(Entry):
    """An orientation as a kind of door: the remedy that it opens, its level, and what to say where no contact is known.

    Its contact is the most specific one that lists this door in `pour`.
    """

    label: Text = Field(alias="libelle")
    words: tuple[str, ...] = Field((), alias="mots", description="what people type when they look for it")
    remedy: str | None = Field(None, alias="demarche")
    level: Level = Field(alias="niveau")
    look_for: Text | None = Field(None, alias="a_chercher", description="said where no contact is known")
    competence: Text | None = Field(None, description="why this one and no other, by the place; slot: {lieu}")
    needs_place: Flag = Field(default=False, alias="selon_le_lieu")
    only_known: Flag = Field(
        default=False, alias="si_contact", description="said only where a partner has entered somebody"
    )


class DoorRule(Entry):
    """Facts and kinds → a door, with its rank (the lowest first) and its reason in French."""

    door: str = Field(alias="porte")
    rank: int = Field(alias="rang", ge=1, le=99)
    when: Condition = Field(Condition(), alias="quand")
    why: Text = Field(alias="motif")


class Closure(BaseModel):
    """Days on which a contact is closed whatever its hours say."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: date = Field(alias="du")
    to: date = Field(alias="au")


class Contact(Entry):
    """Who to call or write to. Field names follow data·inclusion v1; an address never stands without its source.

    `zone_eligibilite` says for which territories it answers: "france", "region:32", "departement:59", "epci:245901160",
    "commune:59606", "arrondissement:596", "tribunal:valenciennes", "prudhommes:lille", "chambre:maubeuge". The most
    specific wins.
    """

    nom: Text
    doors: OneOrMany = Field(alias="pour", description="ids of doors")
    zone_eligibilite: OneOrMany
    when: Condition = Field(Condition(), alias="quand")
    presentation: Text | None = None
    telephone: Annotated[str, Field(pattern=r"^[0-9 ]{2,14}$")] | None = None
    sms: str | None = None
    alternative: Text | None = Field(None, description="a written or signed way, said beside every number")
    courriel: str | None = None
    site_web: str | None = None
    adresse: str | None = None
    code_postal: Annotated[str, Field(pattern=r"^[0-9]{5}$")] | None = None
    commune: str | None = None
    code_insee: Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{3}$")] | None = None
    horaires_accueil: str | None = Field(None, description="OSM opening hours, Europe/Paris, French public holidays")
    horaires_statut: Literal["actif", "a_verifier"] = "actif"
    frais: Text | None = None
    langues: tuple[str, ...] = ()
    a_apporter: Text | None = None
    reserve: Text | None = Field(None, description="what a known event may have changed, said on the card")
    statut: Literal["actif", "a_verifier", "ferme"] = Field(
        "actif", description="a_verifier: somebody doubts it, whatever its date; ferme: no longer shown"
    )
    source: str = Field(min_length=1)
    date_source: str = Field(description="when the source said it: 2019, 2021-10 or 2021-10-21")
    verifie_le: date | None = None
    verifie_par: str | None = None
    frequence_verification: int = Field(180, ge=1, description="days after which it must be verified again")
    critique: Flag = Field(default=False, description="an emergency or national line: keeps its rank whatever its age")
    fermeture_temporaire: tuple[Closure, ...] = ()
    repli: str | None = Field(None, description="the contact that answers when this one is closed")


class Urgency(Entry):
    """What interrupts everything: the sentence, then the numbers in order, then how one goes on."""

    text: Text = Field(alias="texte")
    numbers: tuple[str, ...] = Field(alias="contacts", description="ids of contacts, in order")
    numbers_minor: tuple[str, ...] = Field(
        (), alias="contacts_mineur", description="the same for who is under eighteen"
    )
    after: tuple[Text, ...] = Field((), alias="conseils")
    soft: Text = Field(alias="ligne_douce", description="the line shown when the doubt is small")
    stops: Flag = Field(default=False, alias="arrete", description="the questionnaire waits for an answer")


class Family(Entry):
    """A broad group of reasons or of domains: what the observatory publishes."""

    label: Text = Field(alias="libelle")


class Channel(Entry):
    """Where a conversation comes from: a poster, a partner's site, a trial. Its code starts the paths that came by it."""

    code: Code
    label: Text = Field(alias="libelle")
    counted: Flag = Field(alias="compte", description="false: said on every screen, and nothing is counted")


class Operator(Entry):
    """Who runs this bot and answers for it; shown in /confidentialite."""

    example: Flag = Field(alias="exemple", description="true while nobody has filled it in")
    body: Text = Field(alias="organisme")
    dpo: Text = Field(alias="dpo")
    basis: Text = Field(alias="base_legale")
    email: str = Field(alias="courriel")


class Knowledge(Entry):
    """All sections of knowledge/, each keyed by id. Rules are lists: their order in the file has no meaning."""

    criteria: Mapping[Id, Criterion] = Field({}, alias="criteres")
    criterion_families: Mapping[Id, Family] = Field({}, alias="familles_de_criteres")
    domains: Mapping[Id, Domain] = Field({}, alias="domaines")
    domain_families: Mapping[Id, Family] = Field({}, alias="familles_de_domaines")
    treatments: Mapping[Id, Treatment] = Field({}, alias="traitements")
    kinds: Mapping[Id, Kind] = Field({}, alias="types")
    kind_rules: tuple[KindRule, ...] = Field((), alias="qualification")
    remedies: Mapping[Id, Remedy] = Field({}, alias="demarches")
    explainers: Mapping[Id, Explainer] = Field({}, alias="reperes")
    abbreviations: Mapping[str, Text] = Field({}, alias="sigles", description="short forms, and what they stand for")
    short_texts: Mapping[str, Text] = Field({}, alias="textes_courts", description="short forms of a whole reference")
    aloud: Mapping[str, str] = Field({}, alias="a_voix_haute", description="short forms → what a voice says for them")
    hard_words: tuple[str, ...] = Field((), alias="mots_difficiles", description="never without an explanation")
    search: WrittenSearch = Field(WrittenSearch(), alias="recherche")
    limits: Mapping[Id, TimeLimit] = Field({}, alias="delais")
    evidence: Mapping[Id, Evidence] = Field({}, alias="preuves")
    exemptions: Mapping[Id, Exemption] = Field({}, alias="exceptions")
    doors: Mapping[str, Door] = Field({}, alias="portes")
    door_rules: tuple[DoorRule, ...] = Field((), alias="orientation")
    contacts: Mapping[str, Contact] = {}
    urgencies: Mapping[Id, Urgency] = Field({}, alias="urgences")
    letters: Mapping[Id, WrittenLetter] = Field({}, alias="lettres")
    durations: Mapping[Id, Duration] = Field({}, alias="durees")
    leaflet: Leaflet | None = Field(None, alias="depliant")
    phrases: Mapping[Id, Text] = {}
    commands: Mapping[Id, tuple[str, ...]] = Field(
        {}, alias="commandes", description="words typed that act like a command"
    )
    answers: Mapping[str, tuple[str, ...]] = Field(
        {}, alias="oui_non", description="words typed that say « oui », « non » or « passer »"
    )
    channels: Mapping[Id, Channel] = Field({}, alias="canaux")
    observed: Observed | None = Field(None, alias="observatoire")
    atlas: Mapping[Id, Diagnosis] = Field({}, description="the diagnoses of 2005-2014")
    lexicon: WrittenLexicon = Field(WrittenLexicon(), alias="lexique")
    lexicons: Mapping[Id, WrittenLexicon] = Field({}, alias="lexiques", description="of other languages")
    operator: Operator | None = Field(None, alias="exploitant")
    languages: Mapping[Id, Language] = Field({}, alias="langues")
    translation: Translation = Field(Translation(), alias="traduction")
    proofs: Mapping[Id, Proof] = Field({}, alias="relecture", description="of each language's translations")
