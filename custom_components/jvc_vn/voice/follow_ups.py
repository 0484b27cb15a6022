"""What is meant by what only means something after what was said before."""

from typing import NamedTuple

from .commands import Direction, opposite
from .dialogue import Talk
from .errors import VoiceError
from .matching import ALL, NAMING, PREFERRED
from .sentences import Understood
from .turning_intents import INTENT_MOVE

MORE, BACK, ANSWER = "JvcVnMore", "JvcVnBack", "JvcVnAnswer"
FOLLOW_UPS = (MORE, BACK, ANSWER)
"""What is said in a conversation only: no intents of Home Assistant."""
_NOTHING = "none"
_ENDLESS = ("full", "keep_going")
"""Amounts of moves that the same move the other way round does not take back."""


class MovesBack(NamedTuple):
    """A camera shall look where it looked before."""

    camera: str
    position: tuple[float, float]


def followed_up(understood: Understood, talk: Talk) -> Understood | MovesBack | None:
    """Return what is meant; None if nothing shall be done.

    Raises:
        VoiceError: it fits nothing of what was said before.
    """
    if understood.intent == ANSWER:
        return _answered(understood, talk)
    if talk.done is None or talk.camera is None:
        raise VoiceError("nothing_before")
    if understood.intent == BACK:
        return _back(talk.done, talk.camera, talk.before)
    slots = {name: v for name, v in talk.done.slots.items() if name not in NAMING}
    if talk.done.intent == INTENT_MOVE:
        if "amount" in understood.slots:
            slots = {k: v for k, v in slots.items() if k not in ("degrees", "seconds")}
        slots |= understood.slots
    return talk.done._replace(slots=slots | {PREFERRED: talk.camera})


def _answered(understood: Understood, talk: Talk) -> Understood | None:
    """Return what was asked for, with what had not been said."""
    question, slots = talk.question, dict(understood.slots)
    if question is None:
        raise VoiceError("nothing_before")
    if slots.get("cameras") == _NOTHING:
        return None
    if "choice" in slots:
        number = slots.pop("choice")
        if number > len(question.choices):
            raise VoiceError("no_such_choice", number=number)
        slots |= question.choices[number - 1]
    wanted = question.understood.slots
    if question.about == "camera":
        kept = ("area", "floor") if slots.get("cameras") == ALL else ()
        wanted = {k: v for k, v in wanted.items() if k not in NAMING or k in kept}
    return question.understood._replace(slots=wanted | slots)


def _back(
    done: Understood, camera: str, before: tuple[float, float] | None
) -> Understood | MovesBack:
    """Return what takes back what was done."""
    slots = done.slots
    if done.intent == INTENT_MOVE and slots.get("amount") not in _ENDLESS:
        turned = opposite(Direction(slots["direction"])).value
        kept = {k: v for k, v in slots.items() if k not in NAMING}
        return done._replace(slots=kept | {"direction": turned, PREFERRED: camera})
    if before is None:
        raise VoiceError("nothing_before")
    return MovesBack(camera, before)
