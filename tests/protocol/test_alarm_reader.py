"""Lines of the alarm port, in whatever pieces they come (guide, 4)."""

import itertools
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.alarm_link import AlarmReader, parse_line
from custom_components.jvc_vn.protocol.models import AlarmReport, AlarmSource

INPUT_1 = b"peripheral.input_pin.pin(1).status=make\r\n"
INPUT_2 = b"peripheral.input_pin.pin(2).status=break\r\n"
MOTION = b"video.input(1).detection(motion).status=on\r\n"
PUSH = INPUT_1 + INPUT_2 + MOTION
REPORTS = {
    INPUT_1: AlarmReport(AlarmSource.INPUT_1, active=True),
    INPUT_2: AlarmReport(AlarmSource.INPUT_2, active=False),
    MOTION: AlarmReport(AlarmSource.MOTION, active=True),
}
ALL = list(REPORTS.values())


def read(*pieces: bytes) -> list[AlarmReport]:
    """Feed a new reader."""
    reader = AlarmReader()
    return [report for piece in pieces for report in reader.feed(piece)]


@pytest.mark.parametrize(
    ("line", "report"),
    [
        *REPORTS.items(),
        (
            b"peripheral.input_pin.pin(1).status=break\r\n",
            AlarmReport(AlarmSource.INPUT_1, active=False),
        ),
        (
            b"peripheral.input_pin.pin(2).status=make\r\n",
            AlarmReport(AlarmSource.INPUT_2, active=True),
        ),
        (
            b"video.input(1).detection(motion).status=off\r\n",
            AlarmReport(AlarmSource.MOTION, active=False),
        ),
    ],
)
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_printed_lines(line: bytes, report: AlarmReport, end: bytes) -> None:
    """Each line reports one source."""
    assert read(line.removesuffix(b"\r\n") + end) == [report]
    assert parse_line(line.strip()) == report


def test_every_split() -> None:
    """A push may be cut between any two bytes, and into single ones."""
    for at in range(len(PUSH) + 1):
        assert read(PUSH[:at], PUSH[at:]) == ALL, at
    assert read(*(PUSH[at : at + 1] for at in range(len(PUSH)))) == ALL


@pytest.mark.parametrize("lines", itertools.permutations(REPORTS))
def test_any_order(lines: tuple[bytes, ...]) -> None:
    """The lines may come in any order, and alone."""
    assert read(b"".join(lines)) == [REPORTS[line] for line in lines]
    assert read(lines[0]) == [REPORTS[lines[0]]]


def test_nothing_before_the_line_ends() -> None:
    """A line counts when it is complete: `make` could become anything."""
    reader = AlarmReader()
    assert list(reader.feed(INPUT_1[:-2])) == []
    assert list(reader.feed(b"\r")) == []
    assert list(reader.feed(b"\n")) == [REPORTS[INPUT_1]]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"peripheral.input_pin.pin(3).status=make",
        b"peripheral.input_pin.pin(1).status=maker",
        b"peripheral.input_pin.pin(1).status=",
        b"peripheral.input_pin.pin(1).status=make&200 OK",
        b"xperipheral.input_pin.pin(1).status=make",
        b"peripheral.output_pin.pin(1).status=make",
        b"video.input(2).detection(motion).status=on",
        b"video.input(1).detection(motion).status=moving",
        b"\xff\xfe\x00",
        b"PERIPHERAL" * 30,
    ],
)
def test_unknown_lines_are_passed_over(line: bytes) -> None:
    """What is not known neither reports nor hides what follows."""
    assert read(line + b"\r\n" + PUSH) == ALL
    assert read(PUSH + line + b"\r\n") == ALL
    assert parse_line(line) is None


def test_line_without_end_takes_no_memory() -> None:
    """A megabyte without a line end is forgotten; the next line is read."""
    reader = AlarmReader()
    chunk = b"x" * 4096
    tracemalloc.start()
    for _ in range(256):
        assert list(reader.feed(chunk)) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024
    # What ends an overlong line belongs to it.
    assert list(reader.feed(INPUT_1 + MOTION)) == [REPORTS[MOTION]]


def test_many_lines_take_linear_time() -> None:
    """Half a megabyte of lines is read at once."""
    started = time.process_time()
    assert len(read(PUSH * 4000)) == 3 * 4000
    assert read(b"\n" * (1 << 20)) == []
    assert time.process_time() - started < 2


@given(st.lists(st.sampled_from([*REPORTS, b"?\r\n", b"\n"])), st.data())
def test_pieces_do_not_matter(lines: list[bytes], data: st.DataObject) -> None:
    """However a stream is cut, it reports the same."""
    stream = b"".join(lines)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8).map(sorted))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[a:b] for a, b in itertools.pairwise(edges)]
    assert read(*pieces) == [REPORTS[line] for line in lines if line in REPORTS]


@given(st.binary(max_size=600))
def test_any_bytes(noise: bytes) -> None:
    """Noise never breaks the reader; a line behind it is read."""
    assert read(noise + b"\n" + PUSH)[-3:] == ALL
