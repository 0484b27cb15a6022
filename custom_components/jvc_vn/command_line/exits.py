"""How the command line ends."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, which `--help` and docs/camera-check.md list."""

    DONE = 0
    REFUSED = 1
    """The camera said no, or something else was in the way."""
    USAGE = 2
    """The command line was wrong; nothing was sent."""
    UNREACHABLE = 3
    """Nobody answers there."""
    OTHER = 4
    """Something answers that is no camera of this kind."""
    LOGIN = 5
    """The login is refused, or may not do this."""
    STOPPED = 6
    """The check stopped early."""
    INTERRUPTED = 130
    """Ctrl-C; every motor was stopped."""


class CommandError(Exception):
    """One sentence for the person, and how the command line ends."""

    def __init__(self, sentence: str, code: Exit) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.code = code
