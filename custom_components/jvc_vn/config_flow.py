"""The config flow: adding a camera, logging in again, reconfiguring."""

import asyncio
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

from . import discovery, trial
from .check.report import WHERE_TO
from .check.seen import seen
from .const import (
    CONF_ALARM_PORT,
    CONF_CAMERA,
    CONF_ENTRY,
    CONF_KEEP_ALARMS,
    CONF_SEEN,
    DEFAULT_ALARM_PORT,
    DEFAULT_PORT,
    DEFAULT_USERNAME,
    DOMAIN,
)
from .moved.follow import asked_id, async_moved_cameras
from .moved.home import Home, async_look_home, camera_at
from .options import VnOptionsFlow
from .protocol import host as hosts
from .protocol.alarm_link import check_place
from .protocol.errors import VnError
from .protocol.models import FACTORY_PASSWORDS, FoundCamera, Role, factory_passwords
from .trial import LoggedIn

SEEING = 120.0
"""Seconds that it may take to see what a sister model answers."""

_ADDRESS: VolDictType = {
    vol.Required(CONF_HOST): selector.TextSelector(),
    vol.Required(CONF_PORT, default=DEFAULT_PORT): vol.Coerce(int),
    vol.Required(CONF_ALARM_PORT, default=DEFAULT_ALARM_PORT): vol.Coerce(int),
}
_USERNAME: VolDictType = {
    vol.Required(CONF_USERNAME, default=DEFAULT_USERNAME): selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=[role.value for role in Role], translation_key="username"
        )
    )
}
_PASSWORD = selector.TextSelector(
    selector.TextSelectorConfig(
        type=selector.TextSelectorType.PASSWORD, autocomplete="current-password"
    )
)
_LOGIN: VolDictType = {
    **_USERNAME,
    # Empty: the factory passwords are tried.
    vol.Optional(CONF_PASSWORD, default=""): _PASSWORD,
}
_KEEPS: VolDictType = {
    vol.Required(CONF_KEEP_ALARMS, default=True): selector.BooleanSelector()
}


class VnConfigFlow(ConfigFlow, domain=DOMAIN):
    """Finds a camera or asks for its address, asks for the login, and tries both."""

    _camera: LoggedIn
    _moved: ConfigEntry

    def __init__(self) -> None:
        """Start with no address and no login."""
        self._address: dict[str, Any] = {}
        self._typed = False
        """A person has given the address: each part of it is meant."""
        self._hosts: frozenset[str] = frozenset()
        """The host, and the addresses that it has if it is a name."""
        self._found: dict[str, FoundCamera] = {}
        self._login: dict[str, Any] | None = None
        self._alarm_told = False
        self._keeps = True
        self._data: dict[str, Any] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return VnOptionsFlow()

    @override
    def is_matching(self, other_flow: VnConfigFlow) -> bool:
        """Return whether another flow found the same address."""
        return not self._hosts.isdisjoint(other_flow._hosts)

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
            self._offer(camera.host, camera.port)
            if errors := await trial.find(self.hass, self._address):
                return self._ask_address(discovery.MANUAL, self._address, errors)
            return await self.async_step_credentials()
        self._found, answered = await discovery.async_find_new(self.hass)
        if not self._found:
            # The same form, below what to do about it.
            return self._ask_address("all_added" if answered else "nothing_found")
        schema = vol.Schema(
            {vol.Required(CONF_CAMERA): discovery.selector_of(self._found)}
        )
        return self.async_show_form(step_id="user", data_schema=schema)

    async def async_step_manual(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an address, and check that a camera answers there."""
        if user_input is None:
            return self._ask_address(discovery.MANUAL)
        address, errors = trial.read_address(user_input)
        if not errors:
            self._abort_if_added(address)
            errors = await trial.find(self.hass, address)
        if errors:
            return self._ask_address(discovery.MANUAL, address, errors)
        self._address, self._typed = address, True
        self._hosts = await hosts.addresses(address[CONF_HOST])
        return await self.async_step_credentials()

    async_step_nothing_found = async_step_manual
    async_step_all_added = async_step_manual

    def _ask_address(
        self,
        step_id: str,
        given: dict[str, Any] | None = None,
        errors: trial.Errors | None = None,
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_ADDRESS), given
            ),
            errors=errors,
        )

    # A camera shows up

    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Take a camera that answered the UDP search, or may have moved."""
        host = hosts.clean(discovery_info[CONF_HOST])
        if entry_id := discovery_info.get(CONF_ENTRY):
            return await self._ask_whether_moved(entry_id, host)
        return await self._discovered(
            host, discovery_info[CONF_PORT], discovery_info[CONF_MODEL]
        )

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Take what DHCP saw; a known camera is followed to a new address."""
        host = hosts.clean(discovery_info.ip)
        entry = await self.async_set_unique_id(format_mac(discovery_info.macaddress))
        if entry and entry.source != SOURCE_IGNORE:
            if not await _has_address(entry, {CONF_HOST: host}):
                async_moved_cameras(self.hass).found(entry, host)
            return self.async_abort(reason="already_configured")
        self._abort_if_unique_id_configured()
        if host in await discovery.async_known_hosts(self.hass):
            return self.async_abort(reason="already_configured")
        address = {CONF_HOST: host, CONF_PORT: DEFAULT_PORT}
        if await trial.find(self.hass, address):
            # The maker's other products share the first half of the MAC.
            return self.async_abort(reason="not_supported")
        return await self._discovered(host, DEFAULT_PORT, "VN-V68x")

    async def _discovered(self, host: str, port: int, model: str) -> ConfigFlowResult:
        if host in await discovery.async_known_hosts(self.hass):
            return self.async_abort(reason="already_configured")
        offers = discovery.async_offers(self.hass, *discovery.FINDS)
        if len(offers) >= discovery.MOST_OFFERS:
            return self.async_abort(reason="too_many_offers")
        # The search knows no MAC: until the login tells it, the address stands in,
        # for DHCP too, so that a camera is offered, or ignored, once.
        await self.async_set_unique_id(host)
        self._abort_if_unique_id_configured()
        self._offer(host, port)
        if self.hass.config_entries.flow.async_has_matching_flow(self):
            return self.async_abort(reason="already_in_progress")
        self.context["title_placeholders"] = {"name": f"{model} ({host})"}
        return await self.async_step_credentials()

    def _offer(self, host: str, port: int) -> None:
        """Note where a camera was found; its alarm port nobody tells."""
        self._address = {
            CONF_HOST: host,
            CONF_PORT: port,
            CONF_ALARM_PORT: DEFAULT_ALARM_PORT,
        }
        self._hosts = frozenset({host})

    # A camera has moved, perhaps

    async def _ask_whether_moved(self, entry_id: str, host: str) -> ConfigFlowResult:
        """Ask about an address that DHCP told of, and where we cannot be sure."""
        entry = self.hass.config_entries.async_get_known_entry(entry_id)
        await self.async_set_unique_id(asked_id(entry, host))
        self._abort_if_unique_id_configured()
        self._moved, self._address = entry, {CONF_HOST: host}
        self._hosts = frozenset({host})
        old = entry.data[CONF_HOST]
        name = f"{entry.title}: {old} → {host}?"
        self.context["title_placeholders"] = {"name": name}
        return await self.async_step_moved()

    async def _ask_about_known(self, entry: ConfigEntry) -> ConfigFlowResult:
        """Ask about the address where a known camera has taken a login just now."""
        if not self._typed:
            # An offer knows no more than the host.
            self._address = {CONF_HOST: self._address[CONF_HOST]}
        if (
            entry.source == SOURCE_IGNORE
            or await _has_address(entry, self._address)
            or await self._is_at_home(entry)
        ):
            return self.async_abort(reason="already_configured")
        self._moved = entry
        return await self.async_step_moved()

    async def async_step_moved(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the login may be sent to the new address."""
        entry, errors = self._moved, dict[str, str]()
        if user_input is not None:
            if await self._is_at_home(entry):
                return self.async_abort(reason="not_moved")
            camera = None
            # Who has just logged in there knows that it is the camera.
            if not self._data:
                data = {**entry.data, **self._address}
                camera, errors = await trial.log_in(
                    self.hass, data, [entry.data[CONF_PASSWORD]]
                )
            if camera and camera.identity.mac != entry.unique_id:
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
                "page": f"http://{hosts.written(self._address[CONF_HOST])}",
            },
        )

    async def _is_at_home(self, entry: ConfigEntry) -> bool:
        return await async_look_home(self.hass, entry) is Home.OURS

    # The login

    async def async_step_credentials(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the login, and add the camera if it is accepted."""
        errors: trial.Errors = {}
        if user_input is not None:
            self._login = user_input
            self._keeps = user_input.get(CONF_KEEP_ALARMS, True)
            camera, errors = await self._log_in(self._address, user_input)
            if camera:
                known = await self.async_set_unique_id(
                    camera.identity.mac, raise_on_progress=False
                )
                self._camera = camera
                self._data = self._address | _login_of(user_input, camera)
                if known:
                    return await self._ask_about_known(known)
                errors = await self._check_alarm()
                if not errors:
                    if camera.identity.sister:
                        return await self.async_step_sister()
                    return await self.async_step_unknown_model()
            elif not self._typed and errors == {"base": "cannot_connect"}:
                # Its pages are on another port than its search.
                return self._ask_address(discovery.MANUAL, self._address, errors)
        return self.async_show_form(
            step_id="credentials",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**_LOGIN, **_KEEPS}), self._login
            ),
            errors=errors,
            description_placeholders={
                "host": self._address[CONF_HOST],
                "factory_passwords": factory_passwords(),
            },
        )

    async def async_step_sister(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Tell that a sister model was never tried, and add what it is seen to do."""
        errors: dict[str, str] = {}
        if user_input is not None:
            link = await check_place(self._data[CONF_HOST], self._data[CONF_ALARM_PORT])
            try:
                async with asyncio.timeout(SEEING):
                    found = await seen(camera_at(self.hass, self._data), link)
            except VnError, TimeoutError:
                errors = {"base": "cannot_connect"}
            else:
                return self._create({**self._data, CONF_SEEN: found})
        return self.async_show_form(
            step_id="sister",
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders={
                "name": self._camera.identity.name,
                "report": WHERE_TO,
            },
        )

    def _create(self, data: dict[str, Any]) -> ConfigFlowResult:
        self._end_other_finds()
        # A person who does not want pictures kept says so here.
        options: dict[str, Any] = {} if self._keeps else {CONF_KEEP_ALARMS: []}
        return self.async_create_entry(title=self._title(), data=data, options=options)

    def _title(self) -> str:
        """Return the camera's own title, or what it is, where that names only it."""
        identity, host = self._camera.identity, self._data[CONF_HOST]
        title = self._camera.title
        others = {entry.title for entry in self._async_current_entries()}
        if title and title not in others:
            return title
        name = identity.name if identity.sister else identity.model
        return f"{title or name} ({host})"

    async def async_step_unknown_model(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show as which model an unknown one is handled, before it is added."""
        identity = self._camera.identity
        if user_input is None and not identity.exact:
            return self.async_show_form(
                step_id="unknown_model",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "name": identity.name,
                    "model": identity.model,
                },
            )
        return self._create(self._data)

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
        errors: trial.Errors = {}
        if user_input is not None:
            camera, errors = await self._log_in(entry.data, user_input)
            if camera:
                await self.async_set_unique_id(
                    camera.identity.mac, raise_on_progress=False
                )
                self._abort_if_unique_id_mismatch(reason="other_camera")
                return self.async_update_reload_and_abort(
                    entry, data_updates=_login_of(user_input, camera)
                )
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_LOGIN),
                user_input or {CONF_USERNAME: entry.data[CONF_USERNAME]},
            ),
            errors=errors,
            description_placeholders={
                "camera": entry.title,
                "factory_passwords": factory_passwords(),
            },
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address or login of a camera."""
        entry = self._get_reconfigure_entry()
        errors: trial.Errors = {}
        if user_input is not None:
            user_input, errors = trial.read_address(user_input)
            camera = None
            if not errors:
                password = user_input[CONF_PASSWORD]
                camera, errors = await trial.log_in(self.hass, user_input, [password])
            if camera:
                await self.async_set_unique_id(camera.identity.mac)
                self._abort_if_unique_id_mismatch(reason="other_camera")
                return self.async_update_reload_and_abort(
                    entry, data_updates=user_input
                )
        known = {k: v for k, v in entry.data.items() if k != CONF_PASSWORD}
        schema = {**_ADDRESS, **_USERNAME, vol.Required(CONF_PASSWORD): _PASSWORD}
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(schema), user_input or known
            ),
            errors=errors,
        )

    # What is known already

    def _abort_if_added(self, address: Mapping[str, Any]) -> None:
        """End with a camera that has this address and port.

        One host may be several cameras: a router that forwards ports.
        """
        for entry in self._async_current_entries(include_ignore=False):
            if hosts.same(entry.data[CONF_HOST], address[CONF_HOST]):
                self._async_abort_entries_match(
                    {
                        CONF_HOST: entry.data[CONF_HOST],
                        CONF_PORT: address[CONF_PORT],
                    }
                )

    def _end_other_finds(self) -> None:
        """End other flows for the same address: without a MAC they do not end."""
        manager = self.hass.config_entries.flow
        for host in self._hosts:
            for flow in manager.async_progress_by_handler(
                DOMAIN, match_context={"unique_id": host}
            ):
                manager.async_abort(flow["flow_id"])

    # Trying

    async def _log_in(
        self, address: Mapping[str, Any], login: Mapping[str, Any]
    ) -> tuple[LoggedIn | None, trial.Errors]:
        """Try the password that was typed; the factory's where none was."""
        typed = login[CONF_PASSWORD]
        passwords = [typed] if typed else FACTORY_PASSWORDS
        camera, errors = await trial.log_in(self.hass, {**address, **login}, passwords)
        if not typed and errors == {"base": "invalid_auth"}:
            errors = {"base": "factory_password_refused"}
        return camera, errors

    async def _check_alarm(self) -> trial.Errors:
        """Return an error if alarms will not work, but only once: it may be ignored."""
        errors = await trial.check_alarm(self._data)
        if self._alarm_told:
            return {}
        self._alarm_told = bool(errors)
        return errors


def _login_of(given: Mapping[str, Any], camera: LoggedIn) -> dict[str, Any]:
    """Return the part of an entry's data that a login is."""
    return {CONF_USERNAME: given[CONF_USERNAME], CONF_PASSWORD: camera.password}


async def _has_address(entry: ConfigEntry, address: Mapping[str, Any]) -> bool:
    """Tell whether an entry leads to an address, by whatever name."""
    rest = {key: value for key, value in address.items() if key != CONF_HOST}
    return entry.data.items() >= rest.items() and address[
        CONF_HOST
    ] in await hosts.addresses(entry.data.get(CONF_HOST, ""))
