"""When a frame was taken, by our clock."""

from datetime import UTC, datetime, timedelta

from ..protocol.clock import stamped
from ..protocol.models import Frame

_PLAUSIBLE = timedelta(seconds=5)


def taken_at(frame: Frame, clock_offset: float | None) -> datetime:
    """Return when a frame was taken, by our clock.

    That is its own stamp where we know how far the camera's clock is off. A frame
    arrives within moments; where the stamp says otherwise (the clock was set
    meanwhile, or its zone is another than we think), the arrival counts.
    """
    arrived = datetime.fromtimestamp(frame.arrived, UTC)
    stamp = frame.info.stamp
    if stamp is None or clock_offset is None:
        return arrived
    taken = stamped(stamp, clock_offset, arrived)
    if taken is None or abs(taken - arrived) > _PLAUSIBLE:
        return arrived
    # The offset is known to the second: nothing arrives before it was taken.
    return min(taken, arrived)
