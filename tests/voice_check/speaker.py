"""Says sentences, and tells what came of them."""

import asyncio
import contextlib
from dataclasses import replace
from unittest.mock import AsyncMock, patch

from homeassistant.components import conversation
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.core import Context
from homeassistant.helpers import intent
from homeassistant.util import dt as dt_util

from .acts import Act, Move
from .expectation import FILES, Expectation
from .heard import Answer, Heard, Truth
from .home import RESTS, Home, until
from .judge import same
from .scenes import Scenes
from .size import SHORT_RUN
from .watch import Watch, media_files, settled

_QUIET = 0.03
"""Seconds without a request after which nothing more comes of a sentence."""
_FILE_SECONDS = 3.0


class Speaker:
    """Speaks one sentence, to a satellite to which nobody has spoken before."""

    def __init__(self, home: Home, satellite: str, text: str) -> None:
        """Say nothing yet."""
        self._home = home
        self._scenes = Scenes(home)
        self._satellite = satellite
        self._text = text

    async def command(self, expected: Expectation) -> list[Heard]:
        """Say what is meant for our cameras; whether something moves, twice."""
        said = []
        for motion in (False, True) if expected.verb == "motion" else (False,):
            await self._scenes.prepare(expected, motion=motion)
            heard = await self._say(expected)
            if not heard.happened:
                heard = replace(heard, alone=await self._alone())
            said.append(heard)
            await self._scenes.rest()
        return said

    async def foreign(self) -> Heard:
        """Say what is not meant for us, and compare it with a house without us."""
        heard = await self._say()
        alone = await self._alone()
        if not same(heard, alone):
            # A clock may have moved on between the two.
            await self._scenes.rest()
            alone = await self._alone()
        await self._scenes.rest()
        return replace(heard, alone=alone)

    async def _alone(self) -> Heard:
        """Say it in the same house without our sentences."""
        agent = get_agent_manager(self._home.hass).default_agent
        deaf = AsyncMock(return_value=None)
        with patch.object(agent, "async_recognize_sentence_trigger", deaf):
            heard = await self._say()
        if heard.handled:
            raise RuntimeError(f"{self._text!r} reaches us without a trigger")
        return heard

    async def _say(self, expected: Expectation | None = None) -> Heard:
        """Say it once; wait only where something is still to be seen."""
        home = self._home
        truths = {letter: self._truth(letter) for letter in home.places}
        watch = Watch(home, await media_files(home))
        with watch.watching():
            result = await conversation.async_converse(
                home.hass,
                self._text,
                None,
                Context(),
                home.house.language,
                device_id=self._satellite,
            )
            await settled(watch.written, _QUIET)
            if expected and any(map(_runs, watch.acts().values())):
                await _wait_for_stop(watch, expected)
            if expected and expected.verb in FILES and not _failed(result):
                await _wait_for_file(watch)
        pictures, recordings = await watch.taken()
        acts = watch.acts()
        self._scenes.touched |= acts.keys()
        return Heard(
            answer=_answer(result),
            truths=truths,
            handled=tuple(watch.handled),
            acts=acts,
            running=watch.running(),
            calls=watch.others(),
            pictures=pictures,
            recordings=recordings,
        )

    def _truth(self, letter: str) -> Truth:
        home = self._home
        camera = home.places[letter].camera
        when = dt_util.parse_datetime(home.state(letter, "event", "alarm_event"))
        return Truth(
            camera,
            camera.presets[RESTS[letter] - 1],
            dt_util.as_local(when) if when else None,
            home.state(letter, "binary_sensor", "motion") == "on",
        )


def _answer(result: conversation.ConversationResult) -> Answer:
    response = result.response
    return Answer(
        response.response_type.value if response.response_type else "",
        str(response.speech.get("plain", {}).get("speech", "")),
        response.error_code.value if response.error_code else None,
        result.continue_conversation,
    )


def _failed(result: conversation.ConversationResult) -> bool:
    return result.response.response_type is intent.IntentResponseType.ERROR


def _runs(acts: tuple[Act, ...]) -> bool:
    return any(isinstance(act, Move) and act.runs for act in acts)


async def _wait_for_stop(watch: Watch, expected: Expectation) -> None:
    """Give a motor the time that was said, or what a short move may take."""
    timed = (expected.amount or "").endswith("s")
    seconds = (expected.quantity or 0) + 1 if timed else SHORT_RUN
    with contextlib.suppress(RuntimeError):
        await until(
            lambda: not any(map(_runs, watch.acts().values())), "a stop", seconds
        )


async def _wait_for_file(watch: Watch) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_FILE_SECONDS):
            while not any(await watch.taken()):
                await asyncio.sleep(0.05)
