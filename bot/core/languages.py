"""The languages that are offered, what translators get of the content, and how their work is read over."""

from typing import Annotated

from pydantic import Field

from bot.core.flow import Entry, Flag


class Language(Entry):
    """A language that the bot speaks: its own name, the character of its button, and Babel's name for its dates."""

    name: str = Field(alias="nom")
    code: Annotated[str, Field(pattern=r"^[a-z0-9]$")]
    locale: str
    right_to_left: Flag = Field(default=False, alias="droite_a_gauche")
    whole: Flag = Field(
        default=False, alias="entiere", description="translators get everything, not the essential only"
    )

    @property
    def spoken(self) -> str:
        """Return the language that it is to who types in it: easy French is French."""
        return self.locale.partition("_")[0]


class Translation(Entry):
    """What translators get, as patterns of names: « phrases.merci », « accueil.* »."""

    essential: tuple[str, ...] = Field((), alias="essentiel", description="complete in every language that is offered")
    french: tuple[str, ...] = Field(
        (), alias="en_francais", description="not for residents, or its addressee reads French"
    )
    names: tuple[str, ...] = Field(
        (), alias="noms", description="names: where nobody translated them, shown as they are"
    )


class Proof(Entry):
    """How the translations of one language are read over: what they never say, and how long a sentence may be, in words."""

    words: int = Field(0, alias="mots", description="0: no limit")
    forbidden: tuple[str, ...] = Field((), alias="interdits", description="« illegal* » is every word that begins so")
