"""Something that happened, and what is kept of it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

PICTURE = ".jpg"
CLIP = ".mp4"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NAME = re.compile(r"\d{6}-[a-z0-9_]{1,32}(?:-\d{1,6})?")


class Cause(StrEnum):
    """Why something is kept; as the types of the alarm event, and two more."""

    INPUT_1_MAKE = "input_1_make"
    INPUT_1_BREAK = "input_1_break"
    INPUT_2_MAKE = "input_2_make"
    INPUT_2_BREAK = "input_2_break"
    MOTION = "motion"
    TRACKING = "tracking"
    PRESET = "preset"

    @property
    def word(self) -> str:
        """What stands for it in the name of a file: `input_1` is what closed."""
        return self.removesuffix("_make")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One of them; its files are `DAY/NAME.jpg` and `DAY/NAME.mp4`.

    Attributes:
        cause: what it was.
        when: when it happened.
        day: the folder, a date in Home Assistant's time zone.
        name: of the files, without their endings.
        taken: when the picture was taken.
        preset: where the camera stood then, or which one it reached.
        title: of that preset.
        position: pan, tilt and zoom.
        recovered: it was not heard as it happened.
        picture: bytes of the picture, 0 if there is none.
        clip: the same of the clip.
        clip_in: the happening whose clip shows this one as well, `DAY/NAME`.
    """

    cause: Cause
    when: datetime
    day: str
    name: str
    taken: datetime | None = None
    preset: int | None = None
    title: str = ""
    position: tuple[float | None, float | None, float | None] = (None, None, None)
    recovered: bool = False
    picture: int = 0
    clip: int = 0
    clip_in: str = ""

    @property
    def key(self) -> str:
        """What it is found by."""
        return f"{self.day}/{self.name}"

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return self.picture + self.clip

    def describe(self) -> dict[str, Any]:
        """Return what its files tell of it, as JSON; sizes they have by themselves."""
        pan, tilt, zoom = self.position
        told = {
            "cause": self.cause.value,
            "when": self.when.isoformat(),
            "taken": self.taken.isoformat() if self.taken else None,
            "preset": self.preset,
            "title": self.title,
            "pan": pan,
            "tilt": tilt,
            "zoom": zoom,
            "recovered": self.recovered,
        }
        return {name: value for name, value in told.items() if value not in (None, "")}

    @classmethod
    def read(cls, told: dict[str, Any], day: str, name: str, **sizes: Any) -> Self:
        """Make it again from what `describe` returned.

        Raises:
            ValueError, TypeError, KeyError: it is not what we wrote.
        """
        taken = told.get("taken")
        preset = told.get("preset")
        return cls(
            cause=Cause(told["cause"]),
            when=_moment(told["when"]),
            day=day,
            name=name,
            taken=_moment(taken) if taken else None,
            preset=None if preset is None else int(preset),
            title=str(told.get("title", "")),
            position=(
                _number(told.get("pan")),
                _number(told.get("tilt")),
                _number(told.get("zoom")),
            ),
            recovered=bool(told.get("recovered")),
            **sizes,
        )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
