"""Look into the content: what is wrong with it, and what the bot would understand, find and answer."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from bot.cli.common import CONTENT, DONE, Add, UsageError, flow_of, guide_of, print_json, say, texts
from bot.settings import Settings


def add_commands(add: Add) -> None:
    """Declare `check`, `place`, `understand`, `orient` and `draw`."""
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


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import problems, to_sign

    if options.memory:
        unread = to_sign(settings)
        if options.json:
            print_json([asdict(each) for each in unread])
        else:
            print(*unread, sep="\n")
            say(f"{len(unread)} phrase(s) à faire relire, puis à signer avec relu_par et relu_le.")
        return DONE
    found = problems(settings)
    if options.json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            print(each)
        critical = sum(each.level == "critique" for each in found)
        say(f"{critical} critique(s), {len(found) - critical} avertissement(s).")
    return CONTENT if any(each.level == "critique" for each in found) else DONE


def _place(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import gazetteer
    from bot.core.places import search

    places = gazetteer(settings.knowledge / "communes")
    for text in texts(options.text):
        found = [asdict(each) for each in search(places, text, options.limit)]
        if options.text == "-":
            print(json.dumps(found, ensure_ascii=False), flush=True)
        elif options.json:
            print_json(found)
        else:
            for each in found:
                print(f"{each['score']:>3}  {each['insee']}  {each['name']} ({each['department']})")
            if not found:
                say("Aucune commune ne ressemble à ce texte.")
    return DONE


def _understand(options: argparse.Namespace, settings: Settings) -> int:
    from bot.core.hearing import meaning
    from bot.core.mentions import exact_mentions

    guide = guide_of(settings)
    for text in texts(options.text):
        meant = meaning(guide.hearing, text, guide.spoken)
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
            print_json(answer)
        else:
            for name, value in answer.items():
                print(
                    f"{name} : {', '.join(str(each.get('id', each.get('name'))) for each in value) if isinstance(value, list) else value}"
                )
        if options.explain:
            for clue in meant.explain:
                say(f"{clue.section}.{clue.id} ← « {clue.words} » ({clue.expression}, {clue.score:.2f}) {clue.note}")
    return DONE


def _orient(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import orientation_json

    guide = guide_of(settings)
    try:
        answer = orientation_json(guide, vars(options), settings.clock())
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error
    if options.json:
        print_json(answer)
        return DONE
    print(answer["wording"])
    for each in answer["orientations"]:
        print(f"{each['rank']}. {each['id']} ({each['level']}) : {each['why']}")
    return DONE


def _draw(options: argparse.Namespace, settings: Settings) -> int:
    from bot.content.drawing import mermaid

    guide = guide_of(settings)
    print(mermaid(flow_of(guide, options.flow).flow))
    return DONE
