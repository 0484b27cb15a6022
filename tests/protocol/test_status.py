"""The camera's log and sessions (guide, 6.18)."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.log_and_sessions import (
    LogEntry,
    Sessions,
    Stream,
    parse_log,
    parse_sessions,
)
from custom_components.jvc_vn.protocol.models import AlarmSource
from tests.emulator import EmulatedCamera

# As the guide prints it.
LOG = """\
system alive time: 2142sec
Dec 19 14:35:32 vn-v685 user.info evman: Motion Detect
Dec 19 14:36:03 vn-v685 user.info evman: Alarm Detect (m1)
Dec 19 14:36:04 vn-v685 user.info evman: Alarm Detect (b2)
Dec 19 14:35:18 vn-v685 user.info evman: Motion Detect
"""
NOW = datetime(2026, 12, 20, 8, 0)  # noqa: DTZ001 - the camera's own time

IDLE = """\
system.session.total_bitrate=0k
system.session.sending_count=0
system.session.sending_max=20
"""
ACTIVE = """\
system.session.total_bitrate=388k
system.session.sending_count=2
system.session.sending_max=20
system.session.sending(03).bitrate=326k
system.session.sending(03).to.ip=10.0.0.100
system.session.sending(03).to.port=1536
system.session.sending(03).to.protocol=tcp_passive
system.session.sending(03).to.session=http
system.session.sending(03).from.encode=jpeg
system.session.sending(03).from.framerate=7.5
system.session.sending(03).from.framesize=vga
system.session.sending(01).to.ip=225.0.1.1
system.session.sending(01).from.framerate=30
system.session.sending(01).new.thing=1
system.something.else=1
"""


def entry(line: str, now: datetime = NOW) -> LogEntry:
    """Read one line."""
    (found,) = parse_log([line], now).entries
    return found


def test_the_log_of_the_guide() -> None:
    """In its order, with its figures."""
    log = parse_log(LOG.splitlines(), NOW)
    assert log.alive == 2142
    assert [(e.source, e.event) for e in log.entries] == [
        (AlarmSource.MOTION, "detected"),
        (AlarmSource.INPUT_1, "make"),
        (AlarmSource.INPUT_2, "break"),
        (AlarmSource.MOTION, "detected"),
    ]
    assert [e.time and e.time.isoformat() for e in log.entries][:2] == [
        "2026-12-19T14:35:32",
        "2026-12-19T14:36:03",
    ]
    assert log.entries[0].text == LOG.splitlines()[1]


@pytest.mark.parametrize(
    ("stamp", "now", "year"),
    [
        ("Dec 31 23:59:59", "2027-01-01T00:00:10", 2026),
        ("Jan  1 00:00:05", "2027-01-01T00:00:10", 2027),
        ("Jan  1 00:00:05", "2026-12-31T23:59:59", 2027),
        ("Jun 15 12:00:00", "2026-06-15T11:00:00", 2026),
        ("Jun 17 12:00:00", "2026-06-15T11:00:00", 2025),
        ("Feb 29 12:00:00", "2027-03-01T00:00:00", 2024),
        ("Feb 29 12:00:00", "2103-03-01T00:00:00", 2096),
    ],
)
def test_the_year_is_that_of_the_camera(stamp: str, now: str, year: int) -> None:
    """The latest that is not ahead of its clock."""
    found = entry(f"{stamp} vn-v686 user.info evman: Motion Detect", _date(now))
    assert found.time
    assert found.time.year == year


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("line", "timed", "event"),
    [
        ("Dec 19 14:35:32 vn-v685 user.err evman: No disk: 5", True, "No disk: 5"),
        ("Dec 19 14:35:32 Error", True, "Error"),
        ("Foo 19 14:35:32 a b c: Error", False, "Error"),
        ("Feb 30 14:35:32 a b c: Error", False, "Error"),
        ("Dec 19 25:35:32 a b c: Error", False, "Error"),
        ("Error", False, "Error"),
        ("Dec 19 14:35:32 a b evman: Alarm Detect (m3)", True, "Alarm Detect (m3)"),
    ],
)
def test_lines_of_another_form_are_kept(line: str, timed: bool, event: str) -> None:
    """As an event of no known source: the guide does not print all forms."""
    found = entry(line)
    assert (found.time is not None, found.source, found.event) == (timed, None, event)
    assert found.text == line


def test_an_empty_log() -> None:
    """Nothing is no error."""
    log = parse_log(["", "  "], NOW)
    assert (log.alive, log.entries) == (None, ())


@given(st.lists(st.text()), st.datetimes())
def test_any_log_is_read(lines: list[str], now: datetime) -> None:
    """Whatever it says."""
    parse_log(lines, now)
    parse_sessions(lines)


def test_no_session() -> None:
    """As the guide prints it."""
    assert parse_sessions(IDLE.splitlines()) == Sessions(0, 0, 20, ())


def test_sessions() -> None:
    """By slot, which may have holes; what is not told is None, the unknown ignored."""
    assert parse_sessions(ACTIVE.splitlines()) == Sessions(
        bitrate=388_000,
        sending=2,
        most=20,
        streams=(
            Stream(slot=1, host="225.0.1.1", frame_rate=30),
            Stream(
                slot=3,
                bitrate=326_000,
                host="10.0.0.100",
                port=1536,
                protocol="tcp_passive",
                session="http",
                encoding="jpeg",
                frame_rate=7.5,
                size="vga",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "bits"),
    [("388", 388), ("1.5M", 1_500_000), ("2 k", 2000), ("", None), ("many", None)],
)
def test_bit_rates(text: str, bits: int | None) -> None:
    """In other units, and in none."""
    line = f"system.session.total_bitrate={text}"
    assert parse_sessions([line]).bitrate == bits


async def test_both_come_whole_from_a_camera(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """All lines of a reply that has several."""
    emulated.set_input(2, "make")
    reply = await camera.get_raw(p.LOG.key)
    log = parse_log(reply.lines, emulated.local_time().replace(tzinfo=None))
    assert log.alive is not None
    assert [e.source for e in log.entries] == [AlarmSource.INPUT_2]
    frames = camera.frames(5)
    await anext(frames)
    sessions = parse_sessions((await camera.get_raw(p.SESSION.key)).lines)
    await frames.aclose()
    assert (sessions.sending, sessions.most) == (1, 20)
    (stream,) = sessions.streams
    assert (stream.encoding, stream.frame_rate, stream.size) == ("jpeg", 5, "vga")


def test_a_rate_below_one() -> None:
    """A picture every five seconds is listed as it is asked for (guide, 1.1)."""
    text = ACTIVE.replace("framerate=7.5", "framerate=-5")
    sessions = parse_sessions(text.splitlines())
    assert [stream.frame_rate for stream in sessions.streams] == [30.0, 0.2]
