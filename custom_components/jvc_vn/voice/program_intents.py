"""Intents for what a camera does by itself, and for its picture."""

from typing import ClassVar, override

import voluptuous as vol
from homeassistant.helpers.typing import VolDictType

from ..coordinator import VnCoordinator
from . import commands as verbs
from . import pictures
from .camera_intent import CameraIntent, Request, Told
from .commands import Mode

INTENT_PATROL = "JvcVnPatrol"
INTENT_AUTO_PAN = "JvcVnAutoPan"
INTENT_TRACKING = "JvcVnTracking"
INTENT_DAY_NIGHT = "JvcVnDayNight"
INTENT_SNAPSHOT = "JvcVnSnapshot"
INTENT_RECORD = "JvcVnRecord"

START, STOP = "start", "stop"
_ACTION: VolDictType = {
    vol.Required("action", description="Start or stop it"): vol.In((START, STOP))
}


class PatrolIntent(CameraIntent):
    """Start or stop a patrol."""

    intent_type = INTENT_PATROL
    description = "Starts or stops a patrol of a JVC camera through its presets"
    slots: ClassVar[VolDictType] = {
        **_ACTION,
        vol.Optional("patrol", description="Number of the patrol"): vol.All(
            vol.Coerce(int), vol.In(verbs.PATROLS)
        ),
    }

    @override
    async def act(self, request: Request) -> Told:
        action, number = request.values["action"], request.values.get("patrol")
        await verbs.patrol(request.coordinator, number, on=action == START)
        return action, {"action": action, "patrol": number}


class ProgramIntent(CameraIntent):
    """Start or stop what the camera then does by itself."""

    slots = _ACTION

    async def run(self, coordinator: VnCoordinator, *, on: bool) -> None:
        """Start or stop it."""
        raise NotImplementedError

    @override
    async def act(self, request: Request) -> Told:
        action = request.values["action"]
        await self.run(request.coordinator, on=action == START)
        return action, {"action": action}


class AutoPanIntent(ProgramIntent):
    """Start or stop auto pan."""

    intent_type = INTENT_AUTO_PAN
    description = "Starts or stops the auto pan of a JVC camera, back and forth"

    @override
    async def run(self, coordinator: VnCoordinator, *, on: bool) -> None:
        await verbs.auto_pan(coordinator, on=on)


class TrackingIntent(ProgramIntent):
    """Start or stop tracking."""

    intent_type = INTENT_TRACKING
    description = "Makes a JVC camera follow what moves, or stops that"

    @override
    async def run(self, coordinator: VnCoordinator, *, on: bool) -> None:
        await verbs.tracking(coordinator, on=on)


class DayNightIntent(CameraIntent):
    """Switch between colour and black and white."""

    intent_type = INTENT_DAY_NIGHT
    description = (
        "Sets the picture of a JVC camera to day (colour), night (black and white) or"
        " auto"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required("mode", description="The mode"): vol.In([m.value for m in Mode])
    }

    @override
    async def act(self, request: Request) -> Told:
        mode = Mode(request.values["mode"])
        await verbs.day_night(request.coordinator, mode)
        return mode.value, {"mode": mode.value}


class SnapshotIntent(CameraIntent):
    """Take a picture."""

    intent_type = INTENT_SNAPSHOT
    description = "Takes a picture with a JVC camera and keeps it in the media folder"

    @override
    async def act(self, request: Request) -> Told:
        await pictures.snapshot(request.coordinator, request.entity_id, request.context)
        return "default", {}


class RecordIntent(CameraIntent):
    """Record a clip."""

    intent_type = INTENT_RECORD
    description = "Records a clip with a JVC camera and keeps it in the media folder"
    slots: ClassVar[VolDictType] = {
        vol.Optional("seconds", description="How long it shall be"): vol.All(
            vol.Coerce(int), vol.Range(1, pictures.LONGEST)
        ),
    }

    @override
    async def act(self, request: Request) -> Told:
        seconds = request.values.get("seconds")
        await pictures.record(
            request.coordinator, request.entity_id, request.context, seconds
        )
        return ("seconds", {"seconds": seconds}) if seconds else ("default", {})
