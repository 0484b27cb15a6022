"""Who answers: another password, address, camera or firmware."""

from datetime import timedelta
from functools import partial
from typing import Literal
from unittest.mock import patch

import pytest
from homeassistant.components.camera import async_get_image
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn import config_flow, discovery
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import search
from custom_components.jvc_vn.video import hub
from tests.conftest import MAC, PASSWORD, act, entry_data, make_emulated, set_up, until
from tests.emulator import EmulatedCamera
from tests.emulator.fault_table import OTHER_MAC, OTHER_PASSWORD
from tests.test_discovery import searchable

from .conftest import CAMERA, INPUT_1, OUTPUT_1, House, Shorten, alarms_arrive, polled

STRANGER = dr.format_mac(OTHER_MAC)
TELLS_WHO = ["/api/param?system.model", "/api/param?network.interface.mac"]
BACK = ("INFO", "Fetching Yard data recovered")


async def pass_seconds(hass: HomeAssistant, seconds: float) -> None:
    """Let timers run that are due within so many seconds."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done()


# The login.


@pytest.mark.fault("password_changed", "http_401")
@pytest.mark.parametrize(
    ("fault", "told"),
    [("password_changed", "http"), ("password_changed", "body"), ("http_401", "http")],
)
async def test_a_login_that_is_refused(
    house: House, fault: str, told: Literal["http", "body"]
) -> None:
    """The person is asked for another one; alarms need none and go on.

    The old one is tried again once a minute: if it is right after all, the question
    is withdrawn and everything is back.
    """
    before = house.coordinator
    house.camera.forms.login_refused = told
    await house.begin(fault)
    for _ in range(2):
        await house.tick()
        assert house.unavailable() >= polled(house)
    assert house.log() == [
        ("ERROR", "Error fetching Yard data: Yard refuses the login")
    ]
    assert house.asked_for_login()
    house.camera.clear_requests()
    await pass_seconds(house.hass, 30)
    assert house.with_login() == []
    await pass_seconds(house.hass, 62)
    # Told in the answer, a second key tells that it is the login.
    asked = 1 if told == "http" else 2
    await until(lambda: len(house.with_login()) == asked)
    await alarms_arrive(house)
    await house.end(fault)
    await pass_seconds(house.hass, 125)
    await until(lambda: not house.unavailable())
    assert not house.asked_for_login()
    assert house.log() == [BACK]
    assert house.coordinator is before


@pytest.mark.fault("password_changed")
async def test_a_login_that_is_refused_in_the_answer_to_a_reload(house: House) -> None:
    """HTTP says that all is well; each key says `401 Unauthorized` (guide, 6)."""
    house.camera.forms.login_refused = "body"
    await house.begin("password_changed")
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    assert house.entry.state is ConfigEntryState.SETUP_ERROR
    assert house.asked_for_login()


@pytest.mark.fault("password_changed")
async def test_a_new_password_is_typed(house: House) -> None:
    """It is used at once."""
    await house.begin("password_changed")
    await house.tick()
    flows = house.hass.config_entries.flow
    (flow,) = flows.async_progress_by_handler(DOMAIN)
    login = {"username": "admin", "password": OTHER_PASSWORD}
    await flows.async_configure(flow["flow_id"], login)
    await house.hass.async_block_till_done()
    await house.link("on")
    assert not house.asked_for_login()
    await until(lambda: not house.unavailable())


# The address.


@pytest.mark.fault("address_changed")
async def test_dhcp_tells_a_new_address(house: House) -> None:
    """It is unavailable until DHCP sees its MAC at the new address; then it is back.

    What it calls itself, and where it looks, is how it is known there.
    """
    house.camera.force("camera.id", "By the pond")
    await house.tick()
    await house.begin("address_changed")
    await house.tick()
    assert house.unavailable() >= polled(house)
    seen = DhcpServiceInfo(house.camera.host, "vn-v685", MAC.replace(":", ""))
    result = await house.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=seen
    )
    assert result["reason"] == "already_configured"
    await until(lambda: house.entry.data["host"] == house.camera.host)
    await house.hass.async_block_till_done()
    await house.link("on")
    await until(lambda: not house.unavailable())
    assert house.entry.data == entry_data(house.camera)


@pytest.mark.fault("address_changed")
async def test_a_search_tells_a_new_address(
    hass: HomeAssistant,
    shorten: Shorten,
    search_targets: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The search knows no MAC, so it is offered, and used after the person's login.

    Until then nothing is sent there but looks that hold no password.
    """
    shorten(1.0)
    monkeypatch.setattr(search, "search", partial(search.search, wait=0.1))
    async with searchable() as camera:
        monkeypatch.setattr(config_flow, "DEFAULT_ALARM_PORT", camera.alarm_port)
        entry = MockConfigEntry(
            domain=DOMAIN, title="Yard", unique_id=MAC, data=entry_data(camera)
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        await camera.fault_board.begin("address_changed")
        await entry.runtime_data.async_refresh()
        camera.clear_requests()
        search_targets.append((camera.host, camera.search_port or 0))
        async_fire_time_changed(hass, dt_util.utcnow() + discovery.INTERVAL)
        flows = hass.config_entries.flow
        await until(lambda: len(flows.async_progress()) == 1)
        (offer,) = flows.async_progress_by_handler(DOMAIN)
        assert offer["context"]["source"] == SOURCE_INTEGRATION_DISCOVERY
        assert not [r for r in camera.requests if r.user]
        assert entry.data["host"] == "127.0.0.1"
        login = {"username": "admin", "password": PASSWORD}
        asked = await flows.async_configure(offer["flow_id"], login)
        assert asked["step_id"] == "moved"
        result = await flows.async_configure(offer["flow_id"], {})
        assert result["reason"] == "address_changed"
        await hass.async_block_till_done()
        assert entry.data["host"] == camera.host
        await until(lambda: entry.state is ConfigEntryState.LOADED)
        await until(lambda: entry.runtime_data.data.link == "live")
        await hass.config_entries.async_unload(entry.entry_id)


# The camera.


@pytest.mark.fault("other_camera")
async def test_another_camera_answers(house: House) -> None:
    """It is unavailable, and a repair names both MACs; the stranger is left alone.

    It is asked once who it is, which takes the login; then only looked at without it.
    Its alarms and pictures are not shown as ours. When our camera is back at its
    address, so is everything, and the repair is withdrawn.
    """
    before = house.coordinator
    await house.begin("other_camera")
    house.camera.clear_requests()
    for _ in range(4):
        await house.tick()
        assert house.unavailable() >= polled(house)
    said = f"Another camera ({STRANGER}) answers at the address of Yard"
    assert house.log() == [("ERROR", f"Error fetching Yard data: {said}")]
    assert house.repairs() == {
        "other_camera": {
            "camera": "Yard",
            "host": "127.0.0.1",
            "mac": MAC,
            "other_mac": STRANGER,
        }
    }
    assert house.with_login() == TELLS_WHO
    await until(lambda: house.camera.alarm_clients == 1)
    alarms: list[str] = []
    before.events.listen("alarm_event", lambda event: alarms.append(event.type))
    house.camera.set_input(1, "make")
    await house.tick()
    assert alarms == []
    house.camera.set_input(1, "break")
    await house.end("other_camera")
    await house.tick()
    await house.link("on")
    await until(lambda: not house.unavailable())
    assert not house.repairs()
    assert house.log() == [BACK]
    assert house.coordinator is before
    assert house.shows(INPUT_1) == "off"


@pytest.mark.fault("other_camera")
async def test_another_camera_is_not_commanded(house: House) -> None:
    """Not even in the seconds before the next poll: who answers is asked first."""
    with house.coordinator.hub.viewer(10) as viewer:
        assert await viewer.take()
        await house.begin("other_camera")
        house.camera.clear_requests()
        with pytest.raises(HomeAssistantError, match=rf"Another camera \({STRANGER}\)"):
            await act(house.hass, "switch.turn_on", OUTPUT_1)
        assert house.camera.output(1) == "break"
        assert house.with_login() == TELLS_WHO
        await until(lambda: house.camera.video_clients == 0)
    with (
        patch.multiple(hub, FRESH=0.0, STALE=0.0),
        pytest.raises(HomeAssistantError),
    ):
        await async_get_image(house.hass, CAMERA)


@pytest.mark.fault("other_camera", "address_changed")
async def test_another_camera_answers_at_start(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Then it is not tried again, which would send it the login again and again.

    DHCP tells of its new address; as it has never been seen, the person is asked.
    """
    await emulated.fault_board.begin("other_camera")
    await hass.config_entries.async_setup(entry.entry_id)
    house = House(hass, emulated, entry, None)  # type: ignore[arg-type]
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert house.repairs()["other_camera"]["other_mac"] == STRANGER
    emulated.clear_requests()
    await pass_seconds(hass, 3600)
    assert emulated.requests == []
    camera = make_emulated(
        host="127.0.0.2",
        http_port=emulated.http_port,
        alarm_port=emulated.alarm_port,
    )
    async with camera:
        seen = DhcpServiceInfo(camera.host, "vn-v685", MAC.replace(":", ""))
        flows = hass.config_entries.flow
        await flows.async_init(DOMAIN, context={"source": SOURCE_DHCP}, data=seen)
        await until(lambda: bool(flows.async_progress()))
        assert emulated.requests == []
        assert not [r for r in camera.requests if r.user]
        (card,) = flows.async_progress()
        result = await flows.async_configure(card["flow_id"], {})
        assert result["reason"] == "address_changed"
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        assert not house.repairs()
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.fault("firmware_update")
async def test_another_model_after_an_update(house: House) -> None:
    """It is set up anew by itself, said once: model, firmware and entities fit."""
    before = house.coordinator
    await house.begin("firmware_update")
    await house.tick()
    await until(lambda: house.entry.state is ConfigEntryState.LOADED)
    await house.link("on")
    assert house.coordinator is not before
    said = "came back as VN-V686BU with firmware V3-10: setting it up anew"
    assert house.log() == [("INFO", f"Yard {said}")]
    device = dr.async_get(house.hass).async_get_device_by_connection(
        (CONNECTION_NETWORK_MAC, MAC), house.entry.entry_id
    )
    assert device
    assert (device.model, device.model_id) == ("VN-V686B", "VN-V686BU")
    assert device.sw_version == "V3-10"
    await until(lambda: not house.unavailable())
    assert not house.repairs()


@pytest.mark.fault("firmware_update")
async def test_an_update_brings_entities(hass: HomeAssistant, shorten: Shorten) -> None:
    """What the new firmware can do appears, without a reload by anybody."""
    registry = er.async_get(hass)
    tracking = ("switch", DOMAIN, f"{MAC}_intelligent_tracking")
    async with make_emulated(model="VN-V686", firmware="V1-00") as camera:
        data = entry_data(camera, password=camera.passwords["admin"])
        entry = MockConfigEntry(domain=DOMAIN, title="Yard", unique_id=MAC, data=data)
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        shorten(1.0)
        assert registry.async_get_entity_id(*tracking) is None
        await camera.fault_board.begin("firmware_update")
        await entry.runtime_data.async_refresh()
        await hass.async_block_till_done()
        await until(lambda: registry.async_get_entity_id(*tracking) is not None)
        await hass.async_block_till_done()
        await hass.config_entries.async_unload(entry.entry_id)
