"""A house with two cameras that listen."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn import VnCoordinator
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.voice.listener import COOLDOWN, LISTENER
from custom_components.jvc_vn.voice.responses import async_grammars
from custom_components.jvc_vn.voice.vocabulary import Vocabulary
from tests.conftest import entry_data, make_emulated, set_up, until
from tests.emulator import EmulatedCamera
from tests.voice.said import Spoken

POND = 5


@dataclass
class House:
    """Two cameras: one that is called something, and one in an area on a floor."""

    hass: HomeAssistant
    emulated: list[EmulatedCamera] = field(default_factory=list)
    entries: list[MockConfigEntry] = field(default_factory=list)
    cameras: list[str] = field(default_factory=list)

    def coordinator(self, number: int) -> VnCoordinator:
        """Return what knows a camera."""
        coordinator: VnCoordinator = self.entries[number].runtime_data
        return coordinator

    def entity(self, number: int) -> er.RegistryEntry:
        """Return the entity of a camera."""
        entry = er.async_get(self.hass).async_get(self.cameras[number])
        assert entry
        return entry

    def device(self, number: int, **changes: Any) -> None:
        """Change the device of a camera."""
        device_id = self.entity(number).device_id
        assert device_id
        dr.async_get(self.hass).async_update_device(device_id, **changes)

    def expose(self, number: int, *, to: bool) -> None:
        """Let assistants see a camera, or not."""
        async_expose_entity(self.hass, "conversation", self.cameras[number], to)

    async def title(self, number: int, preset: int, title: str) -> None:
        """Give a preset another title, at the camera."""
        self.emulated[number].force(f"camera.position({preset}).comment", title)
        await self.coordinator(number).async_refresh_presets()

    async def furnish(self, spoken: Spoken, language: str) -> None:
        """Call everything as somebody does who speaks another language."""
        await self.hass.config.async_update(language=language)
        self.device(0, name_by_user=spoken.name)
        self.device(1, name_by_user="Rear")
        areas, floors = ar.async_get(self.hass), fr.async_get(self.hass)
        floor = next(iter(floors.async_list_floors()), None)
        floor = floor or floors.async_create(spoken.floor)
        floors.async_update(floor.floor_id, name=spoken.floor)
        area = next(iter(areas.async_list_areas()), None)
        area = area or areas.async_create(spoken.area)
        areas.async_update(area.id, name=spoken.area, floor_id=floor.floor_id)
        self.device(1, area_id=area.id)
        await self.title(0, POND, spoken.preset)
        await self.title(1, POND, "Wall")
        names = (spoken.name, spoken.area, spoken.floor, spoken.preset, "Rear", "Wall")
        known = language in await async_grammars(self.hass)
        await self.listens(*names, language if known else "en")

    @property
    def heard(self) -> set[str]:
        """The names that are listened for, and the languages."""
        listener = self.hass.data[LISTENER]
        known = listener.known or Vocabulary()
        places = (*known.areas, *known.floors)
        names = [*known.cameras, *(names for _, names in places)]
        names += [names for presets in known.presets for names in presets.values()]
        return {name for some in names for name in some} | set(listener.languages)

    async def listens(self, *words: str, no: tuple[str, ...] = ()) -> None:
        """Wait until these are listened for, and those no more."""

        def listening() -> bool:
            return self.heard >= set(words) and self.heard.isdisjoint(no)

        # A clock that is put forward while it listens anew would lose a change.
        await self.hass.async_block_till_done()
        soon = dt_util.utcnow() + timedelta(seconds=2 * COOLDOWN)
        async_fire_time_changed(self.hass, soon)
        await until(listening)

    async def say(self, text: str, **more: Any) -> str:
        """Say something; return what is answered."""
        response = await self.hass.services.async_call(
            "conversation",
            "process",
            {"text": text, **more},
            blocking=True,
            return_response=True,
        )
        assert response
        speech: Any = response["response"]
        return str(speech["speech"]["plain"]["speech"])


class Echo(conversation.AbstractConversationAgent):
    """A language model that understands everything."""

    supported_languages = "*"

    async def async_process(
        self, user_input: conversation.ConversationInput
    ) -> conversation.ConversationResult:
        """Say it again."""
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_speech(f"LLM: {user_input.text}")
        return conversation.ConversationResult(response)


@pytest.fixture
async def house(hass: HomeAssistant) -> AsyncGenerator[House]:
    """Two cameras that are exposed, and an assistant."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    house = House(hass)
    async with AsyncExitStack() as stack:
        for number in (1, 2):
            mac = f"00:80:88:00:00:0{number}"
            emulated = make_emulated(mac=mac.replace(":", "").upper())
            await stack.enter_async_context(emulated)
            entry = MockConfigEntry(
                domain=DOMAIN, title="Yard", unique_id=mac, data=entry_data(emulated)
            )
            entry.add_to_hass(hass)
            await set_up(hass, entry)
            entity_id = er.async_get(hass).async_get_entity_id(
                "camera", DOMAIN, f"{mac}_camera"
            )
            assert entity_id
            house.emulated.append(emulated)
            house.entries.append(entry)
            house.cameras.append(entity_id)
            house.expose(number - 1, to=True)
        yield house
        for entry in house.entries:
            await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done()
