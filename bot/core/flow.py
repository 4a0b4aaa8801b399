"""The tree: steps, choices and where each answer goes. Read from flows/*.yaml, the YAML keys stand as aliases."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from bot.core.text import Text

Code = Annotated[str, Field(pattern=r"^[a-z0-9]{2}$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Entry(BaseModel):
    """Something that a person wrote in YAML: frozen, closed (an unknown key is a mistake), named by its aliases."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Choice(Entry):
    """An answer and where it goes. `code` is what a path carries: unique in its flow, never given to another answer."""

    code: Code
    label: Text = Field(alias="libelle")
    to: str | None = Field(None, alias="vers")
    facts: Mapping[str, str] = Field({}, alias="faits")
    alone: bool = Field(False, alias="seul", description="in a step with several answers: excludes the others")
    help: Text | None = Field(None, alias="aide")


class _Step(Entry):
    text: Text = Field(alias="texte")
    text_minor: Text | None = Field(None, alias="texte_mineur")
    recap: Text | None = Field(None, alias="recap", description="the name of the question in the summary of answers")
    choices: Mapping[Id, Choice] = Field({}, alias="choix")
    to: str | None = Field(None, alias="vers", description="where choices go that do not say it themselves")


class Question(_Step):
    """One answer out of a few."""

    type: Literal["question"] = "question"


class Several(_Step):
    """Up to `most` answers out of a list, ticked one by one; a choice marked `seul` is an answer by itself."""

    type: Literal["plusieurs"]
    most: int = Field(4, alias="maximum", ge=2, le=4)
    sets: Literal["critere"] = Field("critere", alias="fait")


class Place(_Step):
    """A commune, typed or chosen; its choices are the answers for who cannot or will not say."""

    type: Literal["lieu"]
    of: Literal["faits", "domicile"] = Field(alias="pour")


class Result(_Step):
    """The end of the questions: what it may correspond to and who can help. `extra` are questions asked on demand."""

    type: Literal["resultat"]
    extra: tuple[str, ...] = Field((), alias="ensuite")


def _kind(raw: Any) -> str:
    return str(raw.get("type", "question")) if isinstance(raw, Mapping) else getattr(raw, "type", "question")


Step = Annotated[
    Annotated[Question, Tag("question")]
    | Annotated[Several, Tag("plusieurs")]
    | Annotated[Place, Tag("lieu")]
    | Annotated[Result, Tag("resultat")],
    Discriminator(_kind),
]


class Removed(Entry):
    """An answer that the flow no longer offers: old buttons carrying it land on its question and are told why."""

    step: str = Field(alias="etape")
    since: str = Field(alias="depuis")


class Flow(Entry):
    """A conversation: where it starts and every step it may take."""

    id: Id = Field(alias="flux")
    code: Code | None = None
    title: Text = Field(alias="titre")
    start: str = Field(alias="debut")
    steps: Mapping[Id, Step] = Field(alias="etapes")
    renamed: Mapping[str, str] = Field({}, description="old code → the code that replaces it")
    removed: Mapping[str, Removed] = Field({}, description="codes that are no longer offered, never to be used again")

