"""Running streams, as system.session lists them (guide 6.18)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .limits import MOST_STREAMS

PREFIX = "system.session"


@dataclass
class Session:
    """A running stream."""

    host: str
    port: int
    encode: str
    rate: str
    size: str
    kilobits: int = 0
    parts: int = 0
    protocol: str = "tcp_passive"
    kind: str = "http"


def session_lines(sessions: Sequence[Session]) -> Iterator[str]:
    """Print what the camera sends now."""
    yield f"{PREFIX}.total_bitrate={sum(one.kilobits for one in sessions)}k"
    yield f"{PREFIX}.sending_count={len(sessions)}"
    yield f"{PREFIX}.sending_max={MOST_STREAMS}"
    for number, session in enumerate(sessions, 1):
        slot = f"{PREFIX}.sending({number:02d})"
        yield f"{slot}.bitrate={session.kilobits}k"
        yield f"{slot}.to.ip={session.host}"
        yield f"{slot}.to.port={session.port}"
        yield f"{slot}.to.protocol={session.protocol}"
        yield f"{slot}.to.session={session.kind}"
        yield f"{slot}.from.encode={session.encode}"
        yield f"{slot}.from.framerate={session.rate}"
        yield f"{slot}.from.framesize={session.size}"
