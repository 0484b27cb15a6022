"""The network: nobody there, silence, cut and slow answers."""

import asyncio
from time import monotonic

import pytest

from tests.conftest import act, until
from tests.emulator import EmulatedCamera

from .conftest import INPUT_1, OUTPUT_1, House, Shorten, alarms_arrive, polled

GONE = ("ERROR", "Error fetching Yard data: Yard does not answer")
BACK = ("INFO", "Fetching Yard data recovered")


async def goes_and_comes(house: House, fault: str, gone: tuple[str, str]) -> None:
    """Everything that is asked for is unavailable, and comes back by itself.

    The log says so once each; nothing is asked of the person.
    """
    before = house.coordinator
    await house.begin(fault)
    for _ in range(3):
        await house.tick()
        assert house.unavailable() >= polled(house)
    assert house.log() == [gone]
    assert not house.repairs()
    assert not house.asked_for_login()
    await house.end(fault)
    for _ in range(2):
        await house.tick()
        assert not house.unavailable() & polled(house)
    assert house.log() == [BACK]
    assert house.coordinator is before
    await house.link("on")
    await act(house.hass, "switch.turn_on", OUTPUT_1)
    assert house.camera.output(1) == "make"


@pytest.mark.fault("refused")
async def test_a_camera_that_refuses_connections(house: House) -> None:
    """It is unavailable, said once; the next poll after it listens brings it back.

    The alarm link connects again by itself, and an input that was closed meanwhile
    shows closed.
    """
    await house.begin("refused")
    await house.tick()
    house.camera.set_input(1, "make")
    await house.end("refused")
    await house.tick()
    await until(lambda: house.shows(INPUT_1) == "on")
    house.log()
    await goes_and_comes(house, "refused", GONE)


@pytest.mark.fault("silent")
async def test_a_camera_that_takes_connections_and_is_silent(house: House) -> None:
    """After the time-out it is unavailable; the alarm link is not broken by it."""
    await goes_and_comes(house, "silent", GONE)
    await house.begin("silent")
    await house.tick()
    await alarms_arrive(house)
    await house.end("silent")


@pytest.mark.fault("half_open")
async def test_a_power_cut_without_a_word(house: House) -> None:
    """Polls find out after their time-out, though no connection was ever closed.

    The alarm link asks by keep-alive, which takes two minutes; when the power is
    back, it is told at once that its connection is none any more.
    """
    await goes_and_comes(house, "half_open", GONE)
    await until(lambda: house.camera.alarm_clients == 1)
    house.camera.set_input(1, "make")
    await until(lambda: house.shows(INPUT_1) == "on")


@pytest.mark.fault("reboot")
async def test_a_reboot(house: House, shorten: Shorten) -> None:
    """It is away for a minute, comes back alone, and everything is read anew.

    An input that changed while it was away is right afterwards.
    """
    shorten(2)
    house.camera.reboot_seconds = 0.3
    house.camera.force("camera.image.stabilizer", "on")
    await house.begin("reboot")
    await until(lambda: not house.camera.powered)
    await house.tick()
    assert house.unavailable() >= polled(house)
    assert house.log() == [GONE]
    house.camera.set_input(1, "make")
    await until(lambda: house.camera.powered)
    # Its ports open a moment after its power is back.
    while house.unavailable() >= polled(house):
        await house.tick()
    await house.link("on")
    assert not house.unavailable()
    assert house.log() == [BACK]
    assert house.shows("switch.vn_v685_image_stabilizer") == "on"
    await until(lambda: house.shows(INPUT_1) == "on")
    assert not house.repairs()


@pytest.mark.fault("reset")
@pytest.mark.parametrize("count", [0, 1, 40, 155])
async def test_answers_that_are_cut_off(house: House, count: int) -> None:
    """Half an answer is none: no value is made of it, and it is unavailable meanwhile.

    The alarm link has its own connection and is not broken by it.
    """
    await house.begin("reset")
    house.camera.faults.reset_after = count
    house.camera.set_output(1, "make", 0)
    for _ in range(2):
        await house.tick()
        assert house.unavailable() >= polled(house)
    ((level, _),) = house.log()
    assert level == "ERROR"
    await house.end("reset")
    await house.tick()
    assert not house.unavailable()
    assert house.log() == [BACK]
    assert house.shows(OUTPUT_1) == "on"
    assert house.camera.alarm_clients == 1


@pytest.mark.fault("trickle")
async def test_answers_byte_by_byte(house: House, shorten: Shorten) -> None:
    """Nobody notices."""
    shorten(30.0)
    await house.begin("trickle")
    await act(house.hass, "switch.turn_on", OUTPUT_1)
    assert house.camera.output(1) == "make"
    house.camera.set_output(1, "break", 0)
    await house.coordinator.async_refresh()
    assert house.shows(OUTPUT_1) == "off"
    assert not house.unavailable()
    assert house.log() == []


@pytest.mark.fault("latency")
async def test_answers_that_take_seconds(
    house: House, emulated: EmulatedCamera
) -> None:
    """Everything works, later: half of the time-out is no time-out.

    A person does not wait for a poll to end: there is a connection for each.
    """
    await house.begin("latency")
    emulated.faults.delay = 0.12
    poll = asyncio.create_task(house.tick())
    await asyncio.sleep(0.02)
    started = monotonic()
    await act(house.hass, "switch.turn_on", OUTPUT_1)
    assert not poll.done()
    assert monotonic() - started < 3 * emulated.faults.delay
    await poll
    assert not house.unavailable()
    assert house.log() == []
