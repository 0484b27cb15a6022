"""The coordinator: owns the parts that read, write, watch and turn one camera."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .alarms.dispatch import AlarmEvent, EventDispatcher, PresetEvent
from .alarms.monitor import AlarmMonitor
from .const import CONF_SEEN, DOMAIN
from .errors import (
    async_abort_reauth,
    camera_error,
    require_role,
    translated_errors,
    update_errors,
)
from .issues import async_create_trace_issue
from .options import Options
from .protocol import parameters as p
from .protocol.camera import Camera
from .protocol.errors import VnError
from .protocol.history import History
from .protocol.http import Http, Turn
from .protocol.identity_check import IdentityCheck
from .protocol.models import Identity, Role
from .protocol.output_pulse import Pulses
from .protocol.parameters import Parameter
from .protocol.parameters.parameter import Models, Version, parse_version
from .protocol.timing import REAL, Timing
from .ptz.controller import PtzController
from .ptz.presets import Presets
from .ptz.sights import Sights
from .recordings.camera_recordings import Recordings
from .relocation import async_follow
from .state.aftermath import Aftermath
from .state.camera_check import CameraCheck
from .state.camera_clock import CameraClock
from .state.camera_state import CameraState
from .state.frame_observer import FrameObserver
from .state.health import Health
from .state.lost_changes import LostChanges
from .state.owed_ends import OwedEnds
from .state.pending_saves import PendingSaves
from .state.reader import Reader
from .state.request_meter import RequestMeter
from .state.schedule import Schedule
from .state.staged_changes import StagedChanges
from .state.writer import Writer
from .video.encoder import MakeEncoder
from .video.frame_statistics import FrameStatistics
from .video.hub import FrameHub
from .video.live_source import LiveSource

_LOGGER = logging.getLogger(__name__)

type VnConfigEntry = ConfigEntry[VnCoordinator]

FIRMWARE = (p.FIRMWARE_NET, p.FIRMWARE_SYS, p.FIRMWARE_CAM, p.FIRMWARE_LENS)
CLOSE_TIMEOUT = 11.0
"""Seconds that everything may take that has to be ended on an unload."""
PRESETS_INTERVAL = 3600.0
"""Seconds between two readings of all presets, of up to two hundred reads each."""


class VnCoordinator(DataUpdateCoordinator[CameraState]):
    """Keeps the state of one camera and connects its parts; entities use it."""

    config_entry: VnConfigEntry
    identity: Identity

    def __init__(
        self, hass: HomeAssistant, entry: VnConfigEntry, *, timing: Timing = REAL
    ) -> None:
        """Prepare everything; nothing is sent yet."""
        self.timing = timing
        self.options = Options.of(entry.options)
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=timedelta(seconds=self.options.live_interval),
        )
        self.data = CameraState()
        self.seen: frozenset[str] | None = (
            frozenset(entry.data[CONF_SEEN]) if CONF_SEEN in entry.data else None
        )
        """What a sister model was seen to answer; None for our own models."""
        # That anything can be changed on a sister was never seen.
        self.role = (
            Role.USER if self.seen is not None else Role(entry.data[CONF_USERNAME])
        )
        http = _http(hass, entry)
        self.identity_check = IdentityCheck(http, entry.unique_id or "")
        self.camera = Camera(self.identity_check)
        self.camera.on_partial = self._trace_was_cut
        self.history = History()
        """When it answered, and when it was away; for diagnostics."""
        self.meter = RequestMeter(self.camera, timing=timing)
        self.schedule = Schedule(self.options, timing=timing)
        self.hub = FrameHub(self.camera, keep=self.options.prerecord, timing=timing)
        self.frame_statistics = FrameStatistics(self.hub, timing=timing)
        self.observer = FrameObserver(self, timing=timing)
        self.hub.subscribe(self.observer)
        self.labels: dict[str, str] = {}
        """Key of the guide → the name of the entity that shows it."""
        self.offered: dict[str, set[str]] = {}
        """Platform → unique ids of what this camera has for this login."""
        self.clock = CameraClock(self)
        self.health = Health(self)
        self.lost = LostChanges(self)
        self.staged = StagedChanges(self)
        self.reader = Reader(self)
        self.aftermath = Aftermath(self, timing=timing)
        self.owed = OwedEnds(self, timing=timing)
        self.pending_saves = PendingSaves(self)
        self.writer = Writer(self, timing=timing)
        self.ptz = http.motors = PtzController(self, timing=timing)
        self.presets = Presets(hass, entry.entry_id)
        self.sights = Sights(self)
        self.hub.subscribe(self.sights)
        self.pulses = Pulses(self, ledger=self.owed, timing=timing)
        self.events = EventDispatcher()
        self.events.listen("alarm_event", self._alarm_told)
        self.alarms = AlarmMonitor(self, timing=timing)
        self.check = CameraCheck(self)
        self.make_encoder: MakeEncoder | None = None
        self.live_source: LiveSource | None = None
        self.recordings = Recordings(self)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._started = self._closing = False

    # Life

    @override
    async def _async_setup(self) -> None:
        await self.owed.load()
        await self.clock.load()
        with update_errors(self.hass, self.config_entry, self.title):
            # First of all, a motor that an earlier run may have left on is stopped.
            await self.owed.pay()
            self.identity = await self.identity_check.verify()
            # Model and firmware decide what there is, and by its own title a new device
            # is called; all else comes behind.
            known = await self.camera.get_many([p.FIRMWARE_NET, p.CAMERA_ID])
            self.reader.take(known.values)
        self.identity_check.returned = False
        self.staged.load()
        await self.staged.camera_returned()
        await self.presets.load()
        await self.sights.load()

    @callback
    def async_start(self) -> None:
        """Open the alarm link and start what goes on behind."""
        self._started = True
        self.create_background_task(self._read_everything(), "first values")
        # After the entities, so that they are available when an alarm is told.
        self.config_entry.async_on_unload(self.async_add_listener(self.alarms.polled))
        self.alarms.start()
        self.recordings.start()
        self.ptz.inherit(self.owed.motors)
        for what in self.owed.others:
            self.create_background_task(self.owed.end_for_sure(what), f"end {what}")
        self.create_background_task(self._keep_presets(), "presets")
        if self.role is Role.ADMIN:
            self.create_background_task(self.health.watch_clock(), "clock")

    async def async_close(self) -> None:
        """Leave no motor running, no change unsaved and no connection open.

        What cannot be ended in time stays in the ledger for the next run.
        """
        self._closing = True
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await asyncio.gather(
                    self._end_tasks(),
                    self.ptz.close(),
                    self.pulses.close(),
                    self._save(),
                    self.recordings.close(),
                )
        except TimeoutError:
            _LOGGER.warning("%s did not let itself be left in good order", self.title)
        self.alarms.close()
        await self.owed.close()
        await self.clock.close()
        await self.hub.close()
        await self.sights.close()

    async def _end_tasks(self) -> None:
        """Cancel the background tasks, and end what they leave unfinished."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for what in self.owed.unfinished:
            with contextlib.suppress(VnError):
                await self.owed.end(what)

    async def _save(self) -> None:
        await self.writer.close()
        await self.pending_saves.close()

    def require_running(self) -> None:
        """Raise an error if the entry is being unloaded or Home Assistant stops."""
        if self._closing or self.hass.is_stopping:
            raise self.error(HomeAssistantError, "stopping")

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
        """Return a translated error that names the camera."""
        return camera_error(kind, key, self.title, **placeholders)

    def require_role(self, roles: frozenset[Role]) -> None:
        """Raise an error if the login is not one of these; nothing is sent."""
        require_role(self.title, self.role, roles)

    def translated_errors(self) -> AbstractContextManager[None]:
        """Raise errors of the protocol as translated ones that name the camera."""
        return translated_errors(
            self.hass, self.config_entry, self.title, mask=self.data.mask_edited
        )

    @property
    def firmware(self) -> Version | None:
        """The firmware that decides which features the camera has."""
        return parse_version(self.data.get(p.FIRMWARE_NET))

    def may_write(self, parameter: Parameter[Any]) -> bool:
        """Tell whether the camera has this and the login may change it."""
        return self.role in parameter.writers and self._offers(parameter)

    def may_read(self, parameter: Parameter[Any]) -> bool:
        """Tell whether the camera has this and the login may read it."""
        return self.role in parameter.readers and self._offers(parameter)

    def has_seen(self, *names: str) -> bool:
        """Tell whether a camera was seen to answer this; our own models do."""
        return self.seen is None or self.seen.issuperset(names)

    def _offers(self, parameter: Parameter[Any]) -> bool:
        if self.seen is not None:
            return parameter.key in self.seen
        return self.has(parameter.models)

    def has(self, models: Models) -> bool:
        """Tell whether the camera is one of these."""
        return models.have(self.identity.model, self.firmware)

    # Reading

    @callback
    def async_register(self, parameters: Iterable[Parameter[Any]]) -> CALLBACK_TYPE:
        """Count a reader of these parameters, until the result is called."""
        return self.schedule.register(parameters)

    async def async_load(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Read what is not known yet; what fails is left to the next tick."""
        missing = [
            parameter
            for parameter in dict.fromkeys(parameters)
            if parameter not in self.data.values
            and parameter not in self.reader.refused
        ]
        try:
            await self.reader.read(missing)
        except VnError as err:
            # The next tick tries again, and reports if it fails as well.
            _LOGGER.debug("%s: %s", self.name, err)

    async def _read_everything(self) -> None:
        """Read for the first time, in the way that costs the camera least."""
        try:
            await self.camera.probe_batching()
            await self.async_refresh()
            await self.async_load(FIRMWARE)
        except VnError as err:
            _LOGGER.debug("%s: %s", self.name, err)

    @override
    async def _async_update_data(self) -> CameraState:
        if not self._started:
            # Entities first, values behind: a camera may take its time.
            return self.data
        if not self.last_update_success:
            self.schedule.mark_all_due()
        with update_errors(self.hass, self.config_entry, self.title):
            self.identity, before = await self.identity_check.verify(), self.identity
            if self.identity_check.returned:
                await self._look_anew(before)
            if self.alarms.inputs.stale:
                await self.alarms.read_inputs()
            due = self.schedule.due(self.data.values)
            await self.reader.read(
                [q for q in due if q not in self.pending_saves.unsaved]
            )
        if not self.last_update_success:
            async_abort_reauth(self.hass, self.config_entry)
        self._note_preset()
        self.health.look()
        return self.data

    async def _look_anew(self, before: Identity) -> None:
        """Read everything of a camera that was away; reload the entry if need be.

        With another model or firmware it has other entities.
        """
        firmware = self.firmware
        self.schedule.mark_all_due()
        known = await self.camera.get_many([p.FIRMWARE_NET], turn=Turn.QUEUED)
        self.reader.take(known.values)
        await self.staged.camera_returned()
        self.identity_check.returned = False
        if (before, firmware) != (self.identity, self.firmware):
            _LOGGER.info(
                "%s came back as %s with firmware %s: setting it up anew",
                self.title,
                self.identity.name,
                self.data.values.get(p.FIRMWARE_NET),
            )
            self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)

    # Writing

    async def async_save_settings(self) -> None:
        """Save all changed settings on the camera, whoever changed them."""
        await self.pending_saves.flush()
        await self.camera.command(p.PRESET, "save")
        await self.camera.command(p.ENCODING_COMMAND[1], "save")

    async def async_restart(self) -> None:
        """Restart the camera, which would lose what is not saved."""
        await self.pending_saves.flush()
        await self.writer.command(p.SYSTEM_COMMAND, "restart")

    async def async_check(self) -> None:
        """Check the camera behind, once at a time, if it answers."""
        await self.camera.get(p.MODEL)
        if not self.check.running:
            self.create_background_task(self.check.run(), "check")

    async def async_restore_settings(self) -> None:
        """Restore the settings that were saved last on the camera."""
        await self.camera.command(p.PRESET, "restore")
        self.pending_saves.drop(p.PRESET.key)
        self.schedule.mark_all_due()
        await self.async_request_refresh()

    async def async_sync_clock(self) -> None:
        """Set the camera's clock by ours, in the camera's own zone.

        Raises:
            HomeAssistantError: it may keep one offset or another; a person is asked.
            VnError: the camera does not tell its clock, or does not take it.
        """
        zone = await self.camera.get(p.TIMEZONE)
        kept = self.clock.read(await self.camera.get(p.DATE), zone)
        if kept is None:
            raise self.error(HomeAssistantError, "clock_unsure", zone=zone)
        now = dt_util.utcnow().astimezone(kept).replace(tzinfo=None)
        await self.writer.set(p.DATE, now)
        self.reader.take({p.TIMEZONE: zone, p.DATE: await self.camera.get(p.DATE)})
        self.health.look()
        self.async_update_listeners()

    @callback
    def show[T](self, parameter: Parameter[T], value: T) -> None:
        """Store a value that was not read or written in the usual way, and show it."""
        self.data.update({parameter: value})
        self.async_update_listeners()

    @callback
    def set_mask_edited(self, area: int | None) -> None:
        """Note which privacy mask (1-8) is being edited, if one is."""
        self.data.set_mask_edited(area)

    def requests_per_hour(self, *, watched: bool) -> float:
        """Estimate the requests of an hour in which nothing happens."""
        presets = (len(p.PRESETS) + len(self.presets.titles)) / self.camera.batch
        polled = self.schedule.requests_per_hour(self.camera.batch, watched=watched)
        return polled + presets * 3600 / PRESETS_INTERVAL

    def label(self, key: str) -> str:
        """Return the name of the entity that shows a key of the guide, or the key."""
        return self.labels.get(key, key)

    @callback
    def port_changed(self, port: int) -> None:
        """Follow the camera, whose pages have another port now."""
        async_follow(self.hass, self.config_entry, port=port)

    @callback
    def address_changed(self, host: str | None) -> None:
        """Follow the camera, which has another address; None if not known which."""
        async_follow(self.hass, self.config_entry, host=host)

    # What frames report to, see ObserverHost

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Tell the entities; positions only where it is time for them."""
        self.history.note_change("answers" if self.last_update_success else "away")
        self.observer.telling.show()
        super().async_update_listeners()

    @property
    def moving_lately(self) -> bool:
        """Whether the camera moves, or did a moment ago."""
        return self.ptz.moving_lately

    @callback
    def movement_seen(self) -> None:
        """Follow the position: something turns the camera."""
        self.ptz.follow()

    @callback
    def motion_seen(self, motion: bool | None) -> None:
        """Handle the motion flag of a frame."""
        self.alarms.motion.frame_told(motion)

    @callback
    def preset_reached(self) -> None:
        """Look at what is kept with a preset."""
        self.aftermath.arrived()

    @callback
    def preset_changed(self, left: int | None, arrived: int | None) -> None:
        """Dispatch that the camera has left a preset, or arrived at one."""
        for number, is_arrival in ((left, False), (arrived, True)):
            if number is not None:
                title = self.presets.titles.get(number, "")
                self.events.dispatch(PresetEvent(number, title, is_arrival))
        self._note_preset()

    def _note_preset(self) -> None:
        """Note where the preset is at which the camera stands, if it does."""
        data = self.data
        number, pan, tilt = data.get(p.PRESET), data.get(p.PAN), data.get(p.TILT)
        if number is not None and pan is not None and tilt is not None:
            self.presets.stands(number, pan, tilt)

    @callback
    def _alarm_told(self, event: AlarmEvent) -> None:
        if not event.recovered:
            self.sights.alarm_told(event.type, event.when)

    @callback
    def _trace_was_cut(self, why: str) -> None:
        async_create_trace_issue(self.hass, self.config_entry, why, self.title)

    # Tasks

    async def async_run[T](self, coro: Coroutine[Any, Any, T], name: str) -> T:
        """Run something that finishes its work when it is cancelled.

        A cancelled caller, an unload and the stop of Home Assistant wait for that.
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
        """Run something until it ends or the entry is unloaded."""
        task = self.config_entry.async_create_background_task(
            self.hass, coro, f"{DOMAIN} {name}"
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def create_lasting_task(
        self, coro: Coroutine[Any, Any, None], name: str
    ) -> asyncio.Task[None]:
        """Run something to its end: an unload waits for it."""
        return self.config_entry.async_create_task(self.hass, coro, f"{DOMAIN} {name}")

    async def _keep_presets(self) -> None:
        while True:
            await self.async_refresh_presets()
            await self.timing.sleep(PRESETS_INTERVAL)

    async def async_refresh_presets(self) -> None:
        """Read the presets again; keep what is known if the camera does not answer."""
        if not self.has_seen(p.PRESET_REGISTERED[0].key):
            return
        try:
            await self.presets.refresh(self.camera, self.ptz.until_standing)
        except VnError as err:
            _LOGGER.debug("%s: presets not read: %s", self.name, err)


def _http(hass: HomeAssistant, entry: ConfigEntry) -> Http:
    return Http(
        async_get_clientsession(hass),
        entry.data[CONF_HOST],
        entry.data[CONF_PORT],
        username=entry.data[CONF_USERNAME],
        password=entry.data[CONF_PASSWORD],
    )
