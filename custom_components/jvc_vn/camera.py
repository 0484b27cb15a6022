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
from .entity import VnEntity, seen_to_work
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
    coordinator.make_encoder = await find_encoder(hass)
    async_add_entities(seen_to_work(coordinator, [VnCamera(coordinator)]))


class VnCamera(VnEntity, Camera):
    """A camera: stills and motion JPEG from the hub, without transcoding.

    What records or casts it reads H.264 from `stream_source`.
    """

    _attr_name = None
    _attr_brand = MANUFACTURER

    def __init__(self, coordinator: VnCoordinator) -> None:
        """Look through the coordinator's hub; encode if there is anything that can."""
        super().__init__(coordinator, CameraEntityDescription(key="camera"))
        Camera.__init__(self)
        options = coordinator.options
        self._attr_model = coordinator.identity.name
        self._attr_frame_interval = 1 / options.frame_rate
        self._source: LiveSource | None = None
        if encoder := coordinator.make_encoder:
            self._source = LiveSource(coordinator.hub, options.frame_rate, encoder)
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
        if options.h264_live and self.coordinator.make_encoder is None:
            create_no_encoder_issue(self.coordinator)

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
            create_no_encoder_issue(self.coordinator)
            return None
        return await source_server(self.hass).url(self._source)

    @override
    async def async_create_stream(self) -> Stream | None:
        # Whoever records shall read why it does not go.
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
