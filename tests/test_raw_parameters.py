"""Any key of the guide, written as a person means it and as the guide spells it."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn.actions.areas_and_masks import MASK_EDITS
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.clock import ZoneWord
from custom_components.jvc_vn.protocol.codecs import Text
from custom_components.jvc_vn.protocol.ptz import PAN
from tests.conftest import entry_data, settled, until
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

from .protocol.test_strict_texts import ROWS
from .test_relocation import restarted
from .test_settings import told

pytestmark = pytest.mark.usefixtures("loaded")
CAMERA = "camera.vn_v685"
TEXTS = {
    row
    for row, parameter in ROWS.items()
    if isinstance(parameter.codec, Text | ZoneWord)
}
"""Rows that take almost any text."""


async def write(hass: HomeAssistant, key: str, value: str, **more: Any) -> Any:
    """Write a key of the guide by the general action."""
    response = await hass.services.async_call(
        "jvc_vn",
        "set_parameter",
        {"entity_id": CAMERA, "parameter": key, "value": value, **more},
        blocking=True,
        return_response=True,
    )
    assert response
    return response[CAMERA]


@pytest.mark.parametrize(
    ("key", "value", "query", "kept"),
    [
        ("camera.id", "Gate & Pond", "Gate%20%26%20Pond", "Gate & Pond"),
        ("camera.id", "Gate%20Pond", "Gate%20Pond", "Gate Pond"),
        ("camera.id", "100%", "100%25", "100%"),
        ("camera.id", "", "%00", ""),
        ("camera.id", "%00", "%00", ""),
        ("application.ftp.path", "a/b", "a%2Fb", "a/b"),
        ("application.ftp.path", "a%2Fb", "a%2Fb", "a/b"),
        (
            "network.access_control(stream_out).host(1)",
            "10.0.0.0/24",
            "10.0.0.0%2F24",
            "10.0.0.0/24",
        ),
    ],
)
async def test_values(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    key: str,
    value: str,
    query: str,
    kept: str,
) -> None:
    """Escapes of the guide mean what they stand for, and are never escaped again."""
    emulated.clear_requests()
    await write(hass, key, value)
    assert told(emulated, f"{key}=") == [f"{key}={query}"]
    assert emulated.get(key) == kept


async def test_it_is_saved_like_any_change(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Five seconds later, once; a power cut does not take it."""
    await settled(emulated)
    emulated.clear_requests()
    answer = await write(hass, "camera.image.enhance", "80")
    assert answer == {"reply": "202 Accepted", "needs": "camera.status=save"}
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await until(lambda: told(emulated, "camera.status=") == ["camera.status=save"])
    await emulated.stop()
    await emulated.start()
    assert emulated.get("camera.image.enhance") == "80"


async def test_a_printed_key(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """A misprint of the guide is the key that it means."""
    await write(hass, "peripheral.input_pin.pin(1).duration", "200")
    assert emulated.get("peripheral.output_pin.pin(1).duration") == "200"


async def test_a_password(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Ours reaches the entry, so that nobody is locked out."""
    await write(hass, "system.password.admin", "s3cret/5")
    assert emulated.passwords["admin"] == "s3cret/5"
    assert loaded.data["password"] == "s3cret/5"


async def test_a_motor_stops(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Like any move, though nobody stops it."""
    key = "camera.motion.pan.status"
    await write(hass, key, "start")
    assert told(emulated, f"{key}=start")
    await until(lambda: told(emulated, f"{key}=") == [f"{key}=start", f"{key}=stop"])


REFUSED = ("\x7f", "x" * 2000, "perhaps\t")


async def test_every_row_is_strict(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """What no value can be is refused by the name of its field, and never sent."""
    await settled(emulated)
    emulated.clear_requests()
    for row, parameter in ROWS.items():
        for value in REFUSED if row in TEXTS else (*REFUSED, "perhaps", "a&b=c"):
            with pytest.raises(ServiceValidationError) as caught:
                await write(hass, parameter.key, value)
            said = str(caught.value)
            assert said.startswith("Yard: value cannot be "), (row, value)
            assert len(said) < 600
    assert not told(emulated, "")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("camera.image.enhance", "101", "a number from 0 to 100, or one of +, -"),
        ("camera.image.enhance", "60.0", "a number from 0 to 100, or one of +, -"),
        ("camera.shutter", "61", "one of 60, 100, 250"),
        ("camera.image.true_daynight", "auto_low", "one of color, bw, autoL"),
        ("camera.motion.auto_pan.status", "moving", "one of start, stop, goto_end"),
        ("camera.position(3).status", "registered", "one of goto, initialize, save"),
        ("camera.image.white_balance.r", "85", "a whole number from s0 to s255"),
        ("system.date", "20260230000000", "a text such as 20261231235959"),
        ("camera.detection.area", "#" * 24, "a text such as 0123456789ABCDEF"),
        ("application.event(1).action", "smsto/5", "a text such as mailto/{address}/"),
        ("application.event(1).trigger", "full moon", "it takes"),
        ("application.event(6).action", "recftp/ftp01/object01", "such as ftpto/"),
    ],
)
async def test_what_is_refused(
    hass: HomeAssistant, emulated: EmulatedCamera, key: str, value: str, says: str
) -> None:
    """Says what the guide has there, in its own words."""
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await write(hass, key, value)
    assert says in str(caught.value)
    assert not told(emulated, f"{key}=")


async def test_what_would_lock_us_out(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Is refused before anything is sent, unless it is confirmed."""
    host = "network.access_control(stream_out).host(1)"
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await write(hass, host, "127.0.0.0/8")
    assert caught.value.translation_key == "confirm_access"
    assert not told(emulated, f"{host}=")
    await write(hass, host, "10.0.0.0/8")
    await write(hass, host, "127.0.0.0/8", confirm=True)
    assert emulated.get(host) == "127.0.0.0/8"


async def test_the_factory_reset(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is refused unless it is confirmed."""
    with pytest.raises(ServiceValidationError) as caught:
        await write(hass, "system.status", "initialize")
    assert caught.value.translation_key == "confirm_reset"
    assert not told(emulated, "system.status=")


async def test_a_login_that_may_not(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is refused here, as everywhere, before anything is sent."""
    data = entry_data(emulated, username="user", password=emulated.passwords["user"])
    hass.config_entries.async_update_entry(loaded, data=data)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await write(hass, "camera.image.enhance", "80")
    assert caught.value.translation_key == "role"
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            "jvc_vn", "goto_preset", {"entity_id": CAMERA, "preset": 1}, blocking=True
        )
    assert not told(emulated, "camera.image.enhance=")
    assert not told(emulated, "camera.position")


async def test_what_has_a_safe_way(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """It goes that way: traces and masks that are begun are owed an end."""
    owed = loaded.runtime_data.owed
    for key, begin, end in (
        (p.TRACE_RECORDING.key, "start", "stop"),
        (p.PRIVACY_MASK_AREA[1].key, MASK_EDITS["start"], MASK_EDITS["cancel"]),
    ):
        before = set(owed.owed)
        answer = await write(hass, key, begin)
        assert answer == {"reply": "200 OK", "needs": None}
        assert set(owed.owed) > before
        await write(hass, key, end)
        assert set(owed.owed) == before


async def test_stopping_and_aiming_a_move(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A move of ours is ended by its key, and by a new direction for it."""
    ptz = loaded.runtime_data.ptz
    await write(hass, "camera.motion.pan.status", "start")
    assert ptz.running == {"pan"}
    await write(hass, "camera.motion.pan.status", "stop")
    assert ptz.running == set()
    await write(hass, "camera.motion.pan.status", "start")
    await write(hass, PAN.direction.key, PAN.negative)
    assert ptz.running == set()
    assert "pan" not in emulated.motors_running()


async def test_the_settings_of_the_picture_are_restored(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """As by the button, so that everything is read again."""
    await write(hass, "camera.image.enhance", "80")
    await write(hass, p.PRESET.key, "restore")
    assert told(emulated, "camera.status=restore")


async def test_applied_at_once(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """What a change needs is sent now; nothing is needed any more."""
    answer = await write(hass, "camera.image.enhance", "81", apply=True)
    assert answer == {"reply": "202 Accepted", "needs": None}
    assert told(emulated, "camera.status=") == ["camera.status=save"]


async def test_applied_by_a_restart(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Where it takes one, the camera is restarted, once."""
    emulated.reboot_seconds, since = 0.1, emulated.powered_at
    answer = await write(hass, "network.interface.mtu", "1400", apply=True)
    assert answer["needs"] is None
    restart = "network.interface.status=restart"
    assert told(emulated, "network.interface.status=") == [restart]
    await restarted(emulated, since)
    assert emulated.get("network.interface.mtu") == "1400"


async def test_a_title_of_a_preset(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """It can be called by it at once."""
    await write(hass, "camera.position(1).comment", "Tor")
    assert loaded.runtime_data.presets.titles[1] == "Tor"


async def test_reading_what_is_odd(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """An error of one key is told beside the values of the others."""
    emulated.faults.error_keys["camera.id"] = "503 Busy"
    emulated.faults.refusals = [Refusal("system.date", status=500)]
    keys = ["camera.id", "system.date", "system.log"]
    response = await hass.services.async_call(
        "jvc_vn",
        "get_parameters",
        {"entity_id": CAMERA, "parameters": keys},
        blocking=True,
        return_response=True,
    )
    assert response
    answer: Any = response[CAMERA]
    assert answer["errors"]["camera.id"] == "503 Busy"
    assert "HTTP 500" in answer["errors"]["system.date"]
    assert "system.log" in answer["values"]
