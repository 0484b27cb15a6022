"""What keeping costs: no sorting, no queue that grows, no wait for a disk."""

import asyncio
import json
import os
import random
import threading
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.recordings import camera_recordings, clips
from custom_components.jvc_vn.recordings import disk as disk_module
from custom_components.jvc_vn.recordings import folder as folder_module
from custom_components.jvc_vn.recordings import index as index_module
from custom_components.jvc_vn.recordings import store as store_module
from custom_components.jvc_vn.recordings.camera_recordings import Recordings
from custom_components.jvc_vn.recordings.clips import EncoderQueue, Frames
from custom_components.jvc_vn.recordings.happening import Cause, Happening
from custom_components.jvc_vn.recordings.index import Index, load, recall, save
from custom_components.jvc_vn.recordings.keeper import MOST_WAITING
from custom_components.jvc_vn.recordings.metadata import jpeg_with
from custom_components.jvc_vn.recordings.settings import Keeping
from custom_components.jvc_vn.recordings.store import Store
from tests.conftest import MAC, set_up, until
from tests.emulator import EmulatedCamera

CAUSES = [f"input_{n}_{edge}" for n in (1, 2) for edge in ("make", "break")]
LINE = "peripheral.input_pin.pin(1).status={}\r\n"
EDGES = LINE.format("make") + LINE.format("break")
JPEG = b"\xff\xd8" + bytes(8000) + b"\xff\xd9"
FOLDER = "yard_001aef"


def happening(minutes: int) -> Happening:
    """One that happened so many minutes after midnight."""
    when = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minutes)
    name = f"{when:%H%M%S}-motion"
    day = f"{when:%Y-%m-%d}"
    return Happening(cause=Cause.MOTION, when=when, day=day, name=name, picture=1000)


def write(folder: Path, count: int) -> None:
    """Write so many pictures."""
    for minutes in range(count):
        one = happening(minutes)
        path = folder / f"{one.key}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg_with(b"\xff\xd8\xff\xd9", one))


def host(hass: HomeAssistant, **keeping: Any) -> Any:
    """What a store needs of a coordinator."""
    return SimpleNamespace(
        hass=hass,
        config_entry=SimpleNamespace(unique_id=MAC),
        options=SimpleNamespace(keeping=Keeping(**keeping)),
        title="Yard",
    )


def recordings_of(entry: MockConfigEntry) -> Recordings:
    """What keeps."""
    return entry.runtime_data.recordings


def files(media: Path, pattern: str) -> int:
    """Count files."""
    return sum(1 for _ in media.rglob(pattern))


class Told:
    """The alarms that were dispatched."""

    def __init__(self, entry: MockConfigEntry) -> None:
        """Listen."""
        self.count = 0
        entry.runtime_data.events.listen("alarm_event", self._one_more)

    def _one_more(self, _event: object) -> None:
        self.count += 1


@pytest.fixture
async def keeping(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A camera of which pictures of all edges are kept."""
    hass.config_entries.async_update_entry(entry, options={"keep_alarms": CAUSES})
    await set_up(hass, entry)
    return entry


class Share:
    """A folder that hangs: who writes waits for a reader of a pipe."""

    def __init__(self, pipe: Path, write: Any) -> None:
        """Begin to hang."""
        os.mkfifo(pipe)
        self._pipe = pipe
        self._write = write
        self._answers = threading.Event()
        self.threads: set[int] = set()

    def write_picture(self, path: Path, jpeg: bytes) -> None:
        """Wait in the system, where nothing can interrupt it, then write."""
        self.threads.add(threading.get_ident())
        if not self._answers.is_set():
            with self._pipe.open("wb"):
                pass
        self._write(path, jpeg)

    def answer(self) -> None:
        """Go on."""
        self._answers.set()
        os.close(os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK))


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Share]:
    """The media folder is on a share that hangs."""
    hangs = Share(tmp_path / "pipe", store_module.write_picture)
    monkeypatch.setattr(store_module, "write_picture", hangs.write_picture)
    monkeypatch.setattr(disk_module, "PATIENCE", 0.05)
    yield hangs
    hangs.answer()


def test_the_index_stays_in_order() -> None:
    """Whatever comes, changes and goes, in whatever order."""
    dice = random.Random(1)
    index, known = Index(), dict[str, Happening]()
    for _ in range(2000):
        one = happening(dice.randrange(3000))
        if dice.random() < 0.4:
            index.remove(one.key)
            known.pop(one.key, None)
        else:
            one = replace(one, clip=dice.randrange(1000))
            index.put(one)
            known[one.key] = one
    in_order = sorted(known.values(), key=lambda each: each.when)
    assert index.in_order() == in_order
    assert index.happenings == known
    assert index.bytes == sum(each.size for each in known.values())
    assert set(index.days) == {each.day for each in known.values()}
    for day, kept in index.days.items():
        assert list(kept) == [each for each in in_order if each.day == day]
    middle = happening(1500).when
    assert index.too_old(middle) == [e.key for e in in_order if e.when < middle]


def test_happenings_of_one_moment() -> None:
    """They are told apart by their names."""
    index = Index()
    ones = [replace(happening(1), name=f"000100-motion-{n}") for n in (2, 3, 4)]
    for one in (*ones, *ones):
        index.put(one)
    index.remove(ones[1].key)
    assert index.in_order() == [ones[0], ones[2]]


def test_the_small_file_spares_reading_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is JSON, has a line for each, and a line that is wrong harms no other."""
    write(tmp_path, 3)
    before = load(tmp_path).in_order()
    titled = [replace(each, title='a": {"b"},\n') for each in before]
    save(tmp_path, titled)
    file = tmp_path / index_module.FILE
    assert set(json.loads(file.read_text())["happenings"]) == {e.key for e in before}

    def read(path: Path) -> dict[str, Any]:
        raise AssertionError(path)

    with monkeypatch.context() as patch:
        patch.setattr(index_module, "told_by", read)
        assert load(tmp_path).in_order() == titled
    lines = file.read_text().splitlines(keepends=True)
    lines[2] = lines[2][:40] + "\n"
    file.write_text("".join(lines))
    assert load(tmp_path).in_order() == [titled[0], before[1], titled[2]]


async def test_pictures_are_written_while_a_folder_is_looked_through(
    hass: HomeAssistant, media: Path
) -> None:
    """Another camera does not wait for thousands of files to be read."""
    write(media / FOLDER, 1000)
    store = Store(host(hass, days=100_000))
    loading = asyncio.create_task(store.load())
    await asyncio.sleep(0)
    for _ in range(3):
        await store.disk.run(media.is_dir)
        assert not loading.done()
    await loading
    assert len(store.index.happenings) == 1000
    assert sum(1 for _ in recall(media / FOLDER)) == 1000


async def test_not_each_picture_deletes_another(
    hass: HomeAssistant, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When there is too much, a little more than needed goes at once."""
    deleted: list[int] = []
    really = store_module.delete_files

    def delete(folder: Path, keys: list[str]) -> list[str]:
        deleted.append(len(keys))
        return really(folder, keys)

    monkeypatch.setattr(store_module, "delete_files", delete)
    store = Store(host(hass, megabytes=1, days=100_000))
    await store.load()
    for minutes in range(200):
        await store.write_picture(happening(minutes), JPEG)
        assert store.index.bytes <= 1_000_000
    assert sum(deleted) + len(store.index.happenings) == 200
    assert min(deleted) > 1
    assert happening(199).key in store.index.happenings
    assert happening(0).key not in store.index.happenings


def test_pictures_of_clips_in_hand_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of all cameras together; who lets go makes room."""
    monkeypatch.setattr(clips, "MOST_IN_HAND", 25)
    queue = EncoderQueue()
    one, other = Frames(queue), Frames(queue)
    for frames in (one, other, one):
        assert not frames.full
        frames.add((0.0, bytes(10)))
    assert one.full
    assert other.full
    one.release()
    assert not other.full
    other.release()
    assert queue.bytes == 0


async def test_ten_thousand_alarms_at_once(
    hass: HomeAssistant, emulated: EmulatedCamera, keeping: MockConfigEntry
) -> None:
    """What is told is accounted for, and nothing grows."""
    told, recordings = Told(keeping), recordings_of(keeping)
    most = 0
    folded = 0

    def look(event: Any) -> None:
        nonlocal most, folded
        most = max(most, recordings.keeper.waiting)
        folded += max(1, event.folded)

    keeping.runtime_data.events.listen("alarm_event", look)
    emulated.push_raw(EDGES.encode() * 5000)
    await until(lambda: folded == 10_000, 60)
    await until(lambda: recordings.keeper.waiting == 0, 30)
    assert 0 < most <= MOST_WAITING
    assert recordings.keeper.counts.total() == told.count
    assert recordings.keeper.counts["kept"] == len(recordings.store.index.happenings)


async def test_every_alarm_has_a_picture_or_a_reason(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    keeping: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also while the camera shows nothing, or the disk is full."""
    told, recordings = Told(keeping), recordings_of(keeping)
    counts = recordings.keeper.counts

    async def edges(count: int) -> None:
        for number in range(count):
            edge = "break" if emulated.inputs[1] == "make" else "make"
            before = told.count
            emulated.set_input(1, edge)
            await until(lambda before=before: told.count > before)
            assert number < count
        await until(lambda: recordings.keeper.waiting == 0, 15)

    await edges(6)
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "LEAST_FREE", 1 << 60)
        await edges(3)
    assert counts["no_room"] >= 1
    emulated.faults.video_refused = True
    await until(lambda: keeping.runtime_data.hub.present is None)
    await edges(2)
    emulated.faults.video_refused = False
    await edges(2)
    assert told.count == 13
    assert counts.total() == told.count
    assert counts["kept"] == len(recordings.store.index.happenings)
    assert counts["kept"] == files(media, "*.jpg")
    assert not files(media, ".draft-*")


async def test_a_share_that_hangs_holds_one_thread(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    keeping: MockConfigEntry,
    share: Share,
) -> None:
    """Alarms go on and are not queued for it; afterwards all is well by itself."""
    told, recordings = Told(keeping), recordings_of(keeping)
    emulated.set_input(1, "make")
    await until(lambda: recordings.store.disk.hangs)
    emulated.push_raw(EDGES.encode() * 200)
    await until(lambda: told.count == 400, 15)
    assert len(share.threads) == 1
    waiting, counts = recordings.keeper.waiting, recordings.keeper.counts
    assert waiting <= MOST_WAITING
    assert counts["disk_hangs"] > 0
    assert counts.total() + waiting == told.count
    share.answer()
    await until(lambda: not recordings.store.disk.hangs)
    await until(lambda: recordings.keeper.waiting == 0, 15)
    assert counts["kept"] >= 1
    assert counts.total() == told.count
    assert not ir.async_get(hass).async_get_issue("jvc_vn", "recordings_hang")


async def test_a_camera_is_let_go_while_a_write_hangs(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    keeping: MockConfigEntry,
    share: Share,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits for the thread; the camera can be set up again."""
    monkeypatch.setattr(camera_recordings, "CLOSING", 0.1)
    emulated.set_input(1, "make")
    await until(lambda: recordings_of(keeping).store.disk.hangs)
    async with asyncio.timeout(10):
        assert await hass.config_entries.async_unload(keeping.entry_id)
    share.answer()
    await set_up(hass, keeping)
    await until(lambda: len(recordings_of(keeping).store.index.happenings) == 1)
