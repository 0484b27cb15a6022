"""Stills and the live picture, through Home Assistant's own views."""

import asyncio
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from homeassistant.components.camera import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from PIL import Image
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn import camera
from custom_components.jvc_vn.video import hub as hub_module
from tests.conftest import Tempo, act, until
from tests.emulator import EmulatedCamera

CAMERA = "camera.vn_v685"


@pytest.fixture
def no_reuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetch every still anew."""
    monkeypatch.setattr(hub_module, "FRESH", 0.0)


def videos(emulated: EmulatedCamera) -> list[str]:
    """The video requests that the camera got."""
    targets = [request.target for request in emulated.requests]
    return [target for target in targets if target.startswith("/api/video")]


@pytest.mark.usefixtures("no_reuse", "loaded")
async def test_a_still_is_a_picture(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """As it came from the camera, asked for without a password."""
    emulated.clear_requests()
    image = await async_get_image(hass, CAMERA)
    with Image.open(BytesIO(image.content)) as picture:
        assert picture.size == (640, 480)
    assert [request.user for request in emulated.requests] == [None]
    assert videos(emulated) == [
        "/api/video?encode=jpeg&framerate=0&boundary=off&ptz_info=off"
    ]


@pytest.mark.usefixtures("no_reuse", "loaded")
async def test_ten_callers_share_one_still(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Ten dashboards cost the camera one request."""
    emulated.clear_requests()
    images = await asyncio.gather(*(async_get_image(hass, CAMERA) for _ in range(10)))
    assert len({image.content for image in images}) == 1
    assert len(videos(emulated)) == 1


@pytest.mark.usefixtures("no_reuse", "loaded")
async def test_no_picture_is_said_plainly(
    hass: HomeAssistant, emulated: EmulatedCamera, tmp_path: Path
) -> None:
    """A snapshot that writes no file does not succeed."""
    await emulated.stop()
    with pytest.raises(HomeAssistantError) as raised:
        await async_get_image(hass, CAMERA)
    assert raised.value.translation_key == "unreachable"
    path = tmp_path / "snapshot.jpg"
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "camera.snapshot", CAMERA, filename=str(path))
    assert raised.value.translation_key == "unreachable"
    assert not path.exists()


@pytest.mark.usefixtures("no_reuse", "loaded")
async def test_a_picture_that_never_comes(
    hass: HomeAssistant, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is said by us, before Home Assistant gives up."""
    monkeypatch.setattr(camera, "STILL_TIMEOUT", 0.2)
    emulated.faults.video_silent = True
    with pytest.raises(HomeAssistantError) as raised:
        await async_get_image(hass, CAMERA)
    assert raised.value.translation_key == "unreachable"


@pytest.mark.usefixtures("loaded")
async def test_motion_detection(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """The actions write the parameter; the attribute tells it."""
    for action, text, told in (("disable", "off", None), ("enable", "on", True)):
        await act(hass, f"camera.{action}_motion_detection", CAMERA)
        assert emulated.get("camera.detection.status") == text
        shown = hass.states.get(CAMERA)
        assert shown
        assert shown.attributes.get("motion_detection") is told


@pytest.mark.usefixtures("loaded")
async def test_on_and_off(hass: HomeAssistant) -> None:
    """It is on; that it cannot be switched off is said."""
    await act(hass, "camera.turn_on", CAMERA)
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "camera.turn_off", CAMERA)
    assert raised.value.translation_key == "always_on"


async def read_frames(stream: asyncio.StreamReader, count: int) -> list[bytes]:
    """Read pictures from a multipart body, strictly."""
    assert await stream.readuntil(b"\r\n") == b"--frame\r\n"
    return [await read_part(stream) for _ in range(count)]


async def read_part(stream: asyncio.StreamReader) -> bytes:
    """Read one picture and the delimiter behind it."""
    header = await stream.readuntil(b"\r\n\r\n")
    assert header.startswith(b"Content-Type: image/jpeg\r\nContent-Length: ")
    jpeg = await stream.readexactly(int(header.split()[-1]))
    assert await stream.readuntil(b"--frame\r\n") == b"\r\n--frame\r\n"
    return jpeg


async def test_the_live_picture_is_motion_jpeg(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sixteen viewers see it over one connection, which then closes."""
    monkeypatch.setattr(hub_module, "LINGER", 0.05)
    await async_setup_component(hass, "camera", {})
    client = await hass_client()
    emulated.clear_requests()
    responses = [
        await client.get(f"/api/camera_proxy_stream/{CAMERA}") for _ in range(16)
    ]
    for response in responses:
        assert response.headers["Content-Type"] == (
            "multipart/x-mixed-replace;boundary=frame"
        )
        for jpeg in await read_frames(response.content, 3):
            with Image.open(BytesIO(jpeg)) as picture:
                assert picture.size == (640, 480)
    assert loaded.runtime_data.hub.viewers == 16
    assert emulated.video_clients == 1
    assert videos(emulated) == [
        "/api/video?encode=jpeg&framerate=10&boundary=on&ptz_info=off"
    ]
    for response in responses:
        response.close()
    await until(lambda: emulated.video_clients == 0)
    assert loaded.runtime_data.hub.viewers == 0


async def test_a_still_from_the_running_stream_costs_nothing(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Snapshots while somebody watches need no request."""
    client = await hass_client()
    response = await client.get(f"/api/camera_proxy_stream/{CAMERA}")
    await read_frames(response.content, 1)
    emulated.clear_requests()
    image = await async_get_image(hass, CAMERA)
    assert image.content == loaded.runtime_data.hub.newest.jpeg
    assert not videos(emulated)
    response.close()


async def test_the_last_picture_stays_during_an_outage(
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
    tempo: Tempo,
) -> None:
    """A viewer keeps its picture and goes on when the camera is back."""
    monkeypatch.setattr(hub_module, "QUIET", 0.1)
    tempo.hurry(25)
    client = await hass_client()
    response = await client.get(f"/api/camera_proxy_stream/{CAMERA}")
    await read_frames(response.content, 1)
    await emulated.stop()
    last = loaded.runtime_data.hub.newest
    assert last
    # It is sent again and again, lest a proxy takes the connection for dead.
    for _ in range(3):
        while await read_part(response.content) != last.jpeg:
            pass
    assert loaded.runtime_data.hub.newest is last
    await emulated.start()
    await until(lambda: loaded.runtime_data.hub.newest is not last)
    response.close()


async def test_stills_one_after_the_other(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever asks for one in an interval gets them until there are no more."""
    monkeypatch.setattr(hub_module, "FRESH", 0.0)
    client = await hass_client()
    path = f"/api/camera_proxy_stream/{CAMERA}"
    response = await client.get(path, params={"interval": "0.5"})
    await response.content.readuntil(b"\xff\xd8")
    assert videos(emulated)[-1].startswith("/api/video?encode=jpeg&framerate=0")
    await emulated.power_off()
    async with asyncio.timeout(5):
        while await response.content.readany():
            pass
    response.close()


async def test_frames_tell_what_changed_without_a_request(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """While somebody watches, the preset follows within a frame."""
    client = await hass_client()
    response = await client.get(f"/api/camera_proxy_stream/{CAMERA}")
    await read_frames(response.content, 3)
    emulated.clear_requests()
    emulated.force("camera.status", "3")
    await until(lambda: hass.states.get("select.vn_v685_preset").state == "Driveway")
    assert not emulated.requests
    response.close()


async def test_unloading_sends_viewers_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Nobody waits for pictures that will not come."""
    client = await hass_client()
    response = await client.get(f"/api/camera_proxy_stream/{CAMERA}")
    await read_frames(response.content, 1)
    await hass.config_entries.async_unload(loaded.entry_id)
    async with asyncio.timeout(2):
        while await response.content.readany():
            pass
    await until(lambda: emulated.video_clients == 0)


def test_a_missing_picture_library_prints_no_traceback() -> None:
    """It is optional: a green run of the tests shall not end with one."""
    code = (
        "import turbojpeg\n"
        "def missing(*_): raise RuntimeError('no library')\n"
        "turbojpeg.TurboJPEG = missing\n"
        "import tests.conftest\n"
        "import homeassistant.components.camera.img_util\n"
    )
    root = Path(__file__).parents[1]
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in told.stderr
