"""`python -m bot` is `relais`."""

import sys

from bot.cli import main as run_command
from bot.logs import configure, uncaught

#: The exit code of a bug of ours (EX_SOFTWARE), so that nobody takes it for a mistake in their content.
BUG = 70


def main() -> None:
    """Run a command in a process of its own: what it logs is set up here and nowhere else."""
    configure()
    try:
        run_command()
    except Exception as bug:
        if sys.flags.dev_mode:
            raise
        uncaught(bug)
        sys.exit(BUG)


if __name__ == "__main__":
    main()
