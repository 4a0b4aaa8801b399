"""`python -m bot` is `relais`."""

from bot.cli import main

if __name__ == "__main__":
    main()
