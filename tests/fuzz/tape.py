"""Messages made from a tape of bytes: true ones, with mistakes.

Hypothesis draws only the tape, which is cheap and shrinks well: zeros are the first
true message, unharmed, and each byte less is a mistake less. A tape plays several
messages: drawing costs more than reading.
"""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

TAPES = st.binary(min_size=60, max_size=160)
PLAYS = 6
"""Messages that the shortest tape plays at least."""
_MOST_MISTAKES = 4
_LONGEST_CUT = 64
_MOST_PIECES = 300
_BYTES = b"\x00\x01\t\n\r %&()+-./09:=AZaz\x7f\x80\xc3\xd8\xd9\xda\xff"


class Tape:
    """Decisions, one after the other; zeros where the tape is over."""

    def __init__(self, data: bytes) -> None:
        """Start at the beginning."""
        self.last = b""
        """The message that was made last."""
        self._data = data
        self._at = 0

    @property
    def ended(self) -> bool:
        """Nothing is left to decide."""
        return self._at >= len(self._data)

    def below(self, limit: int) -> int:
        """Return a number from 0 to less than `limit`."""
        size = 1 if limit <= 256 else 2
        taken = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(taken) % limit if limit else 0

    def pick[T](self, choices: Sequence[T]) -> T:
        """Return one of them."""
        return choices[self.below(len(choices))]


def message(tape: Tape, truths: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Make a true message with some mistakes; `words` mean something in it."""
    data = bytearray(tape.pick(truths))
    for _ in range(tape.below(_MOST_MISTAKES)):
        at = tape.below(len(data) + 1)
        tape.pick(_MISTAKES)(data, at, tape, words)
    tape.last = bytes(data)
    return tape.last


def pieces(tape: Tape, data: bytes) -> list[bytes]:
    """Cut a message as a network may: nowhere, everywhere or at some places."""
    if not (size := tape.pick((0, 1, 2, 3, 7, 64, 500))):
        return [data]
    size = max(size, len(data) // _MOST_PIECES)
    return [data[at : at + size] for at in range(0, len(data), size)]


type _Mistake = Callable[[bytearray, int, Tape, Sequence[bytes]], None]


def _replace(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    data[at : at + 1] = bytes((tape.below(256),))


def _hint(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    data[at : at + 1] = bytes((tape.pick(_BYTES),))


def _insert(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    data[at:at] = tape.pick(words)


def _overwrite(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    word = tape.pick(words)
    data[at : at + len(word)] = word


def _instead(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    data[:] = tape.pick(words)


def _cut(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    del data[at : at + 1 + tape.below(_LONGEST_CUT)]


def _end(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    del data[at:]


def _twice(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    data[at:at] = data[at : at + 1 + tape.below(_LONGEST_CUT)]


def _often(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    # A number of more digits than Python turns into an int.
    data[at:at] = data[at : at + 1] * tape.pick((2, 40, 400, 5000))


def _move(data: bytearray, at: int, tape: Tape, words: Sequence[bytes]) -> None:
    end = at + 1 + tape.below(_LONGEST_CUT)
    taken = data[at:end]
    del data[at:end]
    to = tape.below(len(data) + 1)
    data[to:to] = taken


_MISTAKES: tuple[_Mistake, ...] = (
    _replace,
    _hint,
    _insert,
    _overwrite,
    _instead,
    _cut,
    _end,
    _twice,
    _often,
    _move,
)
