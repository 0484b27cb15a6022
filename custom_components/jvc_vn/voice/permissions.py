"""Who may see and move what by voice: the permissions of the user who speaks."""

from collections.abc import Callable

from homeassistant.auth import EVENT_USER_ADDED, EVENT_USER_REMOVED
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import VnCoordinator
from .matching import cameras

type May = Callable[[str, str], bool]
"""Whether somebody may do this (a policy) with this entity (its id)."""

_USERS: HassKey[dict[str, User]] = HassKey(f"{DOMAIN}_users")


async def async_know_users(hass: HomeAssistant) -> None:
    """Know the users, now and as they come and go; for `rights` only."""
    users = hass.data[_USERS] = {}

    async def look(_event: Event | None = None) -> None:
        everybody = await hass.auth.async_get_users()
        users.clear()
        users.update({user.id: user for user in everybody})

    for event_type in (EVENT_USER_ADDED, EVENT_USER_REMOVED):
        hass.bus.async_listen(event_type, look)
    await look()


async def async_rights(hass: HomeAssistant, context: Context | None) -> May:
    """Return what the user of a context may do.

    As with actions: what nobody in particular asks for is allowed, and a user who is
    not known may do nothing.
    """
    if context is None or context.user_id is None:
        return _everything
    return _of(await hass.auth.async_get_user(context.user_id))


@callback
def rights(hass: HomeAssistant, context: Context | None) -> May:
    """Return the same where nobody can wait: tools are asked for in such a place."""
    if context is None or context.user_id is None:
        return _everything
    return _of(hass.data[_USERS].get(context.user_id))


def _of(user: User | None) -> May:
    return user.permissions.check_entity if user else _nothing


def _everything(_entity_id: str, _policy: str) -> bool:
    return True


def _nothing(_entity_id: str, _policy: str) -> bool:
    return False


@callback
def readable(hass: HomeAssistant, may: May) -> dict[str, VnCoordinator]:
    """Return those of our cameras that somebody may know of."""
    return {
        entity_id: coordinator
        for entity_id, coordinator in cameras(hass).items()
        if may(entity_id, POLICY_READ)
    }
