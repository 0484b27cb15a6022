"""Actions on presets: list, go to, save, rename and clear them."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import Text, Title, on_off
from ..protocol.errors import Expected, InvalidValueError, RefusedError
from ..protocol.models import OPTICAL_END
from ..protocol.parameters import Parameter
from ..protocol.ptz import OVERHEAD, free_preset
from ..ptz.arrival import ArrivalWaiter
from .base import reread
from .ptz import arrive

_TITLE = Title(p.TITLE_LENGTH)
_ALIAS = Text(64, least=1)
MOST_ALIASES = 10


async def list_presets(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the presets with the titles that other actions accept."""
    return {"presets": [_listed(coordinator, n) for n in coordinator.presets.titles]}


async def goto_preset(
    coordinator: VnCoordinator, preset: Any, *, wait: Any = False
) -> ServiceResponse:
    """Go to a preset by its title or number."""
    on_off().write("wait", wait)
    number = preset_number(coordinator, "preset", preset)
    coordinator.require_role(p.PRESET_REGISTERED[0].writers)
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
    title = _title(coordinator, "title", more["title"]) if more else None
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
    text = _title(coordinator, "title", title)
    number = preset_number(coordinator, "preset", preset)
    coordinator.require_role(p.PRESET_TITLE[0].writers)
    camera = coordinator.camera
    if await camera.get(p.PRESET_REGISTERED[number]) != "registered":
        raise coordinator.presets.no_such("preset", preset)
    await camera.set(p.PRESET_TITLE[number], text)
    return await _changed(coordinator, number)


async def set_preset_aliases(
    coordinator: VnCoordinator, preset: Any, aliases: Any
) -> ServiceResponse:
    """Let a preset be called otherwise as well; nothing on the camera changes."""
    if not _are_aliases(aliases):
        expected = Expected("texts", most=MOST_ALIASES, longest=_ALIAS.most)
        raise InvalidValueError("aliases", aliases, expected)
    number = preset_number(coordinator, "preset", preset)
    if number not in coordinator.presets.titles:
        raise coordinator.presets.no_such("preset", preset)
    names = tuple(dict.fromkeys(alias.strip() for alias in aliases))
    coordinator.presets.set_aliases(number, names)
    return {"preset": number, "aliases": list(names)}


async def clear_preset(coordinator: VnCoordinator, preset: Any) -> ServiceResponse:
    """Delete a preset; home goes back to its factory position."""
    number = preset_number(coordinator, "preset", preset)
    coordinator.require_role(p.PRESET_REGISTERED[number].writers)
    await coordinator.camera.command(p.PRESET_REGISTERED[number], "initialize")
    coordinator.sights.preset_changed(number)
    return await _changed(coordinator, number)


def preset_number(coordinator: VnCoordinator, field: str, preset: Any) -> int:
    """Return the number of a preset, by its title or number.

    Raises:
        InvalidValueError: there is no such preset; the error names `field`.
    """
    number = _find(coordinator, preset)
    if number is None:
        raise coordinator.presets.no_such(field, preset)
    return number


async def keep_position(
    coordinator: VnCoordinator, parameter: Parameter[Any], word: str
) -> None:
    """Write a command that keeps the present position; if refused, say why."""
    camera = coordinator.camera
    try:
        await camera.command(parameter, word)
    except RefusedError:
        here = (await camera.get_many((p.TILT, p.ZOOM))).values
        if why := _why_not_kept(here):
            raise coordinator.error(HomeAssistantError, why) from None
        raise


def _listed(coordinator: VnCoordinator, number: int) -> dict[str, Any]:
    presets = coordinator.presets
    listed: dict[str, Any] = {"number": number, "title": presets.titles[number]}
    if aliases := presets.aliases.get(number):
        listed["aliases"] = list(aliases)
    return listed


def _find(coordinator: VnCoordinator, preset: Any) -> int | None:
    if type(preset) is int or isinstance(preset, str):
        return coordinator.presets.find(str(preset))
    return None


def _are_aliases(aliases: Any) -> bool:
    if not isinstance(aliases, list) or len(aliases) > MOST_ALIASES:
        return False
    try:
        for alias in aliases:
            _ALIAS.write("aliases", alias)
    except InvalidValueError:
        return False
    return all(alias.strip() for alias in aliases)


def _title(coordinator: VnCoordinator, field: str, value: Any) -> str:
    """Take a title that the camera keeps whole, whichever way it counts."""
    _TITLE.write(field, value)
    title = str(value).strip()
    counted = len(title.encode())
    if counted > _TITLE.most and not coordinator.presets.counts_characters:
        expected = Expected("title_bytes", most=_TITLE.most, counted=counted)
        raise InvalidValueError(field, value, expected)
    return title


def _new_title(coordinator: VnCoordinator, preset: Any) -> str:
    """Take the title of a new preset; never a number, nor one that is there."""
    title = str(preset).strip()
    number = title.lstrip("+-").replace(".", "", 1).isdecimal()
    if coordinator.presets.has_title(title):
        raise coordinator.presets.no_such("preset", preset)
    if not title or number:
        low, high = p.PRESETS[0], p.PRESETS[-1]
        expected = Expected("preset_or_title", low=low, high=high)
        raise InvalidValueError("preset", preset, expected)
    return _title(coordinator, "preset", preset)


async def _free_preset(coordinator: VnCoordinator, wanted: Any) -> int:
    number = await free_preset(coordinator.camera, coordinator.presets.titles)
    if number is None:
        raise InvalidValueError("preset", wanted, Expected("free_preset"))
    return number


async def _changed(coordinator: VnCoordinator, number: int) -> ServiceResponse:
    """Show what the camera has now; return the answer of the action."""
    await coordinator.presets.reread(coordinator.camera, number)
    await reread(coordinator, p.PRESET)
    return {"preset": number}


def _why_not_kept(here: Mapping[Parameter[Any], Any]) -> str | None:
    """Return why a position cannot be kept (guide, 6.6-3), None if it can."""
    if here.get(p.ZOOM, 0) > OPTICAL_END:
        return "kept_in_digital_zoom"
    if here.get(p.TILT, 0) > OVERHEAD:
        return "kept_overhead"
    return None
