"""Motors of the emulated camera: they run until somebody stops them."""

from collections.abc import AsyncIterator

import pytest

from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock, ask

pytestmark = pytest.mark.enable_socket

HOUR = 3600.0


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
async def camera(socket_enabled: None, clock: Clock) -> AsyncIterator[EmulatedCamera]:
    """Run a camera whose motors have no safety stop."""
    async with EmulatedCamera(scene="plain", clock=clock) as made:
        yield made


async def start(camera: EmulatedCamera, *names: str) -> None:
    """Set motors going."""
    for name in names:
        base = "camera.focus" if name == "focus" else f"camera.motion.{name}"
        assert await ask(camera, f"{base}.status=start") == f"{base}.status&200 OK\r\n"


async def test_a_started_motor_runs_for_ever(
    camera: EmulatedCamera, clock: Clock
) -> None:
    """Hours later it still turns, and each axis is stopped on its own."""
    await start(camera, "pan", "tilt", "zoom", "focus")
    clock.now += HOUR
    assert camera.motors_running() == {"pan", "tilt", "zoom", "focus"}
    assert "=moving&" in await ask(camera, "camera.motion.pan.status")
    before = camera.position[0]
    clock.now += 0.1
    assert camera.position[0] != before
    await ask(camera, "camera.motion.pan.status=stop")
    await ask(camera, "camera.motion.tilt.status=stop")
    assert camera.motors_running() == {"zoom", "focus"}
    assert "=stop&" in await ask(camera, "camera.motion.pan.status")
    resting = camera.position[0]
    clock.now += HOUR
    assert camera.position[0] == resting


async def test_a_motor_at_its_end_is_still_told_to_run(
    camera: EmulatedCamera, clock: Clock
) -> None:
    """The tilt stands at its end, but nobody has taken the start back."""
    await start(camera, "tilt")
    clock.now += HOUR
    assert not camera.is_moving
    assert camera.motors_running() == {"tilt"}


@pytest.mark.parametrize(
    "query",
    [
        "camera.motion.pan=90.00",
        "camera.motion.pan=+90.00",
        "camera.position(1).status=goto",
        "camera.motion.auto_pan.status=start",
        "camera.motion.auto_patrol(0).status=start",
    ],
)
async def test_what_goes_somewhere_does_not_run(
    camera: EmulatedCamera, query: str
) -> None:
    """A move with a goal ends by itself, and takes the place of a start."""
    camera.force("camera.motion.pan", "200.00")
    await ask(camera, query)
    assert camera.is_moving
    assert not camera.motors_running()
    await ask(camera, "camera.motion.auto_pan.status=stop")
    await start(camera, "pan")
    assert camera.motors_running() == {"pan"}
    await ask(camera, query)
    assert not camera.motors_running()


async def test_power_ends_every_motor(camera: EmulatedCamera, clock: Clock) -> None:
    """Nothing turns after a power cut."""
    await start(camera, "pan")
    await camera.stop()
    await camera.start()
    assert not camera.motors_running()
    assert not camera.is_moving


async def test_iris_runs_until_stopped(camera: EmulatedCamera, clock: Clock) -> None:
    """The iris opens level by level; it has no effect while the camera sets it."""
    await ask(camera, "camera.iris.status=start")
    assert not camera.motors_running()
    await ask(camera, "camera.iris=30")
    await ask(camera, "camera.iris.mode=open")
    await ask(camera, "camera.iris.status=start")
    clock.now += 1
    assert camera.motors_running() == {"iris"}
    assert int(camera.get("camera.iris")) == pytest.approx(50, abs=3)
    assert camera.get("camera.status") == "0"
    await ask(camera, "camera.iris.status=stop")
    resting = camera.get("camera.iris")
    clock.now += HOUR
    assert camera.get("camera.iris") == resting
    assert not camera.motors_running()


async def test_iris_of_a_preset_ends_its_run(
    camera: EmulatedCamera, clock: Clock
) -> None:
    """Arriving at a preset sets the iris that was saved with it."""
    await ask(camera, "camera.iris=30")
    await ask(camera, "camera.position(20).status=save")
    await ask(camera, "camera.iris.status=start")
    await ask(camera, "camera.position(20).status=goto")
    clock.now += 60
    assert camera.get("camera.status") == "20"
    assert camera.get("camera.iris") == "30"
    assert not camera.motors_running()


async def test_safety_time(socket_enabled: None, clock: Clock) -> None:
    """With a safety time a drive ends by itself, as far as it came until then."""
    async with EmulatedCamera(scene="plain", clock=clock, motor_safety=10) as camera:
        await start(camera, "pan")
        clock.now += 5
        await start(camera, "zoom")
        clock.now += 4
        assert camera.motors_running() == {"pan", "zoom"}
        clock.now += 2
        assert camera.motors_running() == {"zoom"}
        resting = camera.position[0]
        clock.now += HOUR
        assert not camera.motors_running()
        assert camera.position[0] == resting


async def test_safety_time_starts_anew(socket_enabled: None, clock: Clock) -> None:
    """Another start is another ten seconds."""
    async with EmulatedCamera(scene="plain", clock=clock, motor_safety=10) as camera:
        await start(camera, "pan")
        clock.now += 8
        await start(camera, "pan")
        clock.now += 8
        assert camera.motors_running() == {"pan"}
        clock.now += 3
        assert not camera.motors_running()


async def test_requests_are_logged_with_their_time(
    camera: EmulatedCamera, clock: Clock
) -> None:
    """What was asked, when, by whom, and over which connection."""
    await start(camera, "pan")
    clock.now += 2
    await ask(camera, "camera.motion.pan.status=stop", "operator")
    first, second = camera.requests
    assert first.query == "camera.motion.pan.status=start"
    assert second.query == "camera.motion.pan.status=stop"
    assert second.path == "/api/param"
    assert second.time - first.time == 2
    assert (first.user, second.user) == ("admin", "operator")
    assert first.connection != second.connection
    assert first.host == "127.0.0.1"
