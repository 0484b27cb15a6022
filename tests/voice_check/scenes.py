"""The house between sentences: cameras at rest, and what a sentence speaks of."""

import asyncio
from typing import Any

from homeassistant.components.camera import async_get_image

from .expectation import PROGRAMS, Expectation
from .home import DOMAIN, RESTS, Home, rest, until
from .size import REST_ZOOM

_SEEN_SECONDS = 10.0

_SWITCHES = {
    "patrol": "auto_patrol_1",
    "autopan": "auto_pan",
    "track": "auto_tracking",
}
_ALL_SWITCHES = (
    *("auto_pan", "auto_trace", "auto_tracking", "intelligent_tracking"),
    *("auto_patrol_1", "auto_patrol_2", "auto_patrol_3"),
)


class Scenes:
    """Sets the cameras up, through Home Assistant wherever it must know."""

    def __init__(self, home: Home) -> None:
        """Find everything at rest."""
        self._home = home
        self.touched = set[str]()
        """The letters of the cameras that do not rest any more."""

    async def rest(self) -> None:
        """Let every camera that did something stand at its preset again."""
        for letter in sorted(self.touched):
            await self._rest(letter)
        self.touched.clear()

    async def _rest(self, letter: str) -> None:
        home, place = self._home, self._home.places[letter]
        await self._act(DOMAIN, "ptz_stop", entity_id=place.entity_id)
        for key in _ALL_SWITCHES:
            if home.state(letter, "switch", key) == "on":
                await self._switch(letter, key, on=False)
        if home.state(letter, "select", "day_night") != "color":
            await self._day_night(letter, "color")
        place.emulated.motion_until = float("-inf")
        rest(place.emulated, letter)
        await self._seen_at_rest(letter)
        await until(
            lambda: home.state(letter, "binary_sensor", "motion") == "off",
            "an end of the motion",
        )

    async def _seen_at_rest(self, letter: str) -> None:
        """Let pictures tell Home Assistant where the camera stands, if need be."""
        home, place = self._home, self._home.places[letter]
        title = place.camera.presets[RESTS[letter] - 1]
        async with asyncio.timeout(_SEEN_SECONDS):
            while (
                home.state(letter, "select", "preset") != title
                or float(home.state(letter, "number", "zoom")) != REST_ZOOM
            ):
                await async_get_image(home.hass, place.entity_id)
                await asyncio.sleep(0.05)

    async def prepare(self, expected: Expectation, *, motion: bool) -> None:
        """Let happen what a sentence speaks of.

        Args:
            expected: what the sentence must do.
            motion: something moves, for a sentence that asks whether it does.
        """
        self.touched |= set(expected.cameras)
        for letter in expected.cameras:
            match expected.verb:
                case "stop":
                    entity_id = self._home.places[letter].entity_id
                    run = {"entity_id": entity_id, "pan": -10, "duration": 30}
                    await self._act(DOMAIN, "ptz_move", **run)
                case verb if verb in PROGRAMS and not expected.on:
                    await self._switch(letter, _SWITCHES[verb], on=True)
                case "bw" if not expected.on:
                    await self._day_night(letter, "black_white")
                case "where":
                    await self._stand(letter)
                case verb if verb == "seen" or motion:
                    await self._motion(letter)
                case _:
                    pass

    async def _stand(self, letter: str) -> None:
        """Wait until Home Assistant knows that a camera stands where it stands."""
        home = self._home
        title = home.places[letter].camera.presets[RESTS[letter] - 1]
        await until(
            lambda: (
                home.state(letter, "select", "preset") == title
                and home.state(letter, "binary_sensor", "moving") == "off"
            ),
            f"camera {letter} at {title}",
        )

    async def _motion(self, letter: str) -> None:
        self._home.places[letter].emulated.trigger_motion()
        await until(
            lambda: self._home.state(letter, "binary_sensor", "motion") == "on",
            f"motion at camera {letter}",
        )

    async def _switch(self, letter: str, key: str, *, on: bool) -> None:
        entity_id = self._home.entity(letter, "switch", key)
        await self._act("switch", "turn_on" if on else "turn_off", entity_id=entity_id)

    async def _day_night(self, letter: str, option: str) -> None:
        entity_id = self._home.entity(letter, "select", "day_night")
        await self._act("select", "select_option", entity_id=entity_id, option=option)

    async def _act(self, domain: str, name: str, **data: Any) -> None:
        await self._home.hass.services.async_call(domain, name, data, blocking=True)
