"""How the soak counts pictures and clips, without a storm."""

from pathlib import Path
from typing import Any

from tests.soak.recordings import kept, unexplained
from tests.soak.tally import Told


def summary(pictures: dict[str, int], clips: dict[str, int] | None = None) -> Any:
    """What a camera tells of its recordings."""
    about_all = {"waiting": 0, "encoding": 0, "bytes_in_hand": 0}
    return {"pictures": pictures, "clips": {**(clips or {}), **about_all}}


def told(camera: int) -> Told:
    """An alarm of a camera."""
    return Told(camera, "input_1_make", 1.0, recovered=False, when=1.0)


def test_each_alarm_has_a_picture_or_a_reason() -> None:
    """One that is shared is accounted for; one camera does not make up for another."""
    before = {"camera0": summary({"kept": 2}), "camera1": summary({})}
    after = {
        "camera0": summary({"kept": 3, "shared": 1}),
        "camera1": summary({"no_picture": 1, "recovered": 1}),
    }
    assert unexplained([0, 0, 1, 1], before, after) == 0
    assert unexplained([0, 0, 0, 1], before, after) == 2
    assert unexplained([0, 0, 1, 1, 1], before, after) == 1


def test_files_are_as_counted(tmp_path: Path) -> None:
    """Neither a picture nor a clip is missing, and no draft is left."""
    before = {"camera0": summary({})}
    after = {"camera0": summary({"kept": 2}, {"kept": 1, "no_frames": 1})}
    for name in ("a.jpg", "b.jpg", "a.mp4"):
        (tmp_path / name).touch()

    def met() -> list[bool | None]:
        return [f.met for f in kept(tmp_path, [told(0), told(0)], before, after)]

    assert met() == [None, True, None, True, True]
    (tmp_path / ".draft-1").touch()
    (tmp_path / "b.jpg").unlink()
    assert met() == [None, True, None, False, False]
    assert kept(tmp_path, [], before, after)[2].measured == "1 kept, 1 no_frames"
