"""What the emulated camera changes by itself, each after its cause (guide 6)."""

from collections.abc import AsyncIterator

import pytest

from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock, ask, fields, still

pytestmark = pytest.mark.enable_socket

BALANCE = "camera.image.white_balance"


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
async def camera(socket_enabled: None, clock: Clock) -> AsyncIterator[EmulatedCamera]:
    """Run a camera with a clock of the test's own."""
    async with EmulatedCamera(scene="plain", clock=clock) as made:
        yield made


async def read(camera: EmulatedCamera, key: str) -> str:
    """Read a value as anybody does."""
    return (await ask(camera, key)).removeprefix(f"{key}=").partition("&")[0]


async def test_one_push_white_balance(camera: EmulatedCamera) -> None:
    """It measures once: the mode is manual then, with the gains of that moment."""
    measured = await read(camera, "camera.image.autowhite_balance.r")
    assert await read(camera, f"{BALANCE}.r") != measured
    await ask(camera, f"{BALANCE}=op_auto")
    assert await read(camera, BALANCE) == "manual"
    assert await read(camera, f"{BALANCE}.r") == measured


async def test_frame_size_and_file_size(camera: EmulatedCamera) -> None:
    """The file size goes with the frame size, and so do its limits."""
    quality = "encode(1).quality"
    accepted = f"{quality}&202 Accepted(encode(1).status=save)\r\n"
    refused = f"{quality}&401 Unauthorized\r\n"
    assert await ask(camera, f"{quality}=60k") == accepted
    assert await ask(camera, f"{quality}=9k") == refused
    await ask(camera, "encode(1).framesize=qvga")
    assert await read(camera, quality) == "20k"
    assert await ask(camera, f"{quality}=34k") == refused
    assert await ask(camera, f"{quality}=33k") == accepted
    assert await ask(camera, f"{quality}=3k") == accepted
    await ask(camera, "encode(1).framesize=vga")
    assert await read(camera, quality) == "10k"
    await ask(camera, f"{quality}=100k")
    await ask(camera, "encode(1).framesize=qvga")
    assert await read(camera, quality) == "33k"


async def test_preset_sets_the_picture(camera: EmulatedCamera, clock: Clock) -> None:
    """Iris, white balance and backlight of a preset are those it was saved with."""
    for query in (f"{BALANCE}=sodium", "camera.iris=30", "camera.image.blc=c"):
        await ask(camera, query)
    await ask(camera, "camera.position(20).status=save")
    await ask(camera, "camera.position(1).status=goto")
    clock.now += 5
    assert await read(camera, BALANCE) == "autoW"
    assert await read(camera, "camera.iris") == "autoM"
    assert await read(camera, "camera.image.blc") == "off"
    await ask(camera, "camera.position(20).status=goto")
    # Not before it is there.
    assert await read(camera, BALANCE) == "autoW"
    clock.now += 5
    assert await read(camera, BALANCE) == "sodium"
    assert await read(camera, "camera.iris") == "30"
    assert await read(camera, "camera.image.blc") == "c"


@pytest.mark.parametrize("program", ["auto_pan", "auto_trace"])
async def test_program_sets_the_picture(camera: EmulatedCamera, program: str) -> None:
    """Auto pan and auto trace share one picture, saved by either."""
    await ask(camera, "camera.iris=30")
    await ask(camera, f"camera.motion.{program}.image=save")
    await ask(camera, "camera.iris=80")
    await camera.stop()
    await camera.start()
    assert await read(camera, "camera.iris") == "autoM"
    await ask(camera, f"camera.motion.{program}.status=start")
    assert await read(camera, "camera.iris") == "30"


async def test_patrol_becomes_the_one_of_auto_return(camera: EmulatedCamera) -> None:
    """Where auto return is a patrol, starting another one changes its mode."""
    mode = "camera.motion.auto_return.mode"
    await ask(camera, "camera.motion.auto_patrol(0).status=start")
    assert await read(camera, mode) == "home"
    await ask(camera, f"{mode}=auto_patrol(1)")
    await ask(camera, "camera.motion.auto_patrol(2).status=start")
    assert await read(camera, mode) == "auto_patrol(2)"


async def test_output_goes_back(camera: EmulatedCamera, clock: Clock) -> None:
    """A pulse ends by itself, also one that opens the contact."""
    key = "peripheral.output_pin.pin(2)"
    await ask(camera, f"{key}.duration=0")
    await ask(camera, f"{key}.status=make")
    await ask(camera, f"{key}.duration=200")
    await ask(camera, f"{key}.status=break")
    clock.now += 0.1
    assert await read(camera, f"{key}.status") == "break"
    clock.now += 0.2
    assert await read(camera, f"{key}.status") == "make"


async def test_motion_is_not_looked_for_while_tracking(camera: EmulatedCamera) -> None:
    """Auto tracking goes home first, and prevents motion detection meanwhile."""
    camera.force("camera.motion.pan", "200.00")
    await ask(camera, "camera.motion.auto_tracking(1).status=start")
    assert camera.is_moving
    camera.trigger_motion()
    found = fields(await still(camera))
    assert (found["motion"], found["md"], found["track_status"]) == ("0", "0", "2")


async def test_noise_reduction_has_two_names(camera: EmulatedCamera) -> None:
    """Off and on by the old name brings the strength of before back."""
    await ask(camera, "camera.image.3ddnr=high")
    await ask(camera, "camera.image.dnr=off")
    assert await read(camera, "camera.image.3ddnr") == "off"
    await ask(camera, "camera.image.dnr=on")
    assert await read(camera, "camera.image.3ddnr") == "high"


async def test_power_cut_loses_what_was_not_saved(camera: EmulatedCamera) -> None:
    """Live values, staged values and temporary ones; presets and titles stay."""
    for query in (
        "camera.image.color=70",
        "camera.iris=30",
        "network.interface.mtu=1400",
        "camera.motion.auto_patrol(1).position(0)=5",
        "camera.position(20).status=save",
        "camera.position(20).comment=Kept",
        "camera.motion.auto_patrol(2).position(0)=5",
        "camera.motion.auto_patrol(2).status=save",
    ):
        assert "401" not in await ask(camera, query)
    await camera.stop()
    await camera.start()
    assert await read(camera, "camera.image.color") == "50"
    assert await read(camera, "camera.iris") == "autoM"
    assert await read(camera, "network.interface.mtu") == "1500"
    assert await read(camera, "camera.motion.auto_patrol(1).position(0)") == "0"
    assert await read(camera, "camera.motion.auto_patrol(2).position(0)") == "5"
    assert await read(camera, "camera.position(20).status") == "registered"
    assert await read(camera, "camera.position(20).comment") == "Kept"
