"""What is kept of alarms: pictures, clips, their names, and how they go."""

import json
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components import media_source
from homeassistant.components.media_player import SearchMediaQuery
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.protocol.models import Frame
from custom_components.jvc_vn.recordings import disk as disk_module
from custom_components.jvc_vn.recordings import folder as folder_module
from custom_components.jvc_vn.recordings import store as store_module
from custom_components.jvc_vn.recordings.camera_recordings import Recordings
from custom_components.jvc_vn.recordings.folder import find_folder, list_files
from custom_components.jvc_vn.recordings.happening import Cause, Happening
from custom_components.jvc_vn.recordings.index import Index, load
from custom_components.jvc_vn.recordings.metadata import (
    DamagedError,
    jpeg_with,
    told_by,
)
from tests.conftest import MAC, act, set_up, until
from tests.emulator import EmulatedCamera

ALARM = "event.vn_v685_alarm"
CAMERA = "camera.vn_v685"
FOLDER = "yard_001aef"


class Away:
    """A camera that does not answer."""

    async def still(self) -> Frame:
        """Fail as it would."""
        raise UnreachableError("away")


def recordings_of(entry: MockConfigEntry) -> Recordings:
    """What keeps."""
    return entry.runtime_data.recordings


def files(media: Path) -> list[Path]:
    """The pictures and clips there are."""
    return sorted(p for p in media.rglob("*") if p.suffix in (".jpg", ".mp4"))


def make_folder(media: Path) -> None:
    """Be where the folder of the camera is going to be."""
    media.mkdir(exist_ok=True)


def drafts(media: Path) -> list[Path]:
    """What was not finished."""
    return list(media.rglob(".draft-*"))


async def kept(entry: MockConfigEntry, count: int) -> list[Happening]:
    """Wait until so many happenings are on the disk."""
    index = recordings_of(entry).store.index
    await until(lambda: len(recordings_of(entry).store.index.happenings) >= count)
    index = recordings_of(entry).store.index
    return index.in_order()


def happening(
    minutes: int, *, size: int = 1000, cause: Cause = Cause.MOTION
) -> Happening:
    """One that happened so many minutes after midnight."""
    when = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minutes)
    name = f"{when:%H%M%S}-motion"
    return Happening(
        cause=Cause.MOTION, when=when, day=f"{when:%Y-%m-%d}", name=name, picture=1000
    )


async def test_an_alarm_leaves_a_picture(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """Under a name that tells day, time and cause, with all else inside."""
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    (file,) = files(media)
    assert file == media / FOLDER / shown.day / f"{shown.name}.jpg"
    assert file.name == f"{dt_util.as_local(shown.when):%H%M%S}-input_1.jpg"
    jpeg = file.read_bytes()
    assert jpeg[:2] + jpeg[-2:] == b"\xff\xd8\xff\xd9"
    told = told_by(file)
    assert told["cause"] == "input_1_make"
    assert told["pan"] == loaded.runtime_data.hub.newest.info.pan
    attributes = hass.states.get(ALARM).attributes
    assert attributes["picture"] == (
        f"media-source://jvc_vn/{loaded.entry_id}/{shown.key}.jpg"
    )
    assert "clip" not in attributes


async def test_only_what_is_wanted_is_kept(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """A contact that opens is not, unless a person says so."""
    emulated.set_input(1, "make")
    await kept(loaded, 1)
    emulated.set_input(1, "break")
    await until(
        lambda: hass.states.get(ALARM).attributes["event_type"] == "input_1_break"
    )
    assert "picture" not in hass.states.get(ALARM).attributes
    emulated.set_input(2, "make")
    shown = await kept(loaded, 2)
    assert [each.cause for each in shown] == [Cause.INPUT_1_MAKE, Cause.INPUT_2_MAKE]
    assert len(files(media)) == 2


async def test_an_inverted_input_is_kept_when_it_opens(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Unless chosen otherwise: that is when something happens."""
    emulated.set_input(1, "make")
    hass.config_entries.async_update_entry(entry, options={"input_1_inverted": True})
    await set_up(hass, entry)
    emulated.set_input(1, "break")
    (shown,) = await kept(entry, 1)
    assert shown.cause is Cause.INPUT_1_BREAK
    assert shown.name.endswith("-input_1_break")


async def test_a_hundred_alarms_in_one_packet(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """What shows the same moment is one picture, and each event names it."""
    line = "peripheral.input_pin.pin(1).status={}\r\n"
    edges = line.format("make") + line.format("break")
    emulated.push_raw(edges.encode() * 50)
    counts = recordings_of(loaded).keeper.counts
    await until(lambda: counts["shared"] + counts["kept"] == 50)
    # Another frame may come while they are told: it is another moment.
    assert 1 <= counts["kept"] <= 5
    assert len(files(media)) == len(await kept(loaded, 1)) == counts["kept"]


async def test_motion_that_goes_on_is_one_happening(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """However often it is told that it begins."""
    keeper = recordings_of(loaded).keeper
    first = keeper.take(Cause.MOTION)
    keeper.motion_changed()
    assert keeper.take(Cause.MOTION) is first
    keeper._motion_ended = float("-inf")
    assert keeper.take(Cause.MOTION) is not first
    await kept(loaded, 2)


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


async def test_it_is_all_there_after_a_reload(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """By the index, by the files alone, and with a damaged index."""
    emulated.set_input(1, "make")
    before = await kept(loaded, 1)
    index = media / FOLDER / ".index.json"
    for spoil in (lambda: None, index.unlink, lambda: index.write_text("[{")):
        assert await hass.config_entries.async_unload(loaded.entry_id)
        assert json.loads(index.read_text())["happenings"] if index.exists() else True
        spoil()
        await set_up(hass, loaded)
        assert await kept(loaded, 1) == before


def test_what_a_killed_home_assistant_leaves(tmp_path: Path) -> None:
    """Drafts go; what is damaged, linked or of others stays, and is not shown."""
    day = tmp_path / "2026-11-25"
    day.mkdir()
    whole = jpeg_with(b"\xff\xd8\xff\xd9", happening(1))
    (day / "000100-motion.jpg").write_bytes(whole)
    (day / "000200-motion.jpg").write_bytes(whole[:-10])
    (day / "000300-motion.mp4").write_bytes(b"\0\0\0\x10ftypisom")
    (day / "holiday.jpg").write_bytes(whole)
    (day / "000400-motion.jpg").symlink_to(day / "000100-motion.jpg")
    (day / f".draft-{'0' * 16}").write_bytes(b"half")
    index = load(tmp_path)
    assert [each.name for each in index.in_order()] == ["000100-motion"]
    assert index.bytes == len(whole)
    assert {p.name for p in day.iterdir()} == {
        "000100-motion.jpg",
        "000200-motion.jpg",
        "000300-motion.mp4",
        "000400-motion.jpg",
        "holiday.jpg",
    }


def test_metadata_comes_back(tmp_path: Path) -> None:
    """With titles that a person gave, whatever is in them."""
    told = replace(
        happening(1),
        title='Gate "<&>" 🚪',
        preset=3,
        position=(1.5, None, 0.0),
        recovered=True,
    )
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg_with(b"\xff\xd8\xff\xd9", told))
    again = Happening.read(told_by(path), told.day, told.name, picture=1000)
    assert again == told
    with pytest.raises(DamagedError):
        jpeg_with(b"<html>", told)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Yard", "yard_001aef"),
        ("../../etc/passwd", "etc_passwd_001aef"),
        ("🐈", "camera_001aef"),
        ("x" * 200, f"{'x' * 40}_001aef"),
        ("", "camera_001aef"),
    ],
)
def test_names_of_cameras(tmp_path: Path, title: str, name: str) -> None:
    """Any name makes a folder, inside, and a name of its own."""
    found = find_folder(tmp_path, title, MAC)
    assert found.parent == tmp_path
    assert found.name == name
    found.mkdir()


def test_two_cameras_of_one_name_and_a_new_name(tmp_path: Path) -> None:
    """Each has its folder, and keeps it."""
    one = find_folder(tmp_path, "Yard", MAC)
    two = find_folder(tmp_path, "Yard", "00:80:88:00:1a:f0")
    assert one != two
    one.mkdir()
    assert find_folder(tmp_path, "Garden", MAC) == one


def test_the_oldest_go_first() -> None:
    """By age, and where it is too much."""
    index = Index()
    for minutes in (3, 1, 2):
        index.put(happening(minutes))
    assert index.bytes == 3000
    first, second, third = (happening(n).key for n in (1, 2, 3))
    assert index.too_much(3000) == []
    assert index.too_much(2999) == [first]
    assert index.too_much(1000) == [first, second]
    assert index.too_old(happening(3).when) == [first, second]
    index.remove(first)
    assert index.bytes == 2000
    assert index.between(happening(3).when, None, {Cause.MOTION}) == [third]
    assert index.between(None, None, {Cause.PRESET}) == []


def test_names_are_taken_once() -> None:
    """By what is there, and by what is on its way."""
    index = Index()
    index.put(happening(1))
    day = "2026-11-25"
    assert index.free_name(day, "000100-motion", set()) == "000100-motion-2"
    coming = {f"{day}/000100-motion-2"}
    assert index.free_name(day, "000100-motion", coming) == "000100-motion-3"
    assert index.free_name("2026-11-26", "000100-motion", coming) == "000100-motion"


async def test_quota_and_age_are_kept(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """Files go, and their folder with the last; a clock that jumps deletes nothing."""
    emulated.set_input(1, "make")
    await kept(loaded, 1)
    store = recordings_of(loaded).store
    store._drift -= 10 * 365 * 86400
    later = happening(0).when.replace(year=2099)
    assert store.index.too_old(later)
    await store.clean()
    assert len(files(media)) == 1
    assert not store._clock_is_believed()
    store._believed_from = float("-inf")
    assert store._clock_is_believed()
    keeping = replace(loaded.runtime_data.options.keeping, megabytes=0)
    options = replace(loaded.runtime_data.options, keeping=keeping)
    loaded.runtime_data.options = options
    await store.clean()
    assert not files(media)
    assert not [p for p in (media / FOLDER).iterdir() if p.is_dir()]


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


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-25/..%2f..%2fsecrets.yaml",
        "../.index.json",
        "2026-11-25/.index.json",
        "..%2f..%2f/secrets.yaml",
        "2026-11-25/000000-motion.jpg",
    ],
)
async def test_nothing_outside_is_served(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: str,
) -> None:
    """Only what the index knows."""
    client = await hass_client()
    got = await client.get(f"/api/jvc_vn/recordings/{loaded.entry_id}/{path}")
    assert got.status in (400, 404)


async def test_a_login_is_needed(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Or a signed path."""
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    client = await hass_client_no_auth()
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg"
    assert (await client.get(url)).status == 401


async def test_media_is_browsed(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Cameras, now and days, happenings: the newest first; and found by words."""
    assert await async_setup_component(hass, "media_source", {})
    emulated.set_input(1, "make")
    await kept(loaded, 1)
    emulated.set_input(2, "make")
    first, second = await kept(loaded, 2)
    root = "media-source://jvc_vn"
    cameras = await media_source.async_browse_media(hass, root)
    assert [each.title for each in cameras.children] == ["Yard"]
    camera = await media_source.async_browse_media(
        hass, cameras.children[0].media_content_id
    )
    now, day = camera.children
    assert now.title == "Now"
    assert day.title == f"Today, {first.day} (2)"
    shown = await media_source.async_browse_media(hass, day.media_content_id)
    assert [each.title[9:].partition(",")[0] for each in shown.children] == [
        "Input 2 closes",
        "Input 1 closes",
    ]
    assert shown.children[0].thumbnail.endswith(f"{second.key}.jpg")
    played = await media_source.async_resolve_media(
        hass, shown.children[1].media_content_id, None
    )
    assert played.mime_type == "image/jpeg"
    assert played.path.read_bytes().startswith(b"\xff\xd8")
    live = await media_source.async_resolve_media(hass, now.media_content_id, None)
    assert live.url == f"/api/camera_proxy_stream/{CAMERA}"
    found = await media_source.async_search_media(
        hass, root, SearchMediaQuery(search_query="INPUT 2")
    )
    assert [each.media_content_id for each in found.result] == [
        shown.children[0].media_content_id
    ]
    for wrong in ("/moon", f"/{loaded.entry_id}/2026-01-01", f"/{loaded.entry_id}/a/b"):
        with pytest.raises(media_source.MediaSourceError):
            await media_source.async_browse_media(hass, f"{root}{wrong}")


async def test_media_shows_only_what_a_user_may_see(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
    hass_read_only_user: Any,
) -> None:
    """Who may not see the camera sees nothing of it."""
    assert await async_setup_component(hass, "media_source", {})
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    hass_read_only_user.mock_policy({"entities": {"entity_ids": {"light.a": True}}})
    socket = await hass_ws_client(hass, hass_read_only_access_token)
    root = "media-source://jvc_vn"
    browse: dict[str, Any] = {"type": "media_source/browse_media"}
    await socket.send_json_auto_id({**browse, "media_content_id": root})
    answer = await socket.receive_json()
    assert answer["result"]["children"] == []
    wanted = f"{root}/{loaded.entry_id}/{shown.day}"
    await socket.send_json_auto_id({**browse, "media_content_id": wanted})
    assert not (await socket.receive_json())["success"]
    client = await hass_client(hass_read_only_access_token)
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg"
    assert (await client.get(url)).status == 403


async def test_recordings_are_deleted(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """By cause and period; a period that makes no sense is refused."""
    emulated.set_input(1, "make")
    await kept(loaded, 1)
    emulated.set_input(2, "make")
    await kept(loaded, 2)
    delete = "jvc_vn.delete_recordings"
    now = dt_util.now()
    await act(hass, delete, CAMERA, causes=["motion"])
    await act(hass, delete, CAMERA, end=now - timedelta(hours=1))
    assert len(files(media)) == 2
    await act(hass, delete, CAMERA, causes=["input_1_make"])
    assert [file.name[6:] for file in files(media)] == ["-input_2.jpg"]
    with pytest.raises(ServiceValidationError):
        await act(hass, delete, CAMERA, start=now, end=now)
    await act(hass, delete, CAMERA)
    assert not files(media)


@pytest.mark.parametrize("with_camera", [True, False])
async def test_the_entry_is_removed(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    with_camera: bool,
) -> None:
    """The files go with it if the person says so."""
    options = {"delete_with_camera": with_camera}
    hass.config_entries.async_update_entry(entry, options=options)
    await set_up(hass, entry)
    emulated.set_input(1, "make")
    await kept(entry, 1)
    await hass.config_entries.async_remove(entry.entry_id)
    assert bool(files(media)) is not with_camera
    assert (media / FOLDER).exists() is not with_camera


async def test_what_is_kept_is_an_option(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """Stored beside the others; with no cause nothing is kept."""
    flows = hass.config_entries.options
    form = await flows.async_init(loaded.entry_id)
    names = ("inputs", "motion", "picture", "presets", "reading")
    fields: dict[str, Any] = {name: {} for name in names}
    fields["recordings"] = {"keep_alarms": [], "keep_days": 3.0}
    await flows.async_configure(form["flow_id"], fields)
    await hass.async_block_till_done()
    assert loaded.options["keep_alarms"] == []
    assert loaded.options["keep_megabytes"] == 200
    assert "recordings" not in loaded.options
    await until(lambda: loaded.runtime_data.data.link == "live")
    assert loaded.runtime_data.options.keeping.days == 3
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(ALARM).state not in ("unknown", "unavailable"))
    assert "picture" not in hass.states.get(ALARM).attributes
    assert not recordings_of(loaded).keeper.counts
    assert not files(media)


async def test_a_clip_shows_before_and_after(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, media: Path
) -> None:
    """One clip for what happens during it, with its metadata, named by the event."""
    options = {"keep_clips": True, "clip_before": 1, "clip_after": 1, "prerecord": 5}
    hass.config_entries.async_update_entry(entry, options=options)
    await set_up(hass, entry)
    await until(lambda: len(entry.runtime_data.hub.ring.since(0)) > 5)
    emulated.set_input(1, "make")
    await kept(entry, 1)
    emulated.set_input(2, "make")
    await until(lambda: "clip" in hass.states.get(ALARM).attributes, 20)
    first, second = await kept(entry, 2)
    assert first.clip
    assert not second.clip
    assert second.clip_in == first.key
    assert hass.states.get(ALARM).attributes["clip"].endswith(f"{first.key}.mp4")
    clip = media / FOLDER / f"{first.key}.mp4"
    assert clip.stat().st_size == first.clip
    assert told_by(clip)["cause"] == "input_1_make"
    assert await async_setup_component(hass, "media_source", {})
    wanted = f"media-source://jvc_vn/{entry.entry_id}/{second.key}"
    played = await media_source.async_resolve_media(hass, wanted, None)
    assert (played.mime_type, played.path) == ("video/mp4", clip)
    assert list(list_files(media / FOLDER))
    assert not drafts(media)
