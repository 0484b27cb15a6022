"""Measures from inside how late Home Assistant's event loop runs what is due.

A custom component for the bench's own Home Assistant; nobody else loads it.
"""

import asyncio

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

DOMAIN = "loop_lag"
CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)

STEP = 0.005
"""Seconds between two looks."""


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the action `loop_lag.measure`: seconds → milliseconds of each look."""

    async def measure(call: ServiceCall) -> ServiceResponse:
        loop = asyncio.get_running_loop()
        end = loop.time() + call.data["seconds"]
        lags: list[float] = []
        while (begin := loop.time()) < end:
            await asyncio.sleep(STEP)
            lags.append(round(1000 * (loop.time() - begin - STEP), 3))
        return {"lags": list(lags)}

    hass.services.async_register(
        DOMAIN, "measure", measure, supports_response=SupportsResponse.ONLY
    )
    return True
