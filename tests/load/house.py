"""A Home Assistant with emulated cameras, as the benches and the soak need it."""

import asyncio
import contextlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager, closing
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import ClientConnectionResetError

from tests.demo import DemoError, config_folder
from tests.demo.__main__ import dismiss
from tests.demo.client import Client, onboard
from tests.demo.config_folder import HOST
from tests.demo.processes import Child, Children, require_free

from . import cameras

PORT = 8127
CAMERAS_PORT = 8128
START_SECONDS = 120
AWAKE_SECONDS = 20


def entry(number: int, options: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the entry of a camera for Home Assistant's storage; it is disabled."""
    return {
        "created_at": "2026-01-01T00:00:00+00:00",
        "data": {
            "host": cameras.host(number),
            "port": cameras.HTTP_PORT,
            "alarm_port": cameras.ALARM_PORT,
            "username": "admin",
            "password": "jvc",
        },
        "discovery_keys": {},
        "disabled_by": "user",
        "domain": "jvc_vn",
        "entry_id": f"camera{number}",
        "minor_version": 1,
        "modified_at": "2026-01-01T00:00:00+00:00",
        "options": dict(options),
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": f"Camera {number}",
        "unique_id": cameras.mac(number),
        "version": 1,
    }


class House:
    """A running Home Assistant and its cameras."""

    def __init__(
        self,
        client: Client,
        street: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        process: Child,
        media: Path,
    ) -> None:
        """Talk to both; what is kept of alarms is in `media`."""
        self.media = media
        self.client = client
        self._process = process
        self._street = street
        self._turns = asyncio.Lock(), asyncio.Lock()

    async def observe(self, action: str, **data: Any) -> Any:
        """Ask the observer inside of Home Assistant."""
        async with self._turns[0]:
            answer = await self.client.command(
                "call_service",
                domain="observer",
                service=action,
                service_data=data,
                return_response=True,
            )
        return answer["response"]

    async def stay_awake(self) -> None:
        """Read from Home Assistant now and then: it sends deaf clients away."""
        with contextlib.suppress(ClientConnectionResetError):  # it was killed
            while True:
                await asyncio.sleep(AWAKE_SECONDS)
                await self.observe("lag", seconds=0)

    async def street(self, name: str, *arguments: Any) -> Any:
        """Let something happen to the cameras."""
        reader, writer = self._street
        async with self._turns[1]:
            writer.write(json.dumps([name, *arguments]).encode() + b"\n")
            return json.loads(await reader.readline())

    async def enable(self, *numbers: int) -> Any:
        """Load the entries of cameras; see the observer's `enable`."""
        entries = [f"camera{number}" for number in numbers]
        return await self.observe("enable", entries=entries)

    async def quiet(self, seconds: float = 2.0) -> None:
        """Wait until little is asked: all that follows a setup is over."""
        asked = float("inf")
        await self.street("asked")
        while asked > 10 * seconds:
            await asyncio.sleep(seconds)
            asked = sum((await self.street("asked")).values())

    async def recordings(self) -> Any:
        """Tell what is kept of each camera, by its entry; see `Recordings.summary`."""
        return await self.observe("recordings")

    async def kill(self) -> None:
        """Kill Home Assistant's process, and start it again.

        Clients from before are of no use any more.
        """
        await self._process.kill()
        await self._process.start()
        await onboard(self.client.url)
        async with Client.connect(self.client.url) as client:
            await client.started()

    @asynccontextmanager
    async def watching(self, numbers: Iterable[int]) -> AsyncGenerator[None]:
        """Look at the live pictures of cameras meanwhile."""
        ids = await self.entities("camera")
        tasks = [asyncio.create_task(self._look(ids[number])) for number in numbers]
        yield
        for task in tasks:
            await dismiss(task)

    async def _look(self, entity_id: str) -> None:
        headers = {"Authorization": f"Bearer {self.client.tokens['access_token']}"}
        path = f"/api/camera_proxy_stream/{entity_id}"
        async with (
            aiohttp.ClientSession(self.client.url, headers=headers) as session,
            session.get(path) as response,
        ):
            async for _ in response.content.iter_any():
                pass

    async def entities(self, key: str) -> dict[int, str]:
        """Return the ids of all cameras' entities with a key, by camera."""
        found = {}
        async with self._turns[0]:
            registry = await self.client.command("config/entity_registry/list")
        for each in registry:
            if each["platform"] == "jvc_vn" and each["unique_id"].endswith(f"_{key}"):
                number = int(each["config_entry_id"].removeprefix("camera"))
                found[number] = each["entity_id"]
        return found


@asynccontextmanager
async def house(
    count: int, configuration: str = "", *options: Mapping[str, Any]
) -> AsyncGenerator[House]:
    """Run Home Assistant with the entries of `count` cameras, all of them disabled.

    `configuration` is added to its configuration.yaml, `options` are those of the
    first entries; the last are those of all others, too.
    """
    for port in (PORT, CAMERAS_PORT):
        require_free(HOST, port, "is another bench running?")
    folder = Path(tempfile.mkdtemp(prefix="jvc_vn_house_"))
    try:
        all_options = chain(options, repeat(options[-1] if options else {}))
        entries = [entry(number, next(all_options)) for number in range(count)]
        _prepare(folder / "config", entries, configuration)
        python = (sys.executable, "-m", f"{__package__}.cameras")
        hass = Path(sys.executable).with_name("hass")
        async with Children() as children:
            await children.start(
                Child(
                    "the cameras",
                    (*python, str(CAMERAS_PORT), str(count)),
                    folder / "cameras.log",
                )
            )
            home_assistant = Child(
                "Home Assistant",
                (str(hass), "-c", str(folder / "config"), "--skip-pip"),
                folder / "hass.log",
            )
            await children.start(home_assistant)
            url = f"http://{HOST}:{PORT}"
            try:
                async with asyncio.timeout(START_SECONDS):
                    await onboard(url)
                    street = await _connect()
            except TimeoutError:
                raise DemoError(f"it does not start: {home_assistant.tail()}") from None
            async with Client.connect(url) as client:
                await client.started()
                media = folder / "config" / "media" / "jvc_vn"
                home = House(client, street, home_assistant, media)
                awake = asyncio.create_task(home.stay_awake())
                with closing(street[1]):
                    yield home
                await dismiss(awake)
            _complain(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_connection(HOST, CAMERAS_PORT, limit=1 << 26)
        except ConnectionError:
            await asyncio.sleep(0.1)


def _complain(folder: Path) -> None:
    """Show what went wrong in either process, with what stands behind it."""
    for log in folder.glob("*.log"):
        text = log.read_text(errors="replace")
        for error in re.findall(r"(?m)^.* ERROR .*(?:\n(?!\d{4}-).*)*", text):
            print(f"{log.stem}: {error}", file=sys.stderr)


def _prepare(config: Path, entries: list[dict[str, Any]], configuration: str) -> None:
    config_folder.prepare(config, PORT, [])
    with (config / "configuration.yaml").open("a") as file:
        file.write(f"observer:\n{configuration}")
    components = config / "custom_components"
    ours = components.resolve()
    components.unlink()
    components.mkdir()
    (components / "jvc_vn").symlink_to(ours / "jvc_vn")
    (components / "observer").symlink_to(Path(__file__).parent / "observer")
    config_folder.store(
        config, "core.config_entries", {"entries": entries}, minor_version=5
    )
