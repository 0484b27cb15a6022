"""One state for all entities: polled parameters, alarm link and frames."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .alarms.dispatch import Happenings
from .alarms.monitor import AlarmWatch
from .const import DOMAIN, VOCABULARY_CHANGED
from .errors import (
    async_withdraw_reauth,
    camera_error,
    require_role,
    translated_errors,
    update_errors,
)
from .issues import (
    async_ask_for_restart,
    async_tell_lost_changes,
    async_tell_trace_ended,
    async_tell_video_refused,
)
from .options import Options
from .protocol import parameters as p
from .protocol.camera import Camera
from .protocol.clock import local_time
from .protocol.errors import VnError
from .protocol.http import Http
from .protocol.identity_check import Guard
from .protocol.models import Frame, Identity, Role
from .protocol.output_pulse import Pulses
from .protocol.parameters import Parameter
from .protocol.parameters.parameter import Version, parse_version
from .ptz.controller import PtzController
from .ptz.presets import PresetBook
from .state.camera_state import CameraState
from .state.frame_observer import FrameObserver
from .state.pending_saves import FollowUps
from .state.reader import Reader
from .state.schedule import RequestMeter, Schedule
from .state.writer import Writer
from .video.encoder import MakeEncoder
from .video.hub import FrameHub

_LOGGER = logging.getLogger(__name__)

type VnConfigEntry = ConfigEntry[VnCoordinator]

FIRMWARE = (p.FIRMWARE_NET, p.FIRMWARE_SYS, p.FIRMWARE_CAM, p.FIRMWARE_LENS)
PRESETS_INTERVAL = 3600.0
"""Seconds between readings of all presets: two hundred reads at the most."""


class VnCoordinator(DataUpdateCoordinator[CameraState]):
    """Keeps what is known of one camera, and is the way to it for entities."""

    config_entry: VnConfigEntry
    identity: Identity

    def __init__(self, hass: HomeAssistant, entry: VnConfigEntry) -> None:
        """Prepare everything; nothing is sent yet."""
        self.options = options = Options.of(entry.options)
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=timedelta(seconds=options.live_interval),
        )
        self.data = CameraState()
        self.role = Role(entry.data[CONF_USERNAME])
        self.guard = Guard(
            Http(
                async_get_clientsession(hass),
                entry.data[CONF_HOST],
                entry.data[CONF_PORT],
                username=entry.data[CONF_USERNAME],
                password=entry.data[CONF_PASSWORD],
            ),
            entry.unique_id or "",
        )
        self.camera = Camera(self.guard)
        self.camera.on_partial = lambda why: async_tell_trace_ended(
            hass, entry, why, self.title
        )
        self.meter = RequestMeter(lambda: self.camera.requests)
        self.ptz = PtzController(self)
        self.presets = PresetBook(
            hass,
            entry.entry_id,
            lambda: async_dispatcher_send(hass, VOCABULARY_CHANGED),
        )
        self.schedule = Schedule(options)
        self.happenings = Happenings()
        self._writer = Writer(self._write)
        self.make_encoder: MakeEncoder | None = None
        self.pulses = Pulses(
            self.camera,
            # An unload waits for such a task, and cuts off those behind.
            lambda coro, name: entry.async_create_task(hass, coro, f"{DOMAIN} {name}"),
            self._show,
        )
        self.follow_ups = FollowUps(
            hass,
            self.camera.send,
            lambda coro, name: entry.async_create_task(hass, coro, name),
            autosave=options.autosave,
            on_restart=lambda needed: async_ask_for_restart(
                hass, entry, needed, self.title
            ),
            on_sent=self.schedule.forget,
            check=self._lost_changes,
        )
        self.alarm_watch = AlarmWatch(
            hass,
            entry,
            self.camera,
            self.guard,
            self.data,
            self.happenings,
            options,
            name=lambda: self.title,
            answers=lambda: self.last_update_success,
            moving=lambda: self.ptz.moving_lately,
            on_change=self.async_update_listeners,
            behind=self.create_background_task,
        )
        self.hub = FrameHub(
            self.camera.frames,
            self.camera.still,
            self._frame_came,
            keep=options.prerecord,
            on_viewers=self.async_update_listeners,
        )
        self.observer = FrameObserver(
            self.data,
            self.schedule,
            on_change=self.async_update_listeners,
            on_departure=self.ptz.follow,
            on_motion=self.alarm_watch.motion.frame_told,
            on_preset=self._preset_changed,
        )
        self.reader = Reader(
            self.camera,
            self.data,
            self.schedule,
            self.observer,
            still=self.hub.still,
            on_video_refused=lambda refused: async_tell_video_refused(
                hass, entry, self.title, refused=refused
            ),
            name=self.name,
        )
        self._tasks: set[asyncio.Task[Any]] = set()

    # Life

    @override
    async def _async_setup(self) -> None:
        with update_errors(self.hass, self.config_entry, self.title):
            self.identity = await self.guard.recognize()
            await self.camera.probe_batching()
            self.reader.take((await self.camera.get_many(FIRMWARE)).values)
        self.guard.returned = False
        await self.presets.load()

    @callback
    def async_start(self) -> None:
        """Open the alarm link and start what goes on behind."""
        # After the entities, so that they are available when an alarm is told.
        self.config_entry.async_on_unload(
            self.async_add_listener(self.alarm_watch.polled)
        )
        self.alarm_watch.start()
        self.create_background_task(self._keep_presets(), "presets")

    async def async_close(self) -> None:
        """Leave no motor running, no change unsaved and no connection open."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.alarm_watch.close()
        await self.ptz.close()
        await self._writer.close()
        await self.follow_ups.close()
        await self.hub.close()

    @property
    def title(self) -> str:
        """What a person calls the camera: its own name here, or the entry's title."""
        device = dr.async_get(self.hass).async_get_device_by_connection(
            (dr.CONNECTION_NETWORK_MAC, self.config_entry.unique_id or ""),
            self.config_entry.entry_id,
        )
        return (device and device.name_by_user) or self.config_entry.title

    def error[E: HomeAssistantError](
        self, kind: type[E], key: str, **placeholders: str
    ) -> E:
        """Make a translated error that names the camera."""
        return camera_error(kind, key, self.title, **placeholders)

    def require_role(self, roles: frozenset[Role]) -> None:
        """Refuse what the login may not do, before the camera has to."""
        require_role(self.title, self.role, roles)

    def translated_errors(self) -> AbstractContextManager[None]:
        """Raise errors of the protocol as translated ones that name the camera."""
        return translated_errors(
            self.hass, self.config_entry, self.title, mask=self.data.mask_edited
        )

    @property
    def firmware(self) -> Version | None:
        """The firmware that decides what the camera has."""
        return parse_version(self.data.get(p.FIRMWARE_NET))

    def may_write(self, parameter: Parameter[Any]) -> bool:
        """Tell whether the camera has this and the login may change it."""
        return self.role in parameter.writers and self._has(parameter)

    def may_read(self, parameter: Parameter[Any]) -> bool:
        """Tell whether the camera has this and the login may read it."""
        return self.role in parameter.readers and self._has(parameter)

    def _has(self, parameter: Parameter[Any]) -> bool:
        return parameter.models.have(self.identity.model, self.firmware)

    # Reading

    @callback
    def async_register(self, parameters: Iterable[Parameter[Any]]) -> CALLBACK_TYPE:
        """Note that somebody reads these parameters, until the result is called."""
        return self.schedule.register(parameters)

    async def async_load(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Read what is not known yet, for entities that are about to be added."""
        missing = [
            parameter
            for parameter in dict.fromkeys(parameters)
            if parameter not in self.data.values
            and parameter not in self.reader.refused
        ]
        try:
            await self.reader.read(missing)
        except VnError as err:
            # The next tick tries again, and says so if it fails as well.
            _LOGGER.debug("%s: %s", self.name, err)

    @override
    async def _async_update_data(self) -> CameraState:
        if not self.last_update_success:
            self.schedule.forget_all()
        with update_errors(self.hass, self.config_entry, self.title):
            self.identity, before = await self.guard.recognize(), self.identity
            if self.guard.returned:
                await self._look_anew(before)
            if self.alarm_watch.alarms.stale:
                await self.alarm_watch.read_inputs()
            due = self.schedule.due(self.data.values)
            await self.reader.read([q for q in due if q not in self.follow_ups.written])
        if not self.last_update_success:
            async_withdraw_reauth(self.hass, self.config_entry)
        return self.data

    async def _look_anew(self, before: Identity) -> None:
        """Read everything of a camera that was away, and look whether it has changed.

        With another model or firmware it has other entities.
        """
        firmware = self.firmware
        self.schedule.forget_all()
        revision = await self.camera.get(p.FIRMWARE_NET)
        self.reader.take({p.FIRMWARE_NET: revision})
        self.guard.returned = False
        if (before, firmware) != (self.identity, self.firmware):
            _LOGGER.info(
                "%s came back as %s with firmware %s: setting it up anew",
                self.title,
                self.identity.name,
                revision,
            )
            self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)

    # Writing

    async def async_set[T](self, parameter: Parameter[T], value: T) -> None:
        """Write a parameter; VnError if the camera did not take it."""
        await self._writer.set(parameter, value)

    async def _write(self, parameter: Parameter[Any], value: Any) -> None:
        async with self.ptz.around(parameter, parameter.encode(value)):
            needed = await self.camera.set(parameter, value)
        self.data.values[parameter] = value
        self.follow_ups.add(needed, parameter, value)
        # Read it back at the next tick: the camera has the last word.
        self.schedule.forget([parameter])
        self.async_update_listeners()

    async def async_command(self, parameter: Parameter[Any], word: str) -> None:
        """Send a command; VnError if the camera did not take it."""
        async with self.ptz.around(parameter, word):
            self.follow_ups.add(await self.camera.command(parameter, word))
        self.schedule.forget_live()

    async def async_save_settings(self) -> None:
        """Save everything that was changed, by whomever."""
        await self.follow_ups.flush()
        await self.camera.command(p.PRESET, "save")
        await self.camera.command(p.ENCODING_COMMAND[1], "save")

    async def async_restore_settings(self) -> None:
        """Go back to the settings that were saved last."""
        await self.camera.command(p.PRESET, "restore")
        self.follow_ups.drop(p.PRESET.key)
        self.schedule.forget_all()
        await self.async_request_refresh()

    async def async_sync_clock(self) -> None:
        """Set the camera's clock by ours, in the camera's own zone."""
        zone = await self.camera.get(p.TIMEZONE)
        read = await self.camera.get(p.DATE)
        await self.async_set(p.DATE, local_time(read, zone, dt_util.utcnow()))
        self.reader.take({p.TIMEZONE: zone, p.DATE: await self.camera.get(p.DATE)})
        self.async_update_listeners()

    @callback
    def _show(self, parameter: Parameter[Any], value: Any) -> None:
        self.data.values[parameter] = value
        self.async_update_listeners()

    def requests_per_hour(self, *, watched: bool) -> float:
        """Estimate what an hour costs the camera while nothing happens."""
        presets = (len(p.PRESETS) + len(self.presets.titles)) / self.camera.batch
        polled = self.schedule.requests_per_hour(self.camera.batch, watched=watched)
        return polled + presets * 3600 / PRESETS_INTERVAL

    async def _lost_changes(self, written: Mapping[Parameter[Any], Any]) -> bool:
        """Look whether changes that could not be saved at once are still there."""
        readings = await self.camera.get_many(written)
        lost = {
            parameter.key
            for parameter, value in readings.values.items()
            if value != written[parameter]
        }
        self.reader.take(readings.values)
        if lost:
            async_tell_lost_changes(self.hass, self.config_entry, lost, self.title)
            self.async_update_listeners()
        return bool(lost)

    # Pushes

    def _frame_came(self, frame: Frame) -> None:
        self.observer.came(frame)

    @callback
    def _preset_changed(self, left: int | None, arrived: int | None) -> None:
        for number, event in ((left, "left"), (arrived, "arrived")):
            if number is not None:
                title = self.presets.titles.get(number, "")
                self.happenings.happen(
                    "preset_event", event, preset=number, title=title
                )

    # Behind

    async def async_run[T](self, coro: Coroutine[Any, Any, T], name: str) -> T:
        """Run something that comes to a good end when it is cancelled.

        Who cancels the caller, lets the camera go, or stops Home Assistant, waits
        for that end.
        """
        task = self.create_background_task(coro, name)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            raise

    def create_background_task[T](
        self, coro: Coroutine[Any, Any, T], name: str
    ) -> asyncio.Task[T]:
        """Run something until it ends or the camera is let go."""
        task = self.config_entry.async_create_background_task(
            self.hass, coro, f"{DOMAIN} {name}"
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _keep_presets(self) -> None:
        while True:
            await self.async_refresh_presets()
            await asyncio.sleep(PRESETS_INTERVAL)

    async def async_refresh_presets(self) -> None:
        """Read the presets anew; keeps what is known if the camera is silent."""
        try:
            if await self.presets.refresh(self.camera, self.ptz.until_standing):
                self.async_update_listeners()
        except VnError as err:
            _LOGGER.debug("%s: presets not read: %s", self.name, err)
