"""The forms in which a camera may print things where the guide leaves it open.

The default is the likeliest of each; `as_printed` is what the guide's pages show, with
its misprints, and the others are what its sister models' guides show.
"""

from dataclasses import dataclass
from typing import Literal, Self

from .misprints import PRINTED_ONLY

REFUSED = "401 Unauthorized"


@dataclass
class Forms:
    """One field for each thing that is printed in more than one way."""

    # What it calls itself, instead of the model that it emulates.
    called: str = ""
    # It has motors; fixed sister models have none.
    ptz: bool = True

    # The boundary of the head and the lines between the pictures: --foo, -foo or foo.
    boundary: str = "--foo"
    delimiter: str = "--foo"
    # Connection: close also in the head of server push.
    push_connection: bool = False
    video_type_header: Literal["Content-Type", "Content-type"] = "Content-Type"
    # The name of the header that echoes the parameters, by the model or as V25's.
    echo: Literal["model", "vnv25"] = "model"
    # The value of that header stands on a line of its own.
    echo_broken: bool = False
    # Firmware before guide 1.02 does not know the parameter "boundary".
    boundary_known: bool = True
    # What a stream gets that is refused: nothing, or an answer with this status.
    stream_refused: Literal["close", "401", "403", "503"] = "close"

    # How many viewers of JPEG there may be at once: the table by bit rate is lost.
    jpeg_clients: int = 20

    # Blanks around the = of comment fields, and what fills them up.
    comment_blanks: bool = True
    comment_fill: Literal["nul", "blank"] = "nul"
    # The printed size 13 cannot hold the printed example of 16 bytes; 17 can.
    alarm_size: int = 17
    timestamp_name: Literal["Timestamp", "timestamp"] = "Timestamp"
    tilt_name: Literal["tilt", "Tilt"] = "tilt"

    # The true length, or the 80 of the guide's sample where the body is shorter.
    content_length: Literal["true", "80"] = "true"
    # A wrong login gets HTTP 401, or an error in the body of a 200.
    login_refused: Literal["http", "body"] = "http"
    # The texts of other errors: the guide has one for all.
    unknown_key: str = REFUSED
    bad_value: str = REFUSED
    bad_role: str = REFUSED
    # 202 Accepted(...), or the 202 Required(...) of E4.
    accepted: Literal["Accepted", "Required"] = "Accepted"
    # The hint of a 202 on one line or on two.
    hints: Literal["whole", "broken"] = "whole"
    # 206 Partial Content with the key before it, or alone.
    partial_named: bool = True
    # Replies under the keys that the guide misprints in them.
    misprints: bool = False
    # Replies about pre and post recording start with /api/param?, as printed.
    reply_path: bool = False
    # Names of keys that are set as the guide misprints them (misprints.PRINTED), and
    # whether their documented spelling is still taken.
    printed_keys: frozenset[str] = frozenset()
    documented_keys: bool = True
    # Programs read moving and stop; tracking, or all of them, on and off.
    program_words: Literal["moving", "tracking", "on"] = "moving"
    # Zone words of the sister's table, or others: the table is lost.
    zone_words: Literal["sister", "own"] = "sister"
    # Keys in one request; VN-H takes the switches of the network alone.
    keys_per_request: int = 1
    network_status_alone: bool = False
    # A + in a query is a blank.
    plus_is_blank: bool = False
    # Titles have 32 bytes or 32 characters.
    titles_counted: Literal["bytes", "characters"] = "bytes"
    # It knows op_auto, one push of white balance and of focus.
    one_push: bool = True
    # The key of tracking's second threshold, which is lost.
    threshold: Literal["yuv", "rgb"] = "yuv"
    # What click-on-centre takes: its examples are lost.
    click: Literal["both", "pixels", "percent"] = "both"
    # A gateway outside the camera's own segment is refused.
    gateway_inside: bool = False
    # Bytes above 127 in a text are kept, refused, or come back as question marks.
    high_bytes: Literal["kept", "refused", "question"] = "kept"

    # The alarm port says the state at connect, and when a motion ends.
    push_on_connect: bool = False
    push_on_motion_end: bool = False
    alarm_line_end: Literal["crlf", "lf"] = "crlf"
    # The third line is there without motion too, as off.
    motion_off_line: bool = True

    # The clock follows summer time where its zone has one.
    summer_time: bool = False
    # The time of auto return runs while a motor does.
    return_while_driving: bool = False

    @classmethod
    def as_printed(cls) -> Self:
        """Speak every form that the guide prints in another way than the likeliest."""
        return cls(
            boundary="-foo",
            delimiter="-foo",
            push_connection=True,
            video_type_header="Content-type",
            echo_broken=True,
            comment_blanks=False,
            comment_fill="blank",
            alarm_size=16,
            content_length="80",
            login_refused="body",
            hints="broken",
            partial_named=False,
            misprints=True,
            reply_path=True,
            printed_keys=PRINTED_ONLY,
            documented_keys=False,
            program_words="tracking",
            zone_words="own",
            push_on_connect=True,
            push_on_motion_end=True,
        )

    @classmethod
    def vn_e4(cls) -> Self:
        """Speak as the older encoder does."""
        return cls(called="VN-E4U", ptz=False, accepted="Required", keys_per_request=5)

    @classmethod
    def vn_h(cls) -> Self:
        """Speak as the later fixed cameras do."""
        return cls(
            called="VN-H57U",
            ptz=False,
            boundary="foo",
            timestamp_name="timestamp",
            keys_per_request=15,
            network_status_alone=True,
        )

    @classmethod
    def vn_v25(cls) -> Self:
        """Speak as a camera of the same years does."""
        return cls(called="VN-V25U", ptz=False, echo="vnv25")


SISTERS = {"VN-E4": Forms.vn_e4, "VN-H": Forms.vn_h, "VN-V25": Forms.vn_v25}
