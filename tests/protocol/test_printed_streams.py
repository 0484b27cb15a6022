"""Streams in every form that the guide prints, or that a firmware may have."""

import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.models import Frame
from custom_components.jvc_vn.video.hub import FrameHub
from tests.conftest import until
from tests.emulator import EmulatedCamera
from tests.emulator.forms import Forms

from .helpers import Seen


async def take(camera: Camera, count: int = 6, rate: float = 30) -> list[Frame]:
    """Take some frames of one stream."""
    stream = camera.frames(rate)
    frames = [await anext(stream) for _ in range(count)]
    await stream.aclose()
    return frames


def check(frames: list[Frame], emulated: EmulatedCamera) -> None:
    """See whole pictures, each of its own moment, that came over one connection."""
    for frame in frames:
        assert frame.jpeg[:2] == b"\xff\xd8"
        assert frame.jpeg[-2:] == b"\xff\xd9"
        assert frame.jpeg.count(b"Timestamp") == 1
    assert len({frame.info.stamp for frame in frames}) == len(frames)
    assert {frame.info.pan for frame in frames} == {123.45}
    assert len(emulated.requests) == 1


@pytest.mark.parametrize("length", ["once", "twice", "differing", "empty"])
async def test_bare_pictures_under_the_length_of_the_first(
    camera: Camera, emulated: EmulatedCamera, length: str
) -> None:
    """Firmware without multipart: one connection brings all frames (1.2)."""
    emulated.forms.boundary_known = False
    emulated.faults.length_header = length  # type: ignore[assignment]
    emulated.force("camera.motion.pan", "123.45")
    check(await take(camera), emulated)


async def test_hub_stays_on_one_connection(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Viewers see all frames of such a stream, which is opened once."""
    emulated.forms.boundary_known = False
    hub = FrameHub(camera)
    hub.subscribe(seen := Seen())
    with hub.viewer(30):
        await until(lambda: len(seen.frames) >= 10)
    await hub.close()
    assert len(emulated.requests) == 1


@pytest.mark.parametrize("boundary", [True, False])
async def test_echo_in_two_lines(
    camera: Camera, emulated: EmulatedCamera, *, boundary: bool
) -> None:
    """The header that echoes the parameters has its value on a line of its own."""
    emulated.forms.echo_broken = True
    emulated.forms.boundary_known = boundary
    emulated.force("camera.motion.pan", "123.45")
    check(await take(camera), emulated)
    assert await camera.is_ours()


async def test_camera_that_speaks_all_printed_forms(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """All at once: dashes, headers, blanks."""
    emulated.forms = Forms.as_printed()
    emulated.force("camera.motion.pan", "123.45")
    check(await take(camera), emulated)
    still = await camera.still()
    assert (still.info.pan, still.info.model) == (123.45, "VN-V685U")


@pytest.mark.parametrize("extra", [2, 100, 5000, 10**6])
@pytest.mark.parametrize("every", [1, 2])
async def test_parts_that_announce_too_much(
    camera: Camera, emulated: EmulatedCamera, extra: int, every: int
) -> None:
    """Each picture comes, comes whole, and does not wait for the next ones."""
    emulated.faults.part_length_extra = extra
    emulated.faults.part_length_every = every
    emulated.force("camera.motion.pan", "123.45")
    stream = camera.frames(30)
    frames = [await anext(stream) for _ in range(8)]
    (session,) = emulated.video.sessions()
    assert 8 <= session.parts <= 10
    await stream.aclose()
    check(frames, emulated)


async def test_picture_every_two_seconds(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Rates below one a second go out as the camera spells them."""
    stream = camera.frames(0.5)
    await anext(stream)
    assert "&framerate=-2&" in emulated.requests[-1].target
    (session,) = emulated.video.sessions()
    assert session.rate == "-2"
    await stream.aclose()
