"""Remembers what somebody was just talking about, for a minute."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .sentences import Understood

REMEMBERED = 60.0
"""Seconds for which the camera that was spoken of last is meant."""
_MOST = 50
"""Conversations that are remembered at a time."""


@dataclass(frozen=True)
class Question:
    """Something that was asked back.

    Attributes:
        about: `camera` or `preset`.
        understood: what is done when it is answered.
        choices: what may be meant, in the order in which it was said: what goes into
            the slots of each.
        text: the question itself.
    """

    about: str
    understood: Understood
    choices: tuple[dict[str, Any], ...]
    text: str


@dataclass
class Talk:
    """What was said in a conversation.

    Attributes:
        camera: the entity id of the camera that was spoken of last.
        done: what it was asked for.
        before: pan and tilt of where it looked before.
        question: what was asked back.
    """

    camera: str | None = None
    done: Understood | None = None
    before: tuple[float, float] | None = None
    question: Question | None = None
    at: float = field(default=0.0, repr=False)

    @property
    def context(self) -> dict[str, str]:
        """What sentences may require that is talked about."""
        context = {"talk": "camera"} if self.camera else {}
        return context | ({"asked": self.question.about} if self.question else {})


class Dialogues:
    """The conversations of the last minute."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Remember nothing yet."""
        self._clock = clock
        self._talks: dict[str, Talk] = {}

    def of(self, conversation_id: str) -> Talk:
        """Return what was said in a conversation, as far as it is remembered."""
        talk = self._talks.get(conversation_id)
        if talk is None or self._clock() - talk.at > REMEMBERED:
            return Talk()
        return talk

    def keep(self, conversation_id: str, talk: Talk) -> None:
        """Remember what was said, from now on."""
        talk.at = self._clock()
        self._talks.pop(conversation_id, None)
        while len(self._talks) >= _MOST:
            del self._talks[next(iter(self._talks))]
        self._talks[conversation_id] = talk

    def forget(self, conversation_id: str) -> None:
        """Somebody has changed the subject."""
        self._talks.pop(conversation_id, None)
