"""What came of saying a sentence once: the answer, and what happened in the house."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from .acts import Act
from .houses import Camera


@dataclass(frozen=True)
class Answer:
    """What was answered.

    Attributes:
        kind: `action_done`, `query_answer` or `error`.
        speech: in words.
        code: why it is an error.
        listens: the conversation goes on, the microphone stays open.
    """

    kind: str
    speech: str
    code: str | None = None
    listens: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        marks = ("?", "\N{FULLWIDTH QUESTION MARK}")
        return self.listens or any(mark in self.speech for mark in marks)


@dataclass(frozen=True)
class Handled:
    """An intent of ours that was handled.

    Attributes:
        intent: its name.
        cameras: the letters of those that the response names.
        failure: None if it was done; `several` where more than one camera could be
            meant, else what was raised.
    """

    intent: str
    cameras: frozenset[str] = frozenset()
    failure: str | None = None


@dataclass(frozen=True)
class Truth:
    """What is true of a camera while it is asked about.

    Attributes:
        camera: what it is called.
        at: the title of the preset where it stands.
        alarm: when its last alarm came, in local time.
        motion: something moves before it.
    """

    camera: Camera
    at: str
    alarm: datetime | None = None
    motion: bool = False


@dataclass(frozen=True)
class Heard:
    """A sentence was said, and this is what happened.

    Attributes:
        answer: what was answered.
        alone: what comes of it in the same house without our sentences; None if
            nobody asked, because something has happened.
        truths: by letter.
        handled: intents of ours.
        acts: by letter, what reached the cameras; none without an act.
        running: by letter, the motors and programs that run afterwards.
        calls: actions on other people's devices.
        pictures, recordings: the cameras whose picture or clip was taken; `?` if
            one was taken and nobody can tell of which.
    """

    answer: Answer
    alone: Heard | None = None
    truths: dict[str, Truth] = field(default_factory=dict)
    handled: tuple[Handled, ...] = ()
    acts: dict[str, tuple[Act, ...]] = field(default_factory=dict)
    running: dict[str, frozenset[str]] = field(default_factory=dict)
    calls: tuple[str, ...] = ()
    pictures: frozenset[str] = frozenset()
    recordings: frozenset[str] = frozenset()

    @property
    def ours(self) -> bool:
        """Whether it was us who answered."""
        return bool(self.handled) or not self.alone or self.answer != self.alone.answer

    @property
    def happened(self) -> bool:
        """Whether anything moved, switched or was taken."""
        return bool(self.acts or self.calls or self.pictures or self.recordings)

    @property
    def cameras(self) -> frozenset[str]:
        """The letters of the cameras that the answer is about."""
        told = frozenset[str]().union(*(one.cameras for one in self.handled))
        if told:
            return told
        names = {
            letter: [n for n in truth.camera.names if says(self.answer.speech, n)]
            for letter, truth in self.truths.items()
        }
        return frozenset(letter for letter, found in names.items() if found)


def says(speech: str, title: str) -> bool:
    """Whether an answer holds a title, each of its words inflected or not."""
    text, words = _plain(speech), _plain(title).split()
    return all(_stem(word) in text for word in words)


def says_time(speech: str, when: datetime) -> bool:
    """Whether an answer holds a time of the day, by either clock."""
    hours = f"0?{when.hour}|0?{when.hour % 12 or 12}"
    return bool(
        re.search(rf"(?<!\d)(?:{hours})\D{{1,5}}{when.minute:02}(?!\d)", speech)
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _stem(word: str) -> str:
    """Leave off what declension may change; short words and those of Japanese stay."""
    return word if len(word) < 4 else word[: ceil(0.7 * len(word))]
