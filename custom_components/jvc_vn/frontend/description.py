"""What a card has to know of a camera beside its entities."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.models import OPTICAL_END
from ..protocol.parameters import Parameter
from ..ptz.optics import DIGITAL_ZOOM, TELE_END, WIDE_FIELD
from ..ptz.sights import Place

ABILITIES: dict[str, Parameter[Any]] = {
    "turn": p.PAN,
    "center": p.CLICK_ON_CENTER,
    "track": p.TRACKING_TARGET,
    "presets": p.PRESET_REGISTERED[0],
    "save": p.PRESET_TITLE[0],
    "patrol": p.PATROL_PRESET[0][0],
    "trace": p.TRACE_RECORDING,
    "auto_pan": p.AUTO_PAN_START,
    "area": p.MOTION_AREA,
    "tracking_area": p.TRACKING_AREA,
    "masks": p.PRIVACY_MASK_AREA[0],
    "limits": p.PAN_LIMIT,
    "output": p.OUTPUT[1],
    "focus": p.FOCUS,
    "iris": p.IRIS,
}
"""What a card can do, and the parameter that decides whether this camera can."""

SHOWN = (
    p.PAN_LIMIT,
    p.PAN_LIMIT_LEFT,
    p.PAN_LIMIT_RIGHT,
    p.TILT_LIMIT,
    p.PRIVACY_MASK,
    *p.PRIVACY_MASK_AREA,
)
"""What a card shows that no enabled entity need read."""


def describe(coordinator: VnCoordinator, entity_id: str, user: User) -> dict[str, Any]:
    """Tell what a card needs, as far as this person may have it."""
    identity = coordinator.identity
    control = user.permissions.check_entity(entity_id, POLICY_CONTROL)
    return {
        "name": coordinator.title,
        "model": identity.name,
        "lens": {
            "wide": WIDE_FIELD,
            "optical": identity.model.optical_zoom,
            "optical_end": OPTICAL_END,
            "digital": DIGITAL_ZOOM,
            "tele_end": TELE_END,
        },
        "may": {
            name: control and coordinator.may_write(parameter)
            for name, parameter in ABILITIES.items()
        },
        "control": control,
        "admin": user.is_admin,
        "presets": _presets(coordinator),
        "limits": _limits(coordinator),
        "masks": _masks(coordinator),
        "mask_edited": coordinator.data.mask_edited,
        "trace_recording": coordinator.data.get(p.TRACE_RECORDING) or False,
        "panorama": coordinator.sights.version,
        "alarm": coordinator.sights.alarm,
        "rate": coordinator.options.frame_rate,
        "moving": coordinator.data.moving,
    }


def _presets(coordinator: VnCoordinator) -> list[dict[str, Any]]:
    """List the presets in the order of the card; new ones come last."""
    sights, titles = coordinator.sights, coordinator.presets.titles
    order = [number for number in sights.order if number in titles]
    return [
        {
            "number": number,
            "title": titles[number],
            "place": _place(sights.presets.get(number)),
        }
        for number in (*order, *(n for n in titles if n not in order))
    ]


def _place(place: Place | None) -> dict[str, float] | None:
    if place is None:
        return None
    return {
        "pan": place.pan,
        "tilt": place.tilt,
        "zoom": place.zoom,
        "seen": place.seen,
    }


def _limits(coordinator: VnCoordinator) -> dict[str, Any]:
    data = coordinator.data
    ends = [data.get(p.PAN_LIMIT_LEFT), data.get(p.PAN_LIMIT_RIGHT)]
    # Ends that are the same are none.
    on = data.get(p.PAN_LIMIT) and None not in ends and ends[0] != ends[1]
    return {"pan": ends if on else None, "tilt": data.get(p.TILT_LIMIT)}


def _masks(coordinator: VnCoordinator) -> list[dict[str, Any]]:
    """List the privacy masks that are on; the camera does not tell where they are."""
    data, known = coordinator.data, coordinator.sights.masks
    if not data.get(p.PRIVACY_MASK):
        return []
    return [
        {"area": area + 1, "place": _place(known.get(area + 1))}
        for area in p.PRIVACY_AREAS
        if data.get(p.PRIVACY_MASK_AREA[area])
    ]
