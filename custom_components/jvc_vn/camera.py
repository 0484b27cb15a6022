"""The picture, and the actions that target it."""

from contextlib import ExitStack
from typing import Any, override

from aiohttp import web
from homeassistant.components.camera import (
    Camera,
    CameraEntityDescription,
    CameraEntityFeature,
)
from homeassistant.components.stream import Stream
from homeassistant.core import HomeAssistant, ServiceResponse
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.clip import ClipActions
from .actions.files import RecordingActions
from .actions.ptz import PtzActions
from .actions.settings import SettingsActions
from .const import MANUFACTURER
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import translate_errors
from .protocol import parameters as p
from .protocol.errors import InvalidResponseError, RefusedError, VnError
from .protocol.follow_up import follow_up
from .protocol.ptz import AXES
from .video.encoder import MakeEncoder
from .video.find_encoder import find_encoder
from .video.live_source import LiveSource, source_server
from .video.mjpeg import stream_mjpeg

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the camera entity."""
    async_add_entities([VnCamera(entry.runtime_data, await find_encoder(hass))])


class VnCamera(SettingsActions, PtzActions, ClipActions, RecordingActions, Camera):
    """A camera: stills and motion JPEG from the hub, without transcoding.

    What records or casts it reads H.264 from `stream_source`.
    """

    _attr_name = None
    _attr_brand = MANUFACTURER

    def __init__(
        self, coordinator: VnCoordinator, make_encoder: MakeEncoder | None
    ) -> None:
        """Look through the coordinator's hub; encode if there is anything that can."""
        super().__init__(coordinator, CameraEntityDescription(key="camera"))
        Camera.__init__(self)
        options = coordinator.options
        self._attr_model = coordinator.identity.model
        self._attr_frame_interval = 1 / options.frame_rate
        self._make_encoder = make_encoder
        self._source: LiveSource | None = None
        if make_encoder:
            self._source = LiveSource(coordinator.hub, options.frame_rate, make_encoder)
            if options.h264_live:
                self._attr_supported_features = CameraEntityFeature.STREAM

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        options = self.coordinator.options
        if options.prerecord:
            always = ExitStack()
            always.enter_context(self.coordinator.hub.viewer(options.frame_rate))
            self.async_on_remove(always.close)
        if options.h264_live and self._make_encoder is None:
            self._tell_no_encoder()

    @override
    async def async_will_remove_from_hass(self) -> None:
        if self.stream:
            # Else its worker would try our address again and again.
            self.stream.dynamic_stream_settings.preload_stream = False
            await self.stream.stop()
        if self._source:
            await source_server(self.hass).remove(self._source)
        await super().async_will_remove_from_hass()

    @override
    async def stream_source(self) -> str | None:
        if self._source is None:
            self._tell_no_encoder()
            return None
        return await source_server(self.hass).url(self._source)

    @override
    async def async_create_stream(self) -> Stream | None:
        # Whoever records shall read why it does not go.
        self._require_encoder()
        return await super().async_create_stream()

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        try:
            return (await self.coordinator.hub.still()).jpeg
        except VnError:
            return None

    @override
    async def handle_async_mjpeg_stream(
        self, request: web.Request
    ) -> web.StreamResponse:
        coordinator = self.coordinator
        return await stream_mjpeg(
            request, coordinator.hub, coordinator.options.frame_rate
        )

    @translate_errors
    async def async_ptz_move(self, /, duration: Any, **speeds: Any) -> None:
        """Run motors for a while; they stop by themselves."""
        self._require(p.PAN_RUNNING.writers)
        await self.coordinator.ptz.move(
            {axis: _whole(speeds[axis]) for axis in AXES if axis in speeds}, duration
        )

    @translate_errors
    async def async_ptz_stop(self) -> None:
        """Stop all motors that run."""
        self._require(p.PAN_RUNNING.writers)
        await self.coordinator.ptz.stop()

    @translate_errors
    async def async_get_parameters(self, parameters: list[str]) -> ServiceResponse:
        """Read keys of the guide: each gives a value or the camera's error."""
        if p.LOG.key in map(str.lower, parameters):
            # As for `get_log`.
            await self._require_administrator()
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for key in dict.fromkeys(parameters):
            try:
                reply = await self.coordinator.camera.get_raw(key)
            except RefusedError as err:
                errors[key] = f"{err.code} {err.reason}"
            except InvalidResponseError as err:
                errors[key] = str(err)
            else:
                values[key] = "\n".join((reply.value or "", *reply.lines)).strip()
        return {"values": values, "errors": errors}

    @translate_errors
    async def async_set_parameter(
        self, parameter: str, value: str, apply: bool
    ) -> ServiceResponse:
        """Write a key of the guide; tell what it still needs, or do that too."""
        camera = self.coordinator.camera
        reply = await camera.set_raw(parameter, value)
        needs = reply.detail if reply.code == 202 else None
        if needed := follow_up(parameter, needs):
            needs = None if apply else str(needed)
            if apply:
                await camera.send(needed)
            elif needed.reboots:
                # Asked for as a repair; it is never sent by itself.
                self.coordinator.follow_ups.add(needed)
        await self.coordinator.async_request_refresh()
        return {"reply": f"{reply.code} {reply.reason}".strip(), "needs": needs}


def _whole(speed: Any) -> Any:
    """Take a whole number as one, however a slider or a template writes it."""
    whole = isinstance(speed, float) and speed.is_integer()
    return int(speed) if whole else speed
