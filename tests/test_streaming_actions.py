"""Who may see the video, and where it is sent by multicast."""

from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components import jvc_vn
from custom_components.jvc_vn.actions import streaming
from tests.conftest import settled
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

from .test_actions import act, params

pytestmark = pytest.mark.usefixtures("loaded")

ACCESS = "network.access_control(stream_out)"
ACCESS_EVILS: dict[str, tuple[Any, ...]] = {
    "logic": ("Deny", "", None, 1),
    "hosts": ("10.0.0.1", None, {}, ["10.0.0.1"] * 11),
    "confirm": ("yes", 1, None),
}
HOST_EVILS = ("a b", "10.0.0.0/33", "1.2.3", "a&b", "a=b", "a%b", "a\r\nb", 5, None)
STREAM_EVILS: dict[str, tuple[Any, ...]] = {
    "stream": ("h264", "", None, 1),
    "group": ("10.0.0.1", "240.0.0.1", "", "225.0.0", "225.0.0.1\n", 5),
    "port": (1, 65535, "49152", 1.5, True),
    "frame_rate": (0, -60, "10", 7, True, None),
    "running": ("on", 1, None),
}


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


async def refuse(hass: HomeAssistant, action: str, field: str, **wanted: Any) -> None:
    """Make sure that a field is refused by its name."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, **wanted)
    assert str(caught.value).startswith(f"Yard: {field} cannot be "), wanted


async def test_bad_input(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is refused in the name of its field; nothing is asked or sent."""
    await settled(emulated)
    emulated.clear_requests()
    good: dict[str, Any] = {"logic": "deny"}
    for field, evils in ACCESS_EVILS.items():
        for evil in evils:
            await refuse(hass, "set_access_list", field, **good | {field: evil})
    for evil in HOST_EVILS:
        hosts = ["10.0.0.1", evil]
        await refuse(hass, "set_access_list", "hosts.2", hosts=hosts)
    good = {"stream": "jpeg", "port": 50000}
    for field, evils in STREAM_EVILS.items():
        for evil in evils:
            await refuse(hass, "set_multicast", field, **good | {field: evil})
    # The rate of MPEG-4 is that of its encoding.
    rate = {"stream": "mpeg4", "frame_rate": 10}
    await refuse(hass, "set_multicast", "frame_rate", **rate)
    assert not emulated.requests


async def test_the_access_list(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is written whole: a shorter one leaves nothing behind."""
    hosts = ["10.0.0.100", "192.168.7.0/24", "gate.home"]
    told = await act(hass, "set_access_list", logic="deny", hosts=hosts)
    assert told == {"logic": "deny", "hosts": hosts}
    assert told == await act(hass, "get_access_list")
    told = await act(hass, "set_access_list", hosts=["10.0.0.7"])
    assert told["hosts"] == ["10.0.0.7"]
    assert emulated.get(f"{ACCESS}.host(2)") == ""
    assert (await act(hass, "set_access_list", hosts=[]))["hosts"] == []


async def test_we_are_not_barred_by_mistake(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """By the list as a whole; with a confirmation we are."""
    await settled(emulated)
    emulated.clear_requests()
    for wanted in (
        {"hosts": ["127.0.0.0/8"]},
        {"logic": "allow"},
        {"logic": "allow", "hosts": ["10.0.0.1"]},
    ):
        with pytest.raises(ServiceValidationError, match="no more video"):
            await act(hass, "set_access_list", **wanted)
    assert params(emulated) == []
    fine: dict[str, Any] = {"logic": "allow", "hosts": ["127.0.0.1", "10.0.0.1"]}
    assert await act(hass, "set_access_list", **fine) == fine
    barred = await act(hass, "set_access_list", hosts=["10.0.0.1"], confirm=True)
    assert barred["hosts"] == ["10.0.0.1"]


async def test_nobody_knows_how_the_camera_sees_us(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing can be said against a list, and the camera has the last word."""

    async def no_way(host: str, port: int) -> str:
        raise OSError(host, port)

    monkeypatch.setattr(streaming, "own_address", no_way)
    told = await act(hass, "set_access_list", logic="deny", hosts=["127.0.0.0/8"])
    assert told == {"logic": "deny", "hosts": ["127.0.0.0/8"]}


async def test_a_list_that_is_not_told(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Is no empty list: the camera's own words are told."""
    emulated.faults.refusals = [Refusal("network.access_control*")]
    with pytest.raises(HomeAssistantError, match="It answers") as caught:
        await act(hass, "get_access_list")
    assert caught.value.translation_key == "refused"


async def test_the_list_stays_as_it_was(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Where the camera refuses one of its places."""
    await act(hass, "set_access_list", hosts=["10.0.0.1", "10.0.0.2"])
    emulated.faults.error_keys[f"{ACCESS}.host(2)"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError, match="did not do it"):
        await act(hass, "set_access_list", hosts=["10.0.0.3", "10.0.0.4"])
    emulated.faults.error_keys.clear()
    told = await act(hass, "get_access_list")
    assert told["hosts"] == ["10.0.0.1", "10.0.0.2"]


async def test_multicast(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Saved, then started; and started again when it moves."""
    key = "network.destination(1)"
    emulated.clear_requests()
    wanted = {"group": "239.1.1.1", "port": 50000, "frame_rate": 7.5, "running": True}
    told = await act(hass, "set_multicast", stream="jpeg", **wanted)
    assert told == {"stream": "jpeg", **wanted}
    assert params(emulated) == [
        f"{key}.host=239.1.1.1",
        f"{key}.port=50000",
        f"{key}.framerate=7.5",
        f"{key}.status=save",
        f"{key}.status=start",
    ]
    emulated.clear_requests()
    await act(hass, "set_multicast", stream="jpeg", frame_rate=-2)
    assert params(emulated) == [
        f"{key}.framerate=-2",
        f"{key}.status=save",
        f"{key}.status=start",
    ]
    sent = (await act(hass, "get_sessions"))["streams"]
    assert [(each["host"], each["port"]) for each in sent] == [("239.1.1.1", 50000)]
    place = {"group": "239.1.1.1", "port": 50000}
    await refuse(hass, "set_multicast", "port", stream="mpeg4", **place)
    told = await act(hass, "set_multicast", stream="jpeg", running=False)
    assert told["running"] is False
    assert emulated.get(f"{key}.status") == "off"
