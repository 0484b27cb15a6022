"""The text platform: the camera's own title."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.text import TextEntity, TextEntityDescription
from homeassistant.const import EntityCategory

from .entity import VnDescription, VnEntity, platform_setup, translate_errors, writable
from .protocol import parameters as p

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnTextDescription(VnDescription, TextEntityDescription):
    """A text and its parameter."""


TEXTS = (
    VnTextDescription(
        key="camera_id",
        parameter=p.CAMERA_ID,
        native_max=40,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)


class VnText(VnEntity, TextEntity):
    """A text of a camera."""

    @property
    @override
    def native_value(self) -> str | None:
        return self.coordinator.data.get(p.CAMERA_ID)

    @translate_errors
    @override
    async def async_set_value(self, value: str) -> None:
        await self.coordinator.writer.set(p.CAMERA_ID, value)


async_setup_entry = platform_setup(VnText, TEXTS, offered=writable)
