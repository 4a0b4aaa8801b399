"""Print the table of `make bench-peers`: python -m benchmarks.peers [rounds]."""

import statistics
import subprocess
import sys

from benchmarks.peers.tree import ADDRESSES, dump, steps_of
from bot.app import load_guide
from bot.core import dialogue
from bot.settings import read_settings
from bot.telegram.render import encode, render

#: Module · what it is. The first is what the others are compared with.
PEERS = {
    "aiogram_bare": "bare aiogram, no state",
    "floor": "the floor: msgspec in, two requests out, no framework",
    "telebot_async": "pyTelegramBotAPI, asynchronous",
    "relais": "Relais: engine, rendering and count included",
    "relais_redis": "Relais with Redis: the same, shared between workers",
    "longest": "Relais: show() alone, the longest path to a result",
    "ptb": "python-telegram-bot, ConversationHandler",
    "aiogram_memory": "aiogram with MemoryStorage",
    "aiogram_redis": "aiogram with RedisStorage",
    "dialog": "aiogram_dialog, ten windows, MemoryStorage",
}
LAPS = 1


def tree() -> str:
    """Return the ten screens of the real tree on one line; a button that copies becomes one that carries a path."""
    settings = read_settings()
    guide, now = load_guide(settings), settings.clock()
    found = []
    for address in ADDRESSES:
        [message] = render(dialogue.tap(guide, address, now), guide.phrases["entete"])
        rows = [[{"text": each.label, "callback_data": each.data or "x"} for each in row] for row in message.rows]
        found.append((encode(address), message.text, rows))
    found[-1][2][-1][0]["callback_data"] = encode("")  # the last tap leads back to the first screen
    return dump(steps_of(found))


def main(rounds: int = 9) -> None:
    """Let the peers take turns, and print their medians and ratios."""
    line = tree()
    players = {name: _start(name, line) for name in PEERS}
    spent: dict[str, list[float]] = {name: [] for name in PEERS}
    sent: dict[str, str] = {}
    for number in range(rounds + 1):
        for name, player in players.items():
            microseconds, sent[name] = _ask(player, f"{LAPS}\n").split()
            if number:  # the first round warms up
                spent[name].append(float(microseconds))
    for player in players.values():
        player.communicate(timeout=30)
    first = next(iter(PEERS))
    print(f"{'one tap, editMessageText + answerCallbackQuery':60} {'CPU µs':>8} {'× bare':>7} {'bytes out':>10}")
    for name in sorted(PEERS, key=lambda name: statistics.median(spent[name])):
        ratio = statistics.median(mine / bare for mine, bare in zip(spent[name], spent[first], strict=True))
        print(f"{PEERS[name]:60} {statistics.median(spent[name]):8.0f} {ratio:7.2f} {sent[name]:>10}")


def _start(name: str, line: str) -> "subprocess.Popen[str]":
    player = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.peers.player", name],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    ready = _ask(player, f"{line}\n")
    if ready != "ready":
        sys.exit(f"{name} did not start: make bench-peers installs what it needs")
    return player


def _ask(player: "subprocess.Popen[str]", line: str) -> str:
    assert player.stdin
    assert player.stdout
    player.stdin.write(line)
    player.stdin.flush()
    return player.stdout.readline().strip()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
