"""Sets up JVC VN-V685, VN-V686 and VN-V686B network cameras in Home Assistant."""

from typing import Any

import voluptuous as vol
from homeassistant.const import CONF_PASSWORD, EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_when_setup

from . import discovery
from .const import CONF_SEARCH, DOMAIN, VOCABULARY_CHANGED
from .coordinator import VnConfigEntry, VnCoordinator
from .frontend import (
    async_add_resource,
    async_remove_resource,
    async_setup_frontend,
)
from .image import image_store
from .issues import (
    async_create_factory_password_issue,
    async_delete_factory_password_issue,
    async_delete_issues,
)
from .moved.follow import async_moved_cameras
from .options import Options
from .protocol.host import parse
from .protocol.models import FACTORY_PASSWORDS, Role
from .protocol.search import PORT as SEARCH_PORT
from .ptz.presets import Presets
from .ptz.sights import Sights
from .recordings.store import async_remove_recordings
from .recordings.view import PanoramaView, RecordingsView
from .services import async_setup_services
from .stale_entities import async_remove_stale
from .state.camera_clock import clock_store
from .state.kept_issues import async_kept_issues
from .state.owed_ends import owed_store
from .views import FramesView
from .voice.permissions import async_know_users

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SCENE,
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
            # `jvc_vn:` without a value is None.
            lambda value: value or {},
            vol.Schema(
                {vol.Optional(CONF_SEARCH): vol.All(cv.ensure_list, [_search_target])}
            ),
        )
    },
    extra=vol.ALLOW_EXTRA,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions, pictures and card, and start searching."""
    if targets := config.get(DOMAIN, {}).get(CONF_SEARCH):
        hass.data[discovery.DATA_TARGETS] = targets
    async_setup_services(hass)
    await async_know_users(hass)
    await async_kept_issues(hass).load()
    hass.http.register_view(FramesView())
    await async_setup_frontend(hass)
    hass.http.register_view(RecordingsView())
    hass.http.register_view(PanoramaView())
    discovery.async_start(hass)
    async_when_setup(hass, "conversation", _start_voice)
    return True


async def _start_voice(hass: HomeAssistant, _component: str) -> None:
    """Import what needs hassil, which comes with conversation."""
    voice = await async_import_module(hass, f"{__package__}.voice.listener")
    await voice.async_start(hass)


async def async_setup_entry(hass: HomeAssistant, entry: VnConfigEntry) -> bool:
    """Connect to a camera and add its entities."""
    # Before anything that takes time: a page may be open while we start.
    async_add_resource(hass)
    coordinator = VnCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_start()

    async def started(hass: HomeAssistant) -> None:
        await async_remove_stale(hass, entry)

    entry.async_on_unload(async_at_started(hass, started))
    await async_moved_cameras(hass).async_watch(entry)
    _tell_factory_password(coordinator)
    _follow_name(hass, entry)
    async_dispatcher_send(hass, VOCABULARY_CHANGED, entry.entry_id)

    async def stop(_event: Event) -> None:
        """Stop motors and save changes before Home Assistant stops."""
        await coordinator.async_close()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    return True


def _tell_factory_password(coordinator: VnCoordinator) -> None:
    """Ask for another password where everybody knows the present one."""
    hass, entry = coordinator.hass, coordinator.config_entry
    if entry.data[CONF_PASSWORD] not in FACTORY_PASSWORDS:
        async_delete_factory_password_issue(hass, entry)
        return
    async_create_factory_password_issue(
        hass, entry, coordinator.title, may_change=coordinator.role is Role.ADMIN
    )


def _follow_name(hass: HomeAssistant, entry: VnConfigEntry) -> None:
    """Call the entry as a person calls the device from now on."""

    @callback
    def renamed(event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        if event.data["action"] != "update" or (
            "name_by_user" not in event.data["changes"]
        ):
            return
        device = dr.async_get(hass).async_get(event.data["device_id"])
        ours = device and entry.entry_id == device.config_entry_id
        name = device and (device.name_by_user or device.name)
        if ours and name:
            hass.config_entries.async_update_entry(entry, title=name)

    entry.async_on_unload(
        hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, renamed)
    )


async def async_unload_entry(hass: HomeAssistant, entry: VnConfigEntry) -> bool:
    """Remove the entities, stop motors, save changes, close all connections."""
    if unloaded := await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        await entry.runtime_data.async_close()
        async_dispatcher_send(hass, VOCABULARY_CHANGED, entry.entry_id)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: VnConfigEntry) -> None:
    """Delete a camera's issues and what was stored for it."""
    async_delete_issues(hass, entry)
    await async_moved_cameras(hass).async_forget(entry)
    await Presets(hass, entry.entry_id).remove()
    await Sights.remove(hass, entry.entry_id)
    await image_store(hass, entry.entry_id).async_remove()
    await owed_store(hass, entry.entry_id).async_remove()
    await clock_store(hass, entry.entry_id).async_remove()
    if Options.of(entry.options).keeping.delete_with_camera:
        await async_remove_recordings(hass, entry.unique_id or "")
    if not hass.config_entries.async_entries(DOMAIN):
        await async_remove_resource(hass)
