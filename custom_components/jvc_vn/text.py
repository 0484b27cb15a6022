"""The text platform: the camera's own title, and its time server."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.text import TextEntity, TextEntityDescription
from homeassistant.const import EntityCategory

from .entity import VnDescription, VnEntity, platform_setup, translate_errors, writable
from .protocol import parameters as p
from .protocol.hosts import LONGEST_NAME
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnTextDescription(VnDescription, TextEntityDescription):
    """A text and its parameter."""

    parameter: Parameter[str]


TEXTS = (
    VnTextDescription(
        key="camera_id",
        parameter=p.CAMERA_ID,
        native_max=40,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    VnTextDescription(
        key="ntp_host",
        parameter=p.NTP_HOST,
        native_max=LONGEST_NAME,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)


class VnText(VnEntity, TextEntity):
    """A text of a camera."""

    entity_description: VnTextDescription

    @property
    @override
    def native_value(self) -> str | None:
        return self.coordinator.data.get(self.entity_description.parameter)

    @translate_errors
    @override
    async def async_set_value(self, value: str) -> None:
        await self.coordinator.writer.set(self.entity_description.parameter, value)


async_setup_entry = platform_setup(VnText, TEXTS, offered=writable)
