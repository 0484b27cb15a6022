"""The comment segment of a picture, field by field (reference, 1.6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.comment import parse_comment
from custom_components.jvc_vn.protocol.jpeg import parse_info
from custom_components.jvc_vn.protocol.models import (
    FrameInfo,
    TargetBox,
    TrackingState,
)
from tests.emulator import EmulatedCamera

# The table's own examples, with its sizes; `version` has no `=`.
TABLE = (
    ("size = 123456", 18),
    ("width = 640", 13),
    ("height = 480", 14),
    ("type = VN-V685U", 18),
    ("reverse = 0", 12),
    ("Timestamp = 20071014130509123UTC", 70),
    ("alarm = 00000000", 13),
    ("camera = input01", 50),
    ("motion = 1", 11),
    ("md = 1", 7),
    ("pan = 123.45", 13),
    ("tilt = 123.45", 14),
    ("zoom = 12.34", 13),
    ("position = 99", 15),
    ("stabilizer = 0", 15),
    ("fan = 0", 8),
    ("track_status = 0", 17),
    ("track_area = 90,420-150,460", 30),
    ("track_color = 10-20-30", 26),
)
PRINTED = FrameInfo(
    model="VN-V685U",
    stamp="20071014130509123UTC",
    camera_id="input01",
    motion_detection=True,
    motion=True,
    pan=123.45,
    tilt=123.45,
    zoom=12.34,
    preset=99,
    stabilizer=False,
    fan_error=False,
    tracking=TrackingState.DONE,
    target=TargetBox(90, 420, 150, 460),
    target_color=(10, 20, 30),
)


def comment(*, cut: bool = True, **changes: str | None) -> bytes:
    """Lay the table's examples out; a change of None leaves a field out."""
    fields = [b"JVC V1.0\0"]
    for text, size in TABLE:
        name, _, value = text.partition(" = ")
        value = changes.pop(name.lower(), value)
        if value is None:
            continue
        data = f"{name} = {value}".encode().ljust(size, b"\0")
        fields.append(data[:size] if cut else data)
    assert not changes
    return b"".join(fields)


def spelled(data: bytes, *, blanks: bool, fill: bytes) -> bytes:
    """Lay the same fields out with or without blanks, filled up with something else.

    Each field keeps its size.
    """
    fields, at = [data[:9].replace(b"\0", fill)], 9
    for _, size in TABLE:
        field = data[at : at + size].rstrip(b"\0")
        field = field if blanks else field.replace(b" = ", b"=", 1)
        fields.append(field.ljust(size, fill))
        at += size
    return b"".join(fields)


@pytest.mark.parametrize("blanks", [True, False])
@pytest.mark.parametrize("fill", [b"\0", b" "])
def test_every_spelling(fill: bytes, *, blanks: bool) -> None:
    """Blanks around the `=` or none, and NUL or blanks behind a value (1.6)."""
    assert parse_comment(spelled(comment(), blanks=blanks, fill=fill)) == PRINTED


@pytest.mark.parametrize(
    "title",
    [
        *("", "Gate", "Einfahrt Süd", "North gate 2", "x" * 30, "a = b", "a=b", "=="),
        *("pan = 1.00", "md=0 pan=1.00", "alarm=0 position=5", "motion=0", "fan = 1"),
    ],
)
@pytest.mark.parametrize("blanks", [True, False])
@pytest.mark.parametrize("fill", [b"\0", b" "])
def test_title_in_every_spelling(title: str, fill: bytes, *, blanks: bool) -> None:
    """A title stays one, and never becomes a field."""
    data = spelled(comment(camera=title), blanks=blanks, fill=fill)
    assert parse_comment(data) == replace(PRINTED, camera_id=title)


@pytest.mark.parametrize("size", [30, 50, 64])
def test_title_of_another_size(size: int) -> None:
    """Where blanks fill the title up to another size, the fields behind are read."""
    data = spelled(comment(camera="Gate 2"), blanks=True, fill=b" ")
    at = data.index(b"camera = ")
    data = data[:at] + b"camera = Gate 2".ljust(size) + data[at + 50 :]
    assert parse_comment(data) == replace(PRINTED, camera_id="Gate 2")


@pytest.mark.parametrize("blanks", ["on", "off"])
@pytest.mark.parametrize("fill", ["nul", "blank"])
async def test_emulated_spellings(
    camera: Camera, emulated: EmulatedCamera, fill: str, blanks: str
) -> None:
    """Over HTTP, as one firmware or another may print it."""
    emulated.forms.comment_fill = fill  # type: ignore[assignment]
    emulated.forms.comment_blanks = blanks == "on"
    emulated.force("camera.motion.pan", "123.45")
    emulated.force("camera.id", "North gate")
    info = (await camera.still()).info
    assert (info.pan, info.camera_id) == (123.45, "North gate")
    assert (info.preset, info.motion_detection) == (None, True)


def test_the_printed_table() -> None:
    """All examples of the table are read, with the sizes that it prints."""
    data = comment()
    assert len(data) == 386
    assert parse_comment(data) == PRINTED


@pytest.mark.parametrize(
    "alarm",
    [
        b"alarm = 00000000\0",  # 17, the size that would fit
        b"alarm = 00000000",  # 16, the example alone
        b"alarm = 00000",  # 13, the size that is printed
        b"alarm = 11111111",
        b"alarm = 0\0\0\0\0",
        b"alarm = \0\0\0\0\0",
        b"",
    ],
)
def test_every_size_of_the_alarm_field(alarm: bytes) -> None:
    """The misprinted size of one field does not cost the next (1.6, note)."""
    data = comment().replace(b"alarm = 00000", alarm)
    assert parse_comment(data) == PRINTED


def test_upper_case_names() -> None:
    """An older edition spells `Tilt`, a sister camera `timestamp` (11)."""
    data = comment().replace(b"tilt", b"Tilt").replace(b"Timestamp", b"timestamp")
    assert parse_comment(data) == PRINTED


def test_older_firmware() -> None:
    """Fields that a firmware does not write are None, not a guess."""
    info = parse_comment(comment(track_status=None, track_area=None, track_color=None))
    assert (info.tracking, info.target, info.target_color) == (None, None, None)
    assert info.pan == 123.45
    info = parse_comment(comment(track_color=None))
    assert (info.tracking, info.target_color) == (TrackingState.DONE, None)


@pytest.mark.parametrize(
    ("field", "text", "attribute", "value"),
    [
        ("pan", "0.00", "pan", 0.0),
        ("pan", "359.99", "pan", 359.99),
        ("tilt", "190.00", "tilt", 190.0),
        ("zoom", "99.99", "zoom", 99.99),
        ("position", "NA", "preset", None),
        ("position", "0", "preset", 0),
        ("position", "100", "preset", None),
        ("motion", "0", "motion_detection", False),
        ("md", "0", "motion", False),
        ("md", "2", "motion", None),
        ("fan", "1", "fan_error", True),
        ("stabilizer", "1", "stabilizer", True),
        ("track_status", "2", "tracking", TrackingState.TRACKING),
        ("track_status", "4", "tracking", TrackingState.SEARCHING),
        ("track_status", "9", "tracking", None),
        ("track_area", "0,0-0,0", "target", TargetBox(0, 0, 0, 0)),
        ("track_area", "90,420", "target", None),
        ("track_color", "255-0-0", "target_color", (255, 0, 0)),
        ("track_color", "red", "target_color", None),
        ("pan", "360.00", "pan", None),
        ("pan", "400.00", "pan", None),
        ("tilt", "190.01", "tilt", None),
        ("tilt", "200.00", "tilt", None),
        ("zoom", "100.00", "zoom", None),
        ("track_color", "256-0-0", "target_color", None),
        ("pan", "nan", "pan", None),
        ("pan", "1e5", "pan", None),
        ("pan", "-5.00", "pan", None),
        ("pan", "", "pan", None),
        ("camera", "", "camera_id", ""),
        ("camera", "Einfahrt Süd", "camera_id", "Einfahrt Süd"),
        ("camera", "a = b", "camera_id", "a = b"),
        ("type", "VN-V686BU", "model", "VN-V686BU"),
    ],
)
def test_values(field: str, text: str, attribute: str, value: object) -> None:
    """Each value is read, or None where it is not in the camera's language."""
    info = parse_comment(comment(**{field: text}))
    assert getattr(info, attribute) == value


@pytest.mark.parametrize(
    "title",
    [
        "x pan = 1.00",
        "pan = 1.00",
        "motion = 0md = 0pan = 1.00",
        "alarm = 0 pan = 1.00 position = 5",
        "\x01pan = 1.00",
        "\npan = 1.00\n",
        " = ",
        "=" * 41,
        "x" * 41,
        "é" * 20,
    ],
)
def test_title_cannot_pass_for_a_position(title: str) -> None:
    """What a person calls the camera never becomes a field of its own."""
    info = parse_comment(comment(camera=title))
    for name in ("pan", "tilt", "zoom", "preset", "motion", "fan_error", "tracking"):
        assert getattr(info, name) == getattr(PRINTED, name)
    assert info.camera_id is not None
    assert info.camera_id.startswith(title[:20])


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40))
def test_any_title(title: str) -> None:
    """No title of 40 bytes changes what the other fields say."""
    size = len(title.encode())
    if size > 40:
        return
    info = parse_comment(comment(camera=title))
    assert info == FrameInfo(
        **{
            name: getattr(PRINTED, name)
            for name in FrameInfo.__slots__
            if name != "camera_id"
        },
        camera_id=title,
    )


@pytest.mark.parametrize("encoded", ["latin-1", "shift-jis"])
def test_title_in_another_encoding(encoded: str) -> None:
    """A title that is not UTF-8 costs nothing but its own letters."""
    data = comment().replace(b"input01", "カメラü".encode(encoded, "ignore"))
    info = parse_comment(data)
    assert (info.pan, info.preset, info.motion) == (123.45, 99, True)
    assert info.camera_id


@given(st.binary(max_size=500))
def test_any_bytes(data: bytes) -> None:
    """No comment and no picture, however broken, is more than unknown."""
    for info in (parse_comment(data), parse_info(b"\xff\xd8" + data)):
        assert info.pan is None or 0 <= info.pan < 360


@pytest.mark.parametrize(
    "jpeg",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xfe",
        b"\xff\xd8\xff\xfe\xff\xffpan = 1.00\0",  # longer than the file
        b"\xff\xd8\xff\xfe\x00\x00pan = 1.00\0",  # shorter than itself
        b"\xff\xd8\xff\xe0\x00\x0cpan = 1.00\0",  # no comment
        b"\xff\xd8\xff\xda\x00\x02\xff\xfe\x00\x0dpan = 1.00\0",  # behind the scan
    ],
)
def test_pictures_without_a_comment(jpeg: bytes) -> None:
    """Nothing is known where nothing is told."""
    assert parse_info(jpeg) == FrameInfo()


def test_second_comment_is_reserved() -> None:
    """Only the first comment that holds fields counts (1.5)."""
    first, second = b"pan = 1.00\0", b"pan = 2.00\0"
    segments = [
        b"\xff\xfe" + (len(data) + 2).to_bytes(2) + data
        for data in (b"Lavc", first, second)
    ]
    assert parse_info(b"\xff\xd8" + b"".join(segments)).pan == 1.0


async def test_emulated_frame(camera: Camera, emulated: EmulatedCamera) -> None:
    """A real picture tells everything about the camera at that moment."""
    emulated.force("camera.id", "Gate = north")
    emulated.force("camera.motion.pan", "270.50")
    emulated.force("camera.motion.tilt", "12.25")
    emulated.force("camera.motion.zoom", "33.00")
    emulated.force("camera.detection.status", "on")
    emulated.set_fan_error(broken=True)
    emulated.trigger_motion()
    info = (await camera.still()).info
    assert info.position == (270.5, 12.25, 33.0)
    assert (info.model, info.camera_id) == ("VN-V685U", "Gate = north")
    assert (info.preset, info.motion, info.fan_error) == (None, True, True)
    assert info.motion_detection is True
    assert info.tracking is TrackingState.DONE
    assert info.target is not None
    assert info.stamp is not None
    assert info.stamp[:2] == "20"
    emulated.force("camera.status", "3")
    assert (await camera.still()).info.preset == 3


@pytest.mark.parametrize("behind", ["", "   "])
def test_title_at_the_end(behind: str) -> None:
    """Between blanks, with nothing behind that tells where it ends."""
    data = b"JVC V1.0\0" + f"type = VN-V685U   camera = By the pond{behind}".encode()
    info = parse_comment(data)
    assert (info.model, info.camera_id) == ("VN-V685U", "By the pond")
