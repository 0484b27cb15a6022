"""The camera's own MPEG-4 in a file, through the action and the emulated camera."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest
import voluptuous as vol
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.protocol import camera as camera_module
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.models import VopType
from custom_components.jvc_vn.video import recording as original
from tests.conftest import Tempo, until
from tests.emulator import EmulatedCamera
from tests.emulator.video import Video
from tests.protocol.mpeg4_stream import kind, vops

from .test_actions import CAMERA

SUFFIXES = (".mp4", ".mkv", ".ts")


@dataclass
class Found:
    """What a demuxer and a decoder find in a file."""

    codec: str
    container: str
    seconds: float
    packets: int
    frames: int
    size: tuple[int, int]
    growing: bool


def probe(path: Path) -> Found:
    """Read a file as a player does."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [p for p in container.demux(stream) if p.size]
        times = [float(p.pts * p.time_base) for p in packets]
        assert packets[0].is_keyframe
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        return Found(
            codec=container.streams.video[0].codec_context.name,
            container=container.format.name,
            seconds=times[-1] - times[0],
            packets=len(packets),
            frames=len(frames),
            size=(frames[0].width, frames[0].height),
            growing=times == sorted(set(times)),
        )


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


async def record(hass: HomeAssistant, path: Path | str, **data: Any) -> Any:
    """Call the action; return its answer."""
    response = await hass.services.async_call(
        "jvc_vn",
        "record_original",
        {"entity_id": CAMERA, "filename": str(path), **data},
        blocking=True,
        return_response=True,
    )
    return response[CAMERA] if response else None


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tempo: Tempo) -> list[int]:
    """How many VOPs went to the disk, each time, while ten seconds are one."""
    counts: list[int] = []
    write = original.OriginalFile.write

    def counted(self: original.OriginalFile, shots: list[original.Shot]) -> None:
        write(self, shots)
        counts.append(len(shots))

    tempo.run(10)
    monkeypatch.setattr(original.OriginalFile, "write", counted)
    return counts


def videos(emulated: EmulatedCamera) -> list[tuple[str, str | None]]:
    """The video requests that the camera got, and whose login they bore."""
    return [
        (request.target, request.user)
        for request in emulated.requests
        if request.target.startswith("/api/video?encode=mpeg4")
    ]


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".MP4"])
async def test_a_recording(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path, suffix: str
) -> None:
    """Codec, duration and count are as told; nothing else is in the folder."""
    path = folder / "new" / f"gate{suffix}"
    answer = await record(hass, path, duration=1)
    assert videos(quick) == [("/api/video?encode=mpeg4&ptz_info=off", None)]
    assert names(path.parent) == [path.name]
    found = await hass.async_add_executor_job(probe, path)
    assert found.codec == "mpeg4"
    assert original.CONTAINERS[suffix.lower()] in found.container
    assert found.size == (640, 480)
    assert found.growing
    assert answer == {
        "filename": str(path),
        "frames": found.packets,
        "seconds": pytest.approx(1, abs=0.3),
        "size": path.stat().st_size,
    }
    assert found.frames == found.packets
    assert found.seconds == pytest.approx(answer["seconds"], abs=0.3)


async def test_an_older_file_is_replaced(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path, written: list[int]
) -> None:
    """But not before the new one is whole."""
    path = folder / "gate.mp4"
    await record(hass, path, duration=6)
    older = path.read_bytes()
    written.clear()
    task = hass.async_create_task(record(hass, path, duration=6))
    await until(lambda: len(written) > 2)
    assert path.read_bytes() == older
    assert len(names(folder)) == 2
    answer = await task
    assert path.stat().st_size == answer["size"]
    assert names(folder) == ["gate.mp4"]
    assert sum(written) == answer["frames"]


async def test_two_at_once(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """Each is whole, even of the same name."""
    path = folder / "gate.ts"
    answers = await asyncio.gather(*(record(hass, path, duration=1) for _ in range(2)))
    found = await hass.async_add_executor_job(probe, path)
    assert found.packets in [answer["frames"] for answer in answers]
    assert names(folder) == ["gate.ts"]


async def test_a_template(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """As in Home Assistant's own action."""
    name = str(folder / "{{ 'ga' ~ 'te' }}.mkv")
    assert (await record(hass, name, duration=1))["filename"] == str(
        folder / "gate.mkv"
    )
    assert (folder / "gate.mkv").exists()


# What it refuses.


async def test_names_of_other_files(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """Name the field and what it takes; nothing is asked and nothing written."""
    for name in ("gate.avi", "gate", "gate.mp4.", ".mp4", "", "a\0b.mp4", "a\nb.mp4"):
        with pytest.raises(ServiceValidationError) as caught:
            await record(hass, f"{folder}/{name}" if name else name)
        assert str(caught.value).startswith("Yard: filename cannot be ")
        assert "it takes a" in str(caught.value)
    assert not videos(quick)
    assert not names(folder)


async def test_paths_that_are_not_allowed(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """Say what to do."""
    outside = folder.parent / "elsewhere.mp4"
    outside.touch()
    (folder / "link.mp4").symlink_to(outside)
    for path in (
        outside,
        folder / ".." / "gate.mp4",
        folder / "link.mp4",
        "gate.mp4",
        "/gate.mp4",
        "../gate.mp4",
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await record(hass, path)
        told = f"Yard: nothing may be written to {path}. Add "
        assert str(caught.value).startswith(told)
    assert not videos(quick)


async def test_durations(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """1 to 3600 whole seconds."""
    numbers = (0, -1, 3601, 1.5, float("nan"), float("inf"))
    for duration in (*numbers, "30", True, None, [], {}, "x" * 999):
        with pytest.raises(ServiceValidationError) as caught:
            await record(hass, folder / "gate.mp4", duration=duration)
        assert str(caught.value).startswith("Yard: duration cannot be ")
        end = "it takes a whole number from 1 to 3600"
        assert str(caught.value).endswith(end)
    assert not videos(quick)
    assert not names(folder)


async def test_names_that_are_no_text(
    hass: HomeAssistant, quick: EmulatedCamera
) -> None:
    """Home Assistant itself refuses them."""
    for name in (None, [], {}, "{{ now( }}"):
        with pytest.raises(vol.Invalid, match="filename"):
            await hass.services.async_call(
                "jvc_vn",
                "record_original",
                {"entity_id": CAMERA, "filename": name},
                blocking=True,
            )
    assert not videos(quick)


async def test_a_folder_that_cannot_be_made(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """Told before the camera is asked."""
    (folder / "file").touch()
    (folder / "folder.mp4").mkdir()
    for wanted in (
        folder / "file" / "gate.mp4",
        folder / "folder.mp4",
        folder / ("x" * 300 + ".mp4"),
    ):
        with pytest.raises(HomeAssistantError) as caught:
            await record(hass, wanted)
        assert str(caught.value).startswith(f"Yard: {wanted} cannot be written: ")
    assert sorted(names(folder)) == ["file", "folder.mp4"]
    assert not videos(quick)


# What can go wrong meanwhile.


async def test_no_mpeg4(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """The camera closes at once: it bars us, or sends enough streams already."""
    quick.faults.video_refused = True
    with pytest.raises(HomeAssistantError, match="Yard sends no MPEG-4"):
        await record(hass, folder / "gate.mp4")
    assert not names(folder)


async def test_a_camera_that_is_off(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """Is told as everywhere else."""
    await quick.stop()
    with pytest.raises(HomeAssistantError, match="Yard does not answer"):
        await record(hass, folder / "gate.mp4")
    assert not names(folder)


async def test_no_vop_to_start_at(
    hass: HomeAssistant,
    quick: EmulatedCamera,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stream of nothing but P-VOPs is given up after a while."""
    monkeypatch.setattr(original, "PATIENCE", 0.1)

    async def predicted(
        _self: Video,
        _query: str,
        _reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Serve nothing but P-VOPs, thirty in a second."""
        vop = next(data for data in vops() if kind(data) is VopType.P)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4v-es\r\n\r\n")
        while not writer.is_closing():
            writer.write(vop)
            await asyncio.sleep(0.03)

    monkeypatch.setattr(Video, "serve", predicted)
    with pytest.raises(HomeAssistantError, match=r"Yard gives .* no I-VOP in 0\.1 s"):
        await record(hass, folder / "gate.mp4")
    assert not names(folder)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("cut", ["ended", "silent"])
async def test_the_camera_is_cut_off(
    hass: HomeAssistant,
    quick: EmulatedCamera,
    folder: Path,
    written: list[int],
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    cut: str,
) -> None:
    """What came until then is a whole file; that it is shorter is said."""
    monkeypatch.setattr(camera_module, "STALL", 0.3)
    path = folder / f"gate{suffix}"
    task = hass.async_create_task(record(hass, path, duration=60))
    await until(lambda: len(written) > 2)
    if cut == "ended":
        await quick.video.drop()
    else:
        await quick.video.mpeg4.stop()
        monkeypatch.setattr(type(quick.video.mpeg4), "running", True)
    with pytest.raises(HomeAssistantError, match=r"stopped sending after \d\.\d of 60"):
        await task
    found = await hass.async_add_executor_job(probe, path)
    assert found.frames == found.packets == sum(written) > 5
    assert names(folder) == [path.name]


@pytest.mark.parametrize("how", ["unloaded", "stopped", "cancelled"])
async def test_the_end_comes_from_this_side(
    hass: HomeAssistant,
    quick: EmulatedCamera,
    loaded: MockConfigEntry,
    folder: Path,
    written: list[int],
    how: str,
) -> None:
    """A file is completed before the camera, Home Assistant or a script goes."""
    path = folder / "gate.mp4"
    task = asyncio.create_task(record(hass, path, duration=60))
    await until(lambda: len(written) > 2)
    if how == "unloaded":
        assert await hass.config_entries.async_unload(loaded.entry_id)
    elif how == "stopped":
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await hass.async_block_till_done()
    else:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    found = await asyncio.to_thread(probe, path)
    assert found.frames == found.packets == sum(written) > 5
    assert names(folder) == [path.name]
    if how != "cancelled":
        with pytest.raises(HomeAssistantError, match="Yard stopped sending after"):
            await task


async def test_unloaded_before_anything_came(
    hass: HomeAssistant, quick: EmulatedCamera, loaded: MockConfigEntry, folder: Path
) -> None:
    """Nothing is left."""
    quick.faults.hang = True
    task = hass.async_create_task(record(hass, folder / "gate.mp4"))
    await until(lambda: bool(videos(quick)))
    assert await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(HomeAssistantError, match="Yard sends no MPEG-4"):
        await task
    assert not names(folder)


async def test_what_the_stream_tells_is_known(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    folder: Path,
) -> None:
    """Preset, fan and tracking show without a picture being asked for."""
    coordinator = loaded.runtime_data
    # Nobody polls meanwhile, and no picture is asked for.
    coordinator.update_interval = None
    told: list[tuple[int, bool]] = []
    coordinator.events.listen(
        "preset_event", lambda event: told.append((event.number, event.arrived))
    )
    emulated.clear_requests()
    recording = asyncio.create_task(record(hass, folder / "a.mp4", duration=5))
    await until(lambda: coordinator.data.get(p.PRESET) == 0)
    await coordinator.camera.command(p.PRESET_REGISTERED[1], "goto")
    emulated.set_fan_error(broken=True)
    await until(lambda: coordinator.data.get(p.PRESET) == 1)
    await until(lambda: coordinator.data.frame.fan_error is True)
    assert told == [(0, False), (1, True)]
    await recording
    assert not [r for r in emulated.requests if "framerate=" in r.target]
