"""The actions on what was kept of alarms."""

from collections import Counter
from datetime import datetime

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..coordinator import VnCoordinator
from ..protocol.codecs import Choice
from ..recordings.happening import Cause
from ..recordings.kept import media_ids
from ..recordings.texts import texts_for

_CAUSE = Choice(**{cause.value: cause.value for cause in Cause})


_MOST_LISTED = 200


async def list_recordings(
    coordinator: VnCoordinator,
    start: datetime | None = None,
    end: datetime | None = None,
    causes: list[str] | None = None,
) -> ServiceResponse:
    """Answer with what was kept in a period, the newest first, and how many of each."""
    found = _chosen(coordinator, start, end, causes)
    happenings = coordinator.recordings.store.index.happenings
    counts = Counter(happenings[key].cause for key in found)
    texts = await texts_for(coordinator.hass, None)
    entry_id = coordinator.config_entry.entry_id
    return {
        "causes": [
            {"cause": cause.value, "name": texts.cause(cause), "count": count}
            for cause, count in counts.most_common()
        ],
        "recordings": [
            each.describe() | media_ids(entry_id, each, picture=bool(each.picture))
            for each in map(happenings.__getitem__, found[: -_MOST_LISTED - 1 : -1])
        ],
    }


async def delete_recordings(
    coordinator: VnCoordinator,
    start: datetime | None = None,
    end: datetime | None = None,
    causes: list[str] | None = None,
) -> ServiceResponse:
    """Delete pictures and clips of a period; answer with how many happenings."""
    found = _chosen(coordinator, start, end, causes)
    if coordinator.recordings.store.disk.hangs:
        raise coordinator.error(HomeAssistantError, "disk_hangs")
    try:
        deleted = await coordinator.recordings.store.delete(found)
    except OSError as err:
        raise coordinator.error(HomeAssistantError, "disk_hangs") from err
    return {"deleted": deleted}


def _chosen(
    coordinator: VnCoordinator,
    start: datetime | None,
    end: datetime | None,
    causes: list[str] | None,
) -> list[str]:
    """Return the keys of what happened in a period, for some causes."""
    for cause in causes or ():
        _CAUSE.write("causes", cause)
    first, last = _utc(start), _utc(end)
    if first and last and first >= last:
        raise coordinator.error(ServiceValidationError, "period_empty")
    wanted = {Cause(cause) for cause in causes} if causes else None
    return coordinator.recordings.store.index.between(first, last, wanted)


def _utc(moment: datetime | None) -> datetime | None:
    """Take what says no zone as the time here."""
    return dt_util.as_utc(moment) if moment else None
