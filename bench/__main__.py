"""Measure and write docs/benchmarks.md: `python -m bench [section ...] [--large]`."""

import argparse
import importlib
from pathlib import Path

from bench.figure import put, section

SECTIONS = (
    "audit",
    "critical_path",
    "earned",
    "forecasts",
    "imports",
    "leveling",
    "pages",
    "resources",
    "rollups",
    "schedule_risk",
    "selection",
    "what_if",
)
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main() -> int:
    """Run the sections asked for; the exit status is 1 when a limit is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=SECTIONS, help="default: all")
    parser.add_argument("--large", action="store_true", help="the slow figures too")
    arguments = parser.parse_args()
    kept = True
    for name in arguments.sections or SECTIONS:
        bench = importlib.import_module(f"bench.{name}")
        figures = bench.figures(arguments.large)
        text = section(bench.TITLE, bench.COMMAND, bench.HOW, figures)
        put(PAGE, bench.TITLE, text)
        print(text)
        kept = kept and all(figure.holds for figure in figures)
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
