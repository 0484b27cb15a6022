"""What is read from a camera's requests."""

from tests.emulator import Request
from tests.voice_check.acts import (
    Act,
    AutoFocus,
    Move,
    Night,
    Other,
    Preset,
    Program,
    Stop,
    read,
)

POSITIONS = {"pan": 10.0, "tilt": 40.0, "zoom": 40.0, "focus": 50.0}
MODES = {"pan": "right", "tilt": "down", "zoom": "in", "focus": "far"}


def acts(*targets: str) -> tuple[Act, ...]:
    """Read requests that came a second apart."""
    requests = [
        Request(float(second), "GET", f"/api/param?{target}", "admin")
        for second, target in enumerate(targets)
    ]
    return read(requests, POSITIONS, MODES)


def test_reading_is_no_act() -> None:
    """Nor is a picture, or the save of what was changed before."""
    still = Request(0.0, "GET", "/api/video?encode=jpeg&framerate=0", None)
    assert read([still], POSITIONS, MODES) == ()
    assert acts("camera.motion.pan", "camera.status=save") == ()


def test_steps() -> None:
    """With the direction of each axis; two in one direction are one."""
    assert acts("camera.motion.pan=-3.90") == (Move("pan", "left", 3.9),)
    assert acts("camera.motion.tilt=-2.00") == (Move("tilt", "up", 2.0),)
    assert acts("camera.motion.zoom=%2B5.00") == (Move("zoom", "in", 5.0),)
    twice = acts("camera.motion.pan=+1.50", "camera.motion.pan=+2.00")
    assert twice == (Move("pan", "right", 3.5),)
    there_and_back = acts("camera.motion.pan=+1.50", "camera.motion.pan=-1.50")
    assert there_and_back == (Move("pan", "right", 1.5), Move("pan", "left", 1.5))


def test_positions_are_moves_from_where_it_stands() -> None:
    """The short way round."""
    assert acts("camera.motion.pan=350.00") == (Move("pan", "left", 20.0),)
    assert acts("camera.motion.tilt=45.00") == (Move("tilt", "down", 5.0),)
    assert acts("camera.focus=20.00") == (Move("focus", "near", 30.0),)


def test_runs() -> None:
    """With the direction that was set up last, and until they are stopped."""
    still = acts("camera.motion.pan.status=start")
    assert still == (Move("pan", "right"),)
    assert isinstance(still[0], Move)
    assert still[0].runs
    assert acts(
        "camera.motion.pan.mode=left",
        "camera.motion.pan.speed=30",
        "camera.motion.pan.status=start",
        "camera.motion.tilt.status=stop",
        "camera.motion.pan.status=stop",
    ) == (Move("pan", "left", seconds=2.0), Stop("tilt"), Stop("pan"))
    limit = acts("camera.motion.pan.status=goto_leftlimit")
    assert limit == (Move("pan", "left", limit=True),)


def test_what_is_no_move() -> None:
    """Patrols are counted from 1, as people do; the rest is kept as it is."""
    assert acts(
        "camera.position(2).status=goto",
        "camera.motion.auto_patrol(1).status=start",
        "camera.motion.auto_pan.status=stop",
        "camera.motion.auto_tracking(2).status=start",
        "camera.image.true_daynight=bw",
        "camera.focus=easy_auto",
        "camera.position(2).status=save",
        "camera.motion.clickoncenter=10-20",
    ) == (
        Preset(2),
        Program("patrol", on=True, number=2),
        Program("autopan", on=False),
        Program("track", on=True),
        Night("bw"),
        AutoFocus(),
        Other("camera.position(2).status=save"),
        Other("camera.motion.clickoncenter=10-20"),
    )
