"""Talking with cameras: questions back, and what follows what was said."""

import asyncio
from typing import Any

import pytest
from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.voice.dialogue import REMEMBERED
from custom_components.jvc_vn.voice.listener import LISTENER
from tests.test_ptz_actions import params
from tests.voice.conftest import POND, Echo, House
from tests.voice.said import SPOKEN

LEFT = "camera.motion.pan=-16.50"
ERROR = intent.IntentResponseType.ERROR


class Talk:
    """A conversation in the English house."""

    def __init__(self, house: House) -> None:
        """Begin one."""
        self.house = house
        self.id: str | None = None
        self.type: intent.IntentResponseType | None = None
        self.user_id: str | None = None

    async def say(self, text: str, **more: Any) -> str:
        """Say something; return what is answered."""
        for emulated in self.house.emulated:
            emulated.clear_requests()
        result = await conversation.async_converse(
            self.house.hass, text, self.id, Context(user_id=self.user_id), **more
        )
        self.id, self.type = result.conversation_id, result.response.response_type
        return str(result.response.speech["plain"]["speech"])

    @property
    def sent(self) -> list[list[str]]:
        """What reached each camera."""
        return [params(emulated) for emulated in self.house.emulated]


@pytest.fixture
async def talk(house: House) -> Talk:
    """Two cameras, called Driveway and Rear."""
    await house.furnish(SPOKEN["en"], "en")
    return Talk(house)


async def test_a_question_is_answered(talk: Talk) -> None:
    """By name, by its place in the question, by both; or not at all."""
    which = "Which camera? Driveway or Rear?"
    for answer, moved in (
        ("the driveway camera", [True, False]),
        ("rear", [False, True]),
        ("the second one", [False, True]),
        ("the first", [True, False]),
        ("both", [True, True]),
    ):
        talk.id = None
        assert await talk.say("pan the camera left") == which
        assert talk.sent == [[], []]
        said = await talk.say(answer)
        assert (answer, [LEFT in sent for sent in talk.sent]) == (answer, moved), said
    talk.id = None
    await talk.say("pan the camera left")
    assert await talk.say("never mind") == "All right."
    assert talk.sent == [[], []]
    await talk.say("pan the camera left")
    assert await talk.say("the fifth one") == "There is no number 5."
    assert await talk.say("the first one") == "Driveway turns left."


async def test_what_follows_means_the_same_camera(talk: Talk) -> None:
    """More, elsewhere, stop and back; and nothing in another conversation."""
    assert await talk.say("pan the driveway camera left") == "Driveway turns left."
    assert await talk.say("and a bit more") == "Driveway turns left."
    assert talk.sent[0] == ["camera.motion.pan=-5.50"]
    assert await talk.say("now up") == "Driveway tilts up."
    assert talk.sent == [["camera.motion.tilt=-16.50"], []]
    assert await talk.say("back") == "Driveway tilts down."
    assert await talk.say("stop") == "Driveway stands still."
    assert talk.sent[1] == []
    talk.id = None
    for text in ("and a bit more", "now up", "stop", "back"):
        assert "Driveway" not in await talk.say(text)
        assert talk.sent == [[], []]


async def test_the_way_back(hass: HomeAssistant, talk: Talk) -> None:
    """Is to where it looked; for those who may turn it, while it is there."""
    there = ["camera.motion.pan=12.34", "camera.motion.tilt=5.00"]
    known = talk.house.coordinator(0).data

    async def go() -> None:
        talk.id = None
        known.update({p.PAN: 12.34, p.TILT: 5.0})
        said = await talk.say("point the driveway camera at the pond")
        assert said == "Driveway turns to Pond."

    await go()
    assert await talk.say("go back") == "Driveway turns back."
    assert talk.sent == [there, []]
    # It is one way only, and there is nothing to do again.
    for text in ("go back", "and again"):
        assert await talk.say(text) == "I do not know what that is about."
        assert talk.type is ERROR
    known.update({p.PAN: 12.34, p.TILT: 5.0})
    await talk.say("turn the driveway camera all the way down")
    assert await talk.say("now slightly more") == "Driveway tilts down."
    await talk.say("turn the driveway camera all the way down")
    assert await talk.say("go back") == "Driveway turns back."
    # Where it looked is not always known.
    known.forget([p.PAN])
    talk.id = None
    await talk.say("point the driveway camera at the pond")
    assert await talk.say("go back") == "I do not know what that is about."

    await go()
    await hass.auth.async_create_user("Owner")
    reader = await hass.auth.async_create_user("Kim", group_ids=[GROUP_ID_READ_ONLY])
    talk.user_id = reader.id
    assert await talk.say("go back") == "You may not control Driveway."
    talk.user_id = None
    await go()
    talk.house.expose(0, to=False)
    said = await talk.say("go back")
    assert said == "That camera is not exposed to voice assistants."
    talk.house.expose(0, to=True)
    await go()
    await talk.house.emulated[0].stop()
    assert await talk.say("go back") == "Driveway does not answer."
    await hass.config_entries.async_unload(talk.house.entries[0].entry_id)
    assert await talk.say("go back") == "There is no such camera."
    assert talk.sent == [[], []]


async def test_what_is_done_again(talk: Talk) -> None:
    """As it was asked for, with what has not been said anew."""
    await talk.say("pan the driveway camera left by 20 degrees")
    assert await talk.say("again") == "Driveway turns left."
    assert talk.sent[0] == ["camera.motion.pan=-20.00"]
    await talk.say("a bit more")
    assert talk.sent[0] == ["camera.motion.pan=-5.50"]
    await talk.say("point the driveway camera at the pond")
    assert await talk.say("again") == "Driveway turns to Pond."
    # Of another camera's preset it is not the last camera that is meant.
    assert await talk.say("show me the wall") == "Rear turns to Wall."
    # Nor where that one is not to be seen any more.
    talk.house.expose(1, to=False)
    assert await talk.say("now right") == "Driveway turns right."


async def test_two_speak_at_once(talk: Talk) -> None:
    """Each is heard; who changes the subject takes away what was spoken of."""
    both = ("pan the driveway camera left", "pan the rear camera left")
    answers = await asyncio.gather(*map(talk.house.say, both))
    assert answers == ["Driveway turns left.", "Rear turns left."]
    assert await talk.say("pan the driveway camera left") == "Driveway turns left."
    said, _ = await asyncio.gather(talk.say("now right"), talk.say("what time is it"))
    assert said == "I do not know what that is about."


async def test_only_for_a_minute(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nobody knows what was meant."""
    dialogues = talk.house.hass.data[LISTENER]._answerer.dialogues
    now = 1000.0
    monkeypatch.setattr(dialogues, "_clock", lambda: now)
    await talk.say("pan the driveway camera left")
    now += REMEMBERED - 1
    assert await talk.say("now right") == "Driveway turns right."
    now += REMEMBERED + 1
    assert "Driveway" not in await talk.say("now right")
    assert talk.sent == [[], []]


async def test_somebody_changes_the_subject(talk: Talk) -> None:
    """What is for others ends the talk about a camera."""
    await talk.say("pan the driveway camera left")
    await talk.say("what time is it")
    assert "Driveway" not in await talk.say("now right")
    assert talk.sent == [[], []]


async def test_errors_are_errors(hass: HomeAssistant, talk: Talk) -> None:
    """Not done is not answered as done; it is said what there is."""
    await talk.say("pan the driveway camera left")
    assert talk.type is intent.IntentResponseType.ACTION_DONE
    said = await talk.say("point the driveway camera at the wall")
    assert said.startswith("Driveway has no preset Wall. There are ")
    assert talk.type is ERROR
    await talk.house.emulated[0].stop()
    await talk.house.coordinator(0).async_refresh()
    for text in (
        "pan the driveway camera left",
        "where is the driveway camera looking",
        "what did the driveway camera see last",
    ):
        assert await talk.say(text) == "Driveway does not answer."
        assert talk.type is ERROR


async def test_where_it_is_heading(talk: Talk) -> None:
    """While it moves it is said where to."""
    coordinator = talk.house.coordinator(0)
    await talk.say("point the driveway camera at the pond")
    coordinator.data.set_moving(moving=True)
    where = "where is the driveway camera looking"
    assert await talk.say(where) == "Driveway is turning to Pond."
    await talk.say("pan the driveway camera left")
    coordinator.data.set_moving(moving=True)
    assert await talk.say(where) == "Driveway is turning."


async def test_two_titles_that_sound_alike(talk: Talk) -> None:
    """Are asked about; signs in titles are not heard, and numbers are words."""
    await talk.house.title(0, 1, "Gate #2")
    await talk.house.title(0, 2, "Gate & 2")
    await talk.house.title(0, 3, "Left")
    await talk.house.listens("Gate #2", "Gate & 2", "Left")
    said = await talk.say("point the driveway camera at gate two")
    assert said == "Which preset of Driveway? Gate #2 (1) or Gate & 2 (2)?"
    assert await talk.say("the second one") == "Driveway turns to Gate & 2."
    assert talk.sent[0] == ["camera.position(2).status=goto"]
    # A preset that is called so does not take a direction.
    assert await talk.say("pan the driveway camera left") == "Driveway turns left."
    assert talk.sent[0] == [LEFT]


async def test_aliases_of_presets(hass: HomeAssistant, talk: Talk) -> None:
    """Are heard, and nothing on the camera changes."""
    await hass.services.async_call(
        "jvc_vn",
        "set_preset_aliases",
        {"preset": "Pond", "aliases": ["the water", "fish"]},
        blocking=True,
        target={"entity_id": talk.house.cameras[0]},
    )
    await talk.house.listens("fish")
    assert await talk.say("show me the fish") == "Driveway turns to Pond."
    assert talk.sent[0] == [f"camera.position({POND}).status=goto"]


async def test_a_vacuum_of_the_same_name(hass: HomeAssistant, talk: Talk) -> None:
    """Keeps what is said without the word camera."""
    hass.states.async_set("vacuum.x", "docked", {"friendly_name": "Driveway"})
    async_expose_entity(hass, "conversation", "vacuum.x", True)
    async_mock_service(hass, "vacuum", "return_to_base")
    await talk.say("turn driveway left")
    assert talk.sent == [[], []]
    assert await talk.say("turn the driveway camera left") == "Driveway turns left."


async def test_nothing_is_exposed(talk: Talk) -> None:
    """Then no sentence is ours."""
    for number in (0, 1):
        talk.house.expose(number, to=False)
    said = await talk.say("pan the driveway camera left")
    assert "camera is not exposed to voice" not in said
    assert talk.sent == [[], []]


async def test_loose_sentences_keep_their_conversation(
    hass: HomeAssistant, talk: Talk
) -> None:
    """What is not ours reaches the model untouched."""
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    conversation.async_set_agent(hass, entry, Echo())
    said = await talk.say("zoom driveway home", agent_id=entry.entry_id)
    assert said == "LLM: zoom driveway home"
