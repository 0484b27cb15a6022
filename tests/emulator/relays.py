"""The two alarm outputs: relays that flip back after their time (guide 6.5)."""

from collections.abc import Callable


class Relays:
    """Both outputs; a pulse ends when somebody looks after its time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start with both open."""
        self._clock = clock
        self._states: dict[int, tuple[str, float | None]] = {
            1: ("break", None),
            2: ("break", None),
        }

    def state(self, pin: int) -> str:
        """Return the state of a relay."""
        state, until = self._states[pin]
        if until is not None and self._clock() >= until:
            state = "break" if state == "make" else "make"
            self._states[pin] = state, None
        return state

    def switch(self, pin: int, state: str, milliseconds: int) -> None:
        """Switch a relay, for a while or for good (0)."""
        until = self._clock() + milliseconds / 1000 if milliseconds else None
        self._states[pin] = state, until
