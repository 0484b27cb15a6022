"""Intents that ask what a camera knows; nothing moves."""

from dataclasses import asdict
from typing import ClassVar, override

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.helpers import intent
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util

from ..protocol import parameters as p
from . import sight
from .camera_intent import CameraIntent, Request, Told
from .errors import VoiceError
from .turning_intents import ByPreset

INTENT_WHERE = "JvcVnWhere"
INTENT_LAST_ALARM = "JvcVnLastAlarm"
INTENT_MOTION = "JvcVnMotion"
INTENT_PRESETS = "JvcVnPresets"

MOST_READ_OUT = 20


class Question(CameraIntent):
    """Asks a camera that answers: what one knew that is away is no answer."""

    response_type = intent.IntentResponseType.QUERY_ANSWER
    policy = POLICY_READ

    @override
    async def act(self, request: Request) -> Told:
        if not request.coordinator.last_update_success:
            raise VoiceError("unreachable")
        return self.answer(request)

    def answer(self, request: Request) -> Told:
        """Answer it by what is known."""
        raise NotImplementedError


class WhereIntent(Question):
    """Tell where a camera looks."""

    intent_type = INTENT_WHERE
    description = (
        "Tells where a JVC camera looks: at which preset, or beside which ones"
    )

    @override
    def answer(self, request: Request) -> Told:
        here = sight.whereabouts(request.coordinator)
        if here.moving:
            return "heading" if here.heading else "moving", asdict(here)
        if here.preset is not None:
            return "preset", asdict(here)
        if here.pan is None or here.tilt is None:
            return "unknown", {}
        beside = sight.neighbours(request.coordinator, here.pan, here.tilt)
        if beside is None:
            return "nowhere", asdict(here)
        if beside.between:
            left, right = beside.between
            return "between", {**asdict(here), "left": left, "right": right}
        key = f"{'little_' * beside.little}{beside.side}"
        return key, {**asdict(here), "near": beside.near}


class LastAlarmIntent(Question):
    """Tell the newest alarm."""

    intent_type = INTENT_LAST_ALARM
    description = "Tells what a JVC camera reported last, and when: motion or an input"

    @override
    def answer(self, request: Request) -> Told:
        alarm = sight.last_alarm(request.coordinator)
        if alarm is None:
            return "none", {}
        when = dt_util.as_local(alarm.when)
        return alarm.type, {
            "alarm": alarm.type,
            "time": f"{when:%H:%M}",
            "date": request.grammar.date(when, dt_util.now()),
        }


class MotionIntent(ByPreset, Question):
    """Tell whether something moves."""

    intent_type = INTENT_MOTION
    description = "Tells whether a JVC camera sees something move right now"
    slots: ClassVar[VolDictType] = {
        vol.Optional(
            "preset", description="Title of the preset at which it should move"
        ): intent.non_empty_string
    }

    @override
    def answer(self, request: Request) -> Told:
        coordinator = request.coordinator
        if coordinator.data.get(p.MOTION_DETECTION) is False:
            return "off", {}
        here = sight.whereabouts(coordinator)
        wanted = request.values.get("preset")
        elsewhere = here.preset if wanted and here.preset != wanted else None
        key = "yes" if sight.motion(coordinator) else "no"
        return key, {"elsewhere": elsewhere}


class PresetsIntent(Question):
    """Tell the presets."""

    intent_type = INTENT_PRESETS
    description = "Tells which presets a JVC camera has"

    @override
    def answer(self, request: Request) -> Told:
        titles = list(request.coordinator.presets.titles.values())
        if not titles:
            return "none", {}
        last = "comma" if len(titles) > MOST_READ_OUT else "and"
        told = request.grammar.listed(titles[:MOST_READ_OUT], last)
        return "default", {
            "presets": told,
            "more": max(0, len(titles) - MOST_READ_OUT),
        }
