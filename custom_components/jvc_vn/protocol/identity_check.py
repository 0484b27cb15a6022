"""Checks that the camera of the entry answers, and no other device."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from .camera import Camera
from .errors import OtherModelError, UnexpectedDeviceError, UnreachableError
from .http import TIMEOUT, Http, Turn, VideoStream
from .models import Identity
from .wire_record import WireRecord

PICTURE_WAIT = 3.0
"""Seconds that a picture may take to show who answers; then a parameter does."""


class IdentityCheck:
    """Sends requests to the camera with one MAC, and to no other device.

    After an outage the device is identified before any other request: first by a
    picture, which needs no login, then with ours, because the MAC cannot be read
    without one. An unexpected device receives the login that one time; from then on
    it is checked without a login, until it has been away as well. Its pictures are
    not passed on.
    """

    def __init__(self, http: Http, mac: str) -> None:
        """Send by `http`; the device there has not been identified yet."""
        self.returned = False
        """Our camera has been away and is back, perhaps with another firmware."""
        self.unexpected_device: UnexpectedDeviceError | None = None
        """The device that answered in its place at the last check, if one did."""
        self._http = http
        self._mac = mac
        self._plain = Camera(http)
        self._identity: Identity | None = None
        self._losses: int | None = None
        self._turn = asyncio.Lock()

    @property
    def requests(self) -> int:
        """Requests sent so far, of every kind."""
        return self._http.requests

    @property
    def record(self) -> WireRecord:
        """What was met on the wire."""
        return self._http.record

    def login(self, username: str, password: str) -> None:
        """Use this login from the next request on."""
        self._http.login(username, password)

    def place(self) -> AbstractAsyncContextManager[None]:
        """Hold a place among the connections, see Http.place."""
        return self._http.place()

    def invalidate(self) -> None:
        """Check again before the next request: an outage showed elsewhere."""
        self._losses = None

    async def verify(self) -> Identity:
        """Make sure that our camera answers; sends nothing unless there was an outage.

        Raises:
            UnexpectedDeviceError: another device does.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        async with self._turn:
            if self.unexpected_device and self._sure:
                # If this finds it away, it is asked again when it is back.
                await self._plain.is_ours()
                raise self.unexpected_device
            if self._identity is None or not self._sure:
                self._identity = await self._ask()
            return self._identity

    @property
    def _sure(self) -> bool:
        return self._losses == self._http.losses

    async def _ask(self) -> Identity:
        losses = self._http.losses
        if await self._has_our_pictures() is False:
            self.unexpected_device = UnexpectedDeviceError(None)
            raise self.unexpected_device
        try:
            identity = await self._plain.identify()
            self.unexpected_device = (
                None if identity.mac == self._mac else _other(identity)
            )
        except OtherModelError:
            self.unexpected_device = UnexpectedDeviceError(None)
        self._losses = losses
        if self.unexpected_device:
            raise self.unexpected_device
        self.returned = True
        return identity

    async def _has_our_pictures(self) -> bool | None:
        """Return whether the header of a picture is ours, None if none comes.

        A picture server that does not answer must not block everything else.
        """
        try:
            async with asyncio.timeout(PICTURE_WAIT):
                return await self._plain.is_ours()
        except TimeoutError:
            return None

    async def param(
        self, *queries: str, patience: float | None = None, turn: Turn = Turn.ASKED
    ) -> bytes:
        """Send `/api/param`, see Http.param; all of it within 10 s, or `patience`.

        How long polling waits for its turn does not count: that is not the camera's
        fault.

        Raises:
            UnexpectedDeviceError: it is not our camera.
        """
        try:
            async with asyncio.timeout(patience or TIMEOUT) as limit:
                # Who must be known first would keep a motor running.
                if turn is Turn.URGENT:
                    self._refuse_unexpected()
                else:
                    await self.verify()
                if turn is Turn.QUEUED:
                    limit.reschedule(None)
                return await self._http.param(*queries, patience=patience, turn=turn)
        except TimeoutError:
            raise UnreachableError("no answer in time") from None

    def queue(self) -> AbstractAsyncContextManager[None]:
        """Hold the one place of polling, see Http.queue."""
        return self._http.queue()

    @asynccontextmanager
    async def video(
        self, query: str, stall: float | None
    ) -> AsyncIterator[VideoStream]:
        """Open `/api/video`, see Http.video.

        Raises:
            UnexpectedDeviceError: it is known not to be our camera.
        """
        self._refuse_unexpected()
        async with self._http.video(query, stall) as stream:
            yield replace(stream, chunks=self._watched(stream.chunks))

    async def _watched(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self._refuse_unexpected()
            yield chunk

    def _refuse_unexpected(self) -> None:
        if self.unexpected_device:
            raise self.unexpected_device


def _other(identity: Identity) -> UnexpectedDeviceError:
    return UnexpectedDeviceError(identity.mac)
