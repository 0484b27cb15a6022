"""VOPs out of a stream of bytes that FFmpeg has encoded (guide, 2.5)."""

import time
from dataclasses import replace
from io import BytesIO

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.errors import InvalidResponseError
from custom_components.jvc_vn.protocol.models import FrameInfo, Vop, VopType
from custom_components.jvc_vn.protocol.mpeg4 import LARGEST_VOP, Mpeg4Reader

from .mpeg4_stream import (
    FIELDS,
    INTERVAL,
    PRINTED,
    SIZE,
    TABLE,
    USER_DATA,
    VOP,
    encoded,
    layout,
    vops,
)

END = b"\0\0\1\xb1"
"""The end code of a sequence: behind it the last VOP is whole too."""


def read(data: bytes, size: int = 1 << 20) -> list[Vop]:
    """Feed a reader in pieces."""
    reader = Mpeg4Reader()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    return [vop for piece in pieces for vop in reader.feed(piece)]


def feed_often(reader: Mpeg4Reader, block: bytes, times: int) -> None:
    """Feed the same bytes again and again."""
    for _ in range(times):
        assert list(reader.feed(block)) == []


def bytes_of(found: list[Vop]) -> list[bytes]:
    """What came of a stream."""
    return [vop.data for vop in found]


@pytest.mark.parametrize("first", range(1, 301, 100))
def test_pieces_of_every_size(first: int) -> None:
    """Count, type, configuration and user data of every VOP are exact."""
    stream = b"".join(vops()) + END
    for size in range(first, first + 100):
        found = read(stream, size)
        assert bytes_of(found) == list(vops()), size
        for number, vop in enumerate(found):
            starts = number % INTERVAL == 0
            assert vop.type is (VopType.I if starts else VopType.P)
            assert vop.starts is starts
            assert vop.info == (PRINTED if starts else FrameInfo())
            assert bool(vop.config) is starts


def test_whole() -> None:
    """All at once; the configuration is all that a decoder needs to know."""
    found = read(b"".join(vops()) + END)
    assert bytes_of(found) == list(vops())
    data = found[0].data
    assert data.startswith(found[0].config)
    assert data[len(found[0].config) :].startswith(USER_DATA + b"Lavc")
    bare = found[0].config + data[data.index(VOP) :]
    with av.open(BytesIO(bare), format="m4v") as container:
        frames = list(container.decode(video=0))
    assert [(frame.width, frame.height) for frame in frames] == [SIZE]


def test_the_stream_of_the_test_plays() -> None:
    """User data between GOV and VOP does no harm to FFmpeg's decoder."""
    with av.open(BytesIO(b"".join(vops())), format="m4v") as container:
        assert sum(1 for _ in container.decode(video=0)) == len(vops())


def test_cut_at_every_byte_of_two_vops() -> None:
    """What was whole comes, what was not does not, and nothing is raised."""
    pair = vops()[INTERVAL : INTERVAL + 2]
    before = b"".join(vops()[:INTERVAL])
    stream = before + b"".join(pair)
    edges = [len(before), len(before) + len(pair[0])]
    for at in range(len(before), len(stream) + 1):
        whole = INTERVAL - 1 + sum(at >= edge + len(VOP) for edge in edges)
        assert bytes_of(read(stream[:at])) == list(vops()[:whole]), at


@pytest.mark.parametrize("size", [1, 100, 1 << 20])
def test_bytes_lost_at_every_place_of_two_vops(size: int) -> None:
    """Later VOPs come whole, whatever is missing between."""
    before, pair = vops()[:1], vops()[INTERVAL : INTERVAL + 2]
    later = vops()[INTERVAL * 2 :]
    for at in range(len(b"".join(pair))):
        stream = b"".join((*before, b"".join(pair)[:at], *later, END))
        found = bytes_of(read(stream, size))
        # Of a start code that is cut off, zeros may remain.
        assert found[0].removesuffix(b"\0").removesuffix(b"\0") == before[0], at
        # The headers of a lost VOP go with the next one.
        assert found[-1] == later[-1]
        assert found[-2].endswith(later[-2])
        assert len(found) <= len(before) + len(pair) + len(later)


@pytest.mark.parametrize(
    "garbage",
    [
        b"<html>It works!</html>",
        b"\r\n--foo\r\n",
        b"\0" * 50,
        b"\0",
        b"\xff" * 9,
        vops()[1][10:],
    ],
)
def test_garbage_before_the_first_start_code(garbage: bytes) -> None:
    """It is dropped, be it the rest of a VOP."""
    # Zeros before a start code are no part of it.
    for size in (1, 2, 3, 5, 1 << 20):
        found = read(garbage + b"".join(vops()) + END, size)
        assert bytes_of(found) == list(vops())


def test_joined_at_a_p_vop() -> None:
    """The first VOP may be a P-VOP (guide, 2.5): it has nothing before it."""
    found = read(b"".join(vops()[2:]) + END)
    assert bytes_of(found) == list(vops()[2:])
    assert [vop.starts for vop in found[:3]] == [False, False, True]
    assert found[0].config == b""


@pytest.mark.parametrize("code", [b"\0\0\1\xb2", b"\0\0\1\xb3", b"\0\0\1\x20"])
def test_joined_at_a_header(code: bytes) -> None:
    """Headers of which the first are missing stay with their VOP."""
    data = vops()[0]
    rest = data[data.index(code) :]
    (found,) = read(rest + END)
    assert found.data == rest
    assert found.starts is (code[-1] == 0x20)
    assert found.info == PRINTED


def test_other_types() -> None:
    """B-VOPs are none of the camera's, but they are told apart; so is the rest."""
    found = read(b"".join(encoded(12, b_frames=2)) + END)
    assert len(found) == 12
    assert {vop.type for vop in found} == {VopType.I, VopType.P, VopType.B}
    assert [v.type for v in read(VOP + b"\xc0rest" + END)] == [VopType.S]


def user_data_of(fields: bytes) -> FrameInfo:
    """What is read from an I-VOP with these bytes in its second user data."""
    data = vops()[0].replace(FIELDS, USER_DATA + fields)
    (found,) = read(data + END)
    assert found.data == data
    return found.info


KNOWN = ("model", "stamp", "camera_id", "preset", "fan_error", "tracking")


@pytest.mark.parametrize("row", range(len(TABLE)))
def test_user_data_without_a_field(row: int) -> None:
    """A field that is not there is not known; the others are."""
    rows = [each for number, each in enumerate(TABLE) if number != row]
    assert user_data_of(layout(*rows)) == replace(PRINTED, **{KNOWN[row]: None})


@pytest.mark.parametrize(
    ("text", "preset"),
    [("0", 0), ("99", 99), ("NA", None), ("100", None), ("", None), ("-1", None)],
)
def test_preset(text: str, preset: int | None) -> None:
    """`NA` while the camera stands at none."""
    assert user_data_of(layout((f"position = {text}", 15))).preset == preset


@pytest.mark.parametrize(
    "fields", [b"", b"\0" * 178, b"\xff\xfe = \x80", b"fan", b" = ", b"x" * 5000]
)
def test_odd_user_data(fields: bytes) -> None:
    """What cannot be read is not known."""
    assert user_data_of(fields) == FrameInfo()


def test_only_a_start_code() -> None:
    """A VOP of which nothing is there is none."""
    assert bytes_of(read(VOP + vops()[0] + VOP + END)) == [vops()[0]]


@pytest.mark.parametrize(
    "noise",
    [
        b"<html>It works!</html>\r\n",
        b"\0" * 64,
        b"\xff" * 64,
        # Headers, and nothing that they head.
        b"\0\0\1\xb2" * 16,
        b"\0\0\1\x20abc",
    ],
    ids=["page", "zeros", "ones", "user data", "layers"],
)
@pytest.mark.parametrize("size", [1 << 12, 1 << 16, 1 << 23])
@pytest.mark.parametrize("begun", [False, True])
def test_no_vop_for_too_long(noise: bytes, size: int, *, begun: bool) -> None:
    """More bytes than a VOP can have, and none in them, are no video."""
    reader = Mpeg4Reader()
    if begun:
        # It ends with the first header, or never.
        assert list(reader.feed(b"".join(vops()[:2]) + b"\0\0\1\xb3"))
    block = noise * (size // len(noise) + 1)
    with pytest.raises(InvalidResponseError, match="no VOP in"):
        feed_often(reader, block, (LARGEST_VOP + size) // len(block) + 1)


def test_long_streams_are_fine() -> None:
    """Far more bytes than the limit pass through, as long as there are VOPs."""
    reader = Mpeg4Reader()
    big = VOP + b"\x10" + b"x" * (LARGEST_VOP // 2)
    list(reader.feed(big))
    for _ in range(10):
        assert bytes_of(list(reader.feed(big))) == [big]


@pytest.mark.parametrize("filling", [b"x", b"\0", USER_DATA], ids=["x", "0", "B2"])
def test_small_pieces_take_linear_time(filling: bytes) -> None:
    """A large VOP in small pieces is not searched again and again."""
    data = filling * (1_000_000 // len(filling)) + VOP + b"\x10" + b"x" * 900_000
    started = time.process_time()
    assert len(read(data + END, 100)) == 1
    assert time.process_time() - started < 2


def test_many_vops_at_once_take_linear_time() -> None:
    """What is given out is not moved again and again."""
    started = time.process_time()
    assert len(read((VOP + b"\x10P-VOP") * 200_000, 1 << 24)) == 199_999
    assert time.process_time() - started < 4


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes(noise: bytes, size: int) -> None:
    """Noise does no harm; the VOP that is whole behind it comes."""
    found = read(noise + b"\xff" + vops()[1] + END, size)
    assert found[-1].data.endswith(vops()[1])


@given(st.integers(0, len(b"".join(vops(3))) - 1), st.integers(0, 255))
def test_any_byte_is_another(at: int, value: int) -> None:
    """Nothing is raised, and what comes is what was sent, in order."""
    stream = bytearray(b"".join(vops(3)) + END)
    stream[at] = value
    end = 0
    for vop in read(bytes(stream), 64):
        end = stream.index(vop.data, end) + len(vop.data)
