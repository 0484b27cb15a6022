"""`scripts/bench NAME ...`: measure, print, and with --write keep in the docs."""

import argparse
import asyncio
import importlib
import logging
import sys

from . import report

BENCHES: tuple[str, ...] = (
    *("ptz", "video", "alarm", "recordings", "poll", "scale", "voice", "card"),
)
"""Modules here, each with a docstring and `async def run() -> list[Figure]`."""


def main() -> int:
    """Run the benches that were named; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("bench", nargs="+", choices=BENCHES)
    parser.add_argument(
        "--write", action="store_true", help="put the figures into docs/performance.md"
    )
    parser.add_argument(
        "--minutes", type=float, help="how long the bench of recordings lasts"
    )
    args = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    missed = 0
    for name in args.bench:
        long = name == "recordings" and args.minutes
        options = {"minutes": args.minutes} if long else {}
        bench = importlib.import_module(f".{name}", __package__)
        figures = asyncio.run(bench.run(**options))
        print(f"\n{name}: {report.machine()}\n\n{report.table(figures)}")
        missed += sum(figure.met is False for figure in figures)
        if args.write:
            report.write(name, figures)
    return 1 if missed else 0


sys.exit(main())
