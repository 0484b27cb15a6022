"""Searching for cameras on the networks of Home Assistant (UDP)."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_interface

from homeassistant.components import network
from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.const import CONF_HOST, CONF_MODEL, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .protocol import search
from .protocol.host import addresses
from .protocol.models import FoundCamera, Model

_LOGGER = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=15)

type Targets = list[tuple[str, int]]

DATA_TARGETS: HassKey[Targets] = HassKey(f"{DOMAIN}_search_targets")
"""Where to search instead of our own networks (configuration.yaml)."""


async def async_search(hass: HomeAssistant) -> list[FoundCamera]:
    """Return the cameras that answer now and that we know how to speak with."""
    targets = hass.data.get(DATA_TARGETS) or await _broadcast_targets(hass)
    try:
        found = await search.search(targets)
    except OSError as err:
        _LOGGER.debug("Search failed: %s", err)
        return []
    return [
        replace(camera, model=match.model) if match.exact else camera
        for camera in found
        if (match := Model.recognize(camera.model))
    ]


async def async_known_hosts(hass: HomeAssistant) -> frozenset[str]:
    """Return the hosts of the cameras that were added, with the addresses of names."""
    entries = hass.config_entries.async_entries(DOMAIN)
    named = [entry.data[CONF_HOST] for entry in entries if CONF_HOST in entry.data]
    return frozenset().union(*await asyncio.gather(*map(addresses, named)))


async def _broadcast_targets(hass: HomeAssistant) -> Targets:
    """Return the broadcast address of each network that Home Assistant may use."""
    return [
        (
            str(ip_interface(f"{ip['address']}/{ip['network_prefix']}").network[-1]),
            search.PORT,
        )
        for adapter in await network.async_get_adapters(hass)
        if adapter["enabled"]
        for ip in adapter["ipv4"]
    ]


@callback
def async_start(hass: HomeAssistant) -> None:
    """Search now and every 15 minutes; what is new is offered to the person."""

    async def look(_now: datetime | None = None) -> None:
        known = await async_known_hosts(hass)
        for camera in await async_search(hass):
            if camera.host not in known:
                _offer(hass, camera)

    hass.async_create_background_task(look(), f"{DOMAIN} search")
    async_track_time_interval(
        hass, look, INTERVAL, name=f"{DOMAIN} search", cancel_on_shutdown=True
    )


def _offer(hass: HomeAssistant, camera: FoundCamera) -> None:
    discovery_flow.async_create_flow(
        hass,
        DOMAIN,
        context={"source": SOURCE_INTEGRATION_DISCOVERY},
        data={
            CONF_HOST: camera.host,
            CONF_PORT: camera.port,
            CONF_MODEL: camera.model,
        },
        discovery_key=discovery_flow.DiscoveryKey(
            domain=DOMAIN, key=camera.host, version=1
        ),
    )
