"""What the doctor looks at on this machine: settings, files and their rights, disk, database, content, contacts."""

import asyncio
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.content.fresh import to_verify
from bot.content.load import load
from bot.content.problems import ContentError, Problem, did_you_mean
from bot.observatory import upkeep
from bot.observatory.address import AddressError, open_store
from bot.observatory.commands import check_counts
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import MemoryStore, StoreError
from bot.operations.findings import DATA, Finding
from bot.settings import ENV_FILE, Settings, host_port, names_in_env_file
from bot.volatile import NotVolatileError, open_volatile

#: Free space under which the disk is said to fill up, in bytes.
LITTLE = 200 * 1024 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """Find misspelt names, and what is set for a demonstration only."""
    known = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *names_in_env_file())}
    for name in sorted(each for each in given - known if each.startswith("BOT_")):
        yield Finding(
            "settings",
            "Réglages",
            "warning",
            f"{name} n'existe pas : ce réglage est ignoré.",
            did_you_mean(name, known),
        )
    if settings.now:
        todo = "Retirez BOT_NOW : il sert aux essais et aux démonstrations."
        yield Finding("settings", "Réglages", "warning", "BOT_NOW fige l'horloge.", todo)
    if settings.metrics_listen and host_port(settings.metrics_listen)[0] not in _LOOPBACK:
        yield Finding(
            "settings", "Réglages", "warning",
            "BOT_METRICS_LISTEN écoute au-delà de cette machine : qui l'atteint lit les mesures.",
            "Écrivez 127.0.0.1, ou fermez ce port à tous sauf à Prometheus.",
        )  # fmt: skip
    if settings.webhook_url and settings.webhook_secret is None:
        yield Finding(
            "settings", "Réglages", "failed",
            "BOT_WEBHOOK_SECRET manque : n'importe qui pourrait se faire passer pour Telegram.",
            "Écrivez BOT_WEBHOOK_SECRET=… (par exemple : openssl rand -hex 32).",
        )  # fmt: skip


def look_at_secrets() -> Finding:
    """See whether others than the owner may read `.env`."""
    title = "Fichier .env"
    if not ENV_FILE.exists():
        return Finding("env_file", title, "skipped", "il n'y en a pas ici : les réglages viennent de l'environnement.")
    mode = stat.S_IMODE(ENV_FILE.stat().st_mode)
    if mode & 0o077:
        means = f"d'autres que son propriétaire peuvent le lire ({mode:04o}) : il contient le jeton."
        return Finding("env_file", title, "failed", means, "chmod 600 .env")
    return Finding("env_file", title, "ok", "seul son propriétaire le lit.")


async def look_at_database(settings: Settings) -> Iterator[Finding]:
    """Open the counters, write nothing into them, and check a file whole."""
    title = "Base de comptage"
    try:
        store = open_store(settings.database_url)
        if isinstance(store, MemoryStore):
            means = "les comptes restent en mémoire et finissent avec le programme."
            return iter([Finding("database", title, "warning", means, "Écrivez BOT_DATABASE_URL pour les garder.")])
        if isinstance(store, SqliteStore):
            return iter([*await _file(store, title), _disk(store.path)])
        await store.add([])  # opens, brings the schema up to date, writes and commits
        wrong = await asyncio.to_thread(check_counts, settings.database_url)
    except (AddressError, StoreError) as error:
        todo = "Les conversations continuent, mais ne sont pas comptées : corrigez, puis relancez « relais doctor »."
        return iter([Finding("database", title, "failed", str(error), todo)])
    return iter(_sound(title, "elle répond, elle s'écrit, et elle est saine.", wrong))


async def _file(store: SqliteStore, title: str) -> list[Finding]:
    path = store.path
    if not path.exists():
        # Not made here: whoever runs the doctor may not be who runs the bot, and the file would be theirs.
        if path.parent.is_dir() and os.access(path.parent, os.W_OK | os.X_OK):
            return [Finding("database", title, "ok", f"« {path} » sera créée à la première conversation comptée.")]
        means = f"« {path.parent} » n'existe pas, ou ne peut pas être écrit."
        return [Finding("database", title, "failed", means, "Créez ce dossier, ou corrigez BOT_DATABASE_URL.")]
    await store.add([])  # opens, brings the schema up to date, writes and commits
    return _sound(title, f"« {path} » s'ouvre, s'écrit, et elle est saine.", upkeep.check(path))


def _sound(title: str, means: str, wrong: list[str]) -> list[Finding]:
    if wrong:
        return [Finding("database", title, "failed", each, "relais counts check", DATA) for each in wrong]
    return [Finding("database", title, "ok", means)]


def _disk(path: Path) -> Finding:
    folder = path.parent if path.parent.is_dir() else Path()
    free = shutil.disk_usage(folder).free
    said = f"{free // (1024 * 1024)} Mo libres pour la base."
    if free < LITTLE:
        return Finding("disk", "Disque", "warning", said, "Libérez de la place : disque plein, rien n'est plus compté.")
    return Finding("disk", "Disque", "ok", said)


async def look_at_redis(settings: Settings) -> Finding:
    """See whether what workers share is there, and that it writes to no disk."""
    title = "Redis"
    try:
        volatile = await open_volatile(settings)
    except NotVolatileError as refusal:
        todo = 'Lancez ce Redis avec --save "" --appendonly no, ou retirez BOT_REDIS_URL. « relais run » ne démarre pas ainsi.'
        return Finding("redis", title, "failed", str(refusal), todo)
    if volatile is None:
        if settings.workers == 1:
            return Finding("redis", title, "skipped", "il n'y en a pas : un seul processus garde tout dans sa mémoire.")
        means = "il n'y en a pas : une personne qui change de processus peut être comptée deux fois."
        return Finding("redis", title, "warning", means, "Écrivez BOT_REDIS_URL, ou BOT_WORKERS=1.")
    volatile.close()
    if not volatile.well:
        means = "il ne répond pas : chaque processus continue avec sa propre mémoire."
        return Finding("redis", title, "failed", means, "Vérifiez qu'il tourne, et BOT_REDIS_URL.")
    how = "BOT_REDIS_VOLATILE certifie" if settings.redis_volatile else "il dit"
    return Finding("redis", title, "ok", f"il répond, et {how} qu'il n'écrit sur aucun disque.")


def look_at_content(settings: Settings, problems: list[Problem]) -> Iterator[Finding]:
    """Tell what `relais check` finds, who runs the bot, and how many contacts wait to be verified."""
    critical = sum(1 for each in problems if each.level == "critique")
    said = f"{critical} faute(s) critique(s), {len(problems) - critical} avertissement(s)."
    if critical:
        todo = "Lancez « relais check » et corrigez : le robot ne démarre pas avec ce contenu."
        yield Finding("content", "Contenu", "failed", said, todo, DATA)
    elif problems:
        yield Finding("content", "Contenu", "warning", said, "Lancez « relais check » pour les lire.")
    else:
        yield Finding("content", "Contenu", "ok", said)
    try:
        knowledge = load(settings.flows, settings.knowledge).knowledge
    except ContentError:
        return
    if knowledge.operator is None or knowledge.operator.example:
        todo = "Remplissez knowledge/exploitant.yaml, puis écrivez « exemple: non », avant d'ouvrir le service."
        means = "c'est encore l'exemple : /confidentialite ne dit pas qui répond de ce robot."
        yield Finding("operator", "Exploitant", "warning", means, todo)
    else:
        yield Finding("operator", "Exploitant", "ok", "il est dit dans /confidentialite.")
    states = to_verify(knowledge.contacts.values(), settings.clock().date())
    if states.total():
        means = (
            f"{states['expiree']} fiche(s) à revérifier, {states['jamais']} jamais vérifiée(s), "
            f"{states['bientot']} bientôt à revérifier."
        )
        todo = "relais contacts stale, puis relais contacts verify ID --by « votre structure »"
        yield Finding("contacts", "Contacts", "warning", means, todo)
    else:
        yield Finding("contacts", "Contacts", "ok", "toutes les fiches sont vérifiées.")
