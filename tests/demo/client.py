"""A client of Home Assistant's REST and WebSocket interfaces."""

import asyncio
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, Any

import aiohttp

from . import DemoError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

USERNAME = PASSWORD = "demo"
POLL_SECONDS = 0.1

type Json = Any


class Client:
    """Speaks with one Home Assistant as the demonstration's administrator."""

    def __init__(
        self,
        url: str,
        session: aiohttp.ClientSession,
        tokens: dict[str, Any],
        socket: aiohttp.ClientWebSocketResponse,
    ) -> None:
        """Keep what `connect` got."""
        self.url = url
        self.tokens = tokens
        self._session = session
        self._ids = count(1)
        self._socket = socket

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, url: str, username: str = USERNAME, password: str = PASSWORD
    ) -> AsyncIterator[Client]:
        """Log in; log out at the end of the block."""
        async with aiohttp.ClientSession(url) as session:
            tokens = await _log_in(session, url, username, password)
            try:
                async with session.ws_connect("/api/websocket", max_msg_size=0) as ws:
                    await ws.receive_json()
                    token = tokens["access_token"]
                    await ws.send_json({"type": "auth", "access_token": token})
                    await ws.receive_json()
                    yield cls(url, session, tokens, ws)
            finally:
                with suppress(aiohttp.ClientError):
                    await _log_out(session, tokens)

    async def command(self, command: str, **parameters: Json) -> Json:
        """Send a WebSocket command and return its result."""
        number = next(self._ids)
        await self._socket.send_json({"id": number, "type": command, **parameters})
        while (answer := await self._socket.receive_json())["id"] != number:
            pass
        if not answer["success"]:
            raise DemoError(f"{command} failed: {answer['error']['message']}")
        return answer["result"]

    async def get(self, path: str) -> Json:
        """Return the JSON below a path."""
        async with self._session.get(path, headers=self._headers) as response:
            return await _json(response)

    async def post(self, path: str, data: dict[str, Any]) -> Json:
        """Post JSON and return the JSON of the answer."""
        async with self._session.post(
            path, json=data, headers=self._headers
        ) as response:
            return await _json(response)

    async def delete(self, path: str) -> None:
        """Delete what is below a path."""
        async with self._session.delete(path, headers=self._headers) as response:
            await response.read()

    async def started(self) -> None:
        """Wait until Home Assistant has started completely."""
        while True:
            if (await self.get("/api/config"))["state"] == "RUNNING":
                return
            await asyncio.sleep(POLL_SECONDS)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}


async def onboard(url: str) -> None:
    """Wait until Home Assistant answers, and make its first user if it has none."""
    async with aiohttp.ClientSession(url) as session:
        while True:
            try:
                async with session.get("/api/onboarding") as response:
                    if response.status != 503:
                        break
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(POLL_SECONDS)
        if response.status == 404:  # all steps are done
            return
        user = {
            "name": "Demo",
            "username": USERNAME,
            "password": PASSWORD,
            "client_id": f"{url}/",
            "language": "en",
        }
        async with session.post("/api/onboarding/users", json=user) as response:
            if response.status != 403:  # the user is there already
                await _json(response)


async def _log_in(
    session: aiohttp.ClientSession, url: str, username: str, password: str
) -> dict[str, Any]:
    """Go the way of the login page and return the tokens."""
    client_id = f"{url}/"
    flow = {
        "client_id": client_id,
        "redirect_uri": client_id,
        "handler": ["homeassistant", None],
    }
    async with session.post("/auth/login_flow", json=flow) as response:
        flow_id = (await _json(response))["flow_id"]
    login = {"client_id": client_id, "username": username, "password": password}
    async with session.post(f"/auth/login_flow/{flow_id}", json=login) as response:
        result = await _json(response)
    if result["type"] != "create_entry":
        raise DemoError(
            f"{username}/{password} is no login of this Home Assistant any more:"
            " --reset starts over"
        )
    grant = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "code": result["result"],
    }
    async with session.post("/auth/token", data=grant) as response:
        tokens: dict[str, Any] = await _json(response)
    return tokens


async def _log_out(session: aiohttp.ClientSession, tokens: dict[str, Any]) -> None:
    await session.post("/auth/revoke", data={"token": tokens["refresh_token"]})


async def _json(response: aiohttp.ClientResponse) -> Json:
    """Return the JSON of a good answer; raise what a bad one says."""
    if response.ok:
        return await response.json()
    raise DemoError(
        f"Home Assistant answers {response.status} to {response.method}"
        f" {response.url.path}: {(await response.text())[:300]}"
    )
