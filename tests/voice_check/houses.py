"""The house of each language, and the files of sentences that are said in it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).with_name("houses.yaml")
LETTERS = "abc"
FOREIGN = "not ours"
"""What a sentence expects that is not meant for our cameras."""


@dataclass(frozen=True)
class Camera:
    """A camera of ours as people know it."""

    letter: str
    name: str
    aliases: tuple[str, ...]
    area: str
    presets: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, the name first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class House:
    """Three cameras and what else is there, in a language.

    Attributes:
        language: of all names.
        outside: the floor on which the areas of a and b are.
        inside: the floor of c and of the living room.
        living_room: an area without a camera.
        cameras: those of ours, by letter.
        devices: names of what is not ours; see devices.py for the keys.
    """

    language: str
    outside: str
    inside: str
    living_room: str
    cameras: dict[str, Camera]
    devices: dict[str, str]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a file, and what the cameras must do."""

    language: str
    number: int
    family: str
    text: str
    expect: str

    @property
    def foreign(self) -> bool:
        """Whether it is said to somebody else, or to nobody."""
        return self.expect == FOREIGN


@cache
def houses() -> dict[str, House]:
    """Return the house of each language."""
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {language: _house(language, told) for language, told in table.items()}


def _house(language: str, told: dict[str, Any]) -> House:
    cameras = {
        letter: Camera(
            letter,
            camera["name"],
            tuple(camera["aliases"]),
            camera["area"],
            tuple(camera["presets"]),
        )
        for letter, camera in told["cameras"].items()
    }
    return House(language=language, **{**told, "cameras": cameras})


def sentences(path: Path) -> list[Sentence]:
    """Read a file that is named after its language.

    Raises:
        ValueError: the language has no house, or the file is of another form.
    """
    if path.stem not in houses():
        raise ValueError(f"{path}: there is no house in which {path.stem} is spoken")
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return [
            Sentence(
                path.stem,
                int(row["n"]),
                row.get("family", "foreign"),
                row["text"],
                row["expect"],
            )
            for row in rows
        ]
    except (KeyError, TypeError) as err:
        raise ValueError(f"{path}: a sentence has n, family, text, expect") from err
