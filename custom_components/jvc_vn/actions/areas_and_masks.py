"""Actions on the areas of motion detection and tracking, and on privacy masks."""

from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.json import JsonValueType

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import Number, on_off, one_of
from ..protocol.errors import Expected, InvalidValueError, RefusedError
from ..protocol.formats import AREA_COLUMNS, AREA_ROWS, Area
from ..protocol.parameters import Parameter
from ..protocol.ptz import OVERHEAD
from . import groups
from .base import reread
from .groups import Field, Group, Values

WATCHED, MASKED = "#", "."
AREAS = {"motion": p.MOTION_AREA, "tracking": p.TRACKING_AREA}
MASK_EDITS = {
    "start": "edit",
    "wider": "+",
    "narrower": "-",
    "taller": "+",
    "shorter": "-",
    "save": "save",
    "clear": "clear",
    "cancel": "exit",
}
_MASK_SIZES = {
    "wider": p.PRIVACY_MASK_WIDTH,
    "narrower": p.PRIVACY_MASK_WIDTH,
    "taller": p.PRIVACY_MASK_HEIGHT,
    "shorter": p.PRIVACY_MASK_HEIGHT,
}
_MASKS: Group = {
    "enabled": Field(p.PRIVACY_MASK),
    "color": Field(p.PRIVACY_MASK_COLOR),
    **{f"masks.{n}": Field(q) for n, q in enumerate(p.PRIVACY_MASK_AREA, 1)},
}


async def get_motion_area(coordinator: VnCoordinator, *, area: Any) -> ServiceResponse:
    """Return the rows of cells of an area: `#` is watched, `.` is masked."""
    return {"rows": _rows(await coordinator.camera.get(_area_parameter(area)))}


async def set_motion_area(
    coordinator: VnCoordinator, rows: Any, *, area: Any
) -> ServiceResponse:
    """Set the cells of an area; return them."""
    parameter = _area_parameter(area)
    cells = _cells(rows)
    coordinator.require_role(parameter.writers)
    await coordinator.writer.set(parameter, cells)
    return {"rows": _rows(cells)}


async def get_privacy_masks(coordinator: VnCoordinator) -> ServiceResponse:
    """Return which masks are on, whether masks are shown at all, and their grey."""
    parameters = (p.PRIVACY_MASK, p.PRIVACY_MASK_COLOR, *p.PRIVACY_MASK_AREA)
    told = (await coordinator.camera.get_many(parameters)).values
    coordinator.reader.take(told)
    coordinator.async_update_listeners()
    masks: list[JsonValueType] = [
        {"area": area, "enabled": told.get(q)}
        for area, q in enumerate(p.PRIVACY_MASK_AREA, 1)
    ]
    return {
        "enabled": told.get(p.PRIVACY_MASK),
        "color": told.get(p.PRIVACY_MASK_COLOR),
        "edited": coordinator.data.mask_edited,
        "masks": masks,
    }


async def set_privacy_masks(
    coordinator: VnCoordinator, /, **wanted: Any
) -> ServiceResponse:
    """Change which masks are on, whether any is shown, and their grey; return all."""
    changes = _mask_changes(wanted)
    groups.check(_MASKS, changes)
    coordinator.require_role(p.PRIVACY_MASK.writers)
    held = await groups.read(coordinator, _MASKS)
    await groups.write(coordinator, "privacy_masks", _MASKS, changes, held)
    return await get_privacy_masks(coordinator)


def _mask_changes(wanted: Values) -> Values:
    """Spread a list of masks over their areas."""
    changes = dict(wanted)
    if "masks" not in changes:
        return changes
    masks, areas = changes.pop("masks"), len(p.PRIVACY_AREAS)
    if not isinstance(masks, list) or not 1 <= len(masks) <= areas:
        raise InvalidValueError("masks", masks, Expected("masks", most=areas))
    for at, mask in enumerate(masks, 1):
        if not isinstance(mask, dict) or mask.keys() != {"area", "enabled"}:
            expected = Expected("fields", names="area, enabled")
            raise InvalidValueError(f"masks.{at}", mask, expected)
        area = int(Number(1, areas).write(f"masks.{at}.area", mask["area"]))
        on_off().write(f"masks.{at}.enabled", mask["enabled"])
        if f"masks.{area}" in changes:
            raise InvalidValueError(f"masks.{at}.area", area, Expected("other_mask"))
        changes[f"masks.{area}"] = mask["enabled"]
    return changes


async def edit_privacy_mask(coordinator: VnCoordinator, area: Any, edit: Any) -> None:
    """Do one step of editing a privacy mask."""
    areas = len(p.PRIVACY_AREAS)
    number = int(Number(1, areas).write("area", area)) - 1
    one_of(MASK_EDITS).write("edit", edit)
    mask = p.PRIVACY_MASK_AREA[number]
    target = _MASK_SIZES.get(edit, mask)
    coordinator.require_role(target.writers)
    if edit == "start":
        coordinator.require_running()
        coordinator.owed.owe("mask", {mask: MASK_EDITS["cancel"]})
    try:
        await coordinator.writer.command(target, MASK_EDITS[edit])
    except RefusedError:
        if edit == "start":
            coordinator.owed.settle("mask")
        if why := await _why_not_edited(coordinator, edit):
            raise coordinator.error(HomeAssistantError, why) from None
        raise
    _note_edit(coordinator, number + 1, edit)
    if edit in {"save", "clear"}:
        await reread(coordinator, mask)


def _note_edit(coordinator: VnCoordinator, area: int, edit: str) -> None:
    if edit == "start":
        coordinator.set_mask_edited(area)
    elif edit in {"save", "clear", "cancel"}:
        coordinator.set_mask_edited(None)
        coordinator.owed.settle("mask")
    if edit == "save":
        coordinator.sights.mask_seen(area)
    elif edit == "clear":
        coordinator.sights.mask_gone(area)


async def _why_not_edited(coordinator: VnCoordinator, edit: str) -> str | None:
    """Return the reason for a refused step, where the guide (6.8) gives one."""
    if coordinator.data.mask_edited is None and edit not in {"start", "clear"}:
        return "mask_not_edited"
    # The position matters only for a mask that is saved.
    if edit == "save" and await coordinator.camera.get(p.TILT) > OVERHEAD:
        return "kept_overhead"
    return None


def _area_parameter(name: Any) -> Parameter[Area]:
    one_of(AREAS).write("area", name)
    return AREAS[name]


def _cells(rows: Any) -> Area:
    if isinstance(rows, str):
        # Lines, as they are typed into the form.
        rows = rows.split()
    fits = isinstance(rows, list) and len(rows) == AREA_ROWS
    if not fits or not all(_is_row(row) for row in rows):
        expected = Expected("area", rows=AREA_ROWS, columns=AREA_COLUMNS)
        raise InvalidValueError("rows", rows, expected)
    return tuple(tuple(cell == WATCHED for cell in row) for row in rows)


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, str)
        and len(row) == AREA_COLUMNS
        and set(row) <= {WATCHED, MASKED}
    )


def _rows(area: Area) -> list[JsonValueType]:
    return ["".join(WATCHED if cell else MASKED for cell in row) for row in area]
