"""Translates errors of the protocol layer for Home Assistant and for people."""

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
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .const import DOMAIN
from .issues import async_create_other_camera_issue, async_delete_other_camera_issue
from .protocol import parameters as p
from .protocol.errors import (
    AuthenticationError,
    InvalidValueError,
    RefusedError,
    UnexpectedDeviceError,
    UnreachableError,
    VnError,
)
from .protocol.models import Role
from .relocation import async_answered, async_silent

LOGIN_AGAIN = 60.0
"""Seconds after which a login that was refused is tried again: the password may have
been changed back."""


def camera_error[E: HomeAssistantError](
    kind: type[E], key: str, title: str, **placeholders: str
) -> E:
    """Return a translated error that names the camera."""
    return kind(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"camera": title, **placeholders},
    )


def require_role(title: str, role: Role, roles: frozenset[Role]) -> None:
    """Raise an error if the login of a camera is not one of these; nothing is sent."""
    if role not in roles:
        raise camera_error(
            ServiceValidationError,
            "role",
            title,
            role=role,
            roles=", ".join(sorted(roles)),
        )


@contextmanager
def translated_errors(
    hass: HomeAssistant, entry: ConfigEntry, title: str, *, mask: int | None = None
) -> Iterator[None]:
    """Raise errors of the protocol as translated ones that name the camera.

    Args:
        hass: to ask for another password if the login was refused.
        entry: of the camera.
        title: what a person calls the camera.
        mask: the privacy mask that is being edited, if one is.
    """
    try:
        yield
    except InvalidValueError as err:
        raise camera_error(
            ServiceValidationError,
            f"invalid_{err.expected.kind}",
            title,
            field=err.field,
            value=str(err.value)[:80],
            **err.expected.details,
        ) from err
    except VnError as err:
        if isinstance(err, AuthenticationError):
            entry.async_start_reauth(hass)
        raise camera_error(
            HomeAssistantError,
            _action_key(err, mask),
            title,
            area=str(mask),
            **_details(err),
        ) from err


def _action_key(err: VnError, mask: int | None) -> str:
    """Return the translation key; a mask that is edited may be the reason (6.8)."""
    if mask is not None and isinstance(err, RefusedError):
        parameter = p.PARAMETERS.get(err.key)
        if parameter and (parameter in p.PRIVACY_MASKING or parameter.may_turn):
            return "mask_edited"
    return _translation_key(err)


@contextmanager
def update_errors(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> Iterator[None]:
    """Raise errors of the protocol as setting up and polling have to.

    Asks for another login, or creates an issue, where a person can help.
    """
    try:
        yield
    except VnError as err:
        if isinstance(err, UnreachableError):
            async_silent(hass, entry, title)
        raise _update_error(hass, entry, title, err) from err
    async_answered(hass, entry)
    async_delete_other_camera_issue(hass, entry)


def _update_error(
    hass: HomeAssistant, entry: ConfigEntry, title: str, err: VnError
) -> HomeAssistantError:
    at_setup = entry.state is ConfigEntryState.SETUP_IN_PROGRESS
    details = _details(err)
    match err:
        case AuthenticationError() if at_setup:
            return camera_error(ConfigEntryAuthFailed, "login_refused", title)
        case AuthenticationError():
            entry.async_start_reauth(hass)
            error = camera_error(UpdateFailed, "login_refused", title)
            error.retry_after = LOGIN_AGAIN
            return error
        case UnexpectedDeviceError(mac=str(mac)):
            async_create_other_camera_issue(hass, entry, mac, title)
            # A setup that is tried again would send our login again.
            kind = ConfigEntryError if at_setup else UpdateFailed
            return camera_error(kind, "other_camera", title, **details)
        case RefusedError():
            # It was only asked to return values.
            return camera_error(UpdateFailed, "strange_answer", title, **details)
    return camera_error(UpdateFailed, _translation_key(err), title, **details)


@callback
def async_abort_reauth(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """End the request for another login, because the login works again."""
    for flow in tuple(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])


def _details(err: VnError) -> dict[str, str]:
    """Return the placeholders of the translated errors."""
    return {"error": str(err), "mac": getattr(err, "mac", None) or ""}


def _translation_key(err: VnError) -> str:
    match err:
        case AuthenticationError():
            return "login_refused"
        case UnexpectedDeviceError(mac=mac):
            return "other_camera" if mac else "not_a_camera"
        case UnreachableError():
            return "unreachable"
        case RefusedError():
            return "refused"
        case _:
            return "strange_answer"
