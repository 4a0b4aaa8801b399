"""The tree: steps, choices and where each answer goes. Read from flows/*.yaml, the YAML keys stand as aliases."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from bot.core.facts import Condition
from bot.core.text import Text

Code = Annotated[str, Field(pattern=r"^[a-z0-9]{2}$")]
#: « oui » or « non », as people write it.
Flag = Annotated[bool, BeforeValidator(lambda raw: {"oui": True, "non": False}.get(raw, raw))]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Entry(BaseModel):
    """Something that a person wrote in YAML: frozen, closed (an unknown key is a mistake), named by its aliases.

    `tu` holds, under the key of the sentence that it replaces, the form for who is under eighteen (`bot.core.informal`).
    """

    # Built at the first use: only the whole (a flow, the knowledge) is ever asked for, and it holds its parts.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    tu: Mapping[str, Text] = Field({}, description="la même phrase en disant « tu », pour les moins de 18 ans")

    @model_validator(mode="after")
    def _tu_replaces_a_sentence(self) -> Self:
        for key in self.tu:
            name = next((name for name, field in type(self).model_fields.items() if (field.alias or name) == key), None)
            if name is None or not isinstance(getattr(self, name), Text):
                kind, message = "tu_without_vous", f"tu.{key}"
                raise PydanticCustomError(kind, message)
        return self


class Choice(Entry):
    """An answer and where it goes. `code` is what a path carries: unique in its flow, never given to another answer."""

    code: Code
    label: Text = Field(alias="libelle")
    to: str | None = Field(None, alias="vers")
    facts: Mapping[str, str] = Field({}, alias="faits")
    words: tuple[str, ...] = Field((), alias="mots", description="typed words that mean this answer, without accents")
    days: int | None = Field(
        None, alias="jours", ge=1, description="happened at most so many days ago: a typed time chooses"
    )
    alone: Flag = Field(default=False, alias="seul", description="in a step with several answers: excludes the others")
    alert: str | None = Field(None, alias="urgence", description="the next screen starts with this urgency's calm line")
    group: Id | None = Field(None, alias="groupe", description="shown on the page of this group, not at once")


class Opening(Entry):
    """A button that leaves for another flow; what is known already is named there as « étape.choix », in its order."""

    flow: Id = Field(alias="flux")
    label: Text = Field(alias="libelle")
    answers: tuple[str, ...] = Field((), alias="reponses")


class _Step(Entry):
    text: Text = Field(alias="texte")
    again: Text | None = Field(
        None, alias="texte_court", description="said instead when the question is asked once more"
    )
    name: Text | None = Field(None, alias="resume", description="the question's name in the summary of answers")
    choices: Mapping[Id, Choice] = Field({}, alias="choix")
    groups: Mapping[Id, Text] = Field({}, alias="groupes", description="named pages of choices, in order")
    to: str | None = Field(None, alias="vers", description="where choices go that do not say it themselves")
    skip: Condition | None = Field(None, alias="passer_si", description="the question is not asked when this holds")
    also: tuple[str, ...] = Field((), alias="aussi", description="steps asked from here on demand, never by themselves")
    code: Code | None = Field(None, description="needed by a step asked on demand: its page")
    label: Text | None = Field(None, alias="bouton", description="needed by a step asked on demand: its button")
    opens: tuple[Opening, ...] = Field((), alias="ouvre", description="buttons that lead into other conversations")


class Question(_Step):
    """One answer out of a few."""

    type: Literal["question"] = "question"


class Several(_Step):
    """Up to `most` answers out of a list, ticked one by one; a choice marked `seul` is an answer by itself."""

    type: Literal["plusieurs"]
    most: int = Field(4, alias="maximum", ge=2, le=4)


class Place(_Step):
    """A commune, typed or chosen; its choices are the answers for who cannot or will not say."""

    type: Literal["lieu"]
    of: Literal["faits", "domicile"] = Field(alias="pour")


class Say(_Step):
    """Something to read, such as a card or a piece of advice; its choices and what it opens say where to go on."""

    type: Literal["fiche"]
    source: Text | None = Field(None, description="where the text comes from, and when; shown under it")


class Listing(_Step):
    """A list to choose from, and the end of a way: explainers of a shelf, the remedies, or the atlas of diagnoses."""

    type: Literal["liste"]
    of: Literal["reperes", "demarches", "atlas"] = Field("reperes", alias="de")
    shelf: Id | None = Field(None, alias="rayon", description="for « reperes »: the shelf whose explainers are listed")


class Result(_Step):
    """The end of the questions: what it may correspond to, and who can help."""

    type: Literal["resultat"]


class End(_Step):
    """The end of a conversation that qualifies nothing: thanks, the contacts to call or to write to, and the way to the main one."""

    type: Literal["fin"]
    contacts: tuple[str, ...] = Field(("ddd_3928",), min_length=1, description="ids of contacts, in order")


def _kind(raw: object) -> str:
    return str(raw.get("type", "question")) if isinstance(raw, Mapping) else getattr(raw, "type", "question")


Step = Annotated[
    Annotated[Question, Tag("question")]
    | Annotated[Several, Tag("plusieurs")]
    | Annotated[Place, Tag("lieu")]
    | Annotated[Say, Tag("fiche")]
    | Annotated[Listing, Tag("liste")]
    | Annotated[Result, Tag("resultat")]
    | Annotated[End, Tag("fin")],
    Discriminator(_kind),
]
#: The steps after which nothing is asked any more.
ENDINGS = (Result, End)


class Removed(Entry):
    """An answer that the flow no longer offers: old buttons carrying it land on its question and are told why."""

    step: str = Field(alias="etape")
    since: str = Field(alias="depuis")


class Retold(Entry):
    """A step of another flow in other words, for who takes it from here; what is left out stays as it is there."""

    text: Text | None = Field(None, alias="texte")
    again: Text | None = Field(None, alias="texte_court")
    name: Text | None = Field(None, alias="resume")
    choices: Mapping[Id, Text] = Field({}, alias="choix", description="choice → its button here")
    groups: Mapping[Id, Text] = Field({}, alias="groupes")
    label: Text | None = Field(None, alias="bouton")
    also: tuple[str, ...] | None = Field(None, alias="aussi")
    skip: Condition | None = Field(None, alias="passer_si")


class Sequel(Entry):
    """The flow that goes on after this one's own steps: they lead to its steps by name (`bot.core.sequel`)."""

    flow: Id = Field(alias="flux")
    retold: Mapping[Id, Retold] = Field({}, alias="redit")


class Flow(Entry):
    """A conversation: where it starts and every step it may take. The main one has no code; others start with theirs."""

    id: Id = Field(alias="flux")
    code: Code | None = None
    title: Text = Field(alias="titre")
    words: tuple[str, ...] = Field((), alias="mots", description="what people type when they look for it")
    start: str = Field(alias="debut")
    steps: Mapping[Id, Step] = Field(alias="etapes")
    facts: Mapping[str, str] = Field({}, alias="faits", description="what is known of whoever takes this flow")
    informal: Flag = Field(default=False, alias="tutoie", description="« tu » is said to everybody")
    sequel: Sequel | None = Field(None, alias="suite")
    renamed: Mapping[str, str] = Field({}, description="old code → the code that replaces it")
    removed: Mapping[str, Removed] = Field({}, description="codes that are no longer offered, never to be used again")


def following(step: Step) -> Iterable[str]:
    """Return the steps that may come next, those asked on demand included."""
    yield from step.also
    if step.to:
        yield step.to
    for choice in step.choices.values():
        if choice.to:
            yield choice.to
