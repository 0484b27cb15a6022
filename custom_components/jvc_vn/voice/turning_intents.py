"""Intents that turn a camera, or focus it."""

from typing import Any, ClassVar, override

import voluptuous as vol
from homeassistant.helpers import intent
from homeassistant.helpers.typing import VolDictType

from ..coordinator import VnCoordinator
from . import commands as verbs
from .camera_intent import CameraIntent, Request, Told
from .commands import Amount, Direction, Extent, Nearness
from .errors import VoiceError, WhichPresetError
from .matching import NAMING, PREFERRED, Meant, Slots, match, presets_called
from .responses import Grammar

INTENT_MOVE = "JvcVnMove"
INTENT_STOP = "JvcVnStop"
INTENT_PRESET = "JvcVnGoToPreset"
INTENT_HOME = "JvcVnHome"
INTENT_FOCUS = "JvcVnFocus"

MOST_NAMED = 3
"""Presets that are named where another one was asked for."""


class MoveIntent(CameraIntent):
    """Pan, tilt or zoom."""

    intent_type = INTENT_MOVE
    description = (
        "Pans, tilts or zooms a JVC camera by a bit, or keeps it going; it stops by"
        " itself"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required(
            "direction", description="Where to turn; in and out are the zoom"
        ): vol.In([d.value for d in Direction]),
        vol.Optional(
            "amount",
            description="How far; full is to the end, keep_going moves until it is"
            " stopped, 30 s at most",
        ): vol.In([a.value for a in Amount]),
        vol.Optional(
            "degrees", description="How far in degrees, instead of amount"
        ): vol.All(vol.Coerce(float), vol.Range(0.1, 359)),
        vol.Optional(
            "seconds", description="For how long it moves, instead of amount"
        ): vol.All(vol.Coerce(float), vol.Range(0.1, 30)),
    }

    @override
    async def act(self, request: Request) -> Told:
        values = request.values
        direction = Direction(values["direction"])
        extent = Extent(
            Amount(values.get("amount", Amount.NORMAL)),
            values.get("degrees"),
            values.get("seconds"),
        )
        await verbs.move(request.coordinator, direction, extent)
        return direction.value, {
            "direction": direction.value,
            "amount": extent.amount.value,
        }


class StopIntent(CameraIntent):
    """Stand still."""

    intent_type = INTENT_STOP
    description = "Stops whatever a JVC camera does: moves, patrol, auto pan, tracking"

    @override
    async def act(self, request: Request) -> Told:
        await verbs.stop(request.coordinator)
        return "default", {}


class ByPreset(CameraIntent):
    """An intent whose camera is found by its preset, where none is named."""

    @override
    def match(
        self,
        intent_obj: intent.Intent,
        slots: Slots,
        known: dict[str, VnCoordinator],
    ) -> list[Meant]:
        """Return the camera that is named, or else the one that has the preset."""
        if "preset" not in slots or not slots.keys().isdisjoint(NAMING):
            return match(intent_obj, slots, known)
        preset = slots["preset"]["value"]
        having = {i: c for i, c in known.items() if presets_called(c, preset)}
        # Whoever speaks of another camera's preset does not mean the last one.
        if (spoken_of := slots.get(PREFERRED)) and spoken_of["value"] not in having:
            slots = {name: slot for name, slot in slots.items() if name != PREFERRED}
        # If none has it, the one that is meant tells so.
        return match(intent_obj, slots, having or known)


class PresetIntent(ByPreset):
    """Go to a preset."""

    intent_type = INTENT_PRESET
    description = (
        "Turns a JVC camera to one of its presets; without name, area and floor the"
        " camera that has it"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required(
            "preset", description="Title or number of the preset"
        ): intent.non_empty_string
    }

    @override
    async def act(self, request: Request) -> Told:
        number = chosen_preset(request, request.values["preset"])
        title = await verbs.go_to_preset(request.coordinator, number)
        return "default", {"preset": title}


class HomeIntent(CameraIntent):
    """Go home."""

    intent_type = INTENT_HOME
    description = "Turns a JVC camera to its home position"

    @override
    async def act(self, request: Request) -> Told:
        await verbs.go_home(request.coordinator)
        return "default", {}


class FocusIntent(CameraIntent):
    """Focus."""

    intent_type = INTENT_FOCUS
    description = (
        "Focuses a JVC camera: by itself, or on something nearer or farther away"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required("focus", description="What is to be sharp"): vol.In(
            [n.value for n in Nearness]
        ),
        vol.Optional("amount", description="How far the focus moves"): vol.In(
            [a.value for a in Amount]
        ),
    }

    @override
    async def act(self, request: Request) -> Told:
        nearness = Nearness(request.values["focus"])
        amount = Amount(request.values.get("amount", Amount.NORMAL))
        await verbs.focus(request.coordinator, nearness, amount)
        return nearness.value, {"focus": nearness.value}


def no_such_preset(
    coordinator: VnCoordinator, grammar: Grammar, camera: str, wanted: str
) -> VoiceError:
    """Return the error that names some of the presets that there are."""
    titles = coordinator.presets.titles.items()
    known = [title for number, title in titles if number != verbs.HOME]
    last = "comma" if len(known) > MOST_NAMED else "and"
    return VoiceError(
        "no_preset",
        camera=camera,
        value=wanted,
        known=grammar.listed(known[:MOST_NAMED], last),
        several=len(known) > 1,
        more=max(0, len(known) - MOST_NAMED),
    )


def chosen_preset(request: Request, wanted: str) -> int:
    """Return the number of the preset that is meant.

    Raises:
        VoiceError: there is none such; it names some that there are.
        WhichPresetError: several sound so.
    """
    presets = request.coordinator.presets
    found = presets_called(request.coordinator, wanted)
    grammar, camera = request.grammar, request.hass.states.get(request.entity_id)
    if len(found) == 1:
        return found[0]
    titles = {n: presets.titles[n] for n in found}
    if not titles:
        name = camera.name if camera else ""
        raise no_such_preset(request.coordinator, grammar, name, wanted)
    named = [f"{title} ({n})" for n, title in titles.items()]
    told: dict[str, Any] = {
        "presets": grammar.listed(named, "or"),
        "camera": camera.name if camera else "",
    }
    raise WhichPresetError(grammar.say("which_preset", told), titles)
