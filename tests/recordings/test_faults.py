"""What goes wrong: the disk, the share, the camera, a hand."""

import asyncio
import errno
import threading
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
)

from custom_components.jvc_vn.protocol.models import Frame, FrameInfo
from custom_components.jvc_vn.recordings import disk as disk_module
from custom_components.jvc_vn.recordings import folder as folder_module
from custom_components.jvc_vn.recordings import store as store_module
from custom_components.jvc_vn.recordings.happening import Cause
from custom_components.jvc_vn.recordings.index import Index, load
from custom_components.jvc_vn.video.hub import FrameHub
from tests.conftest import Tempo, act, entry_data, make_emulated, set_up, until
from tests.emulator import EmulatedCamera

from .helpers import (
    ALARM,
    CAMERA,
    FOLDER,
    Away,
    drafts,
    files,
    kept,
    make_folder,
    recordings_of,
)


async def test_the_camera_is_away_at_the_alarm(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is no picture, the event says so, and why is counted.

    The same where what should be one is none.
    """
    loaded.runtime_data.hub._newest_at = float("-inf")
    loaded.runtime_data.hub._source = Away()
    emulated.set_input(1, "make")
    counts = recordings_of(loaded).keeper.counts
    await until(lambda: counts["no_picture"] == 1)
    assert hass.states.get(ALARM).attributes["event_type"] == "input_1_make"
    assert "picture" not in hass.states.get(ALARM).attributes
    monkeypatch.setattr(FrameHub, "present", Frame(b"<html>", FrameInfo()))
    emulated.set_input(2, "make")
    await until(lambda: counts["no_picture"] == 2)
    assert hass.states.get(ALARM).attributes["event_type"] == "input_2_make"
    assert "picture" not in hass.states.get(ALARM).attributes
    assert not files(media)


async def test_the_disk_is_full(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is written, a repair says so, and it goes on by itself."""
    full = monkeypatch.context
    with full() as patch:
        usage = SimpleNamespace(free=499_999_999)
        patch.setattr(folder_module.shutil, "disk_usage", lambda _path: usage)
        emulated.set_input(1, "make")
        counts = recordings_of(loaded).keeper.counts
        await until(lambda: counts["no_room"] == 1)
        issues = ir.async_get(hass)
        assert issues.async_get_issue("jvc_vn", "recordings_no_room")
        assert not files(media)
    emulated.set_input(2, "make")
    await kept(loaded, 1)
    assert not issues.async_get_issue("jvc_vn", "recordings_no_room")


async def test_the_folder_cannot_be_written(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A repair names the folder and the reason."""
    make_folder(media)
    (media / FOLDER).write_text("a file where the folder should be")
    emulated.set_input(1, "make")
    counts = recordings_of(loaded).keeper.counts
    await until(lambda: counts["not_written"] == 1)
    issue = ir.async_get(hass).async_get_issue("jvc_vn", "recordings_unwritable")
    assert issue.translation_placeholders["folder"] == str(media)
    (media / FOLDER).unlink()
    emulated.set_input(2, "make")
    await kept(loaded, 1)
    issues = ir.async_get(hass)
    assert not issues.async_get_issue("jvc_vn", "recordings_unwritable")

    def none_is_left(*_work: object) -> None:
        raise RuntimeError("can't start new thread")

    take = recordings_of(loaded).keeper.take
    with monkeypatch.context() as patch:
        patch.setattr(disk_module, "start_new_thread", none_is_left)
        take(Cause.INPUT_1_MAKE)
        await until(lambda: counts["not_written"] == 2)
    issue = issues.async_get_issue("jvc_vn", "recordings_unwritable")
    assert issue.translation_placeholders["error"] == "can't start new thread"
    take(Cause.INPUT_1_MAKE)
    await kept(loaded, 2)
    assert not issues.async_get_issue("jvc_vn", "recordings_unwritable")


async def test_a_share_that_hangs_stalls_nothing(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alarms are told, one thread waits, a repair says so, and it goes on after.

    What is too old goes when an hour begins in which it answers.
    """
    recordings = recordings_of(loaded)
    recordings.keeper.take(Cause.MOTION, dt_util.utcnow() - timedelta(days=8))
    (before,) = await kept(loaded, 1)
    client = await hass_client()
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{before.key}.jpg"
    monkeypatch.setattr(disk_module, "PATIENCE", 0.05)
    answers = threading.Event()
    write = store_module.write_picture

    def hang(path: Path, jpeg: bytes) -> None:
        answers.wait()
        write(path, jpeg)

    monkeypatch.setattr(store_module, "write_picture", hang)
    try:
        emulated.set_input(1, "make")
        await until(lambda: recordings.store.disk.hangs)
        issues = ir.async_get(hass)
        assert issues.async_get_issue("jvc_vn", "recordings_hang")
        emulated.set_input(2, "make")
        await until(lambda: recordings.keeper.counts["disk_hangs"] == 1)
        assert hass.states.get("binary_sensor.vn_v685_input_2").state == "on"
        with pytest.raises(HomeAssistantError):
            await act(hass, "jvc_vn.delete_recordings", CAMERA)
        assert (await client.get(url)).status == 503
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=61))
    finally:
        answers.set()
    await kept(loaded, 2)
    await until(lambda: not issues.async_get_issue("jvc_vn", "recordings_hang"))
    assert (await client.get(url)).status == 200
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=122))
    await until(lambda: len(recordings.store.index.happenings) == 1)
    assert (await client.get(url)).status == 404


async def test_a_file_deleted_by_hand(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    hass_client: ClientSessionGenerator,
) -> None:
    """It is not found, and no longer shown."""
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    client = await hass_client()
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg"
    got = await client.get(url)
    assert got.status == 200
    assert got.content_type == "image/jpeg"
    assert await got.read() == files(media)[0].read_bytes()
    assert (await client.get(url.replace(loaded.entry_id, "moon"))).status == 404
    files(media)[0].unlink()
    assert (await client.get(url)).status == 404
    assert not recordings_of(loaded).store.index.happenings


async def test_the_folder_is_looked_at_again(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
    tempo: Tempo,
) -> None:
    """A share that comes after Home Assistant is not an empty folder."""
    await set_up(hass, entry)
    emulated.set_input(1, "make")
    before = await kept(entry, 1)
    assert await hass.config_entries.async_unload(entry.entry_id)
    emulated.set_input(1, "break")
    looks: list[str] = []

    def away(path: str | Path) -> None:
        looks.append(str(path))
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "scan", away)
        tempo.run(0)
        await set_up(hass, entry)
        recordings = recordings_of(entry)
        await until(lambda: recordings.store.hidden)
        issues = ir.async_get(hass)
        issue = issues.async_get_issue("jvc_vn", "recordings_unwritable")
        assert "not connected" in issue.translation_placeholders["error"]
        assert recordings.keeper.take(Cause.INPUT_1_MAKE) is None
        assert recordings.keeper.counts == {"not_written": 1}
        with pytest.raises(HomeAssistantError) as refused:
            await act(hass, "jvc_vn.delete_recordings", CAMERA)
        assert refused.value.translation_key == "disk_hangs"
        assert len(looks) == 1
        tempo.forward(5.1)
        await until(lambda: len(looks) == 2)
        # The next pause is twice as long.
        tempo.forward(5.1)
        await asyncio.sleep(0.05)
        assert len(looks) == 2
    tempo.forward(10.1)
    assert await kept(entry, 1) == before
    assert not issues.async_get_issue("jvc_vn", "recordings_unwritable")
    assert recordings.keeper.take(Cause.INPUT_1_MAKE)
    tempo.run(1)
    await kept(entry, 2)


async def test_an_alarm_before_the_folder_was_looked_at(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It replaces no picture of an earlier life, and who asks for it waits."""
    noon = dt_util.now().replace(hour=12, minute=0, second=0, microsecond=0)
    recordings_of(loaded).keeper.take(Cause.INPUT_1_MAKE, noon)
    (before,) = await kept(loaded, 1)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    answers = threading.Event()
    find = store_module.find_folder

    def slow(media: Path, title: str, mac: str) -> Path:
        answers.wait()
        return find(media, title, mac)

    monkeypatch.setattr(store_module, "find_folder", slow)
    try:
        await set_up(hass, loaded)
        recordings = recordings_of(loaded)
        later = recordings.keeper.take(Cause.INPUT_1_MAKE, noon)
        assert later is not None
        assert later.media["picture"].endswith(f"/{before.key}.jpg")
        asked = asyncio.create_task(recordings.find(before.key))
        await asyncio.sleep(0)
        assert not asked.done()
    finally:
        answers.set()
    assert (await asked) == later.happening
    assert [each.key for each in await kept(loaded, 2)] == [
        before.key,
        f"{before.key}-2",
    ]
    assert later.media["picture"].endswith(f"/{before.key}-2.jpg")


async def test_the_disk_is_full_in_the_middle(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture is whole or not there, and the repair says why."""
    write = Path.write_bytes

    def half(path: Path, data: bytes) -> int:
        write(path, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", half)
        emulated.set_input(1, "make")
        counts = recordings_of(loaded).keeper.counts
        await until(lambda: counts["not_written"] == 1)
    issue = ir.async_get(hass).async_get_issue("jvc_vn", "recordings_unwritable")
    assert issue.translation_placeholders["error"] == "No space left on device"
    assert not files(media) + drafts(media)
    await until(lambda: "picture" not in hass.states.get(ALARM).attributes)


async def test_the_clock_is_set_back(
    hass: HomeAssistant, loaded: MockConfigEntry, media: Path
) -> None:
    """What happens in the same second again replaces nothing."""
    keeper = recordings_of(loaded).keeper
    noon = dt_util.now().replace(hour=12, minute=0, second=0, microsecond=0)
    keeper.take(Cause.INPUT_1_MAKE, noon)
    await kept(loaded, 1)
    (first,) = files(media)
    whole = first.read_bytes()
    keeper.take(Cause.INPUT_1_MAKE, noon)
    await kept(loaded, 2)
    keeper.take(Cause.INPUT_1_MAKE, noon - timedelta(hours=1))
    shown = await kept(loaded, 3)
    assert [each.name for each in shown] == [
        "110000-input_1",
        "120000-input_1",
        "120000-input_1-2",
    ]
    assert first.read_bytes() == whole


async def test_a_file_damaged_by_hand(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    hass_client: ClientSessionGenerator,
) -> None:
    """It is served as it is, small too, until the next start; it is never deleted."""
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    (file,) = files(media)
    file.write_bytes(b"no picture")
    client = await hass_client()
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg?width=320"
    got = await client.get(url)
    assert (got.status, await got.read()) == (200, b"no picture")
    await hass.config_entries.async_reload(loaded.entry_id)
    await until(lambda: recordings_of(loaded).store.folder)
    assert not recordings_of(loaded).store.index.happenings
    assert (await client.get(url)).status == 404
    assert file.exists()


async def test_two_cameras_of_one_name(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
) -> None:
    """Each has a folder of its own, and shows only what is its own."""
    mac = "00:80:88:00:1a:f0"
    async with make_emulated(mac=mac.replace(":", "").upper()) as second:
        other = MockConfigEntry(
            domain="jvc_vn",
            title=loaded.title,
            unique_id=mac,
            data=entry_data(second),
        )
        other.add_to_hass(hass)
        await set_up(hass, other)
        emulated.set_input(1, "make")
        second.set_input(2, "make")
        (one,), (two,) = await kept(loaded, 1), await kept(other, 1)
        assert (one.cause, two.cause) == (Cause.INPUT_1_MAKE, Cause.INPUT_2_MAKE)
        folders = {path.parts[-3] for path in files(media)}
        assert folders == {FOLDER, "yard_001af0"}
        await act(hass, "jvc_vn.delete_recordings", CAMERA)
        assert [path.parts[-3] for path in files(media)] == ["yard_001af0"]
        assert await hass.config_entries.async_unload(other.entry_id)


async def test_a_camera_is_removed_while_the_share_hangs(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who removes it does not wait for ever."""
    options = {"delete_with_camera": True}
    hass.config_entries.async_update_entry(entry, options=options)
    await set_up(hass, entry)
    emulated.set_input(1, "make")
    await kept(entry, 1)
    answers = threading.Event()
    monkeypatch.setattr(store_module, "REMOVING", 0.05)

    def hang(folder: Path) -> Index:
        answers.wait()
        return load(folder)

    monkeypatch.setattr(store_module, "load", hang)
    try:
        await hass.config_entries.async_remove(entry.entry_id)
        assert len(files(media)) == 1
    finally:
        answers.set()
