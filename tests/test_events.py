"""Alarms and presets as events, and the picture of the newest alarm."""

from http import HTTPStatus

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.protocol.models import AlarmSource
from tests.conftest import set_up, until
from tests.emulator import EmulatedCamera

ALARM = "event.vn_v685_alarm"
PRESET = "event.vn_v685_preset_reached_or_left"
IMAGE = "image.vn_v685_last_alarm"


def collect(entry: MockConfigEntry, key: str) -> list[str]:
    """Collect the events of an entity from now on."""
    seen: list[str] = []
    entry.runtime_data.happenings.listen(key, lambda event, _: seen.append(event))
    return seen


async def test_every_edge_is_one_event(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Though each push repeats the state of both inputs and of motion."""
    seen = collect(loaded, "alarm_event")
    emulated.set_input(1, "make")
    emulated.set_input(2, "make")
    emulated.set_input(1, "break")
    await until(lambda: len(seen) == 3)
    emulated.trigger_motion()
    emulated.trigger_motion()
    await until(lambda: len(seen) == 4)
    emulated.set_input(2, "break")
    await until(lambda: "input_2_break" in seen)
    assert seen == [
        "input_1_make",
        "input_2_make",
        "input_1_break",
        "motion",
        "input_2_break",
    ]
    assert hass.states.get(ALARM).attributes["event_type"] == "input_2_break"


async def test_edges_in_one_packet_are_several_events(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A contact that bounces is not swallowed."""
    seen = collect(loaded, "alarm_event")
    lines = (
        f"peripheral.input_pin.pin(1).status={state}\r\n"
        for state in ("make", "break", "make")
    )
    emulated.push_raw("".join(lines).encode())
    await until(lambda: len(seen) == 3)
    assert seen == ["input_1_make", "input_1_break", "input_1_make"]


async def test_no_event_for_what_was_there_already(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Neither at start nor after the link came back."""
    emulated.set_input(1, "make")
    await set_up(hass, entry)
    assert hass.states.get(ALARM).state == "unknown"
    seen = collect(entry, "alarm_event")
    emulated.drop_alarm_clients()
    emulated.force("peripheral.input_pin.pin(2).status", "make")
    active = entry.runtime_data.data.active
    await until(lambda: active[AlarmSource.INPUT_2])
    assert not seen


async def test_presets_that_are_reached_and_left(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """With number and title, by whatever moved the camera."""
    seen = collect(loaded, "preset_event")
    hub = loaded.runtime_data.hub
    for preset in ("none", "3"):
        emulated.force("camera.status", preset)
        hub._newest_at = float("-inf")
        await hub.still()
    assert seen == ["left", "arrived"]
    attributes = hass.states.get(PRESET).attributes
    assert (attributes["preset"], attributes["title"]) == (3, "Driveway")


async def test_the_picture_of_the_newest_alarm(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """There is none before the first alarm."""
    client = await hass_client()
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.INTERNAL_SERVER_ERROR
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(IMAGE).state != "unknown")
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/jpeg"
    assert await response.read() == loaded.runtime_data.hub.newest.jpeg


async def test_an_alarm_without_a_picture(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """A camera that gives us no video still gives alarms."""
    emulated.faults.video_refused = True
    await set_up(hass, entry)
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(ALARM).state != "unknown")
    await hass.async_block_till_done()
    assert hass.states.get(IMAGE).state == "unknown"
