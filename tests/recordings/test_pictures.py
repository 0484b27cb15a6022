"""What is kept of alarms, for how long, and how it goes."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn.protocol.models import TrackingState
from custom_components.jvc_vn.recordings.happening import Cause
from custom_components.jvc_vn.recordings.metadata import (
    told_by,
)
from tests.conftest import act, set_up, until
from tests.emulator import EmulatedCamera

from .helpers import ALARM, CAMERA, FOLDER, files, happening, kept, recordings_of


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
    assert attributes["position"] == {
        name: told[name] for name in ("pan", "tilt", "zoom")
    }
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
    assert not store.clock_is_believed()
    store._believed_from = float("-inf")
    assert store.clock_is_believed()
    keeping = replace(loaded.runtime_data.options.keeping, megabytes=0)
    options = replace(loaded.runtime_data.options, keeping=keeping)
    loaded.runtime_data.options = options
    await store.clean()
    assert not files(media)
    assert not [p for p in (media / FOLDER).iterdir() if p.is_dir()]


async def test_what_is_too_old_goes_every_hour(
    hass: HomeAssistant, loaded: MockConfigEntry, media: Path
) -> None:
    """By itself, and what is left is noted."""
    keeper = recordings_of(loaded).keeper
    keeper.take(Cause.INPUT_1_MAKE, dt_util.utcnow() - timedelta(days=8))
    keeper.take(Cause.INPUT_2_MAKE)
    _, newer = await kept(loaded, 2)
    index = media / FOLDER / ".index.json"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=61))
    await until(index.exists)
    assert files(media) == [media / FOLDER / f"{newer.key}.jpg"]
    assert list(json.loads(index.read_text())["happenings"]) == [newer.key]


async def test_tracking_that_begins_is_kept(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Once, however many pictures tell of it, until it begins again."""
    options = {"keep_alarms": ["tracking"]}
    hass.config_entries.async_update_entry(entry, options=options)
    await set_up(hass, entry)
    hub, keeper = entry.runtime_data.hub, recordings_of(entry).keeper
    emulated.track_target(320, 240, "255-0-0")
    for tracking, begun in ((None, 0), ("2", 1), ("2", 1), (None, 1), ("2", 2)):
        emulated.tracking = tracking
        told = TrackingState.TRACKING if tracking else TrackingState.DONE
        while (await hub.fetch()).info.tracking is not told:
            pass
        await until(lambda: keeper.waiting == 0)
        assert keeper.counts["kept"] == begun
    assert {each.cause for each in await kept(entry, 2)} == {Cause.TRACKING}


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


async def test_recordings_are_listed(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The newest first, with media ids, and counted by cause."""
    emulated.set_input(1, "make")
    await kept(loaded, 1)
    emulated.set_input(2, "make")
    first, second = await kept(loaded, 2)

    async def ask(**data: Any) -> Any:
        answer = await hass.services.async_call(
            "jvc_vn",
            "list_recordings",
            {"entity_id": CAMERA, **data},
            blocking=True,
            return_response=True,
        )
        return answer[CAMERA]

    listed = await ask()
    assert listed["causes"] == [
        {"cause": "input_1_make", "name": "Input 1 closed", "count": 1},
        {"cause": "input_2_make", "name": "Input 2 closed", "count": 1},
    ]
    newest, oldest = listed["recordings"]
    assert newest["cause"] == "input_2_make"
    assert newest["when"] == second.when.isoformat()
    assert newest["picture"].endswith(f"{second.key}.jpg")
    assert oldest["picture"].endswith(f"{first.key}.jpg")
    (only,) = (await ask(causes=["input_1_make"]))["recordings"]
    assert only == oldest
    now = dt_util.now()
    assert await ask(end=now - timedelta(hours=1)) == {"causes": [], "recordings": []}
    with pytest.raises(ServiceValidationError):
        await ask(start=now, end=now)


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
