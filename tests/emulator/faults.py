"""The ways in which the camera can be told to misbehave: the levers.

`fault_table` names what a person may switch, in terms of these.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal
from urllib.parse import unquote


@dataclass
class Refusal:
    """Requests that are refused a number of times, or for a time, or for good.

    Attributes:
        request: pattern of the query, such as camera.motion.*.status=stop.
        times: how often it is refused.
        seconds: how long it is refused, from the first one on.
        answer: the text behind the "&" of the answer.
        status: the HTTP status that is answered instead, without a body.
        silent: nothing is answered.
        met: how often it has been refused.
    """

    request: str
    times: int | None = None
    seconds: float | None = None
    answer: str = "401 Unauthorized"
    status: int | None = None
    silent: bool = False
    met: int = 0
    since: float | None = None

    def refuses(self, query: str, now: float) -> bool:
        """Tell whether this request is refused, and count it."""
        if not fnmatchcase(unquote(query), self.request):
            return False
        if self.since is None:
            self.since = now
        if self.times is not None and self.met >= self.times:
            return False
        if self.seconds is not None and now - self.since >= self.seconds:
            return False
        self.met += 1
        return True


@dataclass
class Faults:
    """Everything a test may break; the default breaks nothing."""

    # Take the connection and never answer.
    hang: bool = False
    # The same for video only.
    video_silent: bool = False
    # Neither send nor take anything: the far end lost its power and said no word.
    dead: bool = False
    # Answer /api/param with this HTTP status.
    status: int | None = None
    # Seconds before a reply.
    delay: float = 0.0
    # Seconds that each request takes, one after the other.
    latency: float = 0.0
    # Send binary noise instead of a body.
    garbage: bool = False
    # Reset the connection behind so many bytes of an answer.
    reset_after: int | None = None
    # Close a video connection after its request, as the access restriction does.
    video_refused: bool = False
    # Answer a key with this text after its "&".
    error_keys: dict[str, str] = field(default_factory=dict)
    # Refuse some requests for a while.
    refusals: list[Refusal] = field(default_factory=list)
    # Print the error of a key in the status line too: nobody knows (reference, 12).
    error_status: bool = False
    # Answer every preset title with so many letters.
    title_bytes: int | None = None

    # Lie about the length: the guide's own sample does (5.3).
    content_length_extra: int = 0
    no_content_length: bool = False
    length_header: Literal["once", "twice", "differing", "empty"] = "once"
    # Put a header line without a name between the others.
    nameless_header: bool = False
    blank_before_colon: bool = False
    header_case: Literal["as_printed", "lower", "upper"] = "as_printed"
    # Write so many bytes of an API reply at a time; 0 writes all at once.
    chunked_writes: int = 0
    # Seconds between two bytes of the head of an answer, of the API and of video.
    param_dribble: float = 0.0
    video_dribble: float = 0.0
    # Leave API connections open for more requests, and say so.
    keep_alive: bool = False
    # Something on the way ends connections that were idle for so many seconds: it
    # closes them, or forgets them, so that the next request is lost with a reset.
    idle_seconds: float | None = None
    idle_end: Literal["close", "forget"] = "close"

    # Close alarm connections at once: others hold all places.
    alarm_full: bool = False
    # Write so many bytes of an alarm at a time; 0 writes all at once.
    alarm_pieces: int = 0
    # Say so many lines to who connects to the alarm port, and close.
    alarm_closes_after: int | None = None
    # Lines a second that come from the alarm port from the next connection on, input
    # 1 changing with each, and how many in all.
    alarm_flood: int = 0
    alarm_flood_lines: int | None = None
    # Close alarm connections over which nothing came for so many seconds.
    alarm_idle_seconds: float | None = None

    # Send so many parts a second, whatever the viewer asked for.
    video_flood: int = 0
    # Begin a picture that never ends: fill bytes, comment segments, or picture data.
    video_endless: Literal["", "markers", "segments", "data"] = ""
    # Announce more bytes than follow, in each so many parts.
    part_length_extra: int = 0
    part_length_every: int = 1
    # The camera's clock is off by so many minutes, as in summer where it keeps
    # standard time.
    clock_minutes: float = 0.0
