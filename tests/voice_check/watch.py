"""Watches a house while one sentence is said."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.camera import CameraState
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent

from .acts import AXES, Act, read
from .devices import KINDS
from .heard import Handled
from .home import DOMAIN, Home, Place

INTENTS = "JvcVn"
"""What the names of our intents begin with."""
_SEVERAL = (
    intent.MatchFailedReason.MULTIPLE_TARGETS,
    intent.MatchFailedReason.DUPLICATE_NAME,
)
_PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
_CLIPS = {".mp4", ".mkv", ".avi", ".mov", ".ts", ".mjpeg", ".mjpg", ".m4v"}
_PICTURE_WORDS = "snap", "picture", "photo", "still"
_CLIP_WORDS = "record", "clip"
_PROGRAMS = {"auto_pan": "autopan", "auto_trace": "trace"}

type Standing = tuple[dict[str, float], dict[str, str]]
"""Where the motors are, and which directions are set up."""


class Watch:
    """Sees intents, actions, requests and files from now on."""

    def __init__(self, home: Home, files: set[Path]) -> None:
        """Look at a house that rests, with these pictures and clips in it."""
        self._home = home
        self._files = files
        self._before = {n: _standing(place) for n, place in home.places.items()}
        self._recording = self._recordings()
        self._called: list[tuple[str, str, frozenset[str]]] = []
        self.handled: list[Handled] = []
        registry = er.async_get(home.hass)
        self._ours = {
            entry.entity_id: letter
            for letter, place in home.places.items()
            for entry in registry.entities.values()
            if entry.platform == DOMAIN and entry.unique_id.startswith(place.mac)
        }
        for place in home.places.values():
            place.emulated.clear_requests()

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """See the intents that are handled, and the actions that are called."""
        handle = intent.async_handle

        async def watched(*args: Any, **kwargs: Any) -> intent.IntentResponse:
            name = args[2] if len(args) > 2 else kwargs["intent_type"]
            return await self._handle(name, lambda: handle(*args, **kwargs))

        stop = self._home.hass.bus.async_listen(EVENT_CALL_SERVICE, self._call)
        with patch.object(intent, "async_handle", watched):
            try:
                yield
            finally:
                stop()

    @callback
    def _call(self, event: Event) -> None:
        ids = event.data["service_data"].get("entity_id", [])
        ids = frozenset([ids] if isinstance(ids, str) else ids)
        self._called.append((event.data["domain"], event.data["service"], ids))

    async def _handle(
        self, name: str, handle: Callable[[], Awaitable[intent.IntentResponse]]
    ) -> intent.IntentResponse:
        """Handle an intent; note it if it is ours."""
        failure, letters = None, frozenset[str]()
        try:
            response = await handle()
            letters = self._letters(target.id for target in response.success_results)
        except intent.MatchFailedError as err:
            reason = err.result.no_match_reason
            failure = "several" if reason in _SEVERAL else str(reason)
            raise
        except HomeAssistantError as err:
            failure = str(err) or type(err).__name__
            raise
        finally:
            if name.startswith(INTENTS):
                self.handled.append(Handled(name, letters, failure))
        return response

    def _letters(self, entity_ids: Any) -> frozenset[str]:
        """Tell which of our cameras entities belong to."""
        return frozenset(self._ours[i] for i in entity_ids if i in self._ours)

    def others(self) -> tuple[str, ...]:
        """Name the actions that were called on what is not ours."""
        return tuple(
            f"{domain}.{name}"
            for domain, name, ids in self._called
            if domain in KINDS and not self._letters(ids)
        )

    # What reached the cameras.

    def written(self) -> int:
        """Count the requests that wrote something."""
        return sum(
            "=" in request.target and "/api/param" in request.target
            for place in self._home.places.values()
            for request in place.emulated.requests
        )

    def acts(self) -> dict[str, tuple[Act, ...]]:
        """Read what the cameras were told, by letter."""
        found = {
            letter: read(place.emulated.requests, *self._before[letter])
            for letter, place in self._home.places.items()
        }
        return {letter: acts for letter, acts in found.items() if acts}

    def running(self) -> dict[str, frozenset[str]]:
        """Tell which motors and programs run, by letter."""
        return {n: _running(place) for n, place in self._home.places.items()}

    # Pictures and clips.

    async def taken(self) -> tuple[frozenset[str], frozenset[str]]:
        """Tell of which cameras pictures and clips were taken."""
        new = {path.suffix for path in await media_files(self._home) - self._files}
        pictures, clips = (
            self._called_for(_PICTURE_WORDS),
            self._called_for(_CLIP_WORDS),
        )
        clips |= self._recordings() - self._recording
        if new & _PICTURES and not pictures:
            pictures = self._looked_through()
        if new & _CLIPS and not clips:
            clips = self._looked_through()
        return pictures, clips

    def _called_for(self, words: tuple[str, ...]) -> frozenset[str]:
        """Tell of which cameras an action with such a name was called."""
        return self._letters(
            entity_id
            for domain, name, ids in self._called
            if domain in (DOMAIN, "camera", "image") and any(w in name for w in words)
            for entity_id in ids
        )

    def _recordings(self) -> frozenset[str]:
        states = {
            letter: self._home.hass.states.get(place.entity_id)
            for letter, place in self._home.places.items()
        }
        return frozenset(
            letter
            for letter, state in states.items()
            if state and state.state == CameraState.RECORDING
        )

    def _looked_through(self) -> frozenset[str]:
        """Tell which cameras were asked for a picture; `?` if none was."""
        asked = frozenset(
            letter
            for letter, place in self._home.places.items()
            if any("/api/video" in one.target for one in place.emulated.requests)
        )
        named = frozenset[str]().union(*(one.cameras for one in self.handled))
        return (asked & named) or asked or named or frozenset("?")


async def media_files(home: Home) -> set[Path]:
    """Return the pictures and clips that are in the folder of Home Assistant."""

    def look() -> set[Path]:
        kinds = _PICTURES | _CLIPS
        return {path for path in home.folder.rglob("*") if path.suffix in kinds}

    return await home.hass.async_add_executor_job(look)


async def settled(count: Callable[[], int], quiet: float) -> None:
    """Wait until a count stays the same for some seconds."""
    before = -1
    while before != (now := count()):
        before = now
        await asyncio.sleep(quiet)


def _standing(place: Place) -> Standing:
    head = place.emulated.head
    spot = head.spot()
    return (
        {axis: getattr(spot, axis) for axis in AXES},
        {axis: place.emulated.drives[axis, "mode"] for axis in AXES},
    )


def _running(place: Place) -> frozenset[str]:
    head = place.emulated.head
    now = head.advance()
    running = {axis for axis in AXES if head.axis(axis).moving(now)}
    if head.program_name:
        running.add(_PROGRAMS.get(head.program_name, "patrol"))
    if place.emulated.tracking:
        running.add("track")
    return frozenset(running)
