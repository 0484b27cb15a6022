"""How long from the call of a move to its first request at the camera, and its stop."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from homeassistant import loader
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.jvc_vn.const import DOMAIN
from tests.conftest import MAC, entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera

from .report import Figure, below, percentile

MOVES = 300
ENTITY = "camera.vn_v685"


class Arrivals:
    """Notes when the emulated camera has read a request."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Listen to this camera."""
        self.came: list[tuple[float, str]] = []
        self._note: Callable[[Any], None] = camera.note_request
        camera.note_request = self._came  # type: ignore[method-assign]

    def _came(self, request: Any) -> None:
        self.came.append((time.perf_counter(), request.target))
        self._note(request)

    def first(self, part: str) -> float:
        """Return when the first request came that holds this text."""
        return next(at for at, target in self.came if part in target)


@asynccontextmanager
async def _running(camera: EmulatedCamera) -> AsyncIterator[HomeAssistant]:
    async with async_test_home_assistant() as hass:
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        entry = MockConfigEntry(
            domain=DOMAIN, title="Yard", unique_id=MAC, data=entry_data(camera)
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        try:
            yield hass
        finally:
            await hass.config_entries.async_unload(entry.entry_id)
            await hass.async_stop(force=True)


async def run() -> list[Figure]:
    """Move, and stop, three hundred times."""
    moves: list[float] = []
    stops: list[float] = []
    async with make_emulated() as camera, _running(camera) as hass:
        arrivals = Arrivals(camera)
        for number in range(MOVES):
            # Another sense each time, so that direction and speed are told anew.
            speed = 40 if number % 2 else -40
            arrivals.came.clear()
            began = time.perf_counter()
            await _call(hass, "ptz_move", pan=speed, tilt=speed, duration=5)
            moves.append(arrivals.first("/api/param") - began)
            began = time.perf_counter()
            await _call(hass, "ptz_stop")
            stops.append(arrivals.first("status=stop") - began)
    ms = 1000
    return [
        below(
            "move: call to first request, p50", percentile(moves, 50) * ms, 2, "ms", 2
        ),
        below(
            "move: call to first request, p99", percentile(moves, 99) * ms, 2, "ms", 2
        ),
        below(
            "stop: call to first request, p50", percentile(stops, 50) * ms, 2, "ms", 2
        ),
        below(
            "stop: call to first request, p99", percentile(stops, 99) * ms, 2, "ms", 2
        ),
    ]


async def _call(hass: HomeAssistant, name: str, **data: Any) -> None:
    await hass.services.async_call(
        DOMAIN, name, {"entity_id": ENTITY, **data}, blocking=True
    )
