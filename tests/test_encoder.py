"""Encoding JPEGs, and passing the result on: both encoders alike."""

import asyncio
import io
import os
import shutil
from functools import partial
from pathlib import Path

import av
import imageio_ffmpeg
import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from PIL import Image, ImageDraw

from custom_components.jvc_vn.video import encoder
from custom_components.jvc_vn.video import find_encoder as choice
from custom_components.jvc_vn.video.encoder import (
    EncoderError,
    MakeEncoder,
    PyAvEncoder,
    Target,
    measure,
)
from custom_components.jvc_vn.video.ffmpeg import FfmpegEncoder
from custom_components.jvc_vn.video.mark import is_marked
from custom_components.jvc_vn.video.mpegts import MOST, TsFanOut, TsReader

FFMPEG = shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe()
RATE = 10


def jpeg(number: int = 0, size: tuple[int, int] = (640, 480)) -> bytes:
    """Draw a picture in which something moves."""
    image = Image.new("RGB", size, (20, 60, 120))
    ImageDraw.Draw(image).rectangle(
        (number * 5 % 200, 50, number * 5 % 200 + 60, 120), (250, 250, 250)
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=75)
    return out.getvalue()


def row(frames: int) -> list[tuple[float, bytes]]:
    """Pictures with the times they came at, not quite on the dot."""
    return [(50 + n / RATE + 0.013 * (n % 2), jpeg(n)) for n in range(frames)]


@pytest.fixture(params=["pyav", "ffmpeg"], name="make")
def both(request: pytest.FixtureRequest) -> MakeEncoder:
    """Each encoder."""
    if request.param == "pyav":
        return PyAvEncoder
    return partial(FfmpegEncoder, FFMPEG)


def packets(file: object) -> tuple[av.VideoStream, list[tuple[float, bool]]]:
    """Read a file: its stream, and time and kind of each packet."""
    with av.open(file) as container:
        video = container.streams.video[0]
        found = [
            (float(p.pts * p.time_base), p.is_keyframe)
            for p in container.demux(video)
            if p.pts is not None
        ]
        return video, found


async def test_a_file_holds_every_picture_at_its_time(
    make: MakeEncoder, tmp_path: Path
) -> None:
    """H.264 that browsers play, its index in front, a keyframe every two seconds."""
    path = tmp_path / "clip.mp4"
    made = make(path)
    await made.add(row(30))
    await made.add([(50 + 4.5, jpeg(31))])
    await made.close()
    video, found = packets(str(path))
    codec = video.codec_context
    assert (codec.name, codec.width, codec.height) == ("h264", 640, 480)
    assert codec.pix_fmt == "yuv420p"
    times = [time for time, _ in found]
    expected = [n / RATE + 0.013 * (n % 2) for n in range(30)] + [4.5]
    assert times == pytest.approx(expected, abs=0.002)
    keys = [time for time, key in found if key]
    assert keys == pytest.approx([0, 2, 4.5], abs=0.02)
    assert is_marked(path)
    frames, seconds = measure(path)
    assert frames == 31
    assert seconds == pytest.approx(4.5, abs=1.7)
    data = path.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


async def test_another_size_is_fitted_in(make: MakeEncoder, tmp_path: Path) -> None:
    """A player must not be given another size in the middle."""
    path = tmp_path / "clip.mp4"
    made = make(path)
    pictures = row(12)
    pictures[6:] = [(at, jpeg(9, (320, 240))) for at, _ in pictures[6:]]
    await made.add(pictures)
    await made.close()
    with av.open(str(path)) as container:
        decoded = list(container.decode(video=0))
    assert {(picture.width, picture.height) for picture in decoded} == {(640, 480)}
    assert len(decoded) == 12


BROKEN = (
    b"",
    b"<html><body>Busy</body></html>",
    b"\xff\xd8",
    jpeg()[:3000],
    b"\xff\xd8\xff\xd9",
    jpeg()[:1500] + bytes(range(1, 200)) * 20 + b"\xff\xd9",
)


async def test_broken_pictures_are_left_out(
    make: MakeEncoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """At the start, in the middle and at the end, without a word in the log."""
    path = tmp_path / "clip.mp4"
    made = make(path)
    pictures = row(24)
    places = (0, 1, 5, 10, 11, 23)
    for place, broken in zip(places, BROKEN, strict=True):
        pictures[place] = (pictures[place][0], broken)
    await made.add(pictures)
    await made.close()
    assert measure(path)[0] == len(pictures) - len(BROKEN)
    assert not caplog.records


async def test_stamps_never_stand_still(tmp_path: Path) -> None:
    """Two frames that come in one breath are two frames."""
    path = tmp_path / "clip.mp4"
    made = PyAvEncoder(path)
    await made.add([(1.0, jpeg(n)) for n in range(5)])
    await made.close()
    times = [time for time, _ in packets(str(path))[1]]
    assert len(set(times)) == 5
    assert times == sorted(times)


async def test_a_file_without_a_picture_is_none(
    make: MakeEncoder, tmp_path: Path
) -> None:
    """Nothing was added, or nothing that is a picture."""
    path = tmp_path / "clip.mp4"
    made = make(path)
    await made.close()
    with pytest.raises(EncoderError):
        measure(path)


async def test_what_cannot_be_written_is_said(
    make: MakeEncoder, tmp_path: Path
) -> None:
    """A folder that is not there."""
    made = make(tmp_path / "nowhere" / "clip.mp4")

    async def write() -> None:
        try:
            await made.add(row(60))
        finally:
            await made.close()

    with pytest.raises((OSError, EncoderError)):
        await write()


async def test_it_encodes_off_the_event_loop() -> None:
    """The loop goes round while a hundred pictures are encoded."""
    made = PyAvEncoder(lambda _: None)
    pictures = row(100)
    loop = asyncio.get_running_loop()
    gaps = []

    async def tick() -> None:
        while True:
            before = loop.time()
            await asyncio.sleep(0.001)
            gaps.append(loop.time() - before)

    ticking = asyncio.create_task(tick())
    started = loop.time()
    await made.add(pictures)
    took = loop.time() - started
    ticking.cancel()
    await made.close()
    assert len(gaps) > 10
    assert max(gaps) < took / 2


async def test_one_who_gives_up_leaves_no_thread_behind(tmp_path: Path) -> None:
    """Closing waits for what is being encoded."""
    made = PyAvEncoder(tmp_path / "clip.mp4")
    adding = asyncio.create_task(made.add(row(40)))
    await asyncio.sleep(0.01)
    adding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await adding
    await made.close()
    assert measure(tmp_path / "clip.mp4")[0] == 40


# What readers get.


async def transport_stream(make: MakeEncoder, frames: int) -> bytes:
    """Encode pictures one by one, as they come from a camera."""
    out = bytearray()
    made = make(out.extend)
    for picture in row(frames):
        await made.add([picture])
    if isinstance(made, FfmpegEncoder):
        await asyncio.sleep(1)
    await made.close()
    return bytes(out)


async def decoded(data: bytes) -> int:
    """Count the pictures of a stream; it must begin with one that stands alone."""

    def decode() -> int:
        with av.open(io.BytesIO(data), format="mpegts") as container:
            pictures = list(container.decode(video=0))
        assert pictures[0].key_frame
        return len(pictures)

    return await asyncio.to_thread(decode)


async def test_readers_begin_with_a_keyframe(make: MakeEncoder) -> None:
    """Whenever they come, and whatever pieces the stream comes in."""
    data = await transport_stream(make, 35)
    for step in (1, 187, 188, 1000, len(data)):
        fan = TsFanOut()
        first = fan.join()
        late: list[TsReader] = []
        pieces = range(0, len(data), step)
        for at in pieces:
            fan.feed(data[at : at + step])
            if at in pieces[len(pieces) // 3 :: max(1, len(pieces) // 3)]:
                late.append(fan.join())
        # The process that encodes is stopped with the last picture in it.
        assert await decoded(await first.read()) in {34, 35}
        for reader in late:
            assert 14 <= await decoded(await reader.read()) <= 35


async def test_a_slow_reader_skips_and_goes_on(make: MakeEncoder) -> None:
    """It costs no more than its share, and takes nothing from the others."""
    data = await transport_stream(make, 25)
    fan = TsFanOut()
    slow, quick = fan.join(), fan.join()
    times = MOST // len(data) + 2
    got = 0
    most = 0
    for _ in range(times):
        fan.feed(data)
        got += len(await quick.read())
        most = max(most, slow.size)
    assert got >= times * len(data) * 0.9
    assert most <= MOST
    fan.feed(data)
    await decoded(await slow.read())


async def test_no_more_is_told_to_all() -> None:
    """Those who read, and those who come later."""
    fan = TsFanOut()
    reader = fan.join()
    reading = asyncio.create_task(reader.read())
    await asyncio.sleep(0)
    fan.close()
    assert await reading == b""
    assert await fan.join().read() == b""
    fan.leave(reader)
    assert fan.readers == 1


# Which encoder there is.


@pytest.fixture
def no_libx264(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyAV was built without it."""
    monkeypatch.setattr(choice, "has_libx264", lambda: False)


async def test_pyav_is_the_first_choice(hass: HomeAssistant) -> None:
    """It needs no process of its own."""
    assert await choice.find_encoder(hass) is PyAvEncoder


@pytest.mark.usefixtures("no_libx264")
@pytest.mark.parametrize("configured", [False, True])
async def test_ffmpeg_is_the_second(
    hass: HomeAssistant,
    configured: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The one that Home Assistant names, or else the usual one."""
    named, usual = (tmp_path / name for name in ("named", "ffmpeg"))
    for program in (named, usual):
        program.symlink_to(FFMPEG)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    if configured:
        config = {"ffmpeg": {"ffmpeg_bin": str(named)}}
        assert await async_setup_component(hass, "ffmpeg", config)
    make = await choice.find_encoder(hass)
    assert isinstance(make, partial)
    assert make.args == (str(named if configured else usual),)


@pytest.mark.usefixtures("no_libx264")
async def test_there_may_be_none(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nobody pretends."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert await choice.find_encoder(hass) is None


def test_libx264_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyAV says what it was built with."""
    assert encoder.has_libx264()

    def without(name: str, mode: str) -> None:
        raise av.codec.codec.UnknownCodecError(name)

    monkeypatch.setattr(av, "Codec", without)
    assert not encoder.has_libx264()


async def test_an_ffmpeg_that_dies_is_noticed(tmp_path: Path) -> None:
    """While it is fed, and at the end."""
    dying = tmp_path / "ffmpeg"
    dying.write_text(
        "#!/bin/sh\nhead -c 100000 >/dev/null\necho nonsense >&2\nexit 1\n"
    )
    dying.chmod(0o755)

    async def feed(target: Target) -> None:
        made = FfmpegEncoder(str(dying), target)
        try:
            for _ in range(100):
                await made.add(row(5))
                await asyncio.sleep(0.01)
        finally:
            await made.close()

    for target in (tmp_path / "clip.mp4", lambda _: None):
        with pytest.raises(EncoderError):
            await feed(target)
