"""`relais doctor`: what works, what it means where it does not, and what to do."""

import argparse
import asyncio

from bot.cli.common import Add, print_json, say
from bot.settings import Settings


def add_commands(add: Add) -> None:
    """Declare `doctor`."""
    doctor = add("doctor", _doctor, "Tout est-il prêt pour « relais run » ? Sinon, que faire.", "relais doctor --json")
    doctor.add_argument("--json", action="store_true")


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import problems
    from bot.operations.doctor import examine
    from bot.operations.findings import exit_code

    findings = asyncio.run(examine(settings, problems(settings)))
    code = exit_code(findings)
    if options.json:
        checks = [
            {"id": each.id, "title": each.title, "state": each.state, "means": each.means, "todo": each.todo}
            for each in findings
        ]
        print_json({"ok": code == 0, "checks": checks})
        return code
    print(*findings, sep="\n")
    failed = sum(1 for each in findings if each.state == "failed")
    say(f"\n{failed} chose(s) à réparer." if failed else "\nRien n'empêche « relais run ».")
    return code
