"""Knowing who answers: after an outage it may be another camera."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from .camera import Camera
from .errors import OtherModelError, StrangerError
from .http import Http, VideoStream
from .models import Identity


class Guard:
    """Requests to one camera, known by its MAC, and to nobody else.

    Whoever answers after an outage is asked who it is before anything else: first by
    a picture, which needs no login, then with ours, because only that tells the MAC.
    A stranger gets the login that one time, and then only looks without it, until it
    has been away as well. Its pictures are not ours.
    """

    def __init__(self, http: Http, mac: str) -> None:
        """Ask by `http`; nobody is known to answer there yet."""
        self.returned = False
        """Our camera has been away and is back, perhaps with another firmware."""
        self.stranger: StrangerError | None = None
        """Who answered in its place when we last asked."""
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

    def login(self, username: str, password: str) -> None:
        """Use this login from the next request on."""
        self._http.login(username, password)

    def doubt(self) -> None:
        """Ask again who answers: something else than a request tells of an outage."""
        self._losses = None

    async def recognize(self) -> Identity:
        """Make sure that our camera answers; costs nothing without an outage.

        Raises:
            StrangerError: somebody else does.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        async with self._turn:
            if self.stranger and self._sure:
                # If this finds it away, it is asked again when it is back.
                await self._plain.is_ours()
                raise self.stranger
            if self._identity is None or not self._sure:
                self._identity = await self._ask()
            return self._identity

    @property
    def _sure(self) -> bool:
        return self._losses == self._http.losses

    async def _ask(self) -> Identity:
        losses = self._http.losses
        if await self._plain.is_ours() is False:
            raise StrangerError(None)
        try:
            identity = await self._plain.identify()
            self.stranger = None if identity.mac == self._mac else _other(identity)
        except OtherModelError:
            self.stranger = StrangerError(None)
        self._losses = losses
        if self.stranger:
            raise self.stranger
        self.returned = True
        return identity

    async def param(
        self, *queries: str, patience: float | None = None, alone: bool = False
    ) -> bytes:
        """Send `/api/param`, see Http.param; StrangerError if it is not our camera."""
        await self.recognize()
        return await self._http.param(*queries, patience=patience, alone=alone)

    @asynccontextmanager
    async def video(
        self, query: str, stall: float | None
    ) -> AsyncIterator[VideoStream]:
        """Open `/api/video`, see Http.video; StrangerError once one is known."""
        self._keep_strangers_out()
        async with self._http.video(query, stall) as stream:
            yield replace(stream, chunks=self._watched(stream.chunks))

    async def _watched(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self._keep_strangers_out()
            yield chunk

    def _keep_strangers_out(self) -> None:
        if self.stranger:
            raise self.stranger


def _other(identity: Identity) -> StrangerError:
    return StrangerError(identity.mac)
