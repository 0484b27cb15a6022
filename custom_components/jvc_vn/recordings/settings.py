"""What a person wants to keep: the options, and their part of the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import voluptuous as vol
from homeassistant.const import UnitOfInformation, UnitOfTime
from homeassistant.helpers import selector
from homeassistant.helpers.typing import VolDictType

from ..const import (
    CONF_CLIP_AFTER,
    CONF_CLIP_BEFORE,
    CONF_DELETE_WITH_CAMERA,
    CONF_KEEP_ALARMS,
    CONF_KEEP_CLIPS,
    CONF_KEEP_DAYS,
    CONF_KEEP_MEGABYTES,
    INPUTS,
    conf_input_inverted,
)
from .happening import Cause


@dataclass(frozen=True)
class Keeping:
    """What is kept of a camera.

    Attributes:
        causes: what pictures are kept of.
        days: so long.
        megabytes: at most so much.
        clips: clips as well.
        clip_before: seconds of a clip before what happened.
        clip_after: and after it.
        delete_with_camera: all is deleted when the camera is removed.
    """

    causes: frozenset[Cause] = frozenset(
        {Cause.INPUT_1_MAKE, Cause.INPUT_2_MAKE, Cause.MOTION}
    )
    days: int = 7
    megabytes: int = 200
    clips: bool = False
    clip_before: int = 5
    clip_after: int = 10
    delete_with_camera: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Read the options of an entry."""
        return cls(
            causes=frozenset(
                Cause(each)
                for each in options.get(CONF_KEEP_ALARMS, usual_causes(options))
                if each in set(Cause)
            ),
            days=int(options.get(CONF_KEEP_DAYS, cls.days)),
            megabytes=int(options.get(CONF_KEEP_MEGABYTES, cls.megabytes)),
            clips=bool(options.get(CONF_KEEP_CLIPS, cls.clips)),
            clip_before=int(options.get(CONF_CLIP_BEFORE, cls.clip_before)),
            clip_after=int(options.get(CONF_CLIP_AFTER, cls.clip_after)),
            delete_with_camera=bool(
                options.get(CONF_DELETE_WITH_CAMERA, cls.delete_with_camera)
            ),
        )


def usual_causes(options: Mapping[str, Any]) -> list[str]:
    """Return what is kept unless a person says otherwise.

    Inputs when they turn on (an inverted one does when it opens), and motion.
    """
    edges = {pin: options.get(conf_input_inverted(pin)) for pin in INPUTS}
    inputs = [f"input_{n}_{'break' if edges[n] else 'make'}" for n in INPUTS]
    return [*inputs, Cause.MOTION.value]


def _number(low: int, high: int, unit: str) -> selector.NumberSelector:
    return selector.NumberSelector(
        selector.NumberSelectorConfig(
            min=low,
            max=high,
            step=1,
            mode=selector.NumberSelectorMode.BOX,
            unit_of_measurement=unit,
        )
    )


def fields(options: Mapping[str, Any]) -> VolDictType:
    """Return what the form asks for."""
    causes = selector.SelectSelectorConfig(
        options=[cause.value for cause in Cause],
        multiple=True,
        mode=selector.SelectSelectorMode.DROPDOWN,
        translation_key=CONF_KEEP_ALARMS,
    )
    seconds, yes_or_no = UnitOfTime.SECONDS, selector.BooleanSelector()
    return {
        vol.Required(
            CONF_KEEP_ALARMS, default=usual_causes(options)
        ): selector.SelectSelector(causes),
        vol.Required(CONF_KEEP_DAYS, default=Keeping.days): _number(
            1, 3650, UnitOfTime.DAYS
        ),
        vol.Required(CONF_KEEP_MEGABYTES, default=Keeping.megabytes): _number(
            1, 1_000_000, UnitOfInformation.MEGABYTES
        ),
        vol.Required(CONF_KEEP_CLIPS, default=Keeping.clips): yes_or_no,
        vol.Required(CONF_CLIP_BEFORE, default=Keeping.clip_before): _number(
            0, 60, seconds
        ),
        vol.Required(CONF_CLIP_AFTER, default=Keeping.clip_after): _number(
            1, 60, seconds
        ),
        vol.Required(
            CONF_DELETE_WITH_CAMERA, default=Keeping.delete_with_camera
        ): yes_or_no,
    }
