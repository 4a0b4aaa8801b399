"""The command line. Each command imports what it needs when it runs, so that none pays for another's libraries."""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NoReturn

from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.core.guide import Guide

#: Exit codes of the contract.
DONE, CONTENT, MISUSED, SURROUNDINGS = 0, 1, 2, 3


class UsageError(Exception):
    """The command was misused: an id, a code or an option that does not exist."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with the contract's exit code."""
    from bot.content.problems import ContentError

    options = _parser().parse_args(arguments)
    try:
        code = options.run(options, read_settings())
    except ContentError as error:
        _say(str(error))
        _say("Le contenu n'est pas utilisable. Corrigez ces lignes, puis lancez : relais check")
        code = CONTENT
    except UsageError as error:
        _say(str(error))
        code = MISUSED
    except BrokenPipeError:  # whoever read has read enough
        sys.stdout = None  # type: ignore[assignment]
        code = DONE
    except (SettingsError, OSError) as error:
        _say(str(error))
        code = SURROUNDINGS
    except KeyboardInterrupt:
        code = DONE
    sys.exit(code)


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="relais", description="Relais : dire ce qui s'est passé, et savoir qui peut aider."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="commande")

    def add(
        name: str, run: Callable[[argparse.Namespace, Settings], int], about: str, example: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about, epilog=f"Exemple : {example}")
        command.set_defaults(run=run)
        return command

    chat = add("chat", _chat, "Toute la conversation dans ce terminal, sans jeton.", "relais chat --plain")
    chat.add_argument("--flow", default="", metavar="ID", help="la conversation à ouvrir")
    chat.add_argument("--plain", action="store_true", help="sans couleur ni symbole, pour les lecteurs d'écran")
    chat.add_argument("--jsonl", action="store_true", help="une ligne JSON par échange, pour les programmes")
    add("run", _run, "Le robot sur Telegram (BOT_TOKEN).", "BOT_TOKEN=… relais run")
    check = add("check", _check, "Tous les problèmes des dossiers flows et knowledge.", "relais check --json")
    check.add_argument("--json", action="store_true", help="un document JSON sur la sortie standard")
    check.add_argument("--memory", action="store_true", help="les phrases de droit qu'aucun juriste n'a encore signées")
    place = add("place", _place, "Les communes qu'un texte peut désigner.", 'relais place "valencienne"')
    place.add_argument("text", metavar="TEXTE", help="le texte, ou « - » pour un texte par ligne sur l'entrée standard")
    place.add_argument("--json", action="store_true")
    place.add_argument("--limit", type=int, default=5, metavar="N")
    understand = add(
        "understand",
        _understand,
        "Ce que le robot proposerait pour un texte.",
        'relais understand "on m\'a refusé un appart" --explain',
    )
    understand.add_argument("text", metavar="TEXTE")
    understand.add_argument("--json", action="store_true")
    understand.add_argument("--explain", action="store_true", help="quels mots ont compté")
    orient = add(
        "orient",
        _orient,
        "Les orientations pour des faits donnés.",
        "relais orient --insee 59606 --kind direct_discrimination --domain private_housing",
    )
    for name in ("insee", "domain", "status", "home", "treatment", "who", "when"):
        orient.add_argument(f"--{name}", required=name == "insee")
    orient.add_argument("--kind", action="append", required=True)
    orient.add_argument("--criterion", action="append", default=[])
    orient.add_argument("--role", default="self", choices=["self", "relative", "witness", "professional"])
    orient.add_argument("--minor", action="store_true")
    orient.add_argument("--json", action="store_true")
    draw = add("draw", _draw, "Une conversation dessinée (Mermaid).", "relais draw accueil")
    draw.add_argument("flow", nargs="?", default="accueil", metavar="FLUX")
    counts = add(
        "counts", _counts, "Les compteurs bruts, pour les exploitants seulement.", "relais counts show --json --demo"
    )
    counts.add_argument("what", choices=["show"])
    counts.add_argument("--json", action="store_true")
    counts.add_argument("--demo", action="store_true")
    counts.add_argument("--simulation", action="store_true")
    return parser


def _guide(settings: Settings) -> "Guide":
    from bot.app import load_guide

    return load_guide(settings)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import Counting, database
    from bot.observatory.address import open_tally
    from bot.terminal.chat import talk
    from bot.terminal.jsonl import converse
    from bot.terminal.session import Session

    guide = _guide(settings)
    if options.flow and options.flow not in guide.flows:
        message = f"La conversation « {options.flow} » n'existe pas. Il y a : {', '.join(sorted(guide.flows))}"
        raise UsageError(message)

    async def conversation() -> None:
        tally = open_tally(database(settings, "demo"), clock=settings.clock)
        counting = Counting(guide, tally, "terminal")
        session = Session(
            guide,
            settings.clock,
            lambda screen: counting.seen("terminal", screen, settings.clock()),
            lambda: counting.restarted("terminal", settings.clock()),
        )
        try:
            if options.jsonl:
                async for line in converse(session, _lines()):
                    print(line, flush=True)
            else:
                await talk(
                    session,
                    coloured=not options.plain and sys.stdout.isatty(),
                    payload=guide.flows[options.flow].flow.code or "" if options.flow else "",
                )
        finally:
            await tally.close()

    asyncio.run(conversation())
    return DONE


async def _lines() -> AsyncIterator[str]:
    for line in sys.stdin:
        yield line


def _run(_options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import run_telegram

    return run_telegram(settings)


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import problems, to_sign

    if options.memory:
        unread = to_sign(settings)
        if options.json:
            _print_json([asdict(each) for each in unread])
        else:
            print(*unread, sep="\n")
            _say(f"{len(unread)} phrase(s) à faire relire, puis à signer avec relu_par et relu_le.")
        return DONE
    found = problems(settings)
    if options.json:
        _print_json([asdict(each) for each in found])
    else:
        for each in found:
            print(each)
        critical = sum(each.level == "critique" for each in found)
        _say(f"{critical} critique(s), {len(found) - critical} avertissement(s).")
    return CONTENT if any(each.level == "critique" for each in found) else DONE


def _texts(text: str) -> Iterator[str]:
    return (line.rstrip("\n") for line in sys.stdin) if text == "-" else iter([text])


def _place(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import gazetteer
    from bot.core.places import search

    places = gazetteer(settings.knowledge / "communes")
    for text in _texts(options.text):
        found = [asdict(each) for each in search(places, text, options.limit)]
        if options.text == "-":
            print(json.dumps(found, ensure_ascii=False), flush=True)
        elif options.json:
            _print_json(found)
        else:
            for each in found:
                print(f"{each['score']:>3}  {each['insee']}  {each['name']} ({each['department']})")
            if not found:
                _say("Aucune commune ne ressemble à ce texte.")
    return DONE


def _understand(options: argparse.Namespace, settings: Settings) -> int:
    from bot.core.places import exact_mentions
    from bot.core.understand import understand

    guide = _guide(settings)
    for text in _texts(options.text):
        meant = understand(guide.lexicon, text)
        answer: dict[str, Any] = {
            "urgency": meant.urgency,
            "strength": meant.strength,
            **{
                name: [{"id": ident, "score": score} for ident, score in getattr(meant, name)]
                for name in ("kinds", "domains", "criteria", "treatments")
            },
            "places": [asdict(each) for each in exact_mentions(guide.gazetteer, text[:1000])][:5],
        }
        if options.text == "-":
            print(json.dumps(answer, ensure_ascii=False), flush=True)
        elif options.json:
            _print_json(answer)
        else:
            for name, value in answer.items():
                print(
                    f"{name} : {', '.join(str(each.get('id', each.get('name'))) for each in value) if isinstance(value, list) else value}"
                )
        if options.explain:
            for clue in meant.explain:
                _say(f"{clue.section}.{clue.id} ← « {clue.words} » ({clue.expression}, {clue.score:.2f}) {clue.note}")
    return DONE


def _orient(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import orientation_json

    guide = _guide(settings)
    try:
        answer = orientation_json(guide, vars(options), settings.clock())
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error
    if options.json:
        _print_json(answer)
        return DONE
    print(answer["wording"])
    for each in answer["orientations"]:
        print(f"{each['rank']}. {each['id']} ({each['level']}) : {each['why']}")
    return DONE


def _draw(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.drawing import mermaid

    guide = _guide(settings)
    if options.flow not in guide.flows:
        message = f"La conversation « {options.flow} » n'existe pas. Il y a : {', '.join(sorted(guide.flows))}"
        raise UsageError(message)
    print(mermaid(guide.flows[options.flow].flow))
    return DONE


def _counts(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import database
    from bot.observatory.address import open_store
    from bot.observatory.store import show

    suffix = "demo" if options.demo else "simulation" if options.simulation else ""
    rows = asyncio.run(show(open_store(database(settings, suffix))))
    if options.json:
        _print_json(rows)
    else:
        for row in rows:
            cell = ", ".join(f"{name}={value}" for name, value in row["cell"].items())
            print(f"{row['n']:>6}  {row['table']}  {row['period']}  {row['territory']}  {cell}")
        if not rows:
            _say("Aucun compte pour l'instant.")
    return DONE


with contextlib.suppress(AttributeError):  # a terminal that cannot show an accent shows something rather than failing
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
