"""What nine languages cost beside one: seconds to load them, and memory, each in a process of its own.

Loading is what `relais run` does behind the first taps: the guide of each language, and the one that says « tu ».
"""

import statistics
import subprocess
import sys

ROUNDS = 5
#: What the languages may add, in seconds of processor and in megabytes.
MOST_SECONDS, MOST_MEGABYTES = 1.0, 40
_LOAD = """
import sys, time
from pathlib import Path
from bot.app import load_guide
from bot.core.screen import show
from bot.core.tongue import in_language
from bot.settings import read_settings

def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024

settings = read_settings()
french = load_guide(settings)
names = list(french.knowledge.languages) if sys.argv[1] == "all" else ["fr"]
for name in names:
    guide = in_language(french, name)
    for each in (guide, guide.minor):
        show(each, "rf_lo", settings.clock())
print(time.process_time(), resident(), len(names))
"""


def measure(which: str) -> tuple[float, float, int]:
    """Return the median seconds of processor and megabytes of a process that loads French only ("one") or all languages."""
    runs = []
    for _ in range(ROUNDS):
        done = subprocess.run([sys.executable, "-c", _LOAD, which], capture_output=True, text=True, check=True)
        seconds, megabytes, count = done.stdout.split()
        runs.append((float(seconds), float(megabytes), int(count)))
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs), runs[0][2]


def main() -> None:
    """Print the table."""
    measure("one")  # the compiled copy of the content is made once
    alone, every = measure("one"), measure("all")
    print(f"{'':24}{'seconds of processor':>22}{'megabytes':>12}")
    print(f"{'French only':24}{alone[0]:22.2f}{alone[1]:12.0f}")
    print(f"{f'{every[2]} languages':24}{every[0]:22.2f}{every[1]:12.0f}")
    more, megabytes = every[0] - alone[0], every[1] - alone[1]
    print(f"added: {more:.2f} s (at most {MOST_SECONDS}), {megabytes:.0f} MB (at most {MOST_MEGABYTES})")


if __name__ == "__main__":
    main()
