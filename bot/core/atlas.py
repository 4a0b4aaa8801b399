"""The territorial diagnoses of 2005-2014, as their atlas prints them: what a territory already knew about itself."""

from pydantic import Field

from bot.core.facts import OneOrMany
from bot.core.flow import Entry
from bot.core.text import Text


class Diagnosis(Entry):
    """One entry of the atlas, as printed. `territories` are the keys of what it covers; a `remark` says what is wrong in it."""

    year: int = Field(alias="annee", ge=2000, le=2030)
    region: Text = Field(alias="ancienne_region")
    place: Text = Field(alias="lieu")
    theme: Text
    title: Text = Field(alias="titre")
    territories: OneOrMany = Field((), alias="territoires")
    available: Text = Field(alias="disponibilite")
    remark: Text | None = Field(None, alias="remarque")
