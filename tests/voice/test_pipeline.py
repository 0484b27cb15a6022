"""Sentences, through an Assist pipeline whose agent is a language model."""

from typing import Any

from homeassistant.components import conversation
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.test_ptz_actions import params
from tests.voice.conftest import Echo, House
from tests.voice.said import SPOKEN
from tests.voice.test_conversation import SENT


async def test_cameras_come_before_the_language_model(
    hass: HomeAssistant, house: House, hass_ws_client: WebSocketGenerator
) -> None:
    """Whatever is preferred; and the pipeline's language is understood, too."""
    await house.furnish(SPOKEN["en"], "en")
    assert await async_setup_component(hass, "assist_pipeline", {})
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    conversation.async_set_agent(hass, entry, Echo())
    store = hass.data[KEY_ASSIST_PIPELINE].pipeline_store
    pipeline = await store.async_create_item(
        {
            "name": "German",
            "language": "de",
            "conversation_engine": entry.entry_id,
            "conversation_language": "de-AT",
            "prefer_local_intents": False,
            **dict.fromkeys(
                (
                    "stt_engine",
                    "stt_language",
                    "tts_engine",
                    "tts_language",
                    "tts_voice",
                    "wake_word_entity",
                    "wake_word_id",
                )
            ),
        }
    )
    await house.listens("de")
    client = await hass_ws_client()

    async def say(text: str) -> dict[str, Any]:
        await client.send_json_auto_id(
            {
                "type": "assist_pipeline/run",
                "start_stage": "intent",
                "end_stage": "intent",
                "pipeline": pipeline.id,
                "input": {"text": text},
            }
        )
        while True:
            message = await client.receive_json()
            event = message.get("event", {})
            if event.get("type") == "intent-end":
                output: dict[str, Any] = event["data"]
                return output

    for language in ("en", "de"):
        await house.furnish(SPOKEN[language], "en")
        for intent, examples in SPOKEN[language].said.items():
            text, slots = examples[0]
            number = 1 if "area" in slots else 0
            house.emulated[number].clear_requests()
            output = await say(text)
            assert (text, output["processed_locally"]) == (text, True)
            if intent in SENT:
                assert SENT[intent] in params(house.emulated[number])
    # What was not done is answered here too: the model does not get it as well.
    await house.furnish(SPOKEN["en"], "en")
    output = await say("point the driveway camera at the wall")
    assert output["processed_locally"] is True
    speech = output["intent_output"]["response"]["speech"]["plain"]["speech"]
    assert speech.startswith("Driveway has no preset Wall. There are ")
    output = await say("what shall I cook")
    speech = output["intent_output"]["response"]["speech"]["plain"]["speech"]
    assert speech == "LLM: what shall I cook"
