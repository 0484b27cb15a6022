"""What a person sees: colours and progress bars, on a terminal only."""

import json
import os
import sys
from typing import Any, TextIO

_WIDTH = 24
_COLORS = {"as the guide": "32", "tolerated": "33", "not handled": "31"}


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person looks at this."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def colored(text: str, verdict: str) -> str:
    """Colour a text by a verdict, where colours are seen and wanted."""
    color = _COLORS.get(verdict)
    if not color or "NO_COLOR" in os.environ or not is_terminal(sys.stdout):
        return text
    return f"\x1b[{color}m{text}\x1b[0m"


def show(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)  # noqa: T201 - it is a command line


def show_json(told: Any) -> None:
    """Print JSON."""
    show(json.dumps(told, indent=2, ensure_ascii=False))


def complain(sentence: str) -> None:
    """Print a sentence where errors go."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - it is a command line


class Bar:
    """A progress bar on one line of a terminal; silent elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Draw on the standard error output unless told otherwise."""
        self._stream = stream or sys.stderr
        self._on = is_terminal(self._stream)
        self._label = ""
        self._base = self._step = 0.0

    def begin(self, number: int, total: int, label: str) -> None:
        """Begin a part of the whole."""
        self._base, self._step = number / total, 1 / total
        self._label = label
        self.within(0.0)

    def within(self, share: float) -> None:
        """Show how much of the part is done, from 0 to 1."""
        if not self._on:
            return
        done = min(1.0, self._base + self._step * share)
        bar = ("█" * round(done * _WIDTH)).ljust(_WIDTH, "░")
        self._stream.write(f"\r\x1b[K{bar} {done:4.0%} {self._label[:50]}")
        self._stream.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._on:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
