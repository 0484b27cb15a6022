"""Pulses of the outputs: the relay opens, and the duration is what it was."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

import pytest

from custom_components.jvc_vn.protocol import output_pulse as pulse_module
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    InvalidValueError,
    RefusedError,
    VnError,
)
from custom_components.jvc_vn.protocol.output_pulse import Pulses
from custom_components.jvc_vn.protocol.parameters import Parameter
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import Pauses, written

DURATION = "peripheral.output_pin.pin(1).duration"
OUTPUT = "peripheral.output_pin.pin(1).status"


class Host:
    """Whoever keeps the camera of which an output is pulsed."""

    def __init__(self, camera: Camera, told: list[tuple[str, Any]]) -> None:
        """Note in `told` what is shown."""
        self.camera = camera
        self.told = told
        self.tasks: list[asyncio.Task[None]] = []

    def show(self, parameter: Parameter[Any], value: Any) -> None:
        """Note it."""
        self.told.append((parameter.key, value))

    def create_lasting_task(
        self, coro: Coroutine[Any, Any, None], name: str
    ) -> asyncio.Task[None]:
        """Run it."""
        self.tasks.append(asyncio.create_task(coro, name=name))
        return self.tasks[-1]


@pytest.fixture
def told() -> list[tuple[str, Any]]:
    """What was told of the output."""
    return []


@pytest.fixture
async def pulses(
    camera: Camera, pauses: Pauses, told: list[tuple[str, Any]]
) -> AsyncGenerator[Pulses]:
    """Pulses that end when a test says so."""
    host = Host(camera, told)
    yield Pulses(host, timing=Timing(sleep=pauses))
    for task in host.tasks:
        task.cancel()
    await asyncio.gather(*host.tasks, return_exceptions=True)


async def end(pauses: Pauses) -> None:
    """Let the pulse be over, once somebody waits for that."""
    await until(lambda: bool(pauses.asleep))
    pauses.end()


async def test_a_pulse(
    pulses: Pulses,
    emulated: EmulatedCamera,
    pauses: Pauses,
    told: list[tuple[str, Any]],
) -> None:
    """The camera ends it, and its duration is put back."""
    await pulses.pulse(1, 200)
    assert emulated.output(1) == "make"
    await until(lambda: emulated.output(1) == "break")
    await until(lambda: pauses.asleep == [200 / 1000 + pulse_module.MARGIN])
    pauses.end()
    await until(lambda: len(told) == 3)
    assert written(emulated) == [f"{DURATION}=200", f"{OUTPUT}=make", f"{DURATION}=500"]
    assert told == [(OUTPUT, True), (OUTPUT, False), (DURATION, 500)]


async def test_a_pulse_as_long_as_usual(
    pulses: Pulses, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Writes nothing that need not be written."""
    await pulses.pulse(1, 500)
    await until(lambda: emulated.output(1) == "break")
    await end(pauses)
    await until(lambda: not pauses.asleep)
    assert written(emulated) == [f"{OUTPUT}=make"]


async def test_a_relay_that_stays_closed_is_opened(
    pulses: Pulses, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Even by a camera that fails for a while."""
    emulated.force(DURATION, "0")
    await pulses.pulse(1, 100)
    emulated.set_output(1, "make", 0)
    emulated.faults.status = 503
    await end(pauses)
    await end(pauses)
    emulated.faults.status = None
    await end(pauses)
    await until(lambda: emulated.get(DURATION) == "0")
    assert emulated.output(1) == "break"


async def test_pulses_that_overlap(
    pulses: Pulses, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """The last one counts, and what is put back is what was there first."""
    await pulses.pulse(1, 3000)
    await pulses.pulse(1, 2000)
    await pulses.pulse(1, 500)
    await pulses.pulse(2, 500)
    assert emulated.get(DURATION) == "500"
    await until(lambda: emulated.output(1) == "break")
    await until(lambda: sorted(pauses.asleep) == [0.8, 0.8])
    pauses.end()
    await until(lambda: written(emulated).count(f"{DURATION}=500") == 2)


async def test_a_pulse_that_fails_leaves_nothing_behind(
    pulses: Pulses, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """The relay may be closed although the answer was lost."""
    emulated.faults.error_keys[OUTPUT] = "401 Unauthorized"
    with pytest.raises(RefusedError):
        await pulses.pulse(1, 200)
    emulated.faults.error_keys.clear()
    emulated.set_output(1, "make", 0)
    await until(lambda: pauses.asleep == [0])
    pauses.end()
    await until(lambda: emulated.get(DURATION) == "500")
    assert emulated.output(1) == "break"


async def test_a_pulse_whose_caller_is_cancelled_ends(
    pulses: Pulses, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """A script that is stopped leaves no relay closed."""
    emulated.faults.delay = 0.05
    call = asyncio.create_task(pulses.pulse(1, 200))
    await until(lambda: f"{OUTPUT}=make" in written(emulated))
    call.cancel()
    emulated.faults.delay = 0
    await until(lambda: pauses.asleep == [0])
    pauses.end()
    await until(lambda: emulated.get(DURATION) == "500")
    assert emulated.output(1) == "break"


async def test_a_camera_that_never_answers_again(
    pulses: Pulses,
    emulated: EmulatedCamera,
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Is told of once; the next pulse still knows what to put back."""
    await pulses.pulse(1, 200)
    emulated.faults.status = 503
    while "may still be closed" not in caplog.text:
        pauses.end()
        await asyncio.sleep(0.005)
    assert caplog.text.count("may still be closed") == 1
    emulated.faults.status = None
    await pulses.pulse(1, 300)
    await until(lambda: emulated.output(1) == "break")
    await end(pauses)
    await until(lambda: emulated.get(DURATION) == "500")


@pytest.mark.parametrize("duration", [99, 5001, 0, -1, "200", None, True, 1.5, []])
async def test_no_such_pulse(
    pulses: Pulses, emulated: EmulatedCamera, duration: Any
) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidValueError, match="duration"):
        await pulses.pulse(1, duration)
    assert not emulated.requests


@pytest.mark.parametrize("output", [0, 3, "1", None, [], True])
async def test_no_such_output(
    pulses: Pulses, emulated: EmulatedCamera, output: Any
) -> None:
    """Nothing is sent."""
    with pytest.raises(VnError, match="output"):
        await pulses.pulse(output, 200)
    assert not emulated.requests
