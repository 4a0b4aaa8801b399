"""Every setting, typed, from the environment or `.env`; a wrong one is said by its name, in French, without its value."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: The clock of everything that people read, and of the periods that are published.
PARIS = ZoneInfo("Europe/Paris")
#: The file of settings, in the folder where the command is typed.
ENV_FILE = Path(".env")

Value = TypeVar("Value")

_PACKAGE = Path(__file__).parent
#: Where the catalogs of translations travel with the package.
LOCALES = _PACKAGE / "locales"

_WEB = "une adresse qui commence par https:// (ou http:// sur cette machine)"
_LISTEN = "une adresse et un port, comme « 127.0.0.1:8080 »"
#: What stands in each setting that can be written wrongly.
_HOW = {
    "token": "le jeton de @BotFather en entier : des chiffres, deux-points, puis des lettres",
    "api_url": _WEB,
    "redis_url": "une adresse comme « redis://127.0.0.1:6379/0 »",
    "redis_volatile": "« yes » ou « no »",
    "webhook_url": _WEB,
    "webhook_secret": "de 1 à 256 signes parmi A-Z, a-z, 0-9, « _ » et « - » (Telegram n'accepte que ceux-là)",
    "listen": _LISTEN,
    "workers": "un nombre de processus, de 1 à 64",
    "messages_a_second": "un nombre de messages par seconde, de 1 à 1000",
    "metrics_listen": _LISTEN,
    "now": "un moment, comme « 2026-11-24T10:30 »",
}


class SettingsError(Exception):
    """A setting that cannot be used; the message names the variable and what to do."""


def shipped(folder: str) -> Path:
    """Return where flows/ and knowledge/ stand: at the top of a checkout, or inside the installed package."""
    beside = _PACKAGE.parent / folder
    return beside if beside.is_dir() else _PACKAGE / "data" / folder


def host_port(address: str) -> tuple[str, int]:
    """Return where to listen, from `127.0.0.1:8080` or `[::1]:8080`; raise ValueError where it is none."""
    split = urlsplit(f"//{address}")
    if not split.hostname or not split.port or split.netloc != address or split.username:
        raise ValueError(address)
    return split.hostname, split.port


def _listens(value: str) -> bool:
    return bool(host_port(value))


def _is_web(value: str) -> bool:
    split = urlsplit(value)
    return split.scheme in ("http", "https") and bool(split.hostname)


def _is_redis(value: str) -> bool:
    return urlsplit(value).scheme in ("redis", "rediss", "unix")


def _is_token(value: SecretStr) -> bool:
    return bool(re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()))


def _is_secret(value: SecretStr) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()))


def _must(hold: Callable[..., bool]) -> AfterValidator:
    def checked(value: Value) -> Value:
        if not hold(value):
            raise ValueError
        return value

    return AfterValidator(checked)


class Settings(BaseSettings):
    """The settings of one process. Secrets never show in a representation or a log; an empty variable is none."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: Annotated[SecretStr, _must(_is_token)] | None = Field(None, description="the bot's token from @BotFather")
    username: str = Field("", description="the bot's name, for links and QR codes")
    api_url: Annotated[str, _must(_is_web)] = Field(
        "https://api.telegram.org", description="a local Bot API server instead of Telegram's"
    )
    database_url: str = Field("sqlite:///relais.db", repr=False, description="where the counters stand")
    redis_url: Annotated[str, _must(_is_redis)] | None = Field(
        None, repr=False, description="what several workers share; memory without it"
    )
    redis_volatile: bool = Field(
        default=False, description="vouches for a Redis that cannot say that it never writes to disk"
    )
    webhook_url: Annotated[str, _must(_is_web)] | None = Field(
        None, description="public address of the webhook; long polling without it"
    )
    webhook_secret: Annotated[SecretStr, _must(_is_secret)] | None = Field(
        None, description="what Telegram must send along with each update"
    )
    listen: Annotated[str, _must(_listens)] = Field("127.0.0.1:8080", description="where the webhook listens")
    workers: int = Field(1, ge=1, le=64, description="how many processes share the work")
    messages_a_second: float = Field(
        30.0, ge=1, le=1000, description="how fast messages may leave, of all workers together"
    )
    metrics_listen: Annotated[str, _must(_listens)] | None = Field(
        None, description="where the metrics listen; none without it"
    )
    flows: Path = Field(default_factory=lambda: shipped("flows"), description="the folder of conversations")
    knowledge: Path = Field(default_factory=lambda: shipped("knowledge"), description="the folder of knowledge")
    now: datetime | None = Field(None, description="a fixed clock, for demonstrations and tests")

    @field_validator("now")
    @classmethod
    def _in_paris(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=PARIS) if value and value.tzinfo is None else value

    def clock(self) -> datetime:
        """Return the time that the bot lives in."""
        return self.now or datetime.now(PARIS)


def read_settings() -> Settings:
    """Read the environment and `.env`; raise SettingsError naming each variable that is wrong, or the line of `.env`."""
    names_in_env_file()
    try:
        return Settings()
    except ValidationError as error:
        names = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        wrong = "".join(f"BOT_{name.upper()} : écrivez {_HOW.get(name, 'une valeur lisible')}.\n" for name in names)
        message = f"Réglage incorrect.\n{wrong}Corrigez la variable d'environnement ou le fichier .env."
        raise SettingsError(message) from None  # the error behind it quotes values


def names_in_env_file() -> set[str]:
    """Return the names that `.env` sets; raise SettingsError where it cannot be read.

    Read before pydantic does: its own reader ends in a traceback, or passes over a line.
    """
    try:
        with ENV_FILE.open(encoding="utf-8") as file:
            lines = list(parse_stream(file))
    except FileNotFoundError:
        return set()
    except UnicodeDecodeError:
        message = "Le fichier .env n'est pas écrit en UTF-8. Enregistrez-le à nouveau en UTF-8."
        raise SettingsError(message) from None
    except OSError as error:
        message = (
            f"Le fichier .env ne se lit pas ({type(error).__name__}). Vérifiez que c'est un fichier, et ses droits."
        )
        raise SettingsError(message) from None
    for each in lines:
        if each.error:
            message = f".env, ligne {each.original.line} : cette ligne n'est pas comprise. Écrivez NOM=valeur, un réglage par ligne."
            raise SettingsError(message)
    return {each.key for each in lines if each.key}
