"""Names, metadata and the index, without a camera."""

import html
import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.jvc_vn.recordings import folder as folder_module
from custom_components.jvc_vn.recordings.folder import delete_files, find_folder
from custom_components.jvc_vn.recordings.happening import Cause, Happening
from custom_components.jvc_vn.recordings.index import Index, load
from custom_components.jvc_vn.recordings.metadata import (
    DamagedError,
    jpeg_with,
    mark_mp4,
    told_by,
)
from tests.conftest import MAC

from .helpers import happening


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


@pytest.mark.parametrize(
    "title", ['Gate "<&>" 🚪', "../../etc/passwd", "門" * 200, "{told}", "\0\n"]
)
def test_metadata_comes_back(tmp_path: Path, title: str) -> None:
    """With titles that a person gave, whatever is in them."""
    told = replace(
        happening(1),
        title=title,
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
    with pytest.raises(DamagedError):
        jpeg_with(b"\xff\xd8\xff\xd9", replace(told, title="x" * 70_000))


def box(kind: bytes, data: bytes, *, is_long: bool = False) -> bytes:
    """A box of an MP4 file; a long one has its size behind its kind."""
    if is_long:
        return struct.pack(">I4sQ", 1, kind, len(data) + 16) + data
    return struct.pack(">I4s", len(data) + 8, kind) + data


def test_what_a_clip_tells_is_found(tmp_path: Path) -> None:
    """Behind boxes of any kind and size; what is not whole is damaged."""
    told, path = happening(1), tmp_path / "a.mp4"

    def tells(begin: bytes) -> bool:
        path.write_bytes(begin)
        mark_mp4(path, told)
        try:
            return told_by(path) == told.describe()
        except DamagedError:
            return False

    for begin in (
        b"",
        box(b"ftyp", b"isom") + box(b"mdat", bytes(1000), is_long=True),
        box(b"uuid", b"short") + box(b"uuid", bytes(16) + b"of others"),
        box(b"uuid", bytes(16) + b"large" * 20_000),
        box(b"uuid", bytes(16) + b"long", is_long=True),
    ):
        assert tells(begin), begin[:40]
    for begin in (b"\0\0\0\0mdat", b"\0\0\0\4free", box(b"free", b"") * 64):
        assert not tells(begin), begin[:40]


def test_what_we_did_not_write_is_not_shown(tmp_path: Path) -> None:
    """Whole pictures that tell of something else stay where they are."""
    ours = happening(1).describe()
    foreign = (
        *("{", "[]", "{}", "1"),
        json.dumps(ours | {"cause": "moon"}),
        json.dumps(ours | {"when": "2026-11-25T00:01:00"}),
        json.dumps(ours | {"preset": "gate"}),
        None,
    )
    day = tmp_path / "2026-11-25"
    day.mkdir()
    for minutes, said in enumerate((json.dumps(ours), *foreign)):
        packet = b"http://ns.adobe.com/xap/1.0/\0"
        if said is not None:
            packet += f'<a jvc:happening="{html.escape(said)}"/>'.encode()
        length = struct.pack(">H", len(packet) + 2)
        jpeg = b"\xff\xd8\xff\xe1" + length + packet + b"\xff\xd9"
        (day / f"00{minutes:02}00-motion.jpg").write_bytes(jpeg)
    assert [each.name for each in load(tmp_path).in_order()] == ["000000-motion"]
    assert len(list(day.iterdir())) == len(foreign) + 1


def test_what_cannot_be_deleted_is_told(tmp_path: Path) -> None:
    """And the others go all the same; their day as well, if it is empty."""
    one, two, three = (happening(minutes) for minutes in (1, 2, 24 * 60))
    (tmp_path / f"{one.key}.jpg").mkdir(parents=True)
    for each in (two, three):
        path = tmp_path / f"{each.key}.jpg"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    keys = [each.key for each in (one, two, three)]
    assert delete_files(tmp_path, keys) == keys[1:]
    assert [path.name for path in tmp_path.iterdir()] == [one.day]
    assert [path.name for path in (tmp_path / one.day).iterdir()] == [f"{one.name}.jpg"]


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
    two.mkdir()
    assert find_folder(tmp_path, "Garden", MAC) == one
    assert find_folder(tmp_path, "Garden", "00:80:88:00:1a:f0") == two


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


def test_a_folder_that_cannot_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is not taken for an empty one; one that is not there is."""
    assert find_folder(tmp_path / "none", "Yard", MAC).name == "yard_001aef"
    assert not load(tmp_path / "none").happenings
    (tmp_path / "file").write_bytes(b"")
    assert not load(tmp_path / "file").happenings

    def away(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(folder_module, "scan", away)
    with pytest.raises(PermissionError):
        find_folder(tmp_path, "Yard", MAC)
    with pytest.raises(PermissionError):
        load(tmp_path)
