"""Lets another camera take the place of one, with all that people made of it."""

from typing import Any

from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC

from .. import trial
from ..const import DOMAIN
from ..issues import async_delete_other_camera_issue
from ..protocol.errors import UnexpectedDeviceError, UnreachableError


async def async_replace(hass: HomeAssistant, entry_id: str, mac: str) -> None:
    """Take the camera with this MAC for that of an entry from now on.

    Names, rooms, automations and history stay. It has to answer at the address of the
    entry, and to take its login.

    Raises:
        UnreachableError: it does not, or there is no such entry.
        UnexpectedDeviceError: yet another answers, or it has an entry of its own.
    """
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None:
        raise UnreachableError("not set up")
    camera, errors = await trial.log_in(hass, entry.data, [entry.data[CONF_PASSWORD]])
    if camera is None:
        raise UnreachableError(", ".join(errors.values()))
    taken = {other.unique_id for other in hass.config_entries.async_entries(DOMAIN)}
    if camera.identity.mac != mac or mac in taken:
        raise UnexpectedDeviceError(camera.identity.mac)
    old = entry.unique_id or ""
    await hass.config_entries.async_unload(entry_id)
    await _hand_over(hass, entry_id, old, mac)
    hass.config_entries.async_update_entry(entry, unique_id=mac)
    async_delete_other_camera_issue(hass, entry)
    await hass.config_entries.async_reload(entry_id)


async def _hand_over(hass: HomeAssistant, entry_id: str, old: str, new: str) -> None:
    """Let entities and device belong to the other camera."""

    @callback
    def renamed(entity: er.RegistryEntry) -> dict[str, Any] | None:
        if not entity.unique_id.startswith(f"{old}_"):
            return None
        return {"new_unique_id": f"{new}_{entity.unique_id.removeprefix(f'{old}_')}"}

    await er.async_migrate_entries(hass, entry_id, renamed)
    devices = dr.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry_id):
        connections = {(CONNECTION_NETWORK_MAC, new)}
        devices.async_update_device(device.id, new_connections=connections)
