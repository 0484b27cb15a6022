"""Sends pictures over a WebSocket, for our card (docs/frames.md).

A browser opens six connections to Home Assistant at most, and each motion JPEG
picture keeps one of them. A WebSocket is none of the six, and the viewer can
acknowledge frames over it.
"""

import asyncio
import contextlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial
from typing import Any

import voluptuous as vol
from aiohttp import WSCloseCode, WSMessage, WSMsgType, hdrs, web
from homeassistant.auth import EVENT_USER_UPDATED
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.components.http import KEY_AUTHENTICATED, KEY_HASS, HomeAssistantView
from homeassistant.components.http.const import (
    KEY_HASS_REFRESH_TOKEN_ID,
    KEY_HASS_USER,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads

from .const import DOMAIN
from .coordinator import VnCoordinator
from .protocol.models import Frame
from .protocol.timing import REAL, Timing
from .video.hub import FrameHub
from .video.viewer import Viewer

IN_FLIGHT = 2
"""Frames that may be under way to a viewer that has not acknowledged them."""
_FROZEN = 30.0
"""Seconds without an acknowledgement after which the viewer is paused: a browser
freezes hidden pages, and goes on answering pings for them."""
_HEARTBEAT = 30.0
FAREWELL = 2.0
"""Seconds that a viewer may take to confirm the close."""
_LARGEST_MESSAGE = 1024
_BINARY = 0x82
"""The first byte of a binary message that is not in parts."""
_SHOWN = {f'{{"ack":{count}}}': {"ack": count} for count in range(1, IN_FLIGHT + 1)}
"""What nearly all messages of a viewer are."""

_MESSAGE = vol.Schema(
    {
        vol.Optional("ack"): vol.All(int, vol.Range(min=1, max=IN_FLIGHT)),
        vol.Optional("rate"): vol.All(vol.Any(int, float), vol.Range(min=0.01, max=30)),
        vol.Optional("paused"): bool,
    }
)


class FramesView(HomeAssistantView):
    """`/api/jvc_vn/frames/{entity_id}`: the pictures of one camera.

    Opened with a path that `auth/sign_path` signed, or with an access token in the
    header; once open, it outlives both, until the login itself is revoked or the
    user may no longer see the camera.

    The viewer is sent one binary message for each frame: the length of the JSON as
    four bytes, high byte first; the JSON with the data of the frame (`describe`);
    the JPEG as it came.

    The viewer sends JSON texts, each with one or more of: `ack`, the number of frames
    that it has shown since the last `ack`; `rate`, the frames per second that it
    wants; `paused`, whether it wants none for now.
    """

    url = f"/api/{DOMAIN}/frames/{{entity_id}}"
    name = f"api:{DOMAIN}:frames"
    requires_auth = False

    async def get(self, request: web.Request, entity_id: str) -> web.StreamResponse:
        """Serve a viewer until it disconnects, the hub closes or the login ends."""
        if not request[KEY_AUTHENTICATED]:
            # Only a wrong token counts as an attempt to break in. A signature that
            # has run out in a page left open must not bar the whole house.
            wrong = hdrs.AUTHORIZATION in request.headers
            raise web.HTTPUnauthorized if wrong else web.HTTPForbidden
        allowed = partial(_may_look, request[KEY_HASS_USER], entity_id)
        if not allowed():
            raise web.HTTPForbidden
        hass = request.app[KEY_HASS]
        coordinator = _coordinator(hass, entity_id)
        response = web.WebSocketResponse(
            heartbeat=_HEARTBEAT, compress=False, max_msg_size=_LARGEST_MESSAGE
        )
        await response.prepare(request)
        transport = request.transport
        if transport is None:
            return response
        session = FrameSocket(
            response,
            transport,
            coordinator.hub,
            coordinator.options.frame_rate,
            allowed,
            timing=coordinator.timing,
        )
        with _ending_with_rights(hass, request, session):
            await session.run()
        if transport.get_write_buffer_size():
            # Unread data would stay in memory until the other side resets.
            transport.abort()
        return response


def _may_look(user: User, entity_id: str) -> bool:
    return user.is_active and user.permissions.check_entity(entity_id, POLICY_READ)


@contextlib.contextmanager
def _ending_with_rights(
    hass: HomeAssistant, request: web.Request, session: FrameSocket
) -> Iterator[None]:
    """End a session when its login is revoked, or its user may no longer look."""
    user: User = request[KEY_HASS_USER]

    @callback
    def user_updated(event: Event) -> None:
        if event.data["user_id"] == user.id and not session.allowed():
            session.end()

    with contextlib.ExitStack() as stack:
        stack.callback(hass.bus.async_listen(EVENT_USER_UPDATED, user_updated))
        # The Supervisor comes without a token.
        if token_id := request.get(KEY_HASS_REFRESH_TOKEN_ID):
            revoked = hass.auth.async_register_revoke_token_callback
            stack.callback(revoked(token_id, session.end))
        yield


def _coordinator(hass: HomeAssistant, entity_id: str) -> VnCoordinator:
    """Return the coordinator of a camera entity; an HTTP error if there is none."""
    known = er.async_get(hass).async_get(entity_id)
    if (
        known is None
        or known.config_entry_id is None
        or (known.platform, known.domain) != (DOMAIN, CAMERA_DOMAIN)
        or known.disabled
    ):
        raise web.HTTPNotFound
    entry = hass.config_entries.async_get_known_entry(known.config_entry_id)
    if entry.state is not ConfigEntryState.LOADED:
        raise web.HTTPServiceUnavailable
    coordinator: VnCoordinator = entry.runtime_data
    return coordinator


class FrameSocket:
    """One open socket."""

    def __init__(
        self,
        response: web.WebSocketResponse,
        transport: asyncio.WriteTransport,
        hub: FrameHub,
        most: float,
        allowed: Callable[[], bool],
        *,
        timing: Timing = REAL,
    ) -> None:
        """Show at most `most` frames per second, as long as it is allowed."""
        self.allowed = allowed
        self._clock = timing.clock
        self._response = response
        self._transport = transport
        self._hub = hub
        self._most = self._rate = most
        self._paused = False
        self._in_flight = 0
        self._sent = self._clock()
        self._viewer: Viewer | None = None
        self._code = WSCloseCode.GOING_AWAY
        self._reason = b""

    def end(self) -> None:
        """End the viewer, which closes the socket."""
        if self._viewer:
            self._viewer.close()

    async def run(self) -> None:
        """Serve until the viewer disconnects or is ended."""
        show = self._show
        with self._hub.viewer(self._rate, last=True, show=show) as viewer:
            self._viewer = viewer
            listening = asyncio.create_task(self._listen(viewer), name="jvc_vn frames")
            listening.add_done_callback(lambda _task: viewer.close())
            try:
                while not viewer.closed:
                    await viewer.stirred()
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(FAREWELL):
                await self._response.close(code=self._code, message=self._reason)

    def _show(self, frame: Frame) -> bool:
        """Write a frame at once, unless the viewer has not shown the last ones yet.

        Two are under way at most, so no viewer takes more memory than that.
        """
        if not self.allowed():
            # Not all changes of a user's rights are told.
            self.end()
            return True
        if self._in_flight >= IN_FLIGHT:
            if self._clock() - self._sent > _FROZEN:
                asyncio.get_running_loop().call_soon(self._freeze)
            return False
        self._in_flight += 1
        self._sent = self._clock()
        if not self._response.closed and not self._transport.is_closing():
            self._transport.write(self._hub.once(frame, framed))
        return True

    def _freeze(self) -> None:
        if self._viewer and self._in_flight >= IN_FLIGHT:
            self._viewer.rate = 0

    async def _listen(self, viewer: Viewer) -> None:
        async for received in self._response:
            try:
                self._take(_parse(received), viewer)
            except (ValueError, vol.Invalid) as err:
                self._code = WSCloseCode.INVALID_TEXT
                # A close has room for 123 bytes.
                self._reason = str(err).encode()[:120]
                return

    def _take(self, wishes: dict[str, Any], viewer: Viewer) -> None:
        self._in_flight = max(0, self._in_flight - wishes.get("ack", 0))
        self._rate = min(wishes.get("rate", self._rate), self._most)
        self._paused = wishes.get("paused", self._paused)
        viewer.rate = 0 if self._paused else self._rate
        if self._in_flight < IN_FLIGHT and (frame := viewer.pick()):
            self._show(frame)


def _parse(received: WSMessage) -> dict[str, Any]:
    if received.type is not WSMsgType.TEXT:
        raise vol.Invalid("a JSON text is wanted")
    if shown := _SHOWN.get(received.data):
        return shown
    parsed: dict[str, Any] = _MESSAGE(json_loads(received.data))
    return parsed


def framed(frame: Frame) -> bytes:
    """Return the message as it is on the wire (RFC 6455, section 5.2).

    What a server sends is not masked, so it is made once for all viewers.
    """
    data = message(frame)
    size = len(data)
    if size < 126:
        head = bytes((_BINARY, size))
    elif size < 1 << 16:
        head = struct.pack(">BBH", _BINARY, 126, size)
    else:
        head = struct.pack(">BBQ", _BINARY, 127, size)
    return head + data


def message(frame: Frame) -> bytes:
    """Return the message for a frame: length of the JSON, JSON, JPEG."""
    data = json_bytes(describe(frame))
    return b"".join((len(data).to_bytes(4), data, frame.jpeg))


def describe(frame: Frame) -> dict[str, Any]:
    """Return the data of a frame: when it arrived, position, motion and target.

    What the camera's firmware does not write is None.
    """
    info = frame.info
    return {
        "time": frame.arrived,
        "pan": info.pan,
        "tilt": info.tilt,
        "zoom": info.zoom,
        "preset": info.preset,
        "motion": info.motion,
        "tracking": None if info.tracking is None else info.tracking.name.lower(),
        "target": astuple(info.target) if info.target else None,
    }
