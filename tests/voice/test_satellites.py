"""Questions back, where a satellite can ask them; and the room in which it stands."""

from typing import Any

import pytest
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.conftest import until
from tests.voice.conftest import House
from tests.voice.said import SPOKEN
from tests.voice.test_dialogue import LEFT, Talk

HALL = "assist_satellite.hall"
WHICH = "Which camera? Driveway or Rear?"
CAN_BEGIN = {"supported_features": 2}


class Satellite:
    """One that can begin conversations, and who stands before it."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have nobody before it."""
        self.asked: list[dict[str, Any]] = []
        self.answers: list[str | None] = []
        self._hass = hass
        self.announced = async_mock_service(hass, "assist_satellite", "announce")
        hass.services.async_register(
            "assist_satellite",
            "ask_question",
            self._ask,
            supports_response=SupportsResponse.ONLY,
        )
        self.does("idle")

    def does(self, what: str, **attributes: Any) -> None:
        """Do something else."""
        self._hass.states.async_set(HALL, what, CAN_BEGIN | attributes)

    @property
    def told(self) -> list[str]:
        """What it has announced."""
        return [call.data["message"] for call in self.announced]

    async def _ask(self, call: ServiceCall) -> ServiceResponse:
        self.asked.append(dict(call.data))
        if not self.answers:
            raise HomeAssistantError("Nobody answers")
        return {"sentence": self.answers.pop(0)}


async def test_a_satellite_asks_back(
    hass: HomeAssistant, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Once it has come to rest, as often as it is needed; it tells what is done."""
    await house.furnish(SPOKEN["en"], "en")
    talk, satellite = Talk(house), Satellite(hass)
    satellite.answers = ["the second one"]
    satellite.does("processing")
    assert await talk.say("pan the camera left", satellite_id=HALL) == ""
    satellite.does("responding")
    await hass.async_block_till_done()
    assert satellite.asked == []
    satellite.does("idle")
    await until(lambda: bool(satellite.told))
    question = {"question": WHICH, "preannounce": False, "entity_id": [HALL]}
    assert [{**asked, "entity_id": [HALL]} for asked in satellite.asked] == [question]
    assert satellite.told == ["Rear turns left."]
    assert talk.sent == [[], [LEFT]]

    # A question is not announced as well.
    satellite.answers = ["pan the camera left", "rear"]
    talk.id = None
    assert await talk.say("pan the camera left", satellite_id=HALL) == ""
    await until(lambda: len(satellite.told) == 2)
    assert [asked["question"] for asked in satellite.asked] == [WHICH] * 3
    assert satellite.told[1] == "Rear turns left."
    assert talk.sent == [[], [LEFT]]

    # Nobody says anything, or it cannot be asked now.
    satellite.answers = [""]
    for times in (4, 5):
        talk.id = None
        assert await talk.say("pan the camera left", satellite_id=HALL) == ""
        await until(lambda times=times: len(satellite.asked) == times)
    caplog.set_level("DEBUG")
    talk.id = None
    await talk.say("pan the camera left", satellite_id=HALL)
    await until(lambda: f"{HALL} did not ask: Nobody answers" in caplog.text)
    assert len(satellite.told) == 2
    assert talk.sent == [[], []]

    # One that cannot begin a conversation says the question and is woken again.
    satellite.does("idle", supported_features=1)
    talk.id = None
    assert await talk.say("pan the camera left", satellite_id=HALL) == WHICH
    assert len(satellite.asked) == 6
    area = next(iter(ar.async_get(hass).async_list_areas()))
    entry = er.async_get(hass).async_get_or_create(
        "assist_satellite", "test", "hall", suggested_object_id="hall"
    )
    er.async_get(hass).async_update_entity(entry.entity_id, area_id=area.id)
    talk.id = None
    said = await talk.say("pan the camera left", satellite_id=entry.entity_id)
    assert said == "Rear turns left."
