"""Sentences, said to Home Assistant."""

from dataclasses import replace
from typing import Any

import pytest
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.jvc_vn.voice.responses import async_grammars
from tests.test_ptz_actions import params
from tests.voice.conftest import POND, Echo, House
from tests.voice.said import SPOKEN

SENT = {
    "JvcVnMove": "camera.motion.pan=-16.50",
    "JvcVnStop": "camera.motion.pan.status=stop",
    "JvcVnGoToPreset": "camera.position(5).status=goto",
    "JvcVnHome": "camera.position(0).status=goto",
    "JvcVnPatrol": "camera.motion.auto_patrol(0).status=start",
    "JvcVnAutoPan": "camera.motion.auto_pan.status=start",
    "JvcVnTracking": "camera.motion.auto_tracking(1).status=start",
    "JvcVnDayNight": "camera.image.true_daynight=bw",
}
OTHERS = {
    "en": (
        "turn on Driveway",
        "turn driveway red",
        "set driveway to 50 percent",
        "stop rear",
        "open the rear",
        "pan the vacuum left",
        "start the vacuum",
        "stop Robot",
        "set a timer for five minutes",
        "stop the timer",
        "turn off the lights in the kitchen",
        "where is Anna",
        "what is the weather",
        "show me the way",
        "pause",
    ),
    "de": (
        "schalte Driveway ein",
        "setze Driveway auf rot",
        "öffne Rear",
        "stoppe Rear",
        "starte den Staubsauger",
        "stelle einen Timer auf fünf Minuten",
        "beende den Timer",
        "wo ist Anna",
        "zeig mir den Weg",
    ),
    "fr": (
        "allume Driveway",
        "ouvre Rear",
        "arrête Rear",
        "démarre l'aspirateur",
        "mets un minuteur de cinq minutes",
        "où est Anna",
    ),
    "nl": (
        "zet Driveway aan",
        "open Rear",
        "stop Rear",
        "start de stofzuiger",
        "zet een timer van vijf minuten",
        "waar is Anna",
    ),
}


@pytest.mark.parametrize("language", SPOKEN)
async def test_every_family_in_every_language(
    hass: HomeAssistant, house: House, language: str
) -> None:
    """The right camera does it, and the answer is in the language of the sentence."""
    grammars, spoken = await async_grammars(hass), SPOKEN[language]
    wrong: list[tuple[Any, ...]] = []
    await house.furnish(spoken, language)
    responses = grammars[language].content["responses"]["intents"]
    for intent, examples in spoken.said.items():
        text, slots = examples[0]
        number = 1 if "area" in slots else 0
        for emulated in house.emulated:
            emulated.clear_requests()
        answer = await house.say(text, language=language)
        sent = [params(emulated) for emulated in house.emulated]
        told = SENT.get(intent) in sent[number] if intent in SENT else not sent[0]
        if not told or sent[1 - number]:
            wrong.append((text, answer, sent))
        starts = [t.partition("{{")[0] for t in responses[intent].values()]
        name = ("Rear", spoken.name)[number == 0]
        if name not in answer or not answer.startswith(tuple(starts)):
            wrong.append((text, answer))
    assert wrong == []


async def test_which_camera_is_meant(hass: HomeAssistant, house: House) -> None:
    """By alias, by exclusion, and by the room of who asks."""
    spoken = SPOKEN["en"]
    await house.furnish(spoken, "en")
    er.async_get(hass).async_update_entity(
        house.cameras[0], aliases=[er.COMPUTED_NAME, "Old oak"]
    )
    await house.listens("Old oak")
    assert await house.say("pan the old oak camera left") == "Driveway turns left."

    which = "Which camera? Driveway or Rear?"
    assert await house.say("pan the camera left") == which
    assert await house.say("start the patrol") == which
    satellite = dr.async_get(hass).async_get_or_create(
        config_entry_id=house.entries[0].entry_id, identifiers={("test", "satellite")}
    )
    area = next(iter(ar.async_get(hass).async_list_areas()))
    dr.async_get(hass).async_update_device(satellite.id, area_id=area.id)
    result = await conversation.async_converse(
        hass, "pan the camera left", None, Context(), device_id=satellite.id
    )
    assert result.response.speech["plain"]["speech"] == "Rear turns left."

    # A preset that both have, then one that only the other one has.
    await house.title(1, 1, "Gate")
    assert await house.say("show me the gate") == which
    no_such = await house.say("point the driveway camera at the wall")
    there_are = "There are Gate, Front door, Driveway and 3 more."
    assert no_such == f"Driveway has no preset Wall. {there_are}"

    house.expose(0, to=False)
    assert await house.say("pan the camera left") == "Rear turns left."
    for emulated in house.emulated:
        emulated.clear_requests()
    hidden = "That camera is not exposed to voice assistants."
    # Only once it is told where that is done.
    told = await house.say("pan the driveway camera left")
    assert told.startswith(f"{hidden} You can expose it in the settings")
    assert await house.say("pan the driveway camera left") == hidden
    assert await house.say("show me the pond") == hidden
    assert params(house.emulated[0]) == []


async def test_names_as_people_write_them(hass: HomeAssistant, house: House) -> None:
    """Whatever they hold is no syntax, and what changes is followed."""
    await house.furnish(SPOKEN["en"], "en")
    house.device(0, name_by_user="Café: <Ost> [2] {x} | Camera")
    await house.title(0, POND, "Mühle (hinten), links!")
    await house.listens("Café: <Ost> [2] {x} | Camera", "Mühle (hinten), links!")
    name = "Café: <Ost> [2] {x} | Camera"
    answer = await house.say("point the café ost 2 x camera at the mühle hinten links")
    assert answer == f"{name} turns to Mühle (hinten), links!."
    assert await house.say("pan the driveway camera left") != "Driveway turns left."

    house.device(0, name_by_user="VN-V685")
    await house.listens("VN-V685")
    assert await house.say("pan vn-v685 left") == "VN-V685 turns left."
    assert (
        await house.say("go to preset 12 on vn v685") == "VN-V685 turns to Preset 12."
    )


async def test_what_goes_wrong_is_said(hass: HomeAssistant, house: House) -> None:
    """In the language of the sentence; and nobody listens when all is gone."""
    await house.furnish(SPOKEN["de"], "de")
    house.emulated[0].faults.status = 500
    strange = await house.say("schwenke die Einfahrt nach links")
    assert strange == "Einfahrt antwortet unverständlich."
    house.emulated[0].faults.status = None
    await house.emulated[0].stop()
    silent = await house.say("schwenke die Einfahrt nach links")
    assert silent == "Einfahrt antwortet nicht."
    for entry in house.entries:
        await hass.config_entries.async_unload(entry.entry_id)
    await house.listens(no=("Einfahrt", "Rear"))


async def test_others_are_left_alone(hass: HomeAssistant, house: House) -> None:
    """Lights and covers may be called like a camera; and there are timers."""
    await house.furnish(SPOKEN["en"], "en")
    for domain in ("light", "cover", "vacuum"):
        assert await async_setup_component(hass, domain, {})
    switched = async_mock_service(hass, "light", "turn_on")
    opened = async_mock_service(hass, "cover", "open_cover")
    for number in (0, 1):
        house.expose(number, to=False)
    others = {
        "light.x": {"friendly_name": "Driveway", "supported_color_modes": ["rgb"]},
        "cover.x": {"friendly_name": "Rear", "supported_features": 15},
        "vacuum.x": {"friendly_name": "Robot", "supported_features": 8192},
    }
    for entity_id, attributes in others.items():
        hass.states.async_set(entity_id, "off", attributes)
        async_expose_entity(hass, "conversation", entity_id, True)
    for emulated in house.emulated:
        emulated.clear_requests()
    answers = {}
    for language, sentences in OTHERS.items():
        await house.furnish(replace(SPOKEN[language], name="Driveway"), language)
        for text in sentences:
            answers[text] = await house.say(text, language=language)
    assert [params(emulated) for emulated in house.emulated] == [[], []]
    assert len(switched) > len(opened) > len(OTHERS) / 2
    for entry in house.entries:
        await hass.config_entries.async_unload(entry.entry_id)
    await house.listens(no=("Driveway", "Rear"))
    for language, sentences in OTHERS.items():
        for text in sentences:
            assert (text, await house.say(text, language=language)) == (
                text,
                answers[text],
            )


async def test_what_only_looks_like_ours(hass: HomeAssistant, house: House) -> None:
    """Is handed on to whom it was said."""
    await house.furnish(SPOKEN["en"], "en")
    unclear = "zoom driveway home"
    assert not params(house.emulated[0])
    assert "Sorry" in await house.say(unclear)
    assert not params(house.emulated[0])
    agent = Echo()
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    conversation.async_set_agent(hass, entry, agent)
    answer = await house.say(unclear, agent_id=entry.entry_id)
    assert answer == f"LLM: {unclear}"
