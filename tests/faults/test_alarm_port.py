"""The alarm port: full, and lines in any shape."""

import pytest

from tests.conftest import until, watch
from tests.emulator.fault_table import BURST

from .conftest import INPUT_1, LINK, House

type Edges = list[str]


@pytest.fixture
def edges(house: House) -> Edges:
    """The alarms that are told from now on."""
    told: Edges = []
    house.coordinator.events.listen(
        "alarm_event", lambda event: told.append(event.type)
    )
    return told


async def pulse(house: House, edges: Edges) -> None:
    """Close and open input 1; both edges are told, once each."""
    for contact, shown in (("make", "on"), ("break", "off")):
        house.camera.set_input(1, contact)
        await until(lambda shown=shown: house.shows(INPUT_1) == shown)
    assert edges == ["input_1_make", "input_1_break"]
    assert house.log() == []


@pytest.mark.fault("alarm_full")
async def test_no_place_at_the_alarm_port(house: House) -> None:
    """Alarm link is off; inputs are polled, and the first free place is taken."""
    await house.begin("alarm_full")
    await house.link("off")
    house.camera.set_input(1, "make")
    await house.tick()
    assert house.shows(INPUT_1) == "on"
    assert not house.unavailable()
    assert house.log() == []
    await house.end("alarm_full")
    await house.link("on")
    house.camera.set_input(1, "break")
    await until(lambda: house.shows(INPUT_1) == "off")


@pytest.mark.fault("alarm_burst")
async def test_a_hundred_lines_at_once(house: House, edges: Edges) -> None:
    """Each is an event of its own, in their order."""
    await house.begin("alarm_burst")
    await until(lambda: len(edges) >= BURST.count(b"\n"))
    assert edges == ["input_1_make", "input_1_break"] * 50
    assert house.shows(INPUT_1) == "off"


@pytest.mark.fault("alarm_split")
async def test_lines_in_pieces(house: House, edges: Edges) -> None:
    """Wherever a line is cut in two, it is one line."""
    await house.begin("alarm_split")
    await pulse(house, edges)


@pytest.mark.fault("alarm_garbage", "alarm_long_line")
@pytest.mark.parametrize("fault", ["alarm_garbage", "alarm_long_line"])
async def test_what_is_no_alarm(house: House, edges: Edges, fault: str) -> None:
    """It is passed over; the link stays, and the next alarm is told."""
    states = watch(house.hass, LINK)
    await house.begin(fault)
    await pulse(house, edges)
    assert states == []
    assert house.camera.alarm_clients == 1
