"""One state for all entities: polled parameters, alarm link and frames."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .alarms import Alarms
from .const import CONF_ALARM_PORT, DOMAIN
from .follow_ups import FollowUps
from .options import Options
from .presets import PresetBook
from .protocol import parameters as p
from .protocol.alarm import AlarmLink, LinkState
from .protocol.camera import Camera
from .protocol.errors import (
    AuthenticationError,
    Expected,
    InvalidValueError,
    UnreachableError,
    VnError,
)
from .protocol.http import Http
from .protocol.models import Frame, FrameInfo, Identity, Role
from .protocol.parameters import Parameter, Rhythm
from .protocol.ptz import Mover, goto_preset
from .state import INPUT_SOURCES, TOLD_BY_FRAMES, CameraState, told_by
from .video.hub import FrameHub

_LOGGER = logging.getLogger(__name__)

type VnConfigEntry = ConfigEntry[VnCoordinator]

FIRMWARE = (p.FIRMWARE_NET, p.FIRMWARE_SYS, p.FIRMWARE_CAM, p.FIRMWARE_LENS)
PRESETS_INTERVAL = 3600.0
"""Seconds between readings of all presets: two hundred reads at the most."""
_FOLLOW_STEP = 1.0
_FOLLOW_MOST = 30
_POSITION_STEP = 1.0


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
        self.camera = Camera(
            Http(
                async_get_clientsession(hass),
                entry.data[CONF_HOST],
                entry.data[CONF_PORT],
                username=entry.data[CONF_USERNAME],
                password=entry.data[CONF_PASSWORD],
            )
        )
        self.mover = Mover(self.camera)
        self.presets = PresetBook(hass, entry.entry_id)
        self.hub = FrameHub(self.camera.frames, self.camera.still, self._frame_came)
        self.follow_ups = FollowUps(
            hass,
            self.camera.send,
            lambda coro, name: entry.async_create_task(hass, coro, name),
            autosave=options.autosave,
        )
        self._alarms = Alarms(
            hass, self.data, options.motion_hold, self.async_update_listeners
        )
        self._link = AlarmLink(
            entry.data[CONF_HOST],
            entry.data[CONF_ALARM_PORT],
            self._alarms.report,
            self._link_changed,
        )
        self._readers: Counter[Parameter[Any]] = Counter()
        self._read_at: dict[Parameter[Any], float] = {}
        self._position_told_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._following: asyncio.Task[None] | None = None

    # Life

    @override
    async def _async_setup(self) -> None:
        with self._translated_errors():
            # The address may be another device's by now: it gets no password.
            if await self.camera.is_ours() is False:
                raise UpdateFailed(
                    translation_domain=DOMAIN,
                    translation_key="not_a_camera",
                    translation_placeholders={"camera": self.name},
                )
            self.identity = await self.camera.identify()
            if self.identity.mac != self.config_entry.unique_id:
                raise ConfigEntryError(
                    translation_domain=DOMAIN,
                    translation_key="other_camera",
                    translation_placeholders={
                        "camera": self.name,
                        "mac": self.identity.mac,
                    },
                )
            await self.camera.probe_batching()
            self._take((await self.camera.get_many(FIRMWARE)).values)
        await self.presets.load()

    @callback
    def async_start(self) -> None:
        """Open the alarm link and start what goes on behind."""
        self._behind(self._link.run(), "alarm link")
        self._behind(self._keep_presets(), "presets")

    async def async_close(self) -> None:
        """Leave no motor running, no change unsaved and no connection open."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._alarms.close()
        await self.mover.close()
        await self.follow_ups.close()
        await self.hub.close()

    # Reading

    @callback
    def async_register(self, parameters: Iterable[Parameter[Any]]) -> CALLBACK_TYPE:
        """Note that somebody reads these parameters, until the result is called."""
        wanted = tuple(parameters)
        self._readers.update(wanted)
        return lambda: self._readers.subtract(wanted)

    async def async_load(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Read what is not known yet, for entities that are about to be added."""
        missing = [q for q in dict.fromkeys(parameters) if q not in self.data.values]
        try:
            await self._read(missing)
        except VnError as err:
            # The next tick tries again, and says so if it fails as well.
            _LOGGER.debug("%s: %s", self.name, err)

    @override
    async def _async_update_data(self) -> CameraState:
        with self._translated_errors():
            if self.data.link is not LinkState.LIVE:
                await self._read_inputs()
            await self._read(self._due())
        return self.data

    def _due(self) -> list[Parameter[Any]]:
        now = time.monotonic()
        waits = {
            Rhythm.LIVE: 0.0,
            Rhythm.SETTING: self.options.settings_interval,
            Rhythm.STATIC: float("inf"),
        }
        return [
            parameter
            for parameter, readers in self._readers.items()
            if readers > 0
            and now - self._read_at.get(parameter, float("-inf"))
            >= waits[parameter.rhythm]
        ]

    async def _read(self, wanted: list[Parameter[Any]]) -> None:
        if any(parameter in TOLD_BY_FRAMES for parameter in wanted):
            told = await self._ask_frame()
            wanted = [parameter for parameter in wanted if parameter not in told]
        if wanted:
            self._take((await self.camera.get_many(wanted)).values)

    async def _ask_frame(self) -> dict[Parameter[Any], Any]:
        """Let a picture tell the position: one request, and no password.

        A camera whose access list names us gives none; then parameters must do.
        """
        try:
            return told_by((await self.hub.still()).info)
        except VnError as err:
            _LOGGER.debug("%s: no picture: %s", self.name, err)
            self.data.frame = None
            return {}

    def _take(self, values: dict[Parameter[Any], Any]) -> None:
        now = time.monotonic()
        self.data.values.update(values)
        self._read_at.update(dict.fromkeys(values, now))

    async def _read_inputs(self) -> None:
        self._alarms.reading_begins()
        values = (await self.camera.get_many(p.INPUT)).values
        self._alarms.inputs_read(
            {
                source: values[p.INPUT[pin]]
                for pin, source in INPUT_SOURCES.items()
                if p.INPUT[pin] in values
            }
        )

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        where = {"camera": self.name}
        try:
            yield
        except AuthenticationError as err:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN,
                translation_key="login_refused",
                translation_placeholders=where,
            ) from err
        except UnreachableError as err:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="unreachable",
                translation_placeholders=where,
            ) from err
        except VnError as err:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="strange_answer",
                translation_placeholders=where | {"error": str(err)},
            ) from err

    # Writing

    async def async_set[T](self, parameter: Parameter[T], value: T) -> None:
        """Write a parameter; VnError if the camera did not take it."""
        needed = await self.camera.set(parameter, value)
        self.follow_ups.add(needed)
        self.data.values[parameter] = value
        # Read it back at the next tick: the camera has the last word.
        self._read_at.pop(parameter, None)
        self.async_update_listeners()

    async def async_goto_preset(self, preset: str) -> int:
        """Send the camera to a preset, named by its title or number.

        Returns its number. Raises VnError if there is none such, or the camera
        does not go.
        """
        number = self.presets.find(preset)
        if number is None:
            titles = ", ".join(self.presets.titles.values())
            raise InvalidValueError(
                "preset", preset, Expected("choice", choices=titles)
            )
        await goto_preset(self.camera, number)
        self.async_follow_move()
        return number

    async def async_move(self, speeds: Mapping[str, int], duration: float) -> None:
        """Run motors for a while; see Mover.move."""
        await self.mover.move(speeds, duration)
        self.async_follow_move()

    # Pushes

    @callback
    def _link_changed(self, state: LinkState) -> None:
        self.data.link = state
        self.async_update_listeners()
        if state is LinkState.LIVE:
            self._behind(self._resync_inputs(), "resync")

    async def _resync_inputs(self) -> None:
        try:
            await self._read_inputs()
        except VnError as err:
            _LOGGER.debug("%s: inputs not read: %s", self.name, err)

    @callback
    def _frame_came(self, frame: Frame) -> None:
        info = frame.info
        before, self.data.frame = self.data.frame, info
        self._take(told_by(info))
        self._alarms.frame_told(info.motion)
        if self._worth_telling(before, info):
            self.async_update_listeners()

    def _worth_telling(self, before: FrameInfo | None, info: FrameInfo) -> bool:
        # A moving camera changes its position in every frame: once a second is
        # enough to tell.
        if before is None:
            return True
        if (before.preset, before.tracking, before.fan_error) != (
            info.preset,
            info.tracking,
            info.fan_error,
        ):
            return True
        now = time.monotonic()
        if before.position == info.position or (
            now - self._position_told_at < _POSITION_STEP
        ):
            return False
        self._position_told_at = now
        return True

    # Behind

    def _behind(self, coro: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run something until it ends or the camera is let go."""
        task = self.config_entry.async_create_background_task(
            self.hass, coro, f"{DOMAIN} {name}"
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    @callback
    def async_follow_move(self) -> None:
        """Look once a second where the camera is until it stands still.

        While somebody watches, the frames tell anyway.
        """
        if self._following and not self._following.done():
            self._following.cancel()
        self._following = self._behind(self._follow_move(), "follow move")

    async def _follow_move(self) -> None:
        position: object = None
        for _ in range(_FOLLOW_MOST):
            await asyncio.sleep(_FOLLOW_STEP)
            if self.hub.running:
                return
            await self._ask_frame()
            now = self.data.frame.position if self.data.frame else None
            if now == position:
                return
            position = now

    async def _keep_presets(self) -> None:
        while True:
            await self.async_refresh_presets()
            await asyncio.sleep(PRESETS_INTERVAL)

    async def async_refresh_presets(self) -> None:
        """Read the presets anew; keeps what is known if the camera is silent."""
        try:
            if await self.presets.refresh(self.camera):
                self.async_update_listeners()
        except VnError as err:
            _LOGGER.debug("%s: presets not read: %s", self.name, err)
