"""What the observatory counts: tables, dimensions and their values. Read from knowledge/observatoire.yaml.

The file is the codebook: a value that is not declared here, or in the section of knowledge that a dimension names, is
never written. That is what keeps typed words and communes out of the counters, whatever a caller passes.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.core.facts import OneOrMany
from bot.core.flow import Entry, Flag, Id
from bot.core.text import Text

DimensionId = Literal[
    "channel",
    "language",
    "domain",
    "kind",
    "criterion",
    "treatment",
    "orientation",
    "evidence",
    "steps_taken",
    "care_motive",
    "usefulness",
    "dropoff",
    "reading",
    "followup",
    "came_of_it",
    "internship_step",
    "internship_found",
    "internship_refusals",
    "internship_reason",
    "internship_went",
    "internship_helped",
]
#: How long a time a table sums up: a quarter, a year, or a school year.
Sort = Literal["quarter", "year", "school"]
Section = Literal["familles_de_domaines", "familles_de_criteres", "types", "traitements", "portes", "canaux"]
ValueId = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Siren = Annotated[str, Field(pattern=r"^[0-9]{9}$")]

#: Thresholds of the law's file on privacy: 11 for what is sensitive or crossed, 5 for the rest, never less.
SENSITIVE_THRESHOLD = 11
LEAST_THRESHOLD = 5


class Value(Entry):
    """One category of a dimension: its name in the tables, and the facts that it gathers (itself when it says none)."""

    label: Text = Field(alias="libelle")
    gathers: OneOrMany = Field((), alias="reprend")


class Dimension(Entry):
    """What a table counts by. Its values are listed here, taken from a section of knowledge (`de`), or both."""

    label: Text = Field(alias="libelle")
    fact: Id | None = Field(None, alias="fait", description="the answers that it counts, where only a survey asks them")
    sensitive: Flag = Field(
        alias="sensible", description="says or lets guess a domain, a kind, a treatment or a reason"
    )
    section: Section | None = Field(None, alias="de")
    values: Mapping[ValueId, Value] = Field({}, alias="valeurs")
    otherwise: ValueId | None = Field(
        None, alias="sinon", description="the value of what is not listed; else not counted"
    )
    unanswered: ValueId | None = Field(
        None, alias="sans_reponse", description="the value at a result without an answer"
    )

    @model_validator(mode="after")
    def _fallbacks_exist(self) -> Self:
        for name, value in (("sinon", self.otherwise), ("sans_reponse", self.unanswered)):
            if value is not None and value not in self.values:
                message = f"{name} : la valeur « {value} » n'est pas dans « valeurs »"
                raise ValueError(message)
        return self


class Protection(Entry):
    """How a table is protected when it is published: cells under the threshold hidden, or all rounded to the base."""

    method: Literal["suppress", "round"] = Field("suppress", alias="methode")
    threshold: int = Field(SENSITIVE_THRESHOLD, alias="seuil", ge=LEAST_THRESHOLD)
    base: int = Field(5, ge=3)
    zeros: Flag = Field(default=False, description="true where it tells nothing about anybody that nobody is counted")


class Table(Entry):
    """One table: one dimension per EPCI each quarter, or up to two for the region and its agglomerations each year."""

    title: Text = Field(alias="titre")
    dimensions: Annotated[tuple[DimensionId, ...], Field(min_length=1, max_length=2)]
    scope: Literal["epci", "region"] = Field("epci", alias="territoires")
    flows: OneOrMany = Field(("accueil",), alias="flux", description="the conversations that it counts")
    school_year: Flag = Field(default=False, alias="annee_scolaire", description="from September to August, never less")
    sensitive: Flag = Field(alias="sensible")
    protection: Protection = Protection()

    @property
    def period(self) -> Sort:
        """Say how long a time the table sums up: the finest that is ever published of it, so the finest that is kept."""
        if self.school_year:
            return "school"
        return "quarter" if self.scope == "epci" else "year"

    @model_validator(mode="after")
    def _is_protected(self) -> Self:
        crossed = len(self.dimensions) > 1
        if self.school_year and self.scope != "epci":
            message = "annee_scolaire : seulement pour un tableau par agglomération, avec une seule dimension"
            raise ValueError(message)
        if crossed and self.scope == "epci":
            message = "deux dimensions : seulement pour la région et les agglomérations (territoires: region)"
            raise ValueError(message)
        if len(set(self.dimensions)) < len(self.dimensions):
            message = "dimensions : deux fois la même"
            raise ValueError(message)
        if (crossed or self.sensitive) and self.protection.threshold < SENSITIVE_THRESHOLD:
            message = f"protection.seuil : {SENSITIVE_THRESHOLD} au moins pour une table sensible ou croisée"
            raise ValueError(message)
        return self


class Region(Entry):
    """The region that the observatory covers; what happened outside of its départements is counted as `elsewhere`."""

    code: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    departments: tuple[str, ...] = Field(alias="departements", min_length=1)


class Observed(Entry):
    """The section `observatoire`: everything that is counted, and nothing else is."""

    region: Region
    agglomerations: tuple[Siren, ...] = Field((), description="the only EPCI that get crossed tables")
    dimensions: Mapping[DimensionId, Dimension]
    tables: Mapping[Id, Table]

    @model_validator(mode="after")
    def _tables_are_declared(self) -> Self:
        for name, table in self.tables.items():
            for dimension in table.dimensions:
                if dimension not in self.dimensions:
                    message = f"tables.{name} : la dimension « {dimension} » n'est pas déclarée"
                    raise ValueError(message)
                if self.dimensions[dimension].sensitive and not table.sensitive:
                    message = f"tables.{name} : « {dimension} » est sensible, la table doit l'être aussi"
                    raise ValueError(message)
        return self
