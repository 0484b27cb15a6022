"""Errors of the protocol, for Home Assistant and for the person."""

from collections.abc import Iterator
from contextlib import contextmanager

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .const import DOMAIN
from .issues import async_tell_other_camera, async_withdraw_other_camera
from .protocol.errors import (
    AuthenticationError,
    StrangerError,
    UnreachableError,
    VnError,
)

LOGIN_AGAIN = 60.0
"""Seconds after which a login that was refused is tried again: whoever changed the
password may change it back."""


@contextmanager
def update_errors(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> Iterator[None]:
    """Raise what setting up and polling raise in Home Assistant; ask where it helps."""
    where = {"camera": title}
    at_setup = entry.state is ConfigEntryState.SETUP_IN_PROGRESS
    try:
        yield
    except AuthenticationError as err:
        if at_setup:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN,
                translation_key="login_refused",
                translation_placeholders=where,
            ) from err
        entry.async_start_reauth(hass)
        raise UpdateFailed(
            translation_domain=DOMAIN,
            translation_key="login_refused",
            translation_placeholders=where,
            retry_after=LOGIN_AGAIN,
        ) from err
    except StrangerError as err:
        if err.mac is None:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="not_a_camera",
                translation_placeholders=where,
            ) from err
        async_tell_other_camera(hass, entry, err.mac, title)
        # A setup that is tried again would send our login again.
        kind = ConfigEntryError if at_setup else UpdateFailed
        raise kind(
            translation_domain=DOMAIN,
            translation_key="other_camera",
            translation_placeholders=where | {"mac": err.mac},
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
    async_withdraw_other_camera(hass, entry)


@callback
def async_withdraw_reauth(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """The login works again without anybody having typed another."""
    for flow in tuple(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
