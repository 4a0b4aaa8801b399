"""The command line. Each command imports what it needs when it runs, so that none pays for another's libraries."""

from bot.cli.main import main

__all__ = ["main"]
