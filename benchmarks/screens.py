"""How long a screen takes to be made, and how long until `relais chat` shows its first one.

Every path is measured beside a floor made in the same run (parsing the path alone), since a shared machine drifts.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

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


def median_us(act: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the 99th percentile of many runs, in microseconds."""
    act()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter_ns()
        act()
        times.append((time.perf_counter_ns() - begin) / 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


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
    floor, _ = median_us(lambda: parse(PATHS["longest path, result"]))
    print(f"{'show(guide, path, now)':28} {'median µs':>10} {'p99 µs':>10} {'× floor':>9}")
    print(f"{'floor: parse the path':28} {floor:10.1f} {'':>10} {1:9.1f}")
    for name, path in PATHS.items():
        median, worst = median_us(lambda path=path: show(guide, path, now))  # type: ignore[misc]
        print(f"{name:28} {median:10.1f} {worst:10.1f} {median / floor:9.1f}")
    starts = sorted(first_screen() for _ in range(STARTS))
    print(
        f"relais chat, first screen: median {statistics.median(starts):.2f} s, best {starts[0]:.2f} s ({STARTS} starts)"
    )


if __name__ == "__main__":
    main()
