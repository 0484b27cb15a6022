"""The actions that reach behind the entities: alarm actions, areas, masks, accounts.

The camera entity inherits them. Values are checked in the protocol layer, before
anything is sent.
"""

import asyncio
import logging
import re
from dataclasses import asdict
from datetime import datetime
from typing import Any, NoReturn

from homeassistant.const import CONF_PASSWORD
from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ..const import DOMAIN
from ..coordinator import VnCoordinator
from ..entity import translate_errors
from ..protocol import parameters as p
from ..protocol.alarm_actions import read_alarm_action, write_alarm_action
from ..protocol.codecs import Number, one_of
from ..protocol.errors import (
    Expected,
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
    VnError,
)
from ..protocol.formats import AREA_COLUMNS, AREA_ROWS, Area
from ..protocol.log_and_sessions import parse_log, parse_sessions
from ..protocol.models import Role
from ..protocol.output_pulse import Pulses
from ..protocol.parameters import Parameter
from ..protocol.ptz import OVERHEAD
from .base import CameraActions

_LOGGER = logging.getLogger(__name__)

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
RESET_LASTS = 600.0
"""Seconds that a factory reset may take: the camera answers when it is done, after
"a few minutes" (guide, 6.17)."""
RESET_REFUSED = 0.5
"""Seconds in which a camera says that it will not do it."""


class SettingsActions(CameraActions):
    """Methods behind the actions of the same names."""

    def __init__(
        self, coordinator: VnCoordinator, description: EntityDescription
    ) -> None:
        """Own the pulses of the outputs."""
        super().__init__(coordinator, description)
        entry = coordinator.config_entry
        self._pulses = Pulses(
            coordinator.camera,
            # An unload waits for such a task, and cuts off those behind.
            lambda coro, name: entry.async_create_task(
                coordinator.hass, coro, f"{DOMAIN} {name}"
            ),
            self._tell,
        )

    # Outputs

    @translate_errors
    async def async_pulse_output(self, output: Any, duration: Any) -> None:
        """Close an output for a while; the camera opens it by itself."""
        self._require(p.OUTPUT[1].writers)
        await self._pulses.pulse(output, duration)

    # Areas and masks

    @translate_errors
    async def async_get_motion_area(self, area: Any) -> ServiceResponse:
        """Return the rows of cells in which motion is looked for."""
        cells = await self.coordinator.camera.get(_area_parameter(area))
        return {"rows": _rows(cells)}

    @translate_errors
    async def async_set_motion_area(self, rows: Any, area: Any) -> ServiceResponse:
        """Set the cells in which motion is looked for."""
        parameter = _area_parameter(area)
        cells = _cells(rows)
        self._require(parameter.writers)
        await self.coordinator.async_set(parameter, cells)
        return {"rows": _rows(cells)}

    @translate_errors
    async def async_edit_privacy_mask(self, area: Any, edit: Any) -> None:
        """Do one step of editing a privacy mask."""
        areas = len(p.PRIVACY_AREAS)
        number = int(Number(1, areas).write("area", area)) - 1
        one_of(MASK_EDITS).write("edit", edit)
        mask = p.PRIVACY_MASK_AREA[number]
        target = _MASK_SIZES.get(edit, mask)
        self._require(target.writers)
        try:
            await self.coordinator.async_command(target, MASK_EDITS[edit])
        except RefusedError as err:
            await self._explain_refused_edit(edit, err)
        self._note_edit(number + 1, edit)
        if edit in {"save", "clear"}:
            await self._reread(mask)

    def _note_edit(self, area: int, edit: str) -> None:
        if edit == "start":
            self.coordinator.data.mask_edited = area
        elif edit in {"save", "clear", "cancel"}:
            self.coordinator.data.mask_edited = None

    async def _explain_refused_edit(self, edit: str, err: RefusedError) -> NoReturn:
        """Tell why a step was refused, where the guide (6.8) says so."""
        begun = self.coordinator.data.mask_edited is not None
        # Where it looks matters only for what is kept.
        saving = edit == "save"
        tilt = await self.coordinator.camera.get(p.TILT) if saving else 0.0
        if not _why_not_edited(edit, tilt, begun=begun):
            raise err
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=_why_not_edited(edit, tilt, begun=begun),
            translation_placeholders={"camera": self.coordinator.title},
        ) from None

    # Alarm actions

    @translate_errors
    async def async_get_alarm_action(self, action: Any) -> ServiceResponse:
        """Return an alarm action as `set_alarm_action` takes it."""
        number = _action_number(action)
        self._require(p.EVENT[number].readers)
        return await read_alarm_action(self.coordinator.camera, number)

    @translate_errors
    async def async_set_alarm_action(
        self, /, action: Any, **wanted: Any
    ) -> ServiceResponse:
        """Change parts of an alarm action; return all of it."""
        number = _action_number(action)
        self._require(p.EVENT[number].writers)
        answer = await write_alarm_action(self.coordinator.camera, number, wanted)
        self._tell(p.EVENT[number], answer["enabled"])
        return answer

    # What the camera tells of itself

    @translate_errors
    async def async_get_log(self) -> ServiceResponse:
        """Return the camera's log since it was switched on."""
        self._require(p.LOG.readers)
        now = await self._camera_time()
        reply = await self.coordinator.camera.get_raw(p.LOG.key)
        log = parse_log((reply.value or "", *reply.lines), now)
        return {
            "alive_seconds": log.alive,
            "entries": [
                {
                    "time": entry.time.isoformat() if entry.time else None,
                    "source": entry.source or "other",
                    "event": entry.event,
                    "text": entry.text,
                }
                for entry in log.entries
            ],
        }

    @translate_errors
    async def async_get_sessions(self) -> ServiceResponse:
        """Return the streams that the camera sends."""
        reply = await self.coordinator.camera.get_raw(p.SESSION.key)
        sessions = parse_sessions((reply.value or "", *reply.lines))
        streams = [asdict(stream) for stream in sessions.streams]
        return {**asdict(sessions), "streams": streams}

    async def _camera_time(self) -> datetime:
        try:
            return await self.coordinator.camera.get(p.DATE)
        except InvalidResponseError:
            return dt_util.now().replace(tzinfo=None)

    # Accounts and the factory reset

    @translate_errors
    async def async_set_password(self, user: Any, password: Any) -> None:
        """Change a password of the camera; our own goes into the entry too."""
        self._require(p.PASSWORD[Role.ADMIN].writers)
        coordinator = self.coordinator
        own = user == coordinator.role
        await coordinator.camera.set_password(user, password, own=own)
        if own:
            entry = coordinator.config_entry
            self.hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_PASSWORD: password}
            )

    @translate_errors
    async def async_factory_reset(self, confirm: Any) -> None:
        """Return the camera to its factory settings; it goes on for minutes."""
        coordinator = self.coordinator
        self._require(p.SYSTEM_COMMAND.writers)
        mac = coordinator.identity.mac
        if _digits(confirm) != _digits(mac):
            raise InvalidValueError("confirm", confirm, Expected("own_mac", mac=mac))
        reset = coordinator.config_entry.async_create_background_task(
            self.hass, self._reset(), f"{DOMAIN} factory reset"
        )
        await asyncio.wait((reset,), timeout=RESET_REFUSED)
        if reset.done() and (error := reset.result()):
            raise error

    async def _reset(self) -> VnError | None:
        coordinator = self.coordinator
        try:
            await coordinator.camera.command(
                p.SYSTEM_COMMAND, "initialize", patience=RESET_LASTS
            )
        except VnError as err:
            _LOGGER.warning("%s: factory reset: %s", coordinator.title, err)
            return err
        # Nothing that we knew is so any more.
        entry_id = coordinator.config_entry.entry_id
        self.hass.config_entries.async_schedule_reload(entry_id)
        return None


def _action_number(value: Any) -> int:
    return int(Number(min(p.EVENTS), max(p.EVENTS)).write("action", value))


def _area_parameter(name: Any) -> Parameter[Area]:
    one_of(AREAS).write("area", name)
    return AREAS[name]


def _cells(rows: Any) -> Area:
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


def _digits(mac: Any) -> str:
    """Spell a MAC in one way, whatever stands between its digits."""
    return re.sub(r"[\s.:-]", "", str(mac)).lower()


def _why_not_edited(edit: str, tilt: float, *, begun: bool) -> str | None:
    if not begun and edit not in {"start", "clear"}:
        return "mask_not_edited"
    if edit == "save" and tilt > OVERHEAD:
        return "kept_overhead"
    return None
