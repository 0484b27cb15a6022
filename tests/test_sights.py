"""What was seen where: which pictures are looked at, what is kept, and what is told."""

import asyncio
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from PIL import Image
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.models import Frame, FrameInfo, Model
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.ptz import sights as room
from custom_components.jvc_vn.ptz.sights import (
    AGAIN,
    LOOK_EVERY,
    PRESET_AGAIN,
    SAVE_AFTER,
    STANDS,
    Sights,
    folder,
    place_of,
)


def jpeg(color: str = "red") -> bytes:
    """Take a picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "JPEG")
    return out.getvalue()


RED = jpeg()
STOOD = STANDS + 0.01


@dataclass
class State:
    """What is known of the camera."""

    frame: FrameInfo | None = None
    mask_edited: int | None = None
    values: dict[Any, Any] = field(default_factory=dict)

    def get(self, parameter: Any) -> Any:
        """Return a value."""
        return self.values.get(parameter)


class Camera:
    """A camera that looks somewhere, and a clock."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        """Look nowhere yet."""
        self.hass = hass
        self.config_entry = entry
        self.data = State()
        self.identity = SimpleNamespace(model=Model.V685)
        self.now = 1000.0
        self.sights = self.make()
        self.told = 0
        self.sights.listen(self._hear)

    def make(self) -> Sights:
        """Remember what this camera has seen."""
        return Sights(self, timing=Timing(clock=lambda: self.now))  # type: ignore[arg-type]

    def _hear(self) -> None:
        self.told += 1

    def look(
        self,
        pan: float | None = 100.0,
        *,
        preset: int | None = None,
        picture: bytes = RED,
    ) -> None:
        """Let a picture pass."""
        info = FrameInfo(pan=pan, tilt=25.0, zoom=0.0, preset=preset)
        self.data.frame = info
        self.sights.frame_arrived(Frame(picture, info, self.now))

    async def stand(self, pan: float = 100.0, **kind: Any) -> None:
        """Look somewhere long enough for a sharp picture."""
        for _ in range(2):
            self.look(pan, **kind)
            await self.done()
            self.now += STOOD
        self.look(pan, **kind)
        await self.done()
        self.now += LOOK_EVERY

    async def done(self) -> None:
        """Wait until what passed has been worked in."""
        while working := self.sights.working:
            await asyncio.wait([working])
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    @property
    def folder(self) -> Path:
        """Where its pictures are kept."""
        return folder(self.hass, self.config_entry.entry_id)


@pytest.fixture
def camera(hass: HomeAssistant, tmp_path: Path) -> Camera:
    """Return a camera of a Home Assistant with a folder of its own."""
    hass.config.config_dir = str(tmp_path)
    return Camera(hass, MockConfigEntry(domain=DOMAIN))


async def test_a_picture_now_and_then(camera: Camera) -> None:
    """Only a few of the pictures that pass are looked at."""
    camera.look(0)
    await camera.done()
    assert camera.sights.version == 1
    camera.look(90)
    await camera.done()
    assert camera.sights.version == 1
    camera.now += LOOK_EVERY
    camera.look(90)
    await camera.done()
    assert camera.sights.version == 2
    assert camera.told == 2
    camera.sights.viewers_changed()


async def test_a_picture_that_does_not_tell_where(camera: Camera) -> None:
    """Firmware that writes no position adds nothing."""
    camera.look(None)
    assert camera.sights.version == 0
    assert place_of(FrameInfo(pan=1.0, tilt=2.0), 0) is None
    assert place_of(FrameInfo(pan=1.0, zoom=2.0), 0) is None


async def test_the_same_view_is_laid_once(camera: Camera) -> None:
    """A camera that stands costs nothing, until light and cars may have changed."""
    await camera.stand()
    version = camera.sights.version
    for _ in range(5):
        camera.look()
        await camera.done()
        camera.now += LOOK_EVERY
    assert camera.sights.version == version
    camera.now += AGAIN
    camera.look()
    await camera.done()
    assert camera.sights.version == version + 1


async def test_one_at_a_time(camera: Camera) -> None:
    """What passes while a picture is worked in is left out."""
    camera.look(0)
    camera.now += LOOK_EVERY
    camera.look(90)
    await camera.done()
    assert camera.sights.version == 1


async def test_a_damaged_picture(
    camera: Camera, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out, and the next one is taken."""
    caplog.set_level("DEBUG")
    camera.look(picture=b"\xff\xd8nothing")
    await camera.done()
    assert camera.sights.version == 0
    assert "was not kept" in caplog.text
    camera.now += LOOK_EVERY
    camera.look()
    await camera.done()
    assert camera.sights.version == 1


async def test_ended_in_the_middle(camera: Camera) -> None:
    """Work that was called off is told to nobody."""
    camera.look()
    working = camera.sights.working
    assert working
    working.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert camera.told == 0
    assert camera.sights.working is None


async def test_preset(camera: Camera) -> None:
    """A preset is kept where the camera stands at it, not on the way past it."""
    camera.look(preset=3)
    await camera.done()
    assert not camera.sights.presets
    await camera.stand(preset=3)
    seen = camera.sights.presets[3]
    assert (seen.pan, seen.tilt, seen.zoom) == (100.0, 25.0, 0.0)
    small = await camera.sights.preset_picture(3)
    assert small
    assert Image.open(io.BytesIO(small)).size == (240, 180)
    assert await camera.sights.preset_picture(4) is None


async def test_preset_seen_again(camera: Camera) -> None:
    """Its picture is taken anew after a while, or when it is elsewhere."""
    await camera.stand(preset=3)
    first = camera.sights.presets[3]
    camera.look(preset=3)
    await camera.done()
    assert camera.sights.presets[3] is first
    camera.now += PRESET_AGAIN
    camera.look(preset=3)
    await camera.done()
    assert camera.sights.presets[3].seen > first.seen
    await camera.stand(120.0, preset=3)
    assert camera.sights.presets[3].pan == 120.0


async def test_preset_saved_or_cleared(camera: Camera) -> None:
    """Where it was is forgotten, and looked at anew at once."""
    await camera.stand(preset=3)
    told = camera.told
    camera.sights.preset_changed(3)
    assert not camera.sights.presets
    assert camera.told == told + 1
    camera.sights.preset_changed(3)
    assert camera.told == told + 1
    camera.look(preset=3)
    await camera.done()
    assert not camera.sights.presets
    camera.now += STOOD
    camera.look(preset=3)
    await camera.done()
    assert 3 in camera.sights.presets


async def test_preset_picture_that_is_gone(camera: Camera) -> None:
    """A file that somebody has removed is no picture."""
    await camera.stand(preset=3)
    (camera.folder / "preset_3.jpg").unlink()
    assert await camera.sights.preset_picture(3) is None


async def test_alarm(camera: Camera) -> None:
    """Where the camera looked is noted, if it tells."""
    camera.sights.alarm_told("motion", None)
    assert camera.sights.alarm is None
    camera.look()
    when = datetime(2026, 11, 5, tzinfo=UTC)
    camera.sights.alarm_told("motion", when)
    assert camera.sights.alarm == {
        "type": "motion",
        "pan": 100.0,
        "tilt": 25.0,
        "zoom": 0.0,
        "seen": when.timestamp(),
    }
    camera.sights.alarm_told("input_1_make", None)
    assert camera.sights.alarm["seen"] == 0
    camera.look(None)
    camera.now += LOOK_EVERY
    camera.sights.alarm_told("break", None)
    assert camera.sights.alarm["type"] == "input_1_make"
    await camera.done()


async def test_masks(camera: Camera) -> None:
    """A mask is where the camera turns to for editing it, once it stands there."""
    camera.sights.mask_seen(2)
    assert not camera.sights.masks
    camera.data.mask_edited = 2
    camera.data.values[p.PRIVACY_MASK_AREA[1]] = True
    camera.look()
    assert not camera.sights.masks
    camera.now += STOOD
    camera.look()
    assert camera.sights.masks[2].pan == 100.0
    # From then on it is put, and where it is counts when it is saved.
    camera.now += STOOD
    camera.look(130.0)
    camera.now += STOOD
    camera.look(130.0)
    assert camera.sights.masks[2].pan == 100.0
    camera.sights.mask_seen(2)
    assert camera.sights.masks[2].pan == 130.0
    assert camera.sights.version == 0
    told = camera.told
    camera.sights.mask_gone(2)
    assert not camera.sights.masks
    camera.sights.mask_gone(2)
    assert camera.told == told + 1


async def test_a_mask_that_is_new(camera: Camera) -> None:
    """Where a mask begins that is neither on nor known says nothing."""
    camera.data.mask_edited = 5
    for _ in range(3):
        camera.look()
        camera.now += STOOD
    assert not camera.sights.masks


async def test_order(camera: Camera) -> None:
    """Each preset has one place, and what is none has none."""
    camera.sights.set_order([5, 3, 5, 100, -1])
    assert camera.sights.order == [5, 3]


async def test_who_listens_no_more(camera: Camera) -> None:
    """Who has gone is told nothing."""
    told: list[int] = []
    leave = camera.sights.listen(lambda: told.append(1))
    leave()
    leave()
    camera.sights.changed()
    assert not told


async def test_panorama(camera: Camera) -> None:
    """It is made when it is asked for, after what is being worked in, and once."""
    assert await camera.sights.panorama() is None
    await camera.stand()
    camera.look(200)
    first = await camera.sights.panorama()
    assert first
    assert camera.sights.version > 0
    assert await camera.sights.panorama() is first
    camera.now += LOOK_EVERY
    camera.look(300)
    await camera.done()
    assert await camera.sights.panorama() != first


async def test_kept_over_a_restart(camera: Camera, hass: HomeAssistant) -> None:
    """Places, order, alarm and panorama are there again; removed, they are gone."""
    await camera.stand(preset=3)
    camera.sights.alarm_told("motion", None)
    camera.sights.mask_seen(4)
    camera.sights.set_order([3, 0])
    await camera.sights.close()
    store = room.places_store(hass, camera.config_entry.entry_id)
    await store.async_save(camera.sights._places())
    other = camera.make()
    await other.load()
    for name in ("presets", "masks", "order", "alarm"):
        assert getattr(other, name) == getattr(camera.sights, name)
    assert other.version == 1
    assert await other.preset_picture(3)
    await Sights.remove(hass, camera.config_entry.entry_id)
    assert not camera.folder.exists()
    last = camera.make()
    await last.load()
    assert (last.version, last.presets, last.alarm) == (0, {}, None)


async def test_written_now_and_then(camera: Camera) -> None:
    """Memory cards are spared; what is not written yet is when it is closed."""
    kept = camera.folder / "panorama.jpg"
    camera.look(0)
    await camera.done()
    camera.now += LOOK_EVERY
    camera.look(90)
    await camera.done()
    assert not kept.exists()
    camera.now += SAVE_AFTER
    camera.look(180)
    await camera.done()
    second = kept.stat().st_mtime_ns
    camera.now += LOOK_EVERY
    camera.look(270)
    await camera.sights.close()
    assert kept.stat().st_mtime_ns > second
    third = kept.stat().st_mtime_ns
    await camera.sights.close()
    assert kept.stat().st_mtime_ns == third
    camera.sights.changed()


@pytest.mark.parametrize("kept", [b"nothing", RED, None])
async def test_a_damaged_panorama(
    camera: Camera, caplog: pytest.LogCaptureFixture, kept: bytes | None
) -> None:
    """It counts as never seen: a file that is none, another's, or a folder."""
    caplog.set_level("DEBUG")
    path = camera.folder / "panorama.jpg"
    if kept is None:
        path.mkdir(parents=True)
    else:
        camera.folder.mkdir(parents=True)
        path.write_bytes(kept)
    await camera.sights.load()
    assert camera.sights.version == 0
    assert "was not read" in caplog.text


async def test_a_disk_that_takes_nothing(
    camera: Camera, caplog: pytest.LogCaptureFixture
) -> None:
    """The panorama is there all the same, for as long as Home Assistant runs."""
    caplog.set_level("DEBUG")
    camera.folder.parent.mkdir(parents=True, exist_ok=True)
    camera.folder.write_text("in the way")
    camera.look()
    await camera.done()
    camera.now += SAVE_AFTER
    camera.look(90)
    await camera.done()
    assert "panorama.jpg was not written" in caplog.text
    assert camera.sights.version == 2
    assert await camera.sights.panorama()
