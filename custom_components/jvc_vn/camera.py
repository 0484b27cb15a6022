"""The camera platform: live picture and stills; its actions are in services.py."""

from contextlib import ExitStack
from typing import override

from aiohttp import web
from homeassistant.components.camera import (
    Camera,
    CameraEntityDescription,
    CameraEntityFeature,
)
from homeassistant.components.stream import Stream
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.files import create_no_encoder_issue, require_encoder
from .const import MANUFACTURER
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import VnEntity
from .protocol.errors import VnError
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
    coordinator = entry.runtime_data
    coordinator.make_encoder = encoder = await find_encoder(hass)
    if encoder:
        rate = coordinator.options.frame_rate
        coordinator.live_source = LiveSource(coordinator.hub, rate, encoder)
    async_add_entities([VnCamera(coordinator)])


class VnCamera(VnEntity, Camera):
    """A camera: stills and motion JPEG from the hub, without transcoding.

    Recording and casting read H.264 from `stream_source`.
    """

    _attr_name = None
    _attr_brand = MANUFACTURER

    def __init__(self, coordinator: VnCoordinator) -> None:
        """Show the frames of the coordinator's hub; encode them if anything can."""
        super().__init__(coordinator, CameraEntityDescription(key="camera"))
        Camera.__init__(self)
        options = coordinator.options
        self._attr_model = coordinator.identity.name
        self._attr_frame_interval = 1 / options.frame_rate
        if coordinator.live_source and options.h264_live:
            self._attr_supported_features = CameraEntityFeature.STREAM

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        options = self.coordinator.options
        if options.prerecord:
            always = ExitStack()
            always.enter_context(self.coordinator.hub.viewer(options.frame_rate))
            self.async_on_remove(always.close)
        if options.h264_live and self.coordinator.make_encoder is None:
            create_no_encoder_issue(self.coordinator)

    @override
    async def async_will_remove_from_hass(self) -> None:
        if self.stream:
            # Otherwise its worker would try our address again and again.
            self.stream.dynamic_stream_settings.preload_stream = False
            await self.stream.stop()
        if source := self.coordinator.live_source:
            await source_server(self.hass).remove(source)
        await super().async_will_remove_from_hass()

    @override
    async def stream_source(self) -> str | None:
        if (source := self.coordinator.live_source) is None:
            create_no_encoder_issue(self.coordinator)
            return None
        return await source_server(self.hass).url(source)

    @override
    async def async_create_stream(self) -> Stream | None:
        # A recording that fails has to say why.
        require_encoder(self.coordinator)
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
