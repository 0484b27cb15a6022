"""The camera's place in the network: checked for sense, followed to its new address."""

from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_socket import socket_allow_hosts

from custom_components import jvc_vn
from tests.conftest import entry_data, make_emulated, set_up, settled, until
from tests.emulator import EmulatedCamera

from .test_actions import act, params
from .test_emulator_network import free_port
from .test_relocation import is_there, repairs, restarted

pytestmark = pytest.mark.usefixtures("loaded")

NEW = "127.0.0.81"
EVILS: dict[str, tuple[Any, ...]] = {
    "dhcp": ("on", 1, None),
    "address": ("gate", "10.0.0", "0.0.0.0", "224.0.0.1", "127.0.0.1\r\n", 5, "1&a=b"),
    "netmask": ("255.0.255.0", "0.0.0.0", "255.255.255.255", "24", "255.255.255.254"),
    "gateway": ("gate", "999.0.0.1", None, "239.1.1.1"),
    "dns": ("yes", 0),
    "dns_address": ("ns.home", [], "1.2.3.4.5"),
    "host_name": ("a b", "x" * 64, "ü", "a&b", "a=b", "a%20b", "a\n", "-a", 7),
    "ipv6": ("off",),
    "mtu": (1279, 1501, "1500", 1400.5),
    "ttl": (0, 256),
    "multicast_ttl": (0, None),
    "jpeg_dscp": (-1, 256),
    "mpeg4_dscp": (True, "56"),
    "negotiation": ("fast", "", 100),
    "vsip_port": (0, 65536, "a"),
    "apply": ("yes", 1),
}


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))
    socket_allow_hosts(["127.0.0.1", NEW])


async def refuse(hass: HomeAssistant, field: str, **wanted: Any) -> str:
    """Return what is said of a field that is refused."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_network", **wanted)
    told = str(caught.value)
    assert told.startswith(f"Yard: {field} cannot be ")
    return told


async def test_bad_input(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is refused in the name of its field; nothing is asked or sent."""
    await settled(emulated)
    emulated.clear_requests()
    for field, evils in EVILS.items():
        for evil in evils:
            await refuse(hass, field, **({"mtu": 1400} | {field: evil}))
    for port in (0, 65536, "80", None, 1.5):
        with pytest.raises(ServiceValidationError, match="Yard: port cannot be"):
            await act(hass, "set_http_port", port=port)
    assert not emulated.requests


@pytest.mark.parametrize(
    ("wanted", "field", "reason"),
    [
        ({"gateway": "10.0.0.1"}, "gateway", "another device in 127.0.0.0/8"),
        ({"gateway": "127.0.0.1"}, "gateway", "another device in 127.0.0.0/8"),
        ({"address": "127.255.255.255"}, "address", "of a device in 127.0.0.0/8"),
        (
            {"address": "10.0.0.8", "netmask": "255.255.255.248"},
            "address",
            "of a device in 10.0.0.8/29",
        ),
        ({"dhcp": True, "address": NEW}, "address", "only while DHCP is off"),
        ({"dns": True}, "dns_address", "dns needs it"),
        ({"vsip_port": 32040}, "vsip_port", "uses this one for alarms"),
        ({"vsip_port": 10021}, "vsip_port", "uses this one for the camera itself"),
    ],
)
async def test_what_makes_no_sense(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    wanted: dict[str, Any],
    field: str,
    reason: str,
) -> None:
    """Is refused before anything is sent."""
    await settled(emulated)
    emulated.clear_requests()
    assert reason in await refuse(hass, field, **wanted)
    assert params(emulated) == []


async def test_everything(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What is at once is so; the rest is told to wait, and asked for under repairs."""
    wanted = {
        "netmask": "255.255.255.0",
        "gateway": "127.0.0.254",
        "dns": True,
        "dns_address": "127.0.0.53",
        "host_name": "gate-1.home",
        "ipv6": False,
        "mtu": 1400,
        "ttl": 32,
        "multicast_ttl": 4,
        "jpeg_dscp": 56,
        "mpeg4_dscp": 48,
        "negotiation": "100full",
        "vsip_port": 5511,
    }
    told = await act(hass, "set_network", **wanted)
    assert {name: told[name] for name in wanted} == wanted
    assert told["address"] == emulated.host
    assert told["http_port"] == emulated.http_port
    assert told["ipv6_addresses"][0].startswith("fe80::280:88ff:fe00:1aef")
    assert set(told["waiting_for_restart"]) == {
        *("netmask", "ipv6", "mtu", "ttl", "multicast_ttl"),
        *("jpeg_dscp", "mpeg4_dscp", "negotiation"),
    }
    assert ir.async_get(hass).async_get_issue("jvc_vn", f"restart_{loaded.entry_id}")
    assert emulated.get("network.dns.ip") == "127.0.0.53"
    assert emulated.get("network.vsip_server.port") == "5511"
    assert emulated.get("network.interface.mtu") == "1500"
    # As it was: nothing waits any more.
    told = await act(
        hass,
        "set_network",
        netmask="255.0.0.0",
        ipv6=True,
        mtu=1500,
        ttl=64,
        multicast_ttl=1,
        jpeg_dscp=0,
        mpeg4_dscp=0,
        negotiation="auto",
        gateway="",
    )
    assert told["waiting_for_restart"] == []
    assert told["gateway"] == ""
    assert repairs(hass) == {"factory_password"}


async def test_another_address(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The camera restarts once, and is followed to where it is then."""
    emulated.reboot_seconds, since = 0.1, emulated.powered_at
    told = await act(hass, "set_network", address=NEW, mtu=1400, apply=True)
    assert told["address"] == NEW
    restarts = [t for t in params(emulated) if t.endswith("status=restart")]
    assert restarts == ["network.interface.status=restart"]
    await restarted(emulated, since)
    await hass.async_block_till_done()
    await hass.config_entries.async_reload(loaded.entry_id)
    await until(lambda: is_there(loaded, emulated))
    assert loaded.data["host"] == emulated.host == NEW
    assert (await act(hass, "get_network"))["waiting_for_restart"] == []
    assert repairs(hass) == {"factory_password"}


async def test_another_port(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is followed too; one at which the camera does something else is refused."""
    for taken in (32040, 10023, 5510, emulated.alarm_port):
        with pytest.raises(ServiceValidationError, match="it takes another port"):
            await act(hass, "set_http_port", port=taken)
    port = free_port(emulated.host)
    assert await act(hass, "set_http_port", port=port) == {"port": port}
    await until(lambda: emulated.http_port == port)
    await hass.async_block_till_done()
    await until(lambda: is_there(loaded, emulated))
    assert loaded.data["port"] == port


async def test_a_gateway_of_another_net(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The camera may want to be there first: a person is told the order."""
    emulated.forms.gateway_inside = True
    with pytest.raises(HomeAssistantError, match="Set the address first"):
        await act(hass, "set_network", address="10.0.0.9", gateway="10.0.0.1")
    told = await act(hass, "get_network")
    assert told["address"] == emulated.host
    assert told["waiting_for_restart"] == []


async def test_its_addresses(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """All that there are of a family, and of the other what the camera tells."""
    addresses = [f"2001:db8::{n}" for n in range(1, 9)]
    for n, address in enumerate(addresses, 1):
        emulated.force(f"network.interface.ipv6.global({n})", address)
    told = (await act(hass, "get_network"))["ipv6_addresses"]
    assert told[0].startswith("fe80::")
    assert told[1:] == addresses
    key = "network.interface.ipv6.link_local(1)"
    emulated.faults.error_keys[key] = "401 Unauthorized"
    assert (await act(hass, "get_network"))["ipv6_addresses"] == addresses


async def test_what_the_camera_refuses(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Is told in its own words."""
    emulated.faults.error_keys["network.hostname"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError, match=r"did not do it\. It answers"):
        await act(hass, "set_network", host_name="gate-1.home")


async def test_a_camera_with_less(hass: HomeAssistant) -> None:
    """An older model has neither IPv6 nor VSIP; the port that it has is not written."""
    async with make_emulated(model="VN-V686", mac="008088000101") as older:
        data = entry_data(older, password="vn-v686")
        entry = MockConfigEntry(
            domain="jvc_vn", unique_id="00:80:88:00:01:01", data=data
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        older.clear_requests()

        async def ask(action: str, **wanted: Any) -> Any:
            answer = await hass.services.async_call(
                "jvc_vn",
                action,
                {"entity_id": "camera.vn_v686", **wanted},
                blocking=True,
                return_response=True,
            )
            told: Any = answer
            return told["camera.vn_v686"]

        told = await ask("get_network")
        assert told["ipv6_addresses"] == []
        assert told.keys().isdisjoint({"ipv6", "vsip_port"})
        port = older.http_port
        assert await ask("set_http_port", port=port) == {"port": port}
        assert not params(older)
        assert not [r for r in older.requests if "interface.ipv6" in r.target]
        await hass.config_entries.async_unload(entry.entry_id)
