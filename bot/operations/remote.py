"""What the doctor asks of Telegram: whose token it is, where updates go, and what time it is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.operations.findings import Finding
from bot.settings import Settings

#: Seconds that one request may take.
PATIENCE = 10
#: Seconds between our clock and Telegram's that are worth a word, and that make hours and limits wrong.
OFF, WRONG = 30, 300
#: Updates that wait at Telegram: more means that nobody fetches them.
MANY = 100
_REFUSED = frozenset({401, 404})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Bot API answered: a status (0 where it did not), the result, and the date of its clock."""

    status: int
    result: dict[str, Any]
    date: str = ""
    error: str = ""


async def look_at_telegram(settings: Settings) -> Iterator[Finding]:
    """Check the token, the webhook and the clock; nothing is changed at Telegram."""
    if settings.token is None:
        todo = "Demandez un jeton à @BotFather, puis écrivez BOT_TOKEN=… dans le fichier .env."
        return iter([Finding("token", "Jeton", "failed", "BOT_TOKEN manque : « relais run » ne démarre pas.", todo)])
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        me = await _ask(session, settings, settings.token.get_secret_value(), "getMe")
        if me.status != 200:  # noqa: PLR2004 - HTTP's own number
            return iter([_no_token(settings, me)])
        webhook = await _ask(session, settings, settings.token.get_secret_value(), "getWebhookInfo")
    return iter([*_token(settings, me.result), _webhook(settings, webhook), _clock(me.date)])


async def _ask(session: aiohttp.ClientSession, settings: Settings, token: str, method: str) -> Answer:
    """Call a method; an error is told by its type alone, since its words hold the address and so the token."""
    try:
        async with session.get(f"{settings.api_url.rstrip('/')}/bot{token}/{method}") as answer:
            body = await answer.json(content_type=None)
            result = body.get("result") if isinstance(body, dict) else None
            found = result if isinstance(result, dict) else {}
            return Answer(answer.status if found or answer.status in _REFUSED else 0, found, answer.headers.get("Date", ""), str(answer.status))  # fmt: skip
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(0, {}, error=type(error).__name__)


def _no_token(settings: Settings, me: Answer) -> Finding:
    if me.status in _REFUSED:
        todo = "Copiez le jeton entier depuis @BotFather. S'il a été révoqué, mettez le nouveau dans BOT_TOKEN."
        return Finding("token", "Jeton", "failed", "Telegram refuse BOT_TOKEN.", todo)
    host = urlsplit(settings.api_url).hostname
    means = f"{host} ne répond pas ({me.error}) : le jeton n'a pas pu être essayé."
    todo = (
        "Vérifiez le réseau, le pare-feu (sortie HTTPS) et BOT_API_URL. Les gens voient encore la description du robot."
    )
    return Finding("token", "Jeton", "failed", means, todo)


def _token(settings: Settings, me: dict[str, Any]) -> Iterator[Finding]:
    name = str(me.get("username", ""))
    if settings.username.removeprefix("@").casefold() != name.casefold():
        means = f"le jeton est celui de @{name}, mais BOT_USERNAME est « {settings.username} »."
        todo = f"Écrivez BOT_USERNAME={name} : les affiches et les codes QR mènent là."
        yield Finding("token", "Jeton", "warning", means, todo)
    else:
        yield Finding("token", "Jeton", "ok", f"c'est celui de @{name}.")
    if me.get("can_join_groups"):
        means = "le robot peut être ajouté à un groupe ; il le quitte aussitôt, mais on l'y voit."
        yield Finding("groups", "Groupes", "warning", means, "Chez @BotFather : /setjoingroups, puis Disable.")


def _webhook(settings: Settings, answer: Answer) -> Finding:
    title, wanted, info = "Réception", settings.webhook_url or "", answer.result
    if not answer.status:
        return Finding("webhook", title, "failed", f"getWebhookInfo ne répond pas ({answer.error}).", "Réessayez.")
    there = str(info.get("url", ""))
    waiting = int(info.get("pending_update_count", 0))
    if wanted and there != wanted:
        means = "Telegram n'envoie pas les messages à BOT_WEBHOOK_URL."
        return Finding("webhook", title, "failed", means, "relais webhook set")
    if there and not wanted:
        means = "Telegram envoie les messages à une autre adresse, et BOT_WEBHOOK_URL n'est pas réglé."
        todo = "« relais run » la retire au démarrage ; pour la garder, écrivez BOT_WEBHOOK_URL."
        return Finding("webhook", title, "warning", means, todo)
    if wanted and (failed := info.get("last_error_date")):
        ago = int((datetime.now(UTC).timestamp() - float(failed)) // 60)
        means = f"dernier envoi refusé il y a {ago} minute(s) : {str(info.get('last_error_message', ''))[:80]}"
        todo = "Vérifiez que BOT_WEBHOOK_URL répond depuis Internet, et son certificat."
        return Finding("webhook", title, "warning", means, todo)
    if waiting > MANY:
        means = f"{waiting} messages attendent chez Telegram."
        return Finding("webhook", title, "warning", means, "Vérifiez que « relais run » tourne, et lisez son journal.")
    how = "par webhook" if wanted else "par interrogation (sans webhook)"
    return Finding("webhook", title, "ok", f"{how}, {waiting} message(s) en attente.")


def _clock(date: str) -> Finding:
    try:
        off = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    except ValueError:
        return Finding("clock", "Horloge", "skipped", "le serveur ne dit pas l'heure.")
    if off < OFF:
        return Finding("clock", "Horloge", "ok", "elle suit celle de Telegram.")
    means = f"elle diffère de {int(off)} secondes de celle de Telegram : heures d'ouverture et délais en dépendent."
    return Finding("clock", "Horloge", "failed" if off > WRONG else "warning", means, "timedatectl set-ntp true")
