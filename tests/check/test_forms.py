"""The check against each form of the emulated camera: the row that differs says so."""

from datetime import UTC, datetime

import pytest

from custom_components.jvc_vn.check.finding import Needs
from custom_components.jvc_vn.check.questions import QUESTIONS
from custom_components.jvc_vn.check.run import FLAW
from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock
from tests.emulator.forms import Forms
from tests.emulator.levers import put_pair, settable

from .helpers import odd, run_check

SUMMER = datetime(2008, 7, 1, 12, 0, tzinfo=UTC).timestamp()
DIFFERS = {
    "called=VN-H57U": "api.model",
    "ptz=off": "value.position",
    "boundary=-foo": "jpeg.boundary",
    "boundary=foo": "jpeg.boundary",
    "delimiter=-foo": "jpeg.delimiter",
    "push_connection=on": "jpeg.head",
    "video_type_header=Content-type": "jpeg.type_header",
    "echo=vnv25": "jpeg.echo",
    "echo_broken=on": "jpeg.echo",
    "boundary_known=off": "jpeg.push",
    "stream_refused=401": "jpeg.refused",
    "stream_refused=503": "jpeg.refused",
    "jpeg_clients=4": "jpeg.clients",
    "comment_blanks=off": "comment.layout",
    "comment_fill=blank": "comment.layout",
    "alarm_size=16": "comment.alarm",
    "alarm_size=13": "comment.alarm",
    "timestamp_name=timestamp": "comment.names",
    "tilt_name=Tilt": "comment.names",
    "content_length=80": "api.length",
    "login_refused=body": "api.wrong_password",
    "unknown_key=404 Not Found": "api.unknown_key",
    "bad_value=400 Bad Request": "write.bad_value",
    "bad_role=403 Forbidden": "api.forbidden",
    "accepted=Required": "write.reply",
    "hints=broken": "write.reply",
    "misprints=on": "api.reply_keys",
    "reply_path=on": "api.reply_path",
    "printed_keys=duration": "write.spelling",
    "printed_keys=monitor_type": "write.spelling",
    "program_words=tracking": "value.programs",
    "program_words=on": "value.programs",
    "zone_words=own": "value.zone",
    "keys_per_request=5": "api.batch",
    "plus_is_blank=on": "write.letters",
    "titles_counted=characters": "write.titles",
    "one_push=off": "write.one_push",
    "threshold=rgb": "value.threshold",
    "click=pixels": "move.click",
    "high_bytes=refused": "write.letters",
    "high_bytes=question": "write.letters",
    "push_on_connect=on": "alarm.greeting",
    "push_on_motion_end=on": "alarm.motion_end",
    "alarm_line_end=lf": "alarm.form",
    "motion_off_line=off": "alarm.third",
    "summer_time=on": "value.summer",
}
"""Each form, and the row that tells it."""
NEVER_ASKED = {
    # It shows only beside others, below.
    "network_status_alone",
    # It refuses the other spelling, where one is printed.
    "documented_keys",
    # It would overwrite the trace that is recorded.
    "partial_named",
    # Nobody's network is touched.
    "gateway_inside",
    # It takes an hour.
    "return_while_driving",
}


def make_camera(*pairs: str) -> EmulatedCamera:
    """Make a camera whose time a test moves, in summer and in Berlin."""
    camera = EmulatedCamera(
        scene="plain", search_delay=(0.0, 0.0), clock=Clock(), wall=lambda: SUMMER
    )
    for pair in pairs:
        put_pair(camera.forms, pair)
    camera.force("system.timezone", "Berlin")
    return camera


async def test_plain() -> None:
    """Every row is as the guide; what cannot be seen is no row."""
    async with make_camera() as camera:
        saved = dict(camera.parameters.live)
        _, report = await run_check(camera)
        assert camera.parameters.live == saved
        assert not camera.motors_running()
    assert odd(report) == {}
    assert len(report["rows"]) == 58
    assert [row["name"] for row in report["unseen"]] == [
        "api.batch_network",
        "alarm.idle",
    ]
    assert report["stopped"] == ""
    assert report["not_put_back"] == []


@pytest.mark.parametrize(("pair", "name"), DIFFERS.items())
async def test_form(pair: str, name: str) -> None:
    """One form at a time: one row is not as the guide, and nothing stays changed."""
    async with make_camera(pair) as camera:
        saved = dict(camera.parameters.live)
        _, report = await run_check(camera)
        assert camera.parameters.live == saved
        assert not camera.motors_running()
    assert list(odd(report)) == [name]
    assert not any(row["why"].startswith(FLAW) for row in report["unseen"])
    assert report["stopped"] == ""


async def test_switches_of_the_network() -> None:
    """They are asked for among others only where several keys are taken."""
    pairs = ("keys_per_request=15", "network_status_alone=on")
    async with make_camera(*pairs) as camera:
        _, report = await run_check(camera)
    assert list(odd(report)) == ["api.batch", "api.batch_network"]
    assert odd(report)["api.batch"] == "tolerated: 15"


async def test_printed_spelling_alone() -> None:
    """A camera that wants a misprinted key, and no other."""
    pairs = ("printed_keys=duration", "documented_keys=off")
    async with make_camera(*pairs) as camera:
        _, report = await run_check(camera)
    said = "tolerated: not all as documented; misprinted: duration"
    assert odd(report) == {"write.spelling": said}


def test_every_form_is_told_or_never_asked() -> None:
    """A form that is added needs a row, or a reason."""
    told = {pair.partition("=")[0] for pair in DIFFERS}
    assert told | NEVER_ASKED == {name for name, _ in settable(Forms())}
    assert not told & NEVER_ASKED
    names = [question.name for question in QUESTIONS]
    assert set(DIFFERS.values()) <= set(names)


def test_the_table() -> None:
    """It fits on a page, and each row says what the guide does."""
    names = [question.name for question in QUESTIONS]
    assert sum(q.needs is Needs.NOTHING for q in QUESTIONS) >= 40
    assert len(names) <= 60
    assert len(set(names)) == len(names)
    for question in QUESTIONS:
        assert question.text.endswith("?")
        # The section, but where it says nothing at all.
        assert question.guide.endswith(")") or question.guide == "Not said"
