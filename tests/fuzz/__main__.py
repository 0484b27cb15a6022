"""`scripts/fuzz`: more messages than the tests have time for, new ones each time."""

import argparse
import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, note, settings

from .tape import PLAYS, TAPES, Tape
from .targets import TARGETS


def play(target: Callable[[Tape], None], examples: int, *, steady: bool = False) -> int:
    """Let a target read messages; return how many it read, raise what it raises.

    `steady` makes the same messages each time.
    """
    read = 0

    @settings(
        max_examples=examples // PLAYS,
        derandomize=steady,
        database=None,
        deadline=None,
        # What Hypothesis else does to explain a failure costs more than it tells.
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=tuple(HealthCheck),
    )
    @given(TAPES)
    def reads(data: bytes) -> None:
        nonlocal read
        tape = Tape(data)
        while not tape.ended:
            try:
                target(tape)
            except Exception:
                note(f"the message: {tape.last!r}")
                raise
            read += 1

    reads()
    return read


def main() -> None:
    """Fuzz what was named; a fault ends it with what it was."""
    parser = argparse.ArgumentParser(
        prog="scripts/fuzz",
        description="Feed what reads a camera's bytes with true messages that have"
        " mistakes in them. Nothing may be raised but what is documented.",
    )
    parser.add_argument(
        "name",
        nargs="*",
        metavar="NAME",
        help=f"of {', '.join(TARGETS)} (default: all)",
    )
    parser.add_argument(
        "--examples", type=int, default=100_000, help="messages each (%(default)s)"
    )
    parser.add_argument(
        "--minutes", type=float, help="start over until so much time has passed"
    )
    options = parser.parse_args()
    if unknown := set(options.name) - TARGETS.keys():
        parser.error(f"no such name: {', '.join(unknown)}")
    end = time.monotonic() + 60 * (options.minutes or 0)
    while True:
        for name in options.name or TARGETS:
            begin = time.monotonic()
            read = play(TARGETS[name], options.examples)
            took = time.monotonic() - begin
            print(f"{name:14} {read:>9,} messages in {took:.0f} s: fine", flush=True)
        if time.monotonic() >= end:
            return


if __name__ == "__main__":
    main()
