"""Print every table: `python -m benchmarks [name …]`."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    """Run the benchmarks named on the command line, or all of them."""
    wanted = sys.argv[1:]
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name == "__main__" or (wanted and module.name not in wanted):
            continue
        loaded = importlib.import_module(f"benchmarks.{module.name}")
        if not hasattr(loaded, "main"):
            continue
        print(f"\n== {module.name} ==")
        loaded.main()


if __name__ == "__main__":
    main()
