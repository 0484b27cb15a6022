"""Actions on presets: go to them, keep them, name them."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import Text, on_off
from ..protocol.errors import Expected, InvalidValueError, RefusedError
from ..protocol.models import OPTICAL_END
from ..protocol.parameters import Parameter
from ..protocol.ptz import OVERHEAD, free_preset
from ..ptz.arrival import ArrivalWaiter
from .base import reread
from .ptz import arrive

_TITLE = Text(32)


async def list_presets(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the presets by the titles that other actions take."""
    titles = coordinator.presets.titles
    return {"presets": [{"number": n, "title": t} for n, t in titles.items()]}


async def goto_preset(
    coordinator: VnCoordinator, preset: Any, *, wait: Any = False
) -> ServiceResponse:
    """Go to a preset by its title or number."""
    on_off().write("wait", wait)
    number = preset_number(coordinator, "preset", preset)
    waiter = ArrivalWaiter(coordinator, {p.PRESET: number}) if wait else None
    if waiter:
        await waiter.begin()
    await coordinator.ptz.goto_preset(number)
    answer: dict[str, Any] = {"preset": number}
    return answer | await arrive(coordinator, waiter) if waiter else answer


async def save_preset(
    coordinator: VnCoordinator, /, *, preset: Any, **more: Any
) -> ServiceResponse:
    """Keep the present position, under a number or a title that may be new."""
    title = _title("title", more["title"]) if more else None
    number = _find(coordinator, preset)
    if number is None:
        new = _new_title(coordinator, preset)
        title = title or new
    coordinator.require_role(p.PRESET_REGISTERED[0].writers)
    if number is None:
        number = await _free_preset(coordinator, preset)
    await coordinator.ptz.call_off_move()
    await keep_position(coordinator, p.PRESET_REGISTERED[number], "save")
    coordinator.sights.preset_changed(number)
    if title is not None:
        await coordinator.camera.set(p.PRESET_TITLE[number], title)
    return await _changed(coordinator, number)


async def rename_preset(
    coordinator: VnCoordinator, preset: Any, title: Any
) -> ServiceResponse:
    """Give a preset another title; an empty one takes it away."""
    text = _title("title", title)
    number = preset_number(coordinator, "preset", preset)
    coordinator.require_role(p.PRESET_TITLE[0].writers)
    camera = coordinator.camera
    if await camera.get(p.PRESET_REGISTERED[number]) != "registered":
        raise coordinator.presets.no_such("preset", preset)
    await camera.set(p.PRESET_TITLE[number], text)
    return await _changed(coordinator, number)


async def clear_preset(coordinator: VnCoordinator, preset: Any) -> ServiceResponse:
    """Forget a preset; home goes back to where the factory put it."""
    number = preset_number(coordinator, "preset", preset)
    coordinator.require_role(p.PRESET_REGISTERED[number].writers)
    await coordinator.camera.command(p.PRESET_REGISTERED[number], "initialize")
    coordinator.sights.preset_changed(number)
    return await _changed(coordinator, number)


def preset_number(coordinator: VnCoordinator, field: str, preset: Any) -> int:
    """Return the number of a preset that was named by its title or number.

    Raises:
        InvalidValueError: there is none such, in the name of `field`.
    """
    number = _find(coordinator, preset)
    if number is None:
        raise coordinator.presets.no_such(field, preset)
    return number


async def keep_position(
    coordinator: VnCoordinator, parameter: Parameter[Any], word: str
) -> None:
    """Have the present position kept; if it cannot be, tell why."""
    camera = coordinator.camera
    try:
        await camera.command(parameter, word)
    except RefusedError:
        here = (await camera.get_many((p.TILT, p.ZOOM))).values
        if why := _why_not_kept(here):
            raise coordinator.error(HomeAssistantError, why) from None
        raise


def _find(coordinator: VnCoordinator, preset: Any) -> int | None:
    if type(preset) is int or isinstance(preset, str):
        return coordinator.presets.find(str(preset))
    return None


def _title(field: str, value: Any) -> str:
    _TITLE.write(field, value)
    return str(value).strip()


def _new_title(coordinator: VnCoordinator, preset: Any) -> str:
    """Take the title of a new preset; never a number, nor one that is there."""
    title = _title("preset", preset)
    number = title.lstrip("+-").replace(".", "", 1).isdecimal()
    if not title or number or coordinator.presets.has_title(title):
        raise coordinator.presets.no_such("preset", preset)
    return title


async def _free_preset(coordinator: VnCoordinator, wanted: Any) -> int:
    number = await free_preset(coordinator.camera, coordinator.presets.titles)
    if number is None:
        raise InvalidValueError("preset", wanted, Expected("free_preset"))
    return number


async def _changed(coordinator: VnCoordinator, number: int) -> ServiceResponse:
    """Show what the camera has now; the answer of the action."""
    await coordinator.presets.reread(coordinator.camera, number)
    await reread(coordinator, p.PRESET)
    return {"preset": number}


def _why_not_kept(here: Mapping[Parameter[Any], Any]) -> str | None:
    """Tell what the guide (6.6-3) says a preset cannot hold."""
    if here.get(p.ZOOM, 0) > OPTICAL_END:
        return "kept_in_digital_zoom"
    if here.get(p.TILT, 0) > OVERHEAD:
        return "kept_overhead"
    return None
