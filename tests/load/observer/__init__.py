"""Looks on from inside of Home Assistant: every state that comes, and what it costs.

A custom component for the Home Assistant of benches and soaks; nobody else loads it.
Its actions answer with what was seen.
"""

import asyncio
import contextlib
import ctypes
import gc
import os
import time
from collections import Counter
from pathlib import Path

from homeassistant.const import (
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

DOMAIN = "observer"
CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)
WATCHED = ("binary_sensor.", "event.")
STEP = 0.005
"""Seconds between two looks at the event loop."""


class Observer:
    """Keeps what came since it was asked last."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin to look."""
        self._hass = hass
        self._seen: list[list[object]] = []
        self._last: dict[str, tuple[object, ...]] = {}
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._changed)

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is None or not new.entity_id.startswith(WATCHED):
            return
        if new.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return
        # Events may come in the same millisecond, and their states come back with the
        # entity.
        attributes = new.attributes
        what = (
            new.state,
            attributes.get("event_type"),
            bool(attributes.get("recovered")),
            attributes.get("time"),
        )
        if self._last.get(new.entity_id) != what:
            self._last[new.entity_id] = what
            self._seen.append([time.monotonic(), new.entity_id, *what])

    async def seen(self, call: ServiceCall) -> ServiceResponse:
        """Tell each state and event since the last call.

        When it came (monotonic), entity, state, type of the event, whether it was
        recovered, and when it happened.
        """
        seen, self._seen = self._seen, []
        return {"seen": seen}  # type: ignore[dict-item]

    async def enable(self, call: ServiceCall) -> ServiceResponse:
        """Load entries, all at once; tell after how many seconds each was there."""
        begin, cpu = time.monotonic(), time.process_time()

        async def load(entry_id: str) -> float:
            entries = self._hass.config_entries
            if entries.async_get_known_entry(entry_id).disabled_by:
                await entries.async_set_disabled_by(entry_id, None)
            else:
                await entries.async_setup(entry_id)
            return time.monotonic() - begin

        entries = call.data["entries"]
        took = await asyncio.gather(*map(load, entries))
        states = Counter(
            str(self._hass.config_entries.async_get_known_entry(e).state.value)
            for e in entries
        )
        return {
            "seconds": list(took),
            "states": dict(states),
            "cpu": time.process_time() - cpu,
        }

    async def unload(self, call: ServiceCall) -> ServiceResponse:
        """Unload entries."""
        for entry_id in call.data["entries"]:
            await self._hass.config_entries.async_unload(entry_id)
        return {}

    async def lag(self, call: ServiceCall) -> ServiceResponse:
        """Tell for some seconds how many milliseconds late what is due is run."""
        loop = asyncio.get_running_loop()
        end = loop.time() + call.data["seconds"]
        lags: list[float] = []
        while (begin := loop.time()) < end:
            await asyncio.sleep(STEP)
            lags.append(round(1000 * (loop.time() - begin - STEP), 3))
        return {"lags": list(lags)}

    async def recordings(self, call: ServiceCall) -> ServiceResponse:
        """Tell what is kept of the alarms of each camera."""
        return {
            entry.entry_id: entry.runtime_data.recordings.summary
            for entry in self._hass.config_entries.async_loaded_entries("jvc_vn")
        }

    async def cost(self, call: ServiceCall) -> ServiceResponse:
        """Tell memory, processor time, open files and tasks of now."""
        gc.collect()
        with contextlib.suppress(OSError, AttributeError):
            # What was freed, but not given back, is nobody's.
            ctypes.CDLL("libc.so.6").malloc_trim(0)
        names = [
            getattr(task.get_coro(), "__qualname__", "?")
            for task in asyncio.all_tasks()
        ]
        return {
            "megabytes": _megabytes(),
            "cpu": time.process_time(),
            "sockets": _sockets(),
            "tasks": dict(Counter(names)),
        }


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _sockets() -> int:
    count = 0
    for file in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the listing's own is gone
            count += str(file.readlink()).startswith("socket:")
    return count


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions."""
    observer = Observer(hass)
    for action in (
        observer.seen,
        observer.enable,
        observer.unload,
        observer.lag,
        observer.cost,
        observer.recordings,
    ):
        hass.services.async_register(
            DOMAIN, action.__name__, action, supports_response=SupportsResponse.ONLY
        )
    return True
