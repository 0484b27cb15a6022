"""Shorthands for the rows of the parameter table."""

from ..codecs import Choice, Codec, Number, Text, one_of
from ..models import Model
from .parameter import (
    ALL_MODELS,
    NOBODY,
    Models,
    Parameter,
    Rhythm,
    SavedBy,
    Table,
)

table = Table()
one, each = table.one, table.each

LIVE, STATIC = Rhythm.LIVE, Rhythm.STATIC
ACTION, CAMERA, WITH_PRESET = SavedBy.ACTION, SavedBy.CAMERA, SavedBy.PRESET
NETWORK, BY_MULTICAST = SavedBy.NETWORK, SavedBy.MULTICAST

STEPS = frozenset({"+", "-"})
ON_START = frozenset({"start"})
"""What turns the camera when a program is started, not when it is stopped."""
PORT = Number(1, 65535)
HOST = Text(63)
SECRET = Text(32)
FRAME_SIZE = Choice(vga="vga", qvga="qvga")

NEWER_MODELS = {Model.V685: (0, 0), Model.V686B: (0, 0)}
NOT_V686 = Models(since=NEWER_MODELS)
FROM_V2 = Models(since={Model.V685: (2, 0), Model.V686B: (2, 0)})
FROM_V3 = Models(since={Model.V685: (3, 0), Model.V686B: (3, 0)})
BEFORE_V3 = Models(
    since=ALL_MODELS.since, before={Model.V685: (3, 0), Model.V686B: (3, 0)}
)
# The guide says v1.02 in one place and v1.03 in another (reference, 11).
TRACKING = Models(since=NEWER_MODELS | {Model.V686: (1, 2)}, doubtful=True)
# v1.03 and v1.04.
CENTERING = Models(since=NEWER_MODELS | {Model.V686: (1, 3)}, doubtful=True)


def do(
    key: str,
    *words: str,
    models: Models | None = None,
    printed: tuple[str, ...] = (),
) -> Parameter[str]:
    """A key that takes commands and has no value."""
    return one(
        key,
        one_of(words),
        printed=printed,
        readers=NOBODY,
        saved_by=ACTION,
        models=models or ALL_MODELS,
        commands=frozenset(words),
    )


def setting[T](key: str, codec: Codec[T], models: Models | None = None) -> Parameter[T]:
    """A camera setting: in force at once, lost unless the camera saves."""
    return one(key, codec, saved_by=CAMERA, models=models or ALL_MODELS)


def level(key: str, levels: int, *, stepped: bool = False) -> Parameter[int]:
    """A camera setting from 0 to 100, of which the camera has a few levels."""
    return one(
        key,
        Number(0, 100, levels=levels),
        saved_by=CAMERA,
        commands=STEPS if stepped else frozenset(),
    )
