"""Searches for cameras on the networks of Home Assistant, by UDP."""

import asyncio
import logging
from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_interface

from homeassistant.components import network
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MODEL, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .moved.follow import async_moved_cameras
from .protocol import search
from .protocol.host import addresses
from .protocol.models import FoundCamera, Model, is_sister

_LOGGER = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=15)
MOST_OFFERS = 32
"""Cameras that are offered at a time: one neighbour can answer for a whole network."""
MANUAL = "manual"
"""The choice of somebody who knows the address."""
FINDS = (SOURCE_DHCP, SOURCE_INTEGRATION_DISCOVERY)
"""Ways in which cameras show up by themselves."""

type Targets = list[tuple[str, int]]

DATA_TARGETS: HassKey[Targets] = HassKey(f"{DOMAIN}_search_targets")
"""Where to search instead of our own networks (configuration.yaml)."""


async def async_search(
    hass: HomeAssistant, *, sisters: bool = False
) -> list[FoundCamera]:
    """Return the cameras that answer now and that we know how to speak with.

    Sister models, which were never tried, only for who looks for them.

    Raises:
        OSError: nothing could be asked.
    """
    targets = hass.data.get(DATA_TARGETS) or await _broadcast_targets(hass)
    found = await search.search(targets)
    return [
        replace(camera, model=match.model) if match and match.exact else camera
        for camera in found
        if (match := Model.recognize(camera.model))
        or (sisters and is_sister(camera.model))
    ]


async def async_known_hosts(hass: HomeAssistant) -> frozenset[str]:
    """Return the hosts of the cameras that were added, with the addresses of names."""
    entries = hass.config_entries.async_entries(DOMAIN)
    named = [entry.data[CONF_HOST] for entry in entries if CONF_HOST in entry.data]
    return frozenset().union(*await asyncio.gather(*map(addresses, named)))


async def async_find_new(
    hass: HomeAssistant,
) -> tuple[dict[str, FoundCamera], bool]:
    """Return the cameras that were not added, and whether any camera answers.

    They are named by address and port. If they are too many to be listed, there is
    still another address.
    """
    try:
        found = await async_search(hass, sisters=True)
    except OSError as err:
        _LOGGER.debug("Search failed: %s", err)
        return {}, False
    known = await async_known_hosts(hass)
    new = [camera for camera in found if camera.host not in known]
    return {f"{c.host}:{c.port}": c for c in new[:MOST_OFFERS]}, bool(found)


def selector_of(found: Mapping[str, FoundCamera]) -> SelectSelector:
    """Let a person choose one of these cameras, or tell another address."""
    choices = [
        SelectOptionDict(value=key, label=f"{camera.model} ({camera.host})")
        for key, camera in found.items()
    ]
    return SelectSelector(
        SelectSelectorConfig(
            options=[*choices, SelectOptionDict(value=MANUAL, label=MANUAL)],
            translation_key="camera",
            mode=SelectSelectorMode.LIST,
        )
    )


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
    offers = Offers(hass)
    hass.async_create_background_task(offers.look(), f"{DOMAIN} search")
    async_track_time_interval(
        hass, offers.look, INTERVAL, name=f"{DOMAIN} search", cancel_on_shutdown=True
    )


@callback
def async_offers(hass: HomeAssistant, *sources: str) -> list[ConfigFlowResult]:
    """Return the cards of cameras that were found in these ways."""
    return [
        flow
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if flow["context"]["source"] in sources and flow["step_id"] == "credentials"
    ]


class Offers:
    """What the search found and nobody has added yet."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Offer nothing yet."""
        self._hass = hass
        self._offered: set[str] = set()
        self._flooded = False

    async def look(self, _now: datetime | None = None) -> None:
        """Search; withdraw what no longer answers, and offer what is new."""
        async_moved_cameras(self._hass).look_again()
        try:
            found = {camera.host: camera for camera in await async_search(self._hass)}
        except OSError as err:
            _LOGGER.debug("Search failed: %s", err)
            return
        self._withdraw_all_but(found)
        self._offered.intersection_update(found)
        new = found.keys() - await self._known()
        offered = {
            flow["context"].get("unique_id")
            for flow in async_offers(self._hass, *FINDS)
        }
        waiting = sorted(new - offered)
        room = max(0, MOST_OFFERS - len(offered))
        for host in waiting[:room]:
            self._offered.add(host)
            _offer(self._hass, found[host])
        self._tell_flood(len(new), cut=len(waiting) > room)

    async def _known(self) -> set[str | None]:
        """Return the addresses that were added, or ignored."""
        entries = self._hass.config_entries.async_entries(DOMAIN)
        added = await async_known_hosts(self._hass)
        return {entry.unique_id for entry in entries} | added

    def _withdraw_all_but(self, answered: Container[str]) -> None:
        for flow in async_offers(self._hass, SOURCE_INTEGRATION_DISCOVERY):
            host = flow["context"].get("unique_id")
            if host in self._offered and host not in answered:
                self._hass.config_entries.flow.async_abort(flow["flow_id"])

    def _tell_flood(self, new: int, *, cut: bool) -> None:
        """Say once what is going on, until it is over."""
        if cut and not self._flooded:
            _LOGGER.warning(
                "%d unknown cameras answered the search; only %d are offered at a time",
                *(new, MOST_OFFERS),
            )
        self._flooded = cut


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
