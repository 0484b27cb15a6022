"""The WebSocket commands of the card: what actions and entities cannot do.

A move that is held has to end with the page that holds it, which an action does not
know. A dragged picture sends the camera somewhere several times a second, and each
call of an action would be an event in everybody's database. And nothing else tells
what was seen where.
"""

import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..actions.ptz import POSITION
from ..const import DOMAIN, VOCABULARY_CHANGED
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.ptz import AXES
from ..ptz.hold import SupersededError
from .description import SHOWN, describe
from .limits import ENDS, write_limits
from .settings import SETTINGS, WRITTEN, read_settings, write_setting
from .turns import turns_of

_SPEED = vol.All(int, vol.Range(min=-100, max=100))
_MOST_PICTURES = 100

type _Work = Callable[
    [VnCoordinator, ActiveConnection, dict[str, Any]], Awaitable[dict[str, Any] | None]
]


def async_register_commands(hass: HomeAssistant) -> None:
    """Answer the card."""
    for command in (
        *(subscribe, hold, release, stop, goto),
        *(pictures, order, get, put, limits),
    ):
        websocket_api.async_register_command(hass, command)


def _command(
    name: str, policy: str, fields: Mapping[Any, Any]
) -> Callable[[_Work], websocket_api.const.WebSocketCommandHandler]:
    """Make a command on one camera, for who may do such things with it."""

    def decorate(
        work: _Work,
    ) -> websocket_api.const.WebSocketCommandHandler:
        @websocket_api.websocket_command(
            {
                vol.Required("type"): f"{DOMAIN}/{name}",
                vol.Required("entity_id"): cv.entity_id,
                **fields,
            }
        )
        @websocket_api.async_response
        @wraps(work)
        async def handle(
            hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
        ) -> None:
            entity_id = msg["entity_id"]
            if not connection.user.permissions.check_entity(entity_id, policy):
                raise Unauthorized(entity_id=entity_id, permission=policy)
            coordinator = _find(hass, entity_id)
            if isinstance(coordinator, str):
                connection.send_error(msg["id"], coordinator, f"{entity_id}?")
                return
            try:
                with coordinator.translated_errors():
                    answer = await work(coordinator, connection, msg)
            except SupersededError:
                connection.send_error(msg["id"], "superseded", "another's turn")
            except HomeAssistantError as err:
                # A camera that is away is no fault of ours: nothing for the log.
                connection.send_error(
                    msg["id"],
                    websocket_api.ERR_HOME_ASSISTANT_ERROR,
                    str(err),
                    translation_domain=err.translation_domain,
                    translation_key=err.translation_key,
                    translation_placeholders=err.translation_placeholders,
                )
            else:
                connection.send_result(msg["id"], answer)

        return handle

    return decorate


def _find(hass: HomeAssistant, entity_id: str) -> VnCoordinator | str:
    """Find the camera behind an entity, or say why there is none."""
    known = er.async_get(hass).async_get(entity_id)
    if known is None or known.platform != DOMAIN or known.config_entry_id is None:
        return websocket_api.ERR_NOT_FOUND
    entry = hass.config_entries.async_get_known_entry(known.config_entry_id)
    if entry.state is not ConfigEntryState.LOADED:
        return "not_loaded"
    coordinator: VnCoordinator = entry.runtime_data
    return coordinator


@_command("subscribe", POLICY_READ, {})
async def subscribe(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Tell all that a card needs, now and whenever it changes, until it is unloaded."""
    hass, entity_id, number = coordinator.hass, msg["entity_id"], msg["id"]
    turns = turns_of(hass, coordinator)
    told: dict[str, Any] = {}

    @callback
    def tell() -> None:
        nonlocal told
        turns.settle()
        turner = turns.turner
        now = describe(coordinator, entity_id, connection.user)
        now["turning"] = turner and {
            "by": turner.user.name or "",
            "you": turner is connection,
        }
        if now != told:
            told = now
            # So that a browser whose clock is wrong knows how old a picture is.
            connection.send_event(number, {**now, "now": time.time()})

    @callback
    def renamed(entry_id: str) -> None:
        if entry_id == coordinator.config_entry.entry_id:
            tell()

    @callback
    def end() -> None:
        for unsubscribe in unsubscribes:
            unsubscribe()
        unsubscribes.clear()

    @callback
    def gone() -> None:
        if unsubscribes:
            end()
            connection.send_event(number, None)

    unsubscribes = [
        coordinator.async_add_listener(tell),
        coordinator.async_register(q for q in SHOWN if coordinator.may_read(q)),
        coordinator.sights.listen(tell),
        async_dispatcher_connect(hass, VOCABULARY_CHANGED, renamed),
        turns.listen(tell),
    ]
    coordinator.config_entry.async_on_unload(gone)
    connection.subscriptions[number] = end
    coordinator.create_background_task(
        coordinator.async_load(q for q in SHOWN if coordinator.may_read(q)), "card"
    ).add_done_callback(lambda _: tell() if unsubscribes else None)
    # After the result, which is what the browser waits for.
    hass.loop.call_soon(tell)


@_command("hold", POLICY_CONTROL, {vol.Optional(axis): _SPEED for axis in AXES})
async def hold(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Run motors for 1.5 s more, or until this page lets go or goes away."""
    focusing = msg.keys() & AXES.keys() == {"focus"}
    needed = p.FOCUS_RUNNING if focusing else p.PAN_RUNNING
    coordinator.require_role(needed.writers)
    turns = turns_of(coordinator.hass, coordinator)
    connection.subscriptions.setdefault(
        (DOMAIN, msg["entity_id"]), lambda: turns.lost(connection)
    )
    speeds = {axis: msg[axis] for axis in AXES if msg.get(axis)}
    await turns.hold(connection, speeds)


@_command("release", POLICY_CONTROL, {})
async def release(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """End what this page holds."""
    await turns_of(coordinator.hass, coordinator).release(connection)


@_command("stop", POLICY_CONTROL, {})
async def stop(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Stop the camera, whoever turns it."""
    coordinator.require_role(p.PAN_RUNNING.writers)
    await turns_of(coordinator.hass, coordinator).stop(connection)


@_command(
    "goto",
    POLICY_CONTROL,
    {vol.Optional(axis): vol.Any(int, float) for axis in POSITION},
)
async def goto(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the camera to a position; axes that are not named stay."""
    coordinator.require_role(p.PAN.writers)
    goal = {}
    for axis, parameter in POSITION.items():
        if axis in msg:
            value = round(float(msg[axis]), 2)
            parameter.encode(value)
            goal[parameter] = value
    if goal:
        await turns_of(coordinator.hass, coordinator).goto(connection, goal)


@_command(
    "pictures",
    POLICY_READ,
    {
        vol.Optional("panorama", default=False): bool,
        vol.Optional("presets", default=list): vol.All(
            [vol.In(p.PRESETS)], vol.Length(max=_MOST_PICTURES)
        ),
    },
)
async def pictures(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> dict[str, Any]:
    """Return the panorama, or what was seen at presets, as JPEG in base64."""
    sights = coordinator.sights
    answer: dict[str, Any] = {"presets": {}}
    if msg["panorama"]:
        answer["version"] = sights.version
        answer["panorama"] = _base64(await sights.panorama())
    for number in msg["presets"]:
        answer["presets"][number] = _base64(await sights.preset_picture(number))
    return answer


@_command(
    "order",
    POLICY_CONTROL,
    {vol.Required("presets"): vol.All([vol.In(p.PRESETS)], vol.Length(max=100))},
)
async def order(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Keep the order in which cards show the presets."""
    coordinator.sights.set_order(msg["presets"])


@_command("settings", POLICY_READ, {vol.Required("settings"): [vol.In(SETTINGS)]})
async def get(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> dict[str, Any]:
    """Return settings, and what they may be."""
    return await read_settings(coordinator, msg["settings"])


@_command(
    "set",
    POLICY_CONTROL,
    {
        vol.Required("setting"): vol.In(WRITTEN),
        vol.Required("value"): vol.Any(str, bool, int, float),
    },
)
async def put(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Change a setting."""
    await write_setting(coordinator, msg["setting"], msg["value"])


@_command(
    "limits",
    POLICY_CONTROL,
    {
        vol.Optional("pan"): bool,
        vol.Optional("tilt"): int,
        **{vol.Optional(end): vol.Any(int, float) for end in ENDS},
    },
)
async def limits(
    coordinator: VnCoordinator, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Change the limits of panning and tilting."""
    names = {"pan", "tilt", *ENDS} & msg.keys()
    await write_limits(coordinator, **{name: msg[name] for name in names})


def _base64(data: bytes | None) -> str | None:
    return b64encode(data).decode() if data else None
