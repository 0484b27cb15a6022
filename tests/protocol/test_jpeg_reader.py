"""Pictures out of a stream of bytes, whatever pieces and headers it comes with."""

import contextlib
import itertools
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.errors import InvalidResponseError
from custom_components.jvc_vn.protocol.jpeg import LARGEST_JPEG, JpegReader


def segment(marker: int, data: bytes) -> bytes:
    """Make a segment of a JPEG file."""
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2) + data


def picture(number: int, size: int = 40) -> bytes:
    """Make a small picture in the guide's order of segments (1.5).

    Its first segment holds a thumbnail with start and end markers of its own, its
    data a stuffed byte and a restart marker.
    """
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\xff\xd8thumb\xff\xd9"),
            segment(0xFE, b"JVC V1.0\0pan = %d.00\0" % number),
            segment(0xDB, b"quantisation"),
            segment(0xDA, b"scan"),
            b"%d\xff\x00\xff\xd0" % number + b"x" * size,
            b"\xff\xd9",
        )
    )


ONE, TWO, THREE = picture(1), picture(2), picture(3, 90)


def part(jpeg: bytes, *, dash: str = "--", length: int | None = -1) -> bytes:
    """Make a part as the guide prints it (1.3); a length of None leaves it out."""
    real = len(jpeg) if length == -1 else length
    promise = "" if real is None else f"Content-Length: {real}\r\n"
    head = f"{dash}foo\r\nContent-Type: image/jpeg\r\n{promise}\r\n"
    return head.encode() + jpeg + b"\r\n"


def read(data: bytes, size: int = 1 << 20) -> list[bytes]:
    """Feed a reader in pieces."""
    reader = JpegReader()
    return [
        jpeg
        for piece in itertools.batched(data, size, strict=False)
        for jpeg in reader.feed(bytes(piece))
    ]


def feed_often(reader: JpegReader, block: bytes, times: int) -> None:
    """Feed the same bytes again and again."""
    for _ in range(times):
        assert list(reader.feed(block)) == []


PRINTED = {
    "one dash": part(ONE, dash="-") + part(TWO, dash="-"),
    "two dashes": part(ONE) + part(TWO),
    "no dash": part(ONE, dash="") + part(TWO, dash=""),
    "lower case": (part(ONE) + part(TWO)).replace(b"Content-", b"content-"),
    "upper case": (part(ONE) + part(TWO)).replace(b"Content-", b"CONTENT-"),
    "no blank": (part(ONE) + part(TWO)).replace(b"h: ", b"h:"),
    "line feeds": part(ONE).replace(b"\r\n", b"\n") + part(TWO).replace(b"\r\n", b"\n"),
    "positions": (part(ONE) + part(TWO)).replace(
        b"\r\n\r\n", b"\r\nX-Puls-Pan: 0\r\nX-Puls-Tilt: 0\r\nX-Posi-Zoom: 0\r\n\r\n"
    ),
    "no length": part(ONE, length=None) + part(TWO, length=None),
    "too small": part(ONE, length=50) + part(TWO, length=4),
    "zero": part(ONE, length=0) + part(TWO, length=0),
    "huge": part(ONE, length=10**9) + part(TWO, length=10**30),
    "bare": ONE + TWO,
    "bare with line ends": ONE + b"\r\n" + TWO + b"\r\n",
    "text before": b"HTTP/1.1 200 OK\r\n\r\n" + ONE + b"junk\xff" + TWO,
}


@pytest.mark.parametrize("name", PRINTED)
def test_streams(name: str) -> None:
    """Both pictures come out whole, however the parts are headed and cut."""
    for size in (1, 2, 3, 7, 64, 1 << 20):
        assert read(PRINTED[name], size) == [ONE, TWO], size


@pytest.mark.parametrize("name", ["two dashes", "no length", "bare", "too small"])
def test_every_split(name: str) -> None:
    """The stream may be cut between any two bytes."""
    data = PRINTED[name]
    for at in range(len(data) + 1):
        reader = JpegReader()
        assert [*reader.feed(data[:at]), *reader.feed(data[at:])] == [ONE, TWO], at


@pytest.mark.parametrize("change", [str, str.lower, str.upper, str.title])
def test_right_length_counts_more_than_markers(change: Callable[[str], str]) -> None:
    """A picture that holds an end marker is taken whole, by its length (1.3)."""
    jpeg = picture(1) + b"trailer\xff\xd9"
    stream = part(jpeg).replace(b"Content-Length", change("Content-Length").encode())
    for size in (1, 50, 1000):
        assert read(stream + part(TWO), size) == [jpeg, TWO]


def test_picture_comes_with_its_last_byte() -> None:
    """A picture does not wait for what follows it."""
    for data in (part(ONE)[:-2], part(ONE, length=None)[:-2], ONE):
        reader = JpegReader()
        assert list(reader.feed(data[:-1])) == []
        assert list(reader.feed(data[-1:])) == [ONE]


@pytest.mark.parametrize("extra", [1, 2, 3, 5, 30, 100, 500, 5000, 10**6, 10**9])
def test_promise_that_is_too_large(extra: int) -> None:
    """A length that reaches into later parts costs no picture, and none waits."""
    jpegs = [picture(number, 300) for number in range(30)]
    for size in (1, 50, 5000):
        reader = JpegReader()
        for jpeg in jpegs:
            told = part(jpeg, length=len(jpeg) + extra)
            pieces = itertools.batched(told, size, strict=False)
            found = [got for piece in pieces for got in reader.feed(bytes(piece))]
            assert found == [jpeg], size


@pytest.mark.parametrize("extra", [5, 5000])
@pytest.mark.parametrize("every", [1, 2, 3])
def test_promise_that_is_too_large_at_times(extra: int, every: int) -> None:
    """Parts that are right and parts that are not come out alike, also cut off ones."""
    jpegs = [picture(number, 300) for number in range(30)]
    stream = b"".join(
        part(jpeg, length=len(jpeg) + extra * (number % every == 0))
        for number, jpeg in enumerate(jpegs)
    )
    for size in (7, 1000, 1 << 20):
        assert read(stream, size) == jpegs, size
    cut = part(jpegs[0][:-30], length=len(jpegs[0]) + extra)
    assert read(cut + stream) == jpegs


def test_bare_pictures_of_any_size() -> None:
    """Pictures one after another, each of another size, without a word between."""
    jpegs = [picture(number, 3000 - 97 * number) for number in range(30)]
    for size in (1, 1460, 1 << 20):
        assert read(b"".join(jpegs), size) == jpegs, size


@pytest.mark.parametrize("headed", [True, False])
@pytest.mark.parametrize(
    "junk",
    [
        b"\xff" * 100_000,
        segment(0xFE, bytes(1022)) * 100,
        b"\xff\x01" * 50_000,
        b"\xff\xd8" * 50_000,
        b"\xff\xd8\xff\xd9" * 25_000,
        b"\xff\xd8\xff\xe0\x00\x01" * 20_000,
        (b"\xff\xd8" + segment(0xE0, b"")) * 5_000,
    ],
    ids=["fill", "segments", "alone", "starts", "empty", "broken", "begun"],
)
def test_picture_begins_after_nonsense(junk: bytes, *, headed: bool) -> None:
    """Markers or segments without end are given up, and pictures behind them come."""
    later = [picture(number, 3000) for number in range(2, 60)]
    behind = b"".join(part(jpeg) if headed else jpeg for jpeg in later)
    start = part(b"\xff\xd8", length=None)[:-2] if headed else b"\xff\xd8"
    for size in (1460, 16384):
        found = read(start + junk + behind, size)
        # The first may be swallowed by what was cut off before it.
        assert found[-50:] == later[-50:], size
        assert set(found) <= set(later)


@pytest.mark.parametrize(
    "junk",
    [
        b"\xff",
        b"\xff\x01",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0",
        b"\xff\xd8" + segment(0xE0, b""),
        segment(0xFE, bytes(1022)),
        b"\xff\xd8" + segment(0xDA, b""),
        b"\n\n\xff\xd8\xff",
        b"Content-Length: 5\n\n\xff\xd8\xff\xda\x00\x02",
    ],
)
def test_no_nonsense_takes_long(junk: bytes) -> None:
    """Whatever comes, a piece of it is worked on for some milliseconds."""
    piece = junk * (16384 // len(junk))
    reader = JpegReader()
    list(reader.feed(b"\xff\xd8"))
    worst = 0.0
    with contextlib.suppress(InvalidResponseError):
        for _ in range(200):
            began = time.process_time()
            list(reader.feed(piece))
            worst = max(worst, time.process_time() - began)
    assert worst < 0.04


@pytest.mark.parametrize("promised", [True, False])
@pytest.mark.parametrize("headed", [True, False])
def test_truncated_picture(*, headed: bool, promised: bool) -> None:
    """After a picture that was cut off anywhere, the next ones come whole."""
    length = len(ONE) if promised else None
    later = [picture(number, 5000) for number in range(2, 26)]
    behind = b"".join(part(jpeg) if headed else jpeg for jpeg in later)
    for at in range(2, len(ONE)):
        cut = part(ONE[:at], length=length) if headed else ONE[:at]
        assert read(cut + behind, 5000)[-8:] == later[-8:], at


@pytest.mark.parametrize("cut", ["data", "end marker"])
def test_truncated_data_costs_one_picture(cut: str) -> None:
    """Where only picture data is missing, the very next picture comes whole."""
    short = ONE[: -20 if cut == "data" else -1]
    assert read(part(short, length=len(ONE)) + part(TWO) + part(THREE)) == [TWO, THREE]
    assert read(short + TWO + THREE) == [TWO, THREE]


@pytest.mark.parametrize(
    "noise", [b"<html>It works!</html>\r\n", b"\0" * 64, b"\xff" * 64, b"--foo\r\n\r\n"]
)
@pytest.mark.parametrize("size", [1 << 12, 1 << 16, 1 << 23])
def test_no_picture_for_too_long(noise: bytes, size: int) -> None:
    """More bytes than a picture can have, and none in them, are no video."""
    reader = JpegReader()
    block = noise * (size // len(noise) + 1)
    assert list(reader.feed(b"<html>It works!</html>")) == []
    with pytest.raises(InvalidResponseError):
        feed_often(reader, block, 2 * LARGEST_JPEG // size + 2)


@pytest.mark.parametrize("start", [ONE[:-2], ONE[:30], b"\xff\xd8", b"\xff\xd8\xff"])
def test_picture_without_end(start: bytes) -> None:
    """A picture that never ends is given up."""
    reader = JpegReader()
    list(reader.feed(start))
    with pytest.raises(InvalidResponseError):
        feed_often(reader, b"x" * (1 << 16), 80)


def test_long_streams_are_fine() -> None:
    """Far more bytes than the limit pass through, as long as there are pictures."""
    reader = JpegReader()
    big = picture(1, LARGEST_JPEG // 2)
    for _ in range(10):
        assert list(reader.feed(part(big))) == [big]
    with pytest.raises(InvalidResponseError):
        list(reader.feed(part(picture(1, LARGEST_JPEG + 1))[:-10]))


@pytest.mark.parametrize("length", [None, 10**6])
def test_small_pieces_take_linear_time(length: int | None) -> None:
    """A large picture in small pieces is not searched again and again."""
    data = part(picture(1, 1_000_000), length=length)
    started = time.process_time()
    assert len(read(data + part(ONE), 100)) == 2
    assert time.process_time() - started < 2


@given(st.binary(max_size=400), st.integers(1, 50))
def test_any_bytes_between_pictures(noise: bytes, size: int) -> None:
    """Noise without a start marker costs no picture."""
    noise = noise.replace(b"\xff", b"?")
    assert read(ONE + noise + TWO, size) == [ONE, TWO]
