"""JVC VN-V685, VN-V686 and VN-V686B network cameras."""

from typing import Any

import voluptuous as vol
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_when_setup

from . import discovery
from .const import CONF_SEARCH, DOMAIN, VOCABULARY_CHANGED
from .coordinator import VnConfigEntry, VnCoordinator
from .issues import async_delete_issues
from .protocol.host import parse
from .protocol.search import PORT as SEARCH_PORT
from .ptz.presets import Presets
from .services import async_setup_services
from .state.owed_ends import owed_store
from .views import FramesView

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
    Platform.TIME,
)


def _search_target(value: Any) -> tuple[str, int]:
    """Read `host` or `host:port`."""
    try:
        found = parse(cv.string(value))
    except ValueError:
        raise vol.Invalid(
            "this is no address or host name, with or without a port"
        ) from None
    if ":" in found.host:
        raise vol.Invalid("the search reaches IPv4 addresses only")
    return found.host, found.port or SEARCH_PORT


CONFIG_SCHEMA = vol.Schema(
    {
        DOMAIN: vol.All(
            # `jvc_vn:` alone is None.
            lambda value: value or {},
            vol.Schema(
                {vol.Optional(CONF_SEARCH): vol.All(cv.ensure_list, [_search_target])}
            ),
        )
    },
    extra=vol.ALLOW_EXTRA,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions and the view of pictures, and start searching."""
    if targets := config.get(DOMAIN, {}).get(CONF_SEARCH):
        hass.data[discovery.DATA_TARGETS] = targets
    async_setup_services(hass)
    hass.http.register_view(FramesView())
    discovery.async_start(hass)
    async_when_setup(hass, "conversation", _start_voice)
    return True


async def _start_voice(hass: HomeAssistant, _component: str) -> None:
    """Import what needs hassil, which comes with conversation."""
    voice = await async_import_module(hass, f"{__package__}.voice.trigger")
    await voice.async_start(hass)


async def async_setup_entry(hass: HomeAssistant, entry: VnConfigEntry) -> bool:
    """Connect to a camera and add its entities."""
    coordinator = VnCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_start()
    async_dispatcher_send(hass, VOCABULARY_CHANGED, entry.entry_id)

    async def stop(_event: Event) -> None:
        await coordinator.async_close()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: VnConfigEntry) -> bool:
    """Remove the entities and let the camera go."""
    if unloaded := await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        await entry.runtime_data.async_close()
        async_dispatcher_send(hass, VOCABULARY_CHANGED, entry.entry_id)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: VnConfigEntry) -> None:
    """Forget what was stored, asked and told of a camera."""
    async_delete_issues(hass, entry)
    await Presets(hass, entry.entry_id).remove()
    await owed_store(hass, entry.entry_id).async_remove()
