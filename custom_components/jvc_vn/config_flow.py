"""The config flow: adding a camera, logging in again, reconfiguring."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_MODEL,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
)
from homeassistant.core import callback
from homeassistant.helpers import selector
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.typing import DiscoveryInfoType, VolDictType
from homeassistant.util.network import is_ipv6_address

from . import discovery
from .const import (
    CONF_ALARM_PORT,
    CONF_CAMERA,
    CONF_ENTRY,
    DEFAULT_ALARM_PORT,
    DEFAULT_PORT,
    DEFAULT_USERNAME,
    DOMAIN,
)
from .moved.follow import asked_id, async_moved_cameras
from .moved.home import Home, async_look_home, camera_at
from .options import VnOptionsFlow
from .protocol.alarm_link import LinkState, check_place
from .protocol.errors import AuthenticationError, UnreachableError, VnError
from .protocol.http import TIMEOUT
from .protocol.models import FoundCamera, Identity, Role

# A host name or an IPv4 address; no scheme, port or path.
_NAME = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_-]{1,63})*\.?"
)
_ALARM_ERRORS = {
    LinkState.REFUSED: "alarm_places_taken",
    LinkState.DOWN: "alarm_port_closed",
}

_ADDRESS: VolDictType = {
    vol.Required(CONF_HOST): selector.TextSelector(),
    vol.Required(CONF_PORT, default=DEFAULT_PORT): vol.Coerce(int),
    vol.Required(CONF_ALARM_PORT, default=DEFAULT_ALARM_PORT): vol.Coerce(int),
}
_LOGIN: VolDictType = {
    vol.Required(CONF_USERNAME, default=DEFAULT_USERNAME): selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=[role.value for role in Role], translation_key="username"
        )
    ),
    vol.Required(CONF_PASSWORD): selector.TextSelector(
        selector.TextSelectorConfig(
            type=selector.TextSelectorType.PASSWORD, autocomplete="current-password"
        )
    ),
}


def _check_address(data: Mapping[str, Any]) -> dict[str, str]:
    """Return an error for each field that is invalid."""
    errors: dict[str, str] = {}
    if not _NAME.fullmatch(data[CONF_HOST]) and not is_ipv6_address(data[CONF_HOST]):
        errors[CONF_HOST] = "invalid_host"
    for field in (CONF_PORT, CONF_ALARM_PORT):
        if not 1 <= data[field] <= 65535:
            errors[field] = "invalid_port"
    return errors


class VnConfigFlow(ConfigFlow, domain=DOMAIN):
    """Finds a camera or asks for its address, asks for the login, and tries both."""

    _identity: Identity
    _moved: ConfigEntry

    def __init__(self) -> None:
        """Start with no address and no login."""
        self._address: dict[str, Any] = {}
        self._found: dict[str, FoundCamera] = {}
        self._alarm_told = False
        self._data: dict[str, Any] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return VnOptionsFlow()

    @override
    def is_matching(self, other_flow: VnConfigFlow) -> bool:
        """Return whether another flow found the same address."""
        return bool(self._address) and (
            self._address.get(CONF_HOST) == other_flow._address.get(CONF_HOST)
        )

    # A person adds a camera

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the cameras that answer the search, and use the one chosen."""
        if user_input is not None:
            camera = self._found.get(user_input[CONF_CAMERA])
            if camera is None:
                return await self.async_step_manual()
            self._set_address(camera.host, camera.port)
            return await self.async_step_credentials()
        self._found = await discovery.async_find_new(self.hass)
        if not self._found:
            return await self.async_step_manual()
        schema = vol.Schema(
            {vol.Required(CONF_CAMERA): discovery.selector_of(self._found)}
        )
        return self.async_show_form(step_id="user", data_schema=schema)

    async def async_step_manual(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an address, and check that a camera answers there."""
        errors: dict[str, str] = {}
        if user_input is not None:
            user_input = {**user_input, CONF_HOST: user_input[CONF_HOST].strip()}
            # One host may be several cameras: a router that forwards ports.
            self._async_abort_entries_match(
                {key: user_input[key] for key in (CONF_HOST, CONF_PORT)}
            )
            errors = _check_address(user_input) or await self._find(user_input)
            if not errors:
                self._address = user_input
                return await self.async_step_credentials()
        return self.async_show_form(
            step_id="manual",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_ADDRESS), user_input
            ),
            errors=errors,
        )

    # A camera shows up

    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Take a camera that answered the UDP search, or may have moved."""
        host = discovery_info[CONF_HOST]
        if entry_id := discovery_info.get(CONF_ENTRY):
            return await self._ask_whether_moved(entry_id, host)
        self._async_abort_entries_match({CONF_HOST: host})
        return await self._discovered(
            host, discovery_info[CONF_PORT], discovery_info[CONF_MODEL]
        )

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Take what DHCP saw; a known camera is followed to a new address."""
        host = discovery_info.ip
        entry = await self.async_set_unique_id(format_mac(discovery_info.macaddress))
        if entry and entry.source != SOURCE_IGNORE and entry.data[CONF_HOST] != host:
            async_moved_cameras(self.hass).found(entry, host)
            return self.async_abort(reason="already_configured")
        self._abort_if_unique_id_configured()
        self._async_abort_entries_match({CONF_HOST: host})
        address = {CONF_HOST: host, CONF_PORT: DEFAULT_PORT}
        if await self._find(address):
            # The maker's other products share the first half of the MAC.
            return self.async_abort(reason="not_supported")
        return await self._discovered(host, DEFAULT_PORT, "VN-V68x")

    async def _discovered(self, host: str, port: int, model: str) -> ConfigFlowResult:
        offers = discovery.async_offers(self.hass, *discovery.FINDS)
        if len(offers) >= discovery.MOST_OFFERS:
            return self.async_abort(reason="too_many_offers")
        # The search knows no MAC: until the login tells it, the address stands in,
        # for DHCP too, so that a camera is offered, or ignored, once.
        await self.async_set_unique_id(host)
        self._abort_if_unique_id_configured()
        self._set_address(host, port)
        if self.hass.config_entries.flow.async_has_matching_flow(self):
            return self.async_abort(reason="already_in_progress")
        self.context["title_placeholders"] = {"name": f"{model} ({host})"}
        return await self.async_step_credentials()

    # A camera has moved, perhaps

    async def _ask_whether_moved(self, entry_id: str, host: str) -> ConfigFlowResult:
        """Ask about an address that DHCP told of, and where we cannot be sure."""
        entry = self.hass.config_entries.async_get_known_entry(entry_id)
        await self.async_set_unique_id(asked_id(entry, host))
        self._abort_if_unique_id_configured()
        self._moved, self._address = entry, {CONF_HOST: host}
        old = entry.data[CONF_HOST]
        name = f"{entry.title}: {old} → {host}?"
        self.context["title_placeholders"] = {"name": name}
        return await self.async_step_moved()

    async def _ask_about_known(
        self, entry: ConfigEntry, data: dict[str, Any]
    ) -> ConfigFlowResult:
        """Ask about the address where a known camera has taken a login just now."""
        if entry.source == SOURCE_IGNORE or await self._is_at_home(entry):
            return self.async_abort(reason="already_configured")
        self._moved, self._data = entry, data
        return await self.async_step_moved()

    async def async_step_moved(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the login may be sent to the new address."""
        entry, errors = self._moved, dict[str, str]()
        if user_input is not None:
            if await self._is_at_home(entry):
                return self.async_abort(reason="not_moved")
            identity = None
            # Who has just logged in there knows that it is the camera.
            if not self._data:
                data = {**entry.data, **self._address}
                identity, errors = await self._log_in(data)
            if identity and identity.mac != entry.unique_id:
                return self.async_abort(reason="other_camera")
            if not errors:
                moved_cameras = async_moved_cameras(self.hass)
                moved_cameras.move(entry, self._address, self.flow_id)
                return self.async_abort(reason="address_changed")
        return self.async_show_form(
            step_id="moved",
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders={
                "camera": entry.title,
                "old": entry.data[CONF_HOST],
                "new": self._address[CONF_HOST],
                "page": f"http://{self._address[CONF_HOST]}",
            },
        )

    async def _is_at_home(self, entry: ConfigEntry) -> bool:
        return await async_look_home(self.hass, entry) is Home.OURS

    # The login

    async def async_step_credentials(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the login, and add the camera if it is accepted."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**self._address, **user_input}
            identity, errors = await self._log_in(data)
            if identity:
                known = await self.async_set_unique_id(
                    identity.mac, raise_on_progress=False
                )
                if known and not known.data.items() >= self._address.items():
                    return await self._ask_about_known(known, data)
                self._abort_if_unique_id_configured()
                errors = await self._check_alarm(data)
                if not errors:
                    self._identity, self._data = identity, data
                    return await self.async_step_unknown_model()
        return self.async_show_form(
            step_id="credentials",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_LOGIN), user_input
            ),
            errors=errors,
            description_placeholders={"host": self._address[CONF_HOST]},
        )

    async def async_step_unknown_model(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show as which model an unknown one is handled, before it is added."""
        identity = self._identity
        if user_input is None and not identity.exact:
            return self.async_show_form(
                step_id="unknown_model",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "name": identity.name,
                    "model": identity.model,
                },
            )
        self._end_other_finds()
        title = f"{identity.model} ({self._data[CONF_HOST]})"
        return self.async_create_entry(title=title, data=self._data)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start asking for the login again, as it was refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the login again."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            identity, errors = await self._log_in({**entry.data, **user_input})
            if identity:
                await self.async_set_unique_id(identity.mac, raise_on_progress=False)
                self._abort_if_unique_id_mismatch(reason="other_camera")
                return self.async_update_reload_and_abort(
                    entry, data_updates=user_input
                )
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_LOGIN),
                user_input or {CONF_USERNAME: entry.data[CONF_USERNAME]},
            ),
            errors=errors,
            description_placeholders={"camera": entry.title},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address or login of a camera."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            user_input = {**user_input, CONF_HOST: user_input[CONF_HOST].strip()}
            identity = None
            if not (errors := _check_address(user_input)):
                identity, errors = await self._log_in(user_input)
            if identity:
                await self.async_set_unique_id(identity.mac)
                self._abort_if_unique_id_mismatch(reason="other_camera")
                return self.async_update_reload_and_abort(
                    entry, data_updates=user_input
                )
        known = {k: v for k, v in entry.data.items() if k != CONF_PASSWORD}
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**_ADDRESS, **_LOGIN}), user_input or known
            ),
            errors=errors,
        )

    def _end_other_finds(self) -> None:
        """End other flows for the same address: without a MAC they do not end."""
        manager = self.hass.config_entries.flow
        for flow in manager.async_progress_by_handler(
            DOMAIN, match_context={"unique_id": self._address[CONF_HOST]}
        ):
            manager.async_abort(flow["flow_id"])

    # Trying

    def _set_address(self, host: str, port: int) -> None:
        self._address = {
            CONF_HOST: host,
            CONF_PORT: port,
            CONF_ALARM_PORT: DEFAULT_ALARM_PORT,
        }

    async def _find(self, address: Mapping[str, Any]) -> dict[str, str]:
        """Make sure that a camera is there before any password is sent."""
        try:
            ours = await camera_at(self.hass, address).is_ours()
        except UnreachableError:
            return {"base": "cannot_connect"}
        return {"base": "not_a_camera"} if ours is False else {}

    async def _log_in(
        self, data: Mapping[str, Any]
    ) -> tuple[Identity | None, dict[str, str]]:
        try:
            # However slowly it answers, a person waits no longer.
            async with asyncio.timeout(TIMEOUT):
                if errors := await self._find(data):
                    return None, errors
                return await camera_at(self.hass, data).identify(), {}
        except AuthenticationError:
            return None, {"base": "invalid_auth"}
        except UnreachableError, TimeoutError:
            return None, {"base": "cannot_connect"}
        except VnError:
            return None, {"base": "not_a_camera"}

    async def _check_alarm(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Return an error if alarms will not work, but only once: it may be ignored."""
        state = await check_place(data[CONF_HOST], data[CONF_ALARM_PORT])
        if state is LinkState.LIVE or self._alarm_told:
            return {}
        self._alarm_told = True
        return {"base": _ALARM_ERRORS[state]}
