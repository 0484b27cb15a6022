"""The actions that turn the camera, and what it remembers of that: presets, programs.

The camera entity inherits them. Values are checked before anything is sent.
"""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..entity import translate_errors
from ..issues import async_forget_trace, trace_ended
from ..protocol import parameters as p
from ..protocol.codecs import Hundredths, Number, Text, on_off, one_of
from ..protocol.errors import Expected, InvalidValueError, RefusedError
from ..protocol.formats import Joined
from ..protocol.parameters import Parameter
from ..protocol.patrol import MOST_STEPS, SECONDS, Step, read_patrol, write_patrol
from ..protocol.ptz import OVERHEAD, free_preset, record_trace
from ..ptz.arrival import Arrival, Journey, Outcome
from .base import CameraActions

_AXES = {"pan": p.PAN, "tilt": p.TILT, "zoom": p.ZOOM}
_FOCUS = Hundredths(0, 99.99)
_PERCENT = Hundredths(0, 100)
_COLOR = Joined(255, 255, 255)
_TITLE = Text(32)
# Targets are told in pixels of a VGA picture, whatever is sent (guide, 6.6-1).
_WIDTH, _HEIGHT = 640, 480
_DIGITAL_ZOOM = 90.89


class PtzActions(CameraActions):
    """Methods behind the actions of the same names."""

    # Presets

    async def async_list_presets(self) -> ServiceResponse:
        """Return the presets by the titles that other actions take."""
        titles = self.coordinator.presets.titles
        return {"presets": [{"number": n, "title": t} for n, t in titles.items()]}

    @translate_errors
    async def async_goto_preset(self, preset: str, wait: Any) -> ServiceResponse:
        """Go to a preset by its title or number."""
        on_off().write("wait", wait)
        number = self._preset("preset", preset)
        journey = Journey(self.coordinator, {p.PRESET: number}) if wait else None
        if journey:
            await journey.begin()
        await self.coordinator.ptz.goto_preset(number)
        answer: dict[str, Any] = {"preset": number}
        return answer | await self._arrive(journey) if journey else answer

    @translate_errors
    async def async_save_preset(self, /, preset: Any, **more: Any) -> ServiceResponse:
        """Keep the present position, under a number or a title that may be new."""
        title = _title("title", more["title"]) if more else None
        number = self._find(preset)
        if number is None:
            new = self._new_title(preset)
            title = title or new
        self._require(p.PRESET_REGISTERED[0].writers)
        if number is None:
            number = await self._free_preset(preset)
        await self.coordinator.ptz.call_off_move()
        await self._position_kept(p.PRESET_REGISTERED[number], "save")
        if title is not None:
            await self.coordinator.camera.set(p.PRESET_TITLE[number], title)
        return await self._preset_changed(number)

    @translate_errors
    async def async_rename_preset(self, preset: Any, title: Any) -> ServiceResponse:
        """Give a preset another title; an empty one takes it away."""
        text = _title("title", title)
        number = self._preset("preset", preset)
        self._require(p.PRESET_TITLE[0].writers)
        camera = self.coordinator.camera
        if await camera.get(p.PRESET_REGISTERED[number]) != "registered":
            raise self.coordinator.presets.no_such("preset", preset)
        await camera.set(p.PRESET_TITLE[number], text)
        return await self._preset_changed(number)

    @translate_errors
    async def async_clear_preset(self, preset: Any) -> ServiceResponse:
        """Forget a preset; home goes back to where the factory put it."""
        number = self._preset("preset", preset)
        self._require(p.PRESET_REGISTERED[number].writers)
        await self.coordinator.camera.command(p.PRESET_REGISTERED[number], "initialize")
        return await self._preset_changed(number)

    # Moves

    @translate_errors
    async def async_ptz_step(self, /, **by: Any) -> None:
        """Move axes by so much; what is not named stays."""
        steps = {_AXES[name]: step for name in by if (step := _step(name, by[name]))}
        if not steps:
            raise InvalidValueError(", ".join(_AXES), 0, Expected("some"))
        self._require(p.PAN.writers)
        await self.coordinator.ptz.step(steps)

    @translate_errors
    async def async_ptz_goto(self, /, wait: Any, **to: Any) -> ServiceResponse:
        """Move axes to a position; what is not named stays."""
        on_off().write("wait", wait)
        for name, value in to.items():
            codec = _AXES[name].codec if name in _AXES else _FOCUS
            codec.write(name, value)
        if not to:
            raise InvalidValueError("pan, tilt, zoom, focus", "", Expected("some"))
        self._require(p.PAN.writers)
        goal = {_AXES[name]: float(to[name]) for name in to if name in _AXES}
        journey = Journey(self.coordinator, goal) if wait else None
        if journey:
            await journey.begin()
        if goal:
            async with self.coordinator.ptz.turning():
                for parameter, value in goal.items():
                    await self.coordinator.camera.set(parameter, value)
        if "focus" in to:
            await self.coordinator.async_set(p.FOCUS, to["focus"])
        return await self._arrive(journey) if journey else {}

    @translate_errors
    async def async_center_on(self, x: Any, y: Any) -> None:
        """Turn so that a point of the picture comes to its middle."""
        spot = f"{_PERCENT.write('x', x)}-{_PERCENT.write('y', y)}"
        self._require_model(p.CLICK_ON_CENTER)
        async with self.coordinator.ptz.turning():
            await self.coordinator.camera.set(p.CLICK_ON_CENTER, spot)

    @translate_errors
    async def async_track_target(self, /, x: Any, y: Any, **more: Any) -> None:
        """Follow what is at a point of the picture, or something of its colour."""
        _PERCENT.write("x", x)
        _PERCENT.write("y", y)
        target = f"s{_pixel(x, _WIDTH)}-s{_pixel(y, _HEIGHT)}"
        if "color" in more:
            target += f"-{_color(more['color'])}"
        self._require_model(p.TRACKING_TARGET)
        async with self.coordinator.ptz.turning():
            await self.coordinator.camera.set(p.INTELLIGENT_TRACKING, True)
            self._tell(p.INTELLIGENT_TRACKING, True)
            await self.coordinator.camera.set(p.TRACKING_TARGET, target)

    # Programs

    @translate_errors
    async def async_record_trace(self, state: Any) -> None:
        """Start or stop recording what auto trace repeats."""
        one_of(("start", "stop")).write("state", state)
        self._require(p.TRACE_RECORDING.writers)
        cut = await record_trace(self.coordinator.camera, state)
        async_forget_trace(self.hass, self.coordinator.config_entry)
        self._tell(p.TRACE_RECORDING, state == "start")
        if cut is not None:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=trace_ended(cut),
                translation_placeholders={"camera": self.coordinator.title},
            )

    @translate_errors
    async def async_set_auto_pan(self, /, **wanted: Any) -> None:
        """Set where auto pan begins and ends, which way and how fast it turns."""
        for name, value in wanted.items():
            _AUTO_PAN[name].write(name, value)
        points = [q for name, q in _POINTS.items() if wanted.pop(name, False)]
        if not points and not wanted:
            raise InvalidValueError(", ".join(_AUTO_PAN), "", Expected("some"))
        self._require(p.AUTO_PAN_START.writers)
        for point in points:
            await self._position_kept(point, "present")
        for name, value in wanted.items():
            await self.coordinator.async_set(_AUTO_PAN_SETTINGS[name], value)

    @translate_errors
    async def async_get_patrol(self, patrol: Any) -> ServiceResponse:
        """Return the steps of a patrol as `set_patrol` takes them."""
        number = _patrol(patrol)
        return _told(await read_patrol(self.coordinator.camera, number))

    @translate_errors
    async def async_set_patrol(self, patrol: Any, steps: Any) -> ServiceResponse:
        """Make these the steps of a patrol; return those that it does not skip."""
        number = _patrol(patrol)
        if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
            raise InvalidValueError(
                "steps", steps, Expected("patrol_steps", most=MOST_STEPS)
            )
        wanted = [
            self._patrol_step(f"steps.{n}", step) for n, step in enumerate(steps, 1)
        ]
        self._require(p.PATROL_PRESET[number][0].writers)
        await write_patrol(self.coordinator.camera, number, wanted)
        return _told([step for step in wanted if step.seconds])

    def _patrol_step(self, where: str, step: Any) -> Step:
        if not isinstance(step, dict) or step.keys() != {"preset", "seconds"}:
            raise InvalidValueError(
                where, step, Expected("fields", names="preset, seconds")
            )
        seconds = step["seconds"]
        if type(seconds) is not int or seconds not in SECONDS:
            expected = Expected("choice", choices=", ".join(map(str, SECONDS)))
            raise InvalidValueError(f"{where}.seconds", seconds, expected)
        return Step(self._preset(f"{where}.preset", step["preset"]), seconds)

    # What they share

    def _find(self, preset: Any) -> int | None:
        if type(preset) is int or isinstance(preset, str):
            return self.coordinator.presets.find(str(preset))
        return None

    def _preset(self, field: str, preset: Any) -> int:
        """Return the number of a preset that was named by its title or number."""
        number = self._find(preset)
        if number is None:
            raise self.coordinator.presets.no_such(field, preset)
        return number

    def _new_title(self, preset: Any) -> str:
        """Take the title of a new preset; never a number, nor one that is there."""
        title = _title("preset", preset)
        number = title.lstrip("+-").replace(".", "", 1).isdecimal()
        if not title or number or self.coordinator.presets.has_title(title):
            raise self.coordinator.presets.no_such("preset", preset)
        return title

    async def _free_preset(self, wanted: Any) -> int:
        coordinator = self.coordinator
        number = await free_preset(coordinator.camera, coordinator.presets.titles)
        if number is None:
            raise InvalidValueError("preset", wanted, Expected("free_preset"))
        return number

    async def _preset_changed(self, number: int) -> ServiceResponse:
        """Show what the camera has now; the answer of the action."""
        coordinator = self.coordinator
        await coordinator.presets.reread(coordinator.camera, number)
        coordinator.async_update_listeners()
        await self._reread(p.PRESET)
        return {"preset": number}

    async def _position_kept(self, parameter: Parameter[Any], word: str) -> None:
        """Have the present position kept; if it cannot be, tell why."""
        camera = self.coordinator.camera
        try:
            await camera.command(parameter, word)
        except RefusedError:
            here = (await camera.get_many((p.TILT, p.ZOOM))).values
            if _why_not_kept(here):
                raise HomeAssistantError(
                    translation_domain=DOMAIN,
                    translation_key=_why_not_kept(here),
                    translation_placeholders={"camera": self.coordinator.title},
                ) from None
            raise

    async def _arrive(self, journey: Journey) -> dict[str, Any]:
        """Wait for the end of a journey; HomeAssistantError if it ended elsewhere."""
        arrival = await journey.end()
        position = {name: arrival.place.get(q) for name, q in _AXES.items()}
        if arrival.outcome is Outcome.ARRIVED:
            return {"position": position, "seconds": arrival.seconds}
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=_why_not_there(arrival),
            translation_placeholders={
                "camera": self.coordinator.title,
                "position": ", ".join(f"{k} {v}" for k, v in position.items()),
                "seconds": f"{arrival.seconds:.0f}",
            },
        )

    def _require_model(self, parameter: Parameter[Any]) -> None:
        self._require(parameter.writers)
        if not self.coordinator.may_write(parameter):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="not_this_model",
                translation_placeholders={
                    "camera": self.coordinator.title,
                    "models": str(parameter.models),
                },
            )


_POINTS = {"start": p.AUTO_PAN_START, "end": p.AUTO_PAN_END}
_AUTO_PAN_SETTINGS: dict[str, Parameter[Any]] = {
    "direction": p.AUTO_PAN_DIRECTION,
    "speed": p.AUTO_PAN_SPEED,
}
_AUTO_PAN = {
    "start": on_off(),
    "end": on_off(),
    **{name: parameter.codec for name, parameter in _AUTO_PAN_SETTINGS.items()},
}


def _title(field: str, value: Any) -> str:
    _TITLE.write(field, value)
    return str(value).strip()


def _step(name: str, by: Any) -> float:
    """Check a relative move: hundredths, either sign, no further than the axis."""
    codec = _AXES[name].codec
    most = codec.high if isinstance(codec, Hundredths) else 0.0
    if type(by) not in {int, float} or not -most <= by <= most:
        raise InvalidValueError(
            name, by, Expected("number", low=f"{-most:g}", high=f"{most:g}")
        )
    return round(float(by), 2)


def _pixel(percent: float, size: int) -> int:
    return round(percent / 100 * (size - 1))


def _color(color: Any) -> str:
    if not isinstance(color, list | tuple):
        raise InvalidValueError("color", color, _COLOR.expected)
    return _COLOR.write("color", tuple(color))


def _patrol(value: Any) -> int:
    """Return the camera's number of a patrol: it counts from 0."""
    return int(Number(1, len(p.PATROLS)).write("patrol", value)) - 1


def _told(steps: list[Step]) -> ServiceResponse:
    return {"steps": [{"preset": s.preset, "seconds": s.seconds} for s in steps]}


def _why_not_kept(here: Mapping[Parameter[Any], Any]) -> str | None:
    """Tell what the guide (6.6-3) says a preset cannot hold."""
    if here.get(p.ZOOM, 0) > _DIGITAL_ZOOM:
        return "kept_in_digital_zoom"
    if here.get(p.TILT, 0) > OVERHEAD:
        return "kept_overhead"
    return None


def _why_not_there(arrival: Arrival) -> str:
    match arrival.outcome:
        case Outcome.LATE:
            return "late"
        case Outcome.HELD:
            return "held_by_limit"
        case _:
            return "stands_elsewhere"
