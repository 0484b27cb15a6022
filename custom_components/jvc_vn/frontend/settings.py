"""Settings that a card changes though their entities may be disabled."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError

from ..coordinator import VnCoordinator
from ..number import value_range
from ..protocol import parameters as p
from ..protocol.codecs import Choice, Flag
from ..protocol.errors import VnError
from ..protocol.formats import FocusValue, IrisValue
from ..protocol.parameters import Parameter
from ..select import offered_choices

SETTINGS: dict[str, Parameter[Any]] = {
    "iris": p.IRIS,
    "white_balance": p.WHITE_BALANCE,
    "backlight": p.BACKLIGHT,
    "pan_limit": p.PAN_LIMIT,
    "pan_limit_left": p.PAN_LIMIT_LEFT,
    "pan_limit_right": p.PAN_LIMIT_RIGHT,
    "tilt_limit": p.TILT_LIMIT,
    "auto_pan_speed": p.AUTO_PAN_SPEED,
}
WRITTEN = SETTINGS.keys() - {"pan_limit", "pan_limit_left", "pan_limit_right"}
"""What can be written alone; see limits.py for the others."""


async def read_settings(
    coordinator: VnCoordinator, names: list[str]
) -> dict[str, dict[str, Any]]:
    """Read settings anew; what the camera does not let us read is left out."""
    asked = {n: q for n in names if coordinator.may_read(q := SETTINGS[n])}
    try:
        await coordinator.reader.read(list(asked.values()))
    except VnError:
        # What was read before is better than nothing.
        asked = {n: q for n, q in asked.items() if q in coordinator.data.values}
    return {
        name: {
            "value": coordinator.data.get(parameter),
            "writable": coordinator.may_write(parameter),
            **_range(coordinator, parameter),
        }
        for name, parameter in asked.items()
        if parameter in coordinator.data.values
    }


async def write_setting(coordinator: VnCoordinator, name: str, value: Any) -> None:
    """Change a setting.

    Raises:
        InvalidValueError, ServiceValidationError: nothing was sent.
        VnError: the camera did not take it.
    """
    parameter = SETTINGS[name]
    coordinator.require_role(parameter.writers)
    if not coordinator.may_write(parameter):
        raise coordinator.error(
            ServiceValidationError, "not_this_model", models=str(parameter.models)
        )
    await coordinator.writer.set(parameter, value)


def _range(coordinator: VnCoordinator, parameter: Parameter[Any]) -> dict[str, Any]:
    """Tell what a setting can be: some of a few words, a number, or on and off."""
    codec = parameter.codec
    told: dict[str, Any] = {}
    if isinstance(codec, Choice | IrisValue | FocusValue):
        told["options"] = offered_choices(coordinator, parameter)
    if not isinstance(codec, Choice | Flag):
        told["min"], told["max"], told["step"] = value_range(codec)
    return told
