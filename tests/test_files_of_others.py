"""Files that are there already: ours are replaced, those of others are not."""

import asyncio
import os
from pathlib import Path
from typing import Any

import av
import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components import jvc_vn
from custom_components.jvc_vn.video import draft as draft_module
from custom_components.jvc_vn.video import hub as hub_module
from custom_components.jvc_vn.video.draft import Draft, ForeignFileError, LinkError
from custom_components.jvc_vn.video.mark import MARK, is_marked
from tests.conftest import until
from tests.emulator import EmulatedCamera

CAMERA = "camera.vn_v685"
SHORT: dict[str, dict[str, Any]] = {
    "save_clip": {"before": 0, "after": 0.3},
    "record_original": {"duration": 1},
}


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera, whose stream is closed soon after its last viewer has left."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))
    monkeypatch.setattr(hub_module, "LINGER", 0.05)


async def write(hass: HomeAssistant, action: str, path: Path, **more: Any) -> Any:
    """Call an action that writes a short video."""
    return await hass.services.async_call(
        "jvc_vn",
        action,
        {"entity_id": CAMERA, "filename": str(path), **SHORT[action], **more},
        blocking=True,
        return_response=True,
    )


async def refused(
    hass: HomeAssistant, action: str, path: Path, **more: Any
) -> HomeAssistantError:
    """Call it; return why it is not done."""
    with pytest.raises(ServiceValidationError) as caught:
        await write(hass, action, path, **more)
    assert caught.value.translation_placeholders
    assert caught.value.translation_placeholders["camera"] == "Yard"
    return caught.value


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


WRITERS = [
    ("save_clip", "last.mp4"),
    ("save_clip", "last.MP4"),
    *(("record_original", f"last{ending}") for ending in (".mp4", ".mkv", ".ts")),
]


@pytest.mark.parametrize(("action", "name"), WRITERS)
async def test_what_we_wrote_is_replaced(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path, action: str, name: str
) -> None:
    """An automation may write the same name every day, and the file plays."""
    path = folder / name
    inodes = set()
    for _ in range(3):
        await write(hass, action, path)
        assert is_marked(path)
        inodes.add(path.stat().st_ino)
        with av.open(str(path)) as container:
            assert next(container.decode(video=0)).width == 640
    assert len(inodes) > 1
    assert names(folder) == [name]


async def test_either_action_replaces_what_the_other_wrote(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path
) -> None:
    """Both are ours."""
    path = folder / "last.mp4"
    for action in ("record_original", "save_clip", "record_original"):
        await write(hass, action, path)
    assert is_marked(path)


def _foreign_video(path: Path) -> None:
    """Write a video as another program does, with a comment of its own."""
    kind = {".mp4": "mp4", ".mkv": "matroska", ".ts": "mpegts"}[path.suffix]
    with av.open(str(path), "w", format=kind) as container:
        container.metadata["comment"] = "Holidays"
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for pts in range(3):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = pts
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _text(path: Path) -> None:
    # That the mark stands somewhere in it is not enough.
    path.write_text(f"{'x' * 200}\n{MARK}\ncomment={MARK}\n")


FOREIGN = {"video": _foreign_video, "text": _text, "empty": Path.touch}


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize(
    ("action", "name"), [writer for writer in WRITERS if writer[1] != "last.MP4"]
)
async def test_what_others_wrote_is_left_alone(
    hass: HomeAssistant,
    quick: EmulatedCamera,
    folder: Path,
    action: str,
    name: str,
    kind: str,
) -> None:
    """Before anything is asked of the camera; unless it is said to be overwritten."""
    path = folder / name
    FOREIGN[kind](path)
    before = path.read_bytes()
    error = await refused(hass, action, path)
    assert error.translation_key == "foreign_file"
    assert path.read_bytes() == before
    assert names(folder) == [name]
    assert not [r for r in quick.requests if "video" in r.target]
    await write(hass, action, path, overwrite=True)
    assert is_marked(path)
    assert names(folder) == [name]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("action", SHORT)
async def test_links_are_not_followed(
    hass: HomeAssistant,
    quick: EmulatedCamera,
    folder: Path,
    action: str,
    overwrite: bool,
) -> None:
    """Not even to what we wrote, nor to nothing; also with `overwrite`."""
    (folder.parent / "secret.mp4").write_text("keep")
    await write(hass, action, folder / "ours.mp4")
    links = {
        "dangling": folder.parent / "new.mp4",
        "inside": folder / "nothing.mp4",
        "ours": folder / "ours.mp4",
        "loop": folder / "link_loop.mp4",
    }
    ours = (folder / "ours.mp4").stat()
    for name, goal in links.items():
        link = folder / f"link_{name}.mp4"
        link.symlink_to(goal)
        error = await refused(hass, action, link, overwrite=overwrite)
        assert error.translation_key == "file_is_link", name
        assert link.is_symlink()
    outside = folder / "outside.mp4"
    outside.symlink_to(folder.parent / "secret.mp4")
    error = await refused(hass, action, outside, overwrite=overwrite)
    assert error.translation_key == "path_not_allowed"
    assert names(folder.parent) == ["allowed", "secret.mp4"]
    assert (folder.parent / "secret.mp4").read_text() == "keep"
    assert (folder / "ours.mp4").stat().st_ino == ours.st_ino


@pytest.mark.parametrize("action", SHORT)
async def test_a_folder_behind_a_link(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path, action: str
) -> None:
    """What is checked is what is written to: the link may point elsewhere later."""
    (folder / "real").mkdir()
    link = folder / "link"
    link.symlink_to(folder / "real")
    path = link / "new" / "gate.mp4"
    answer = await write(hass, action, path)
    assert answer[CAMERA]["filename"] == str(path)
    assert is_marked(folder / "real" / "new" / "gate.mp4")


@pytest.mark.parametrize("name", ["clip", "clip.avi", "clip.mkv", "clip.mp4.txt", "a."])
async def test_endings_of_clips(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path, name: str
) -> None:
    """A clip is MP4 and nothing else."""
    error = await refused(hass, "save_clip", folder / name, overwrite=True)
    assert error.translation_key == "invalid_ending"
    assert not names(folder)


@pytest.mark.parametrize("action", SHORT)
async def test_a_file_that_appears_meanwhile(
    hass: HomeAssistant, quick: EmulatedCamera, folder: Path, action: str
) -> None:
    """Somebody else was quicker: it stays theirs, and no draft is left."""
    path = folder / "last.mp4"
    writing = asyncio.create_task(write(hass, action, path))
    await until(lambda: len(names(folder)) == 1)
    path.write_text("quicker")
    with pytest.raises(ServiceValidationError) as caught:
        await writing
    assert caught.value.translation_key == "foreign_file"
    assert path.read_text() == "quicker"
    assert names(folder) == ["last.mp4"]


# The draft alone.


def ready(path: Path, **more: Any) -> Draft:
    """Make a draft that holds something."""
    draft = Draft(path, **more)
    draft.create()
    draft.place.write_text("new")
    return draft


def test_a_name_that_is_never_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others take it and let it go; it is tried a few times, and then left to them."""
    draft = ready(tmp_path / "a.mp4")
    tries = []

    def taken(path: Path, _target: Path) -> None:
        tries.append(path)
        raise FileExistsError

    monkeypatch.setattr(Path, "hardlink_to", taken)
    with pytest.raises(ForeignFileError):
        draft.keep()
    assert len(tries) > 1
    draft.discard()
    assert names(tmp_path) == []


def test_a_link_that_appears_meanwhile(tmp_path: Path) -> None:
    """Neither its goal nor the link itself is touched."""
    path, goal = tmp_path / "a.mp4", tmp_path / "goal"
    draft = ready(path, overwrite=True)
    path.symlink_to(goal)
    with pytest.raises(LinkError):
        draft.keep()
    draft.discard()
    assert names(tmp_path) == ["a.mp4"]
    assert path.is_symlink()


def test_a_file_in_the_very_last_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the naming: a name that is taken is never replaced."""
    path = tmp_path / "a.mp4"
    draft = ready(path)
    link = Path.hardlink_to

    def late(self: Path, target: Path) -> None:
        if not path.exists():
            path.write_text("quicker")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", late)
    with pytest.raises(ForeignFileError):
        draft.keep()
    assert path.read_text() == "quicker"


def test_a_disk_without_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is reserved then, which fails in the same way if it is taken."""

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "a.mp4"
    ready(path).keep()
    assert path.read_text() == "new"
    assert names(tmp_path) == ["a.mp4"]
    other = tmp_path / "b.mp4"
    draft = ready(other)
    look = draft_module.Draft._replaces
    looks: list[bool] = []

    def looks_once(self: Draft) -> bool:
        looks.append(look(self))
        if len(looks) == 1:
            other.write_text("quicker")
        return looks[-1]

    monkeypatch.setattr(draft_module.Draft, "_replaces", looks_once)
    with pytest.raises(ForeignFileError):
        draft.keep()
    assert other.read_text() == "quicker"


def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe is not waited for, and not replaced; nor is a folder."""
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    (tmp_path / "folder.mp4").mkdir()
    for overwrite in (False, True):
        with pytest.raises(ForeignFileError):
            Draft(pipe, overwrite=overwrite).create()
        with pytest.raises(IsADirectoryError):
            Draft(tmp_path / "folder.mp4", overwrite=overwrite).create()
    assert names(tmp_path) == ["folder.mp4", "pipe.mp4"]
