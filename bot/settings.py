"""Every setting, typed, from the environment or `.env`; a wrong one is said by its name."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: The clock of everything that people read, and of the periods that are published.
PARIS = ZoneInfo("Europe/Paris")

_PACKAGE = Path(__file__).parent


class SettingsError(Exception):
    """A setting that cannot be used; the message names the variable and what to do."""


def shipped(folder: str) -> Path:
    """Return where flows/ and knowledge/ stand: at the top of a checkout, or inside the installed package."""
    beside = _PACKAGE.parent / folder
    return beside if beside.is_dir() else _PACKAGE / "data" / folder


class Settings(BaseSettings):
    """The settings of one process. Secrets never show in a representation or a log."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore", frozen=True)

    token: SecretStr | None = Field(None, description="the bot's token from @BotFather")
    username: str = Field("", description="the bot's name, for links and QR codes")
    api_url: str = Field("https://api.telegram.org", description="a local Bot API server instead of Telegram's")
    database_url: str = Field("sqlite:///relais.db", description="where the counters stand")
    redis_url: str | None = Field(None, description="what several workers share; memory without it")
    redis_volatile: bool = Field(
        default=False, description="vouches for a Redis that cannot say that it never writes to disk"
    )
    webhook_url: str | None = Field(None, description="public address of the webhook; long polling without it")
    webhook_secret: SecretStr | None = Field(None, description="what Telegram must send along with each update")
    listen: str = Field("127.0.0.1:8080", description="where the webhook listens")
    metrics_listen: str | None = Field(None, description="where the metrics listen; none without it")
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
    """Read the environment and `.env`; raise SettingsError naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"BOT_{'_'.join(map(str, each['loc'])).upper()} : {each['msg']}" for each in error.errors())
        message = f"Réglage incorrect : {names}. Corrigez la variable d'environnement ou le fichier .env."
        raise SettingsError(message) from error
