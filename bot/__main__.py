"""`python -m bot` is `relais`."""

from bot.cli import main as run_command
from bot.logs import configure


def main() -> None:
    """Run a command in a process of its own: what it logs is set up here and nowhere else."""
    configure()
    run_command()


if __name__ == "__main__":
    main()
