"""How far a move went, in the words that people have for it."""

from .acts import Move
from .expectation import Expectation

REST_ZOOM = 40.0
"""Where the zoom stands before each sentence: there is a way to go to both ends."""
PICTURE = 55.0 / 27 ** (REST_ZOOM / 90.89)
"""Degrees that the picture is wide then, with 55 at the wide end and 27 times zoom."""
_LITTLE_TURN, _LARGE_TURN = 0.2 * PICTURE, 0.6 * PICTURE
_LITTLE_ZOOM, _LARGE_ZOOM = 8.0, 28.0
_FULL_TURN = 60.0
_ZOOM_ENDS = 0.5, 90.0
SHORT_RUN = 2.0
"""Seconds that a motor may run for a move without an amount; what runs on after that
keeps going."""


def far_enough(expected: Expectation, move: Move) -> bool:
    """Tell whether a move is as long as was said, no less and no more."""
    amount, quantity = expected.amount, expected.quantity
    if amount == "on":
        return move.runs or (move.seconds or 0) > SHORT_RUN
    if amount == "full":
        return _to_the_end(move)
    if amount and amount.endswith("deg"):
        return move.size is not None and abs(move.size - (quantity or 0)) <= 0.5
    if amount and amount.endswith("s"):
        # Half a second early, or a bit late by all that lies between.
        return move.seconds is not None and -0.5 < move.seconds - (quantity or 0) < 0.8
    return _word(move) == amount


def _to_the_end(move: Move) -> bool:
    if move.limit or move.runs or (move.seconds or 0) > 5 * SHORT_RUN:
        return True
    if move.size is None:
        return False
    if move.axis != "zoom":
        return move.size >= _FULL_TURN
    end = REST_ZOOM + (move.size if move.direction == "in" else -move.size)
    return not _ZOOM_ENDS[0] < end < _ZOOM_ENDS[1]


def _word(move: Move) -> str | None:
    """Call a move little, a lot, on, or nothing where it is neither."""
    if move.size is None:
        short = move.seconds is not None and move.seconds <= SHORT_RUN
        return None if short else "on"
    little, large = _LITTLE_TURN, _LARGE_TURN
    if move.axis == "zoom":
        little, large = _LITTLE_ZOOM, _LARGE_ZOOM
    if move.size < little:
        return "little"
    return "lot" if move.size >= large else None
