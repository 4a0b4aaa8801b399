"""How long a screen takes to be made, and how long until `relais chat` shows its first one.

Every path is measured beside two yardsticks of the same run, since a shared machine drifts: parsing the path alone, and what
aiogram takes to read the tap that asks for the screen. Where the target of 100 µs was set, that reading took 82 to 88 µs: on a
machine of any speed, the longest path should cost at most 1.2 of it.
"""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from benchmarks.yardstick import reading
from bot.app import load_guide
from bot.core.path import parse
from bot.core.screen import show
from bot.settings import read_settings

#: Every question answered, on demand too, with four reasons.
LONGEST = "zz_pf_tv_mq_em_pv_or-co-no-rl_q1_t1_nl_h59606_v1_d1_s1"
#: One path of each sort; the longest is what the checker's bound allows.
PATHS = {
    "first screen": "",
    "question": "rf_lo",
    "reasons, two ticked": "rf_lo_or-no-~1",
    "emergency": "rf_lo~u",
    "result": "rf_lo_no_t1_f59606",
    "longest path, result": LONGEST,
    "all orientations": "rf_lo_no_t1_f59606~o",
    "answers so far": "rf_lo_no_t1_f59606~r",
}
ROUNDS = 400
STARTS = 7


def microseconds(acts: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Return the times of each act, sorted; they take turns, so that a machine that slows down slows all of them."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            begin = time.perf_counter_ns()
            act()
            times[name].append((time.perf_counter_ns() - begin) / 1000)
    return {name: sorted(each) for name, each in times.items()}


def first_screen() -> float:
    """Return the seconds from process start to the first screen of `relais chat`."""
    environment = {**os.environ, "BOT_DATABASE_URL": "memory:"}
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout  # noqa: S101 - a pipe was asked for
        while b"114" not in process.stdout.readline():
            pass
        seconds = time.perf_counter() - begin
        process.kill()
    return seconds


def main() -> None:
    """Print the tables."""
    guide = load_guide(read_settings())
    now = read_settings().clock()
    read_a_tap = reading(guide, PATHS["question"], now)
    gc.collect()
    gc.freeze()  # as the bot does once it is ready
    acts: dict[str, Callable[[], object]] = {
        "aiogram reads the tap": read_a_tap,
        "floor: parse the path": lambda: parse(LONGEST),
        **{name: partial(show, guide, path, now) for name, path in PATHS.items()},
    }
    times = microseconds(acts)
    read = statistics.median(times["aiogram reads the tap"])
    print(f"{'show(guide, path, now)':28} {'median µs':>10} {'p99 µs':>10} {'× reading':>10}")
    for name, each in times.items():
        median = statistics.median(each)
        print(f"{name:28} {median:10.1f} {statistics.quantiles(each, n=100)[98]:10.1f} {median / read:10.2f}")
    starts = sorted(first_screen() for _ in range(STARTS))
    print(
        f"relais chat, first screen: median {statistics.median(starts):.2f} s, best {starts[0]:.2f} s ({STARTS} starts)"
    )


if __name__ == "__main__":
    main()
