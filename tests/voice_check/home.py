"""A real Home Assistant with the three cameras of a house, set up as a person would."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from aiohttp import ThreadedResolver
from homeassistant import loader
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import frame
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

# Home Assistant's own test configuration has a package of the same name: ours
# must be the one that is loaded.
import custom_components  # noqa: F401
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .devices import furnish
from .houses import Camera, House
from .size import REST_ZOOM

DOMAIN = "jvc_vn"
PASSWORD = "jvc"
OPTIONS = {
    # Nobody asks for pictures meanwhile, except because of what was said.
    "live_interval": 300,
    "motion_hold": 1,
}
RESTS = {"a": 3, "b": 2, "c": 2}
"""The preset at which each camera stands before a sentence."""
SPOTS = tuple(Spot(72.0 * n, 30.0 + 5 * n, REST_ZOOM) for n in range(5))
"""Where the presets look, home first."""
SETTLED = 1.5
"""Seconds without a change after which everything is listened for: changes of names
are collected for a second."""


class _Resolver(ThreadedResolver):
    """Resolves nothing here, and is closed in the way of Home Assistant's own."""

    real_close = ThreadedResolver.close


@dataclass
class Place:
    """A camera, seen by those who named it, by its maker and by Home Assistant."""

    camera: Camera
    emulated: EmulatedCamera
    mac: str
    entity_id: str = ""


@dataclass
class Home:
    """A running Home Assistant, what is in it, and who listens."""

    hass: HomeAssistant
    house: House
    folder: Path
    places: dict[str, Place]
    satellites: list[str] = field(default_factory=list)

    def entity(self, letter: str, domain: str, key: str) -> str:
        """Return the id of an entity of a camera."""
        unique_id = f"{self.places[letter].mac}_{key}"
        registry = er.async_get(self.hass)
        found = registry.async_get_entity_id(domain, DOMAIN, unique_id)
        assert found, unique_id
        return found

    def state(self, letter: str, domain: str, key: str) -> str:
        """Return the state of an entity of a camera."""
        state = self.hass.states.get(self.entity(letter, domain, key))
        return state.state if state else ""


async def until(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait for something that comes over a socket; say what did not come."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise RuntimeError(f"in {seconds} s not: {what}") from None


@asynccontextmanager
async def home(house: House, satellites: int) -> AsyncGenerator[Home]:
    """Run Home Assistant in a house until everything is said.

    Args:
        house: what is there, and how it is called.
        satellites: so many stand beside camera a.
    """
    folder = Path(tempfile.mkdtemp(prefix="jvc_vn_voice_"))
    try:
        async with _home_assistant(folder) as hass, AsyncExitStack() as stack:
            places = {
                letter: await _switched_on(stack, camera)
                for letter, camera in house.cameras.items()
            }
            try:
                yield await _moved_in(Home(hass, house, folder, places), satellites)
            finally:
                for entry in hass.config_entries.async_loaded_entries(DOMAIN):
                    await hass.config_entries.async_unload(entry.entry_id)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _home_assistant(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Run Home Assistant without looking for other devices in the network."""
    resolver = patch(
        "homeassistant.helpers.aiohttp_client._async_make_resolver",
        return_value=_Resolver(),
    )
    with resolver:
        async with async_test_home_assistant(config_dir=str(folder)) as hass:
            frame.async_setup(hass)
            try:
                yield hass
            finally:
                await hass.async_stop(force=True)


async def _switched_on(stack: AsyncExitStack, camera: Camera) -> Place:
    mac = f"00:80:88:00:30:0{camera.letter}"
    emulated = EmulatedCamera(
        mac=mac, scene="plain", search_delay=(0.0, 0.0), multi_key=True
    )
    await stack.enter_async_context(emulated)
    for number in range(100):
        emulated.force(f"camera.position({number}).comment", "")
    for number, title in enumerate(("Home", *camera.presets)):
        emulated.force(f"camera.position({number}).comment", title)
    emulated.force("camera.image.true_daynight", "color")
    known = range(len(camera.presets) + 1)
    emulated.presets = {number: SPOTS[number] for number in known}
    rest(emulated, camera.letter)
    return Place(camera, emulated, mac)


def rest(emulated: EmulatedCamera, letter: str) -> None:
    """End whatever a camera does, and let it stand at its preset."""
    emulated.head.touch()
    emulated.head.place(emulated.presets[RESTS[letter]])
    emulated.head.preset = RESTS[letter]
    emulated.tracking = None
    emulated.auto_focus = True


async def _moved_in(home: Home, satellites: int) -> Home:
    """Set everything up, name it, expose it, and wait until it is listened for."""
    hass = home.hass
    hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
    (home.folder / "media").mkdir()
    hass.config.media_dirs = {"local": str(home.folder / "media")}
    hass.config.allowlist_external_dirs = {str(home.folder)}
    await hass.config.async_update(language=home.house.language)
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    theirs = await furnish(hass, home.house)
    # Where the search asks is known already, and nobody else is asked.
    known = home.places["a"].emulated
    search = {"search": [f"{known.host}:{known.search_port}"]}
    assert await async_setup_component(hass, DOMAIN, {DOMAIN: search})
    for place in home.places.values():
        await _add(home, place)
    home.satellites = [_satellite(home, number) for number in range(satellites)]
    ours = [place.entity_id for place in home.places.values()]
    for entity_id in (*theirs, *ours):
        async_expose_entity(hass, "conversation", entity_id, True)
    await _listening(hass)
    return home


async def _add(home: Home, place: Place) -> None:
    """Add a camera, name it and put it into its area."""
    hass, camera = home.hass, place.camera
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=camera.name,
        unique_id=place.mac,
        data={
            "host": place.emulated.host,
            "port": place.emulated.http_port,
            "alarm_port": place.emulated.alarm_port,
            "username": "admin",
            "password": PASSWORD,
        },
        options=OPTIONS,
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    place.entity_id = home.entity(camera.letter, "camera", "camera")
    registry = er.async_get(hass)
    found = registry.async_update_entity(
        place.entity_id, aliases=[er.COMPUTED_NAME, *camera.aliases]
    )
    assert found.device_id
    dr.async_get(hass).async_update_device(
        found.device_id, name_by_user=camera.name, area_id=_area(home, camera)
    )
    await until(lambda: _known(home, camera), f"presets and alarms of {camera.name}")


def _known(home: Home, camera: Camera) -> bool:
    """Whether its presets have been read, and its alarms are heard."""
    select = home.hass.states.get(home.entity(camera.letter, "select", "preset"))
    titles = select.attributes["options"] if select else ()
    linked = home.state(camera.letter, "binary_sensor", "alarm_link") == "on"
    return linked and set(camera.presets) <= set(titles)


def _area(home: Home, camera: Camera) -> str:
    floors, areas = fr.async_get(home.hass), ar.async_get(home.hass)
    name = home.house.inside if camera.letter == "c" else home.house.outside
    floor = floors.async_get_floor_by_name(name) or floors.async_create(name)
    area = areas.async_get_or_create(camera.area)
    areas.async_update(area.id, floor_id=floor.floor_id)
    return area.id


def _satellite(home: Home, number: int) -> str:
    """Put a satellite where camera a is."""
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(home.hass)
    devices = dr.async_get(home.hass)
    device = devices.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("satellite", str(number))}
    )
    area = ar.async_get(home.hass).async_get_area_by_name(home.house.cameras["a"].area)
    assert area
    devices.async_update_device(device.id, area_id=area.id)
    return device.id


async def _listening(hass: HomeAssistant) -> None:
    """Wait until what Home Assistant listens for changes no more."""
    manager = get_agent_manager(hass)
    loop = asyncio.get_running_loop()
    heard, since = list[str](), loop.time()
    while loop.time() - since < SETTLED:
        await asyncio.sleep(0.05)
        if (now := list(manager.trigger_sentences)) != heard:
            heard, since = now, loop.time()
    await hass.async_block_till_done()
