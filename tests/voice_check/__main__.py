"""`scripts/voice-check`: say sentences to a real Home Assistant, count what comes."""

import argparse
import asyncio
import logging
import sys
import time
from collections import defaultdict
from pathlib import Path

from . import expectation, report
from .check import Result, check
from .houses import Sentence, sentences

GOAL = 95.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/voice-check",
        description="Say sentences to a real Home Assistant with three emulated"
        " cameras, and count what comes of them: right, in part, wrong, asked back,"
        " declined, missed; and stolen, of those that are meant for others.",
    )
    parser.add_argument(
        "file",
        nargs="+",
        type=Path,
        help="sentences, in a file that is named after its language: en.yaml",
    )
    parser.add_argument(
        "--language", action="append", help="only this one; may be repeated"
    )
    parser.add_argument(
        "--family", action="append", help="only this one; may be repeated"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="tell what came of each sentence"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it")
    parser.add_argument(
        "--goal",
        type=float,
        default=GOAL,
        metavar="PERCENT",
        help="of each language that should be right; default: %(default)g",
    )
    parser.add_argument(
        "--write", action="store_true", help="keep the tables in docs/voice.md"
    )
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> dict[str, list[Sentence]]:
    """Read the files; return what is to be said, by language."""
    found = defaultdict[str, list[Sentence]](list)
    for path in options.file:
        for sentence in sentences(path):
            if not sentence.foreign:
                expectation.parse(sentence.expect)
            if sentence.language not in (options.language or [sentence.language]):
                continue
            if sentence.family in (options.family or [sentence.family]):
                found[sentence.language].append(sentence)
    return found


async def _say(
    chosen: dict[str, list[Sentence]], options: argparse.Namespace
) -> list[Result]:
    results: list[Result] = []
    for language, said in chosen.items():
        began = time.monotonic()
        async for result in check(said):
            results.append(result)
            if options.verbose:
                print(report.line(result), flush=True)
        seconds = time.monotonic() - began
        print(f"{language}: {len(said)} in {seconds:.0f} s", file=sys.stderr)
    return results


def main() -> int:
    """Say it all; 1 if a goal was missed, 2 if there is nothing to say."""
    logging.basicConfig(level=logging.ERROR)
    options = _arguments()
    try:
        chosen = _chosen(options)
    except (OSError, ValueError) as err:
        print(f"voice-check: {err}", file=sys.stderr)
        return 2
    if not chosen:
        print("voice-check: no sentence is chosen", file=sys.stderr)
        return 2
    results = asyncio.run(_say(chosen, options))
    print(report.tables(results))
    if options.json:
        options.json.write_text(report.as_json(results), encoding="utf-8")
    if options.write:
        report.write(results)
    missed = report.shortfalls(results, options.goal)
    print("".join(f"\n{shortfall}" for shortfall in missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
