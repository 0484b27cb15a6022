"""The ways in which the camera can be told to misbehave: the levers.

`fault_table` names what a person may switch, in terms of these.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Faults:
    """Everything a test may break; the default breaks nothing."""

    # Take the connection and never answer.
    hang: bool = False
    # Neither send nor take anything: the far end lost its power and said no word.
    dead: bool = False
    # Answer /api/param with this HTTP status.
    status: int | None = None
    # Seconds before a reply.
    delay: float = 0.0
    # Send binary noise instead of a body.
    garbage: bool = False
    # Reset the connection behind so many bytes of an answer.
    reset_after: int | None = None
    # Close a video connection after its request, as the access restriction does.
    video_refused: bool = False
    # Answer a key with this text after its "&".
    error_keys: dict[str, str] = field(default_factory=dict)
    # Print the error of a key in the status line too: nobody knows (reference, 12).
    error_status: bool = False
    # Lie about the length: the guide's own sample does (5.3).
    content_length_extra: int = 0
    no_content_length: bool = False
    # Write so many bytes of an API reply at a time; 0 writes all at once.
    chunked_writes: int = 0
    header_case: Literal["as_printed", "lower", "upper"] = "as_printed"
    # Close alarm connections at once: others hold all places.
    alarm_full: bool = False
    # Write so many bytes of an alarm at a time; 0 writes all at once.
    alarm_pieces: int = 0
