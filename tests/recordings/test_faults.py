"""What goes wrong: the disk, the share, the camera, a hand."""

import shutil
import threading
from pathlib import Path

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
)

from custom_components.jvc_vn.recordings import disk as disk_module
from custom_components.jvc_vn.recordings import folder as folder_module
from custom_components.jvc_vn.recordings import store as store_module
from tests.conftest import act, until
from tests.emulator import EmulatedCamera

from .helpers import (
    ALARM,
    CAMERA,
    FOLDER,
    Away,
    files,
    kept,
    make_folder,
    recordings_of,
)


async def test_the_camera_is_away_at_the_alarm(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """There is no picture, the event says so, and why is counted."""
    loaded.runtime_data.hub._newest_at = float("-inf")
    loaded.runtime_data.hub._source = Away()
    emulated.set_input(1, "make")
    counts = recordings_of(loaded).keeper.counts
    await until(lambda: counts["no_picture"] == 1)
    assert hass.states.get(ALARM).attributes["event_type"] == "input_1_make"
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
        usage = shutil.disk_usage(media.parent)._replace(free=499_999_999)
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
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
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
    assert not ir.async_get(hass).async_get_issue("jvc_vn", "recordings_unwritable")


async def test_a_share_that_hangs_stalls_nothing(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alarms are told, one thread waits, a repair says so, and it goes on after."""
    monkeypatch.setattr(disk_module, "PATIENCE", 0.05)
    answers = threading.Event()
    write = store_module.write_picture

    def hang(path: Path, jpeg: bytes) -> None:
        answers.wait()
        write(path, jpeg)

    monkeypatch.setattr(store_module, "write_picture", hang)
    recordings = recordings_of(loaded)
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
    finally:
        answers.set()
    await kept(loaded, 1)
    await until(lambda: not issues.async_get_issue("jvc_vn", "recordings_hang"))


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
    files(media)[0].unlink()
    assert (await client.get(url)).status == 404
    assert not recordings_of(loaded).store.index.happenings
