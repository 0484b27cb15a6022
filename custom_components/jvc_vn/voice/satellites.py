"""Lets a satellite ask back: it speaks the question and listens to the answer.

What a sentence trigger answers is spoken, and then a satellite stops listening. Those
that can begin a conversation can ask a question by Home Assistant's own action; the
others are answered with the question, and whoever wants to answer it wakes them again.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from homeassistant.components import conversation
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES, STATE_UNKNOWN
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event

_LOGGER = logging.getLogger(__name__)

_SATELLITES = "assist_satellite"
_CAN_BEGIN = 2
"""AssistSatelliteEntityFeature.START_CONVERSATION; its component may not be there."""
_IDLE = "idle"
_PATIENCE = 10.0
"""Seconds in which a satellite has to come to an end with what it does."""


@callback
def can_ask(hass: HomeAssistant, satellite_id: str | None) -> bool:
    """Whether a satellite can ask a question."""
    state = hass.states.get(satellite_id) if satellite_id else None
    if state is None or not hass.services.has_service(_SATELLITES, "ask_question"):
        return False
    return bool(state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) & _CAN_BEGIN)


@callback
def ask(
    hass: HomeAssistant, said: Mapping[str, Any], conversation_id: str, question: str
) -> None:
    """Have the satellite to which was spoken ask back, and say the answer to that."""
    hass.async_create_background_task(
        _ask(hass, said, conversation_id, question), "jvc_vn asks back"
    )


async def _ask(
    hass: HomeAssistant, said: Mapping[str, Any], conversation_id: str, question: str
) -> None:
    satellite = {ATTR_ENTITY_ID: said["satellite_id"]}
    quietly = {"preannounce": False, **satellite}
    try:
        # Asking would end what it does, which is to be told that there is nothing
        # to say.
        await _until_idle(hass, said["satellite_id"])
        heard = await hass.services.async_call(
            _SATELLITES,
            "ask_question",
            {"question": question, **quietly},
            blocking=True,
            return_response=True,
        )
        if not heard or not (answer := heard.get("sentence")):
            return
        result = await conversation.async_converse(
            hass,
            str(answer),
            conversation_id,
            Context(user_id=said["context"]["user_id"]),
            said["language"],
            agent_id=said["agent_id"],
            device_id=said["device_id"],
            satellite_id=said["satellite_id"],
        )
        if speech := result.response.speech.get("plain", {}).get("speech"):
            await hass.services.async_call(
                _SATELLITES, "announce", {"message": speech, **quietly}, blocking=True
            )
    except (HomeAssistantError, TimeoutError) as err:
        _LOGGER.debug("%s did not ask: %s", said["satellite_id"], err)


async def _until_idle(hass: HomeAssistant, satellite_id: str) -> None:
    """Wait until a satellite does nothing."""
    idle = asyncio.Event()

    @callback
    def look(_event: Event[EventStateChangedData] | None = None) -> None:
        state = hass.states.get(satellite_id)
        if state is None or state.state in (_IDLE, STATE_UNKNOWN):
            idle.set()

    stop = async_track_state_change_event(hass, [satellite_id], look)
    try:
        look()
        async with asyncio.timeout(_PATIENCE):
            await idle.wait()
    finally:
        stop()
