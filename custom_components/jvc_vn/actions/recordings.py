"""The action that deletes what was kept of alarms."""

from datetime import datetime

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..coordinator import VnCoordinator
from ..protocol.codecs import Choice
from ..recordings.happening import Cause

_CAUSE = Choice(**{cause.value: cause.value for cause in Cause})


async def delete_recordings(
    coordinator: VnCoordinator,
    start: datetime | None = None,
    end: datetime | None = None,
    causes: list[str] | None = None,
) -> ServiceResponse:
    """Delete pictures and clips of a period; answer with how many happenings."""
    for cause in causes or ():
        _CAUSE.write("causes", cause)
    first, last = _utc(start), _utc(end)
    if first and last and first >= last:
        raise coordinator.error(ServiceValidationError, "period_empty")
    if coordinator.recordings.store.disk.hangs:
        raise coordinator.error(HomeAssistantError, "disk_hangs")
    wanted = {Cause(cause) for cause in causes} if causes else None
    try:
        deleted = await coordinator.recordings.delete(first, last, wanted)
    except OSError as err:
        raise coordinator.error(HomeAssistantError, "disk_hangs") from err
    return {"deleted": deleted}


def _utc(moment: datetime | None) -> datetime | None:
    """Take what says no zone as the time here."""
    return dt_util.as_utc(moment) if moment else None
