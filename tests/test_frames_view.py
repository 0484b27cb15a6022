"""Pictures over a WebSocket: who may see them, how many come, and when they end."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType
from homeassistant.auth.models import Group, User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from PIL import Image
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.jvc_vn import views as view_module
from custom_components.jvc_vn.video import hub as hub_module
from tests.conftest import Tempo, state, until
from tests.emulator import EmulatedCamera
from tests.protocol.helpers import Seen

CAMERA = "camera.vn_v685"
PATH = f"/api/jvc_vn/frames/{CAMERA}"

type Open = Callable[[], Awaitable[ClientWebSocketResponse]]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the heartbeat: aiohttp sets it again when a viewer agrees to the end."""
    return True


@pytest.fixture
async def open_socket(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> Open:
    """Open a socket the way the card does: with a path that was signed for it."""
    assert await async_setup_component(hass, "auth", {})
    api = await hass_ws_client()
    client = await hass_client_no_auth()

    async def open_it() -> ClientWebSocketResponse:
        await api.send_json_auto_id({"type": "auth/sign_path", "path": PATH})
        signed = (await api.receive_json())["result"]["path"]
        return await client.ws_connect(signed)

    return open_it


async def read(
    socket: ClientWebSocketResponse, *, ack: bool = True
) -> tuple[dict[str, Any], bytes]:
    """Read one frame as the documentation says, and acknowledge it."""
    data = await socket.receive_bytes(timeout=5)
    length = int.from_bytes(data[:4])
    if ack:
        await socket.send_json({"ack": 1})
    return json.loads(data[4 : 4 + length]), data[4 + length :]


async def test_frames_come_as_they_are(
    open_socket: Open, loaded: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """Each message is the camera's own JPEG, and what the camera said with it."""
    seen = Seen()
    loaded.runtime_data.hub.subscribe(seen)
    emulated.force("camera.status", "3")
    socket = await open_socket()
    await read(socket)
    for _ in range(5):
        told, jpeg = await read(socket)
        assert jpeg in seen.jpegs
        with Image.open(BytesIO(jpeg)) as picture:
            assert picture.size == (640, 480)
    assert told.keys() == {
        *("time", "pan", "tilt", "zoom", "preset", "motion", "tracking", "target")
    }
    pan, tilt, zoom = emulated.position
    assert told["preset"] == 3
    assert [told["pan"], told["tilt"], told["zoom"]] == pytest.approx(
        [pan, tilt, zoom], abs=0.01
    )
    assert emulated.video_clients == 1
    await socket.close()
    await until(lambda: loaded.runtime_data.hub.viewers == 0)


@pytest.mark.parametrize("acks", [0, 1, 2])
async def test_two_frames_in_flight(open_socket: Open, acks: int) -> None:
    """Who acknowledges nothing gets two frames and no more."""
    socket = await open_socket()
    for _ in range(view_module.IN_FLIGHT):
        await read(socket, ack=False)
    if acks:
        await socket.send_json({"ack": acks})
    for _ in range(acks):
        await read(socket, ack=False)
    with pytest.raises(TimeoutError):
        await socket.receive_bytes(timeout=0.4)
    await socket.close()


async def test_newest_frame_wins(open_socket: Open, loaded: MockConfigEntry) -> None:
    """After a pause the next frame is of now, not of then."""
    hub = loaded.runtime_data.hub
    socket = await open_socket()
    for _ in range(view_module.IN_FLIGHT):
        await read(socket, ack=False)
    old = hub.newest
    await until(lambda: hub.newest.arrived > old.arrived + 0.4)
    before = hub.newest.arrived
    await socket.send_json({"ack": 2})
    told, _ = await read(socket)
    assert told["time"] >= before
    await socket.close()


async def test_wanted_rate(
    open_socket: Open, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer may want less than the option says, not more."""
    monkeypatch.setattr(hub_module, "LINGER", 0.05)
    socket = await open_socket()
    await read(socket)
    for wanted, given in ((2, "2"), (7.5, "7.5"), (30, "10")):
        await socket.send_json({"rate": wanted})
        async with asyncio.timeout(5):
            while f"framerate={given}&" not in emulated.requests[-1].target:
                await read(socket)
    await socket.close()


@pytest.mark.usefixtures("all_enabled")
async def test_looking_away(
    hass: HomeAssistant,
    open_socket: Open,
    loaded: MockConfigEntry,
    emulated: EmulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who looks away costs the camera nothing, and sees on when back."""
    monkeypatch.setattr(hub_module, "LINGER", 0.05)
    viewers = "sensor.vn_v685_viewers"
    socket = await open_socket()
    await read(socket)
    assert state(hass, viewers) == "1"
    await socket.send_json({"paused": True})
    await until(lambda: state(hass, viewers) == "0")
    await until(lambda: emulated.video_clients == 0)
    await socket.send_json({"paused": False, "ack": 2})
    await until(lambda: emulated.video_clients == 1)
    assert state(hass, viewers) == "1"
    await read(socket)
    await socket.close()
    await until(lambda: state(hass, viewers) == "0")


async def test_frozen_page(
    open_socket: Open,
    loaded: MockConfigEntry,
    tempo: Tempo,
) -> None:
    """Who acknowledges nothing for long looks away, until the next word."""
    hub = loaded.runtime_data.hub
    socket = await open_socket()
    for _ in range(view_module.IN_FLIGHT):
        await read(socket, ack=False)
    assert hub.viewers == 1
    tempo.forward(31)
    await until(lambda: hub.viewers == 0)
    await socket.send_json({"ack": 2})
    await until(lambda: hub.viewers == 1)
    await read(socket)
    await socket.close()


NONSENSE = (
    *("no json", "[]", '{"ack": 0}', '{"ack": 3}', '{"ack": "1"}', '{"rate": 0}'),
    *('{"rate": 31}', '{"paused": 1}', '{"zoom": 1}', "[" * 2000),
)


async def test_nonsense_ends_it(open_socket: Open, loaded: MockConfigEntry) -> None:
    """What is not in the documentation is answered by a close that says so."""
    for said in NONSENSE:
        socket = await open_socket()
        await socket.send_str(said)
        while (got := await socket.receive(timeout=5)).type is WSMsgType.BINARY:
            pass
        assert got.type is WSMsgType.CLOSE
        too_big = len(said) > 1024
        assert socket.close_code == (
            WSCloseCode.MESSAGE_TOO_BIG if too_big else WSCloseCode.INVALID_TEXT
        )
        assert got.extra or too_big
    await until(lambda: loaded.runtime_data.hub.viewers == 0)


async def test_binary_ends_it(open_socket: Open) -> None:
    """Only texts are understood."""
    socket = await open_socket()
    await socket.send_bytes(b"{}")
    while (got := await socket.receive(timeout=5)).type is WSMsgType.BINARY:
        pass
    assert got.extra == "a JSON text is wanted"


async def test_unloading_closes_sockets(
    hass: HomeAssistant, open_socket: Open, loaded: MockConfigEntry
) -> None:
    """All hear that the camera goes, also who looks away; they may come again."""
    looking, away = await open_socket(), await open_socket()
    await away.send_json({"paused": True})
    await read(looking)
    await until(lambda: loaded.runtime_data.hub.viewers == 1)
    await hass.config_entries.async_reload(loaded.entry_id)
    for socket in (looking, away):
        while (got := await socket.receive(timeout=5)).type is WSMsgType.BINARY:
            pass
        assert got.type is WSMsgType.CLOSE
        assert socket.close_code == WSCloseCode.GOING_AWAY
    again = await open_socket()
    await read(again)
    assert loaded.runtime_data.hub.viewers == 1
    await again.close()


async def test_revoked_login(
    hass: HomeAssistant, open_socket: Open, hass_admin_user: User
) -> None:
    """Who logs out sees no more."""
    socket = await open_socket()
    await read(socket)
    for token in list(hass_admin_user.refresh_tokens.values()):
        hass.auth.async_remove_refresh_token(token)
    while (got := await socket.receive(timeout=5)).type is WSMsgType.BINARY:
        pass
    assert got.type is WSMsgType.CLOSE


async def _deactivated(hass: HomeAssistant, user: User) -> None:
    await hass.auth.async_update_user(user, is_active=False)


async def _in_another_group(hass: HomeAssistant, user: User) -> None:
    await hass.auth.async_update_user(user, group_ids=[])


async def _deactivated_quietly(hass: HomeAssistant, user: User) -> None:
    await hass.auth.async_deactivate_user(user)


async def _with_another_policy(hass: HomeAssistant, user: User) -> None:
    policy = {"entities": {"entity_ids": {"camera.other": {POLICY_READ: True}}}}
    user.groups = [Group(name="Other", policy=policy)]


LOSSES = [_deactivated, _in_another_group, _deactivated_quietly, _with_another_policy]


async def closing(socket: ClientWebSocketResponse) -> int:
    """Read until the other side ends it; how many frames came meanwhile."""
    for count in range(100):
        if (got := await socket.receive(timeout=5)).type is WSMsgType.CLOSE:
            return count
        assert got.type is WSMsgType.BINARY
        await socket.send_json({"ack": 1})
    raise AssertionError("it goes on and on")


@pytest.mark.parametrize("lose", LOSSES)
async def test_rights_that_are_taken_away(
    hass: HomeAssistant,
    open_socket: Open,
    hass_admin_user: User,
    loaded: MockConfigEntry,
    lose: Callable[[HomeAssistant, User], Awaitable[None]],
) -> None:
    """Who may no longer see the camera sees no more; two frames may be under way."""
    socket = await open_socket()
    await read(socket)
    await lose(hass, hass_admin_user)
    assert await closing(socket) <= view_module.IN_FLIGHT
    await until(lambda: loaded.runtime_data.hub.viewers == 0)


@pytest.mark.parametrize("lose", LOSSES[:2])
async def test_rights_of_who_looks_away(
    hass: HomeAssistant,
    open_socket: Open,
    hass_admin_user: User,
    loaded: MockConfigEntry,
    lose: Callable[[HomeAssistant, User], Awaitable[None]],
) -> None:
    """It ends at once, and not with the next frame."""
    socket = await open_socket()
    await read(socket)
    await socket.send_json({"paused": True})
    await until(lambda: loaded.runtime_data.hub.viewers == 0)
    await lose(hass, hass_admin_user)
    assert await closing(socket) <= view_module.IN_FLIGHT


async def test_other_changes_of_a_user(
    hass: HomeAssistant, open_socket: Open, hass_admin_user: User
) -> None:
    """Another name is no reason to end, nor are the rights of others."""
    socket = await open_socket()
    other = await hass.auth.async_create_user("Other", group_ids=["system-users"])
    await hass.auth.async_update_user(other, is_active=False)
    await hass.auth.async_update_user(hass_admin_user, name="Kim")
    await hass.auth.async_update_user(hass_admin_user, group_ids=["system-read-only"])
    for _ in range(5):
        await read(socket)
    await socket.close()


async def test_token_in_the_header(
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is no browser may send its access token as usual; some need none."""
    client = await hass_client()
    for key in (view_module.KEY_HASS_REFRESH_TOKEN_ID, "none as with the Supervisor"):
        monkeypatch.setattr(view_module, "KEY_HASS_REFRESH_TOKEN_ID", key)
        socket = await client.ws_connect(PATH)
        await read(socket)
        await socket.close()


async def status(client: Any, path: str, **headers: str) -> int:
    """The answer to a request that is refused."""
    response = await client.get(path, headers=headers)
    await response.read()
    code: int = response.status
    return code


async def test_who_may_not(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    hass_client: ClientSessionGenerator,
    hass_admin_user: User,
    entity_registry: er.EntityRegistry,
) -> None:
    """Strangers, who may not read the entity, and what is no camera of ours."""
    stranger = await hass_client_no_auth()
    assert await status(stranger, PATH) == 403
    assert await status(stranger, f"{PATH}?authSig=none") == 403
    assert await status(stranger, PATH, Authorization="Bearer none") == 401

    client = await hass_client()
    for other in ("camera.none", "select.vn_v685_preset", "light.lamp"):
        assert await status(client, f"/api/jvc_vn/frames/{other}") == 404
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await status(client, PATH) == 503
    entity_registry.async_update_entity(
        CAMERA, disabled_by=er.RegistryEntryDisabler.USER
    )
    assert await status(client, PATH) == 404

    hass_admin_user.groups = []
    hass_admin_user.mock_policy(
        {"entities": {"entity_ids": {"camera.other": {POLICY_READ: True}}}}
    )
    assert await status(client, PATH) == 403
    assert await status(client, "/api/jvc_vn/frames/camera.other") == 404
