"""Set up, used and removed in a real Home Assistant, which may not complain."""

import asyncio
import re
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.demo import config_folder
from tests.demo.client import Client, onboard
from tests.demo.processes import Child, Children
from tests.emulator import EmulatedCamera

HOST = "127.0.71.9"
"""An address that nobody else has: the camera takes the usual ports."""
PASSWORD = "jvc"
MINUTES = 2.5
CONFIGURATION = """\
config:
conversation:
onboarding:
jvc_vn:
  search: ['{host}:8085']
"""
TOLD_TO_EVERYBODY = "has not been tested by Home Assistant"
OURS = re.compile("jvc_vn|VN-V")
FLOWS = "/api/config/config_entries/flow"


class LifeError(Exception):
    """What was not as it should be."""


@dataclass
class Life:
    """One camera, and the Home Assistant that it is added to."""

    client: Client
    camera: EmulatedCamera

    async def add(self) -> str:
        """Go through the set-up as a person does: choose what was found, log in."""
        form = await self.client.post(FLOWS, {"handler": "jvc_vn"})
        _expect("the first step", form["step_id"], "user")
        (choice,) = form["data_schema"]
        found = choice["selector"]["select"]["options"][0]["value"]
        flow = f"{FLOWS}/{form['flow_id']}"
        form = await self.client.post(flow, {"camera": found})
        _expect("the step after a camera was chosen", form["step_id"], "credentials")
        login = {"username": "admin", "password": PASSWORD}
        done = await self.client.post(flow, login)
        _expect("the end of the flow", done["type"], "create_entry")
        entry_id = str(done["result"]["entry_id"])
        await self.becomes(entry_id, "loaded")
        return entry_id

    async def becomes(self, entry_id: str, wanted: str) -> None:
        """Wait until the entry is in a state."""

        async def state() -> str:
            entries = await self.client.command("config_entries/get", domain="jvc_vn")
            return next(e["state"] for e in entries if e["entry_id"] == entry_id)

        async with asyncio.timeout(20):
            while await state() != wanted:
                await asyncio.sleep(0.1)

    async def entities(self) -> dict[str, str]:
        """The entities that are enabled: by their keys."""
        registry = await self.client.command("config/entity_registry/list")
        return {
            entity["unique_id"].partition("_")[2]: entity["entity_id"]
            for entity in registry
            if entity["platform"] == "jvc_vn" and not entity["disabled_by"]
        }

    async def use(self) -> None:
        """Switch, turn, look and speak."""
        entities = await self.entities()
        listed = await self.client.get("/api/states")
        states = {state["entity_id"]: state["state"] for state in listed}
        for key in ("camera", "output_1", "preset", "input_1", "alarm_link"):
            _expect(f"{key} among the entities", key in entities, wanted=True)
            unavailable = states[entities[key]] == "unavailable"
            _expect(f"{key} unavailable", unavailable, wanted=False)
        output = {"entity_id": entities["output_1"]}
        await self.client.post("/api/services/switch/turn_on", output)
        _expect("the output", self.camera.output(1), "make")
        camera = {"entity_id": entities["camera"]}
        await self.client.post(
            "/api/services/jvc_vn/goto_preset", camera | {"preset": "1"}
        )
        expose = {
            "assistants": ["conversation"],
            "entity_ids": [entities["camera"]],
            "should_expose": True,
        }
        await self.client.command("homeassistant/expose_entity", **expose)
        said = {"text": "Is there motion at the camera?", "language": "en"}
        await self.client.post("/api/conversation/process", said)

    async def leave(self, entry_id: str) -> None:
        """Unload and load it, and remove it."""
        for disabled_by, state in (("user", "not_loaded"), (None, "loaded")):
            await self.client.command(
                "config_entries/disable", entry_id=entry_id, disabled_by=disabled_by
            )
            await self.becomes(entry_id, state)
            await self.link(there=disabled_by is None)
        await self.client.delete(f"/api/config/config_entries/entry/{entry_id}")
        await self.link(there=False)
        _expect("entities of a camera that was removed", await self.entities(), {})

    async def link(self, *, there: bool) -> None:
        """Wait until the camera has the alarm link, or has it no more."""
        async with asyncio.timeout(20):
            while bool(self.camera.alarm_clients) is not there:
                await asyncio.sleep(0.1)


async def live(folder: Path, install: Callable[[Path], Any]) -> str:
    """Run a Home Assistant from beginning to end; return what it logged.

    Args:
        folder: where everything is kept.
        install: brings the integration to where it is told.

    Raises:
        LifeError: something was not as it should be.
    """
    config, log = folder / "config", folder / "log"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    camera = EmulatedCamera(
        host=HOST, http_port=8085, search_port=8085, alarm_port=32040, scene="plain"
    )
    config_folder.prepare(config, port, [])
    # As little as the web pages of the set-up need.
    (config / "configuration.yaml").write_text(CONFIGURATION.format(host=HOST))
    (config / "custom_components").unlink()
    install(config / "custom_components/jvc_vn")
    command = [sys.executable, "-m", "homeassistant", "-c", str(config), "--skip-pip"]
    url = f"http://127.0.0.1:{port}"
    async with camera, Children() as children:
        home = Child("Home Assistant", command, log)
        await children.start(home)
        async with asyncio.timeout(MINUTES * 60):
            await onboard(url)
            async with Client.connect(url) as client:
                await client.started()
                life = Life(client, camera)
                entry_id = await life.add()
                await life.use()
                await life.leave(entry_id)
                # What is set up when it ends is shut down as well.
                await life.add()
            await home.stop()
    text = log.read_text()
    _complain(text)
    return text


def copy(target: Path) -> None:
    """Install what is worked on."""
    target.parent.mkdir()
    here = Path(__file__).parents[2] / "custom_components/jvc_vn"
    shutil.copytree(here, target, ignore=shutil.ignore_patterns("__pycache__"))


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise LifeError(f"{what}: {found!r} instead of {wanted!r}")


def _complain(log: str) -> None:
    """Raise what Home Assistant has against the integration."""
    bad = [
        line
        for line in log.splitlines()
        if "Traceback" in line
        or (re.search(r" (WARNING|ERROR|CRITICAL) ", line) and OURS.search(line))
        if TOLD_TO_EVERYBODY not in line
    ]
    if bad:
        raise LifeError("the log complains:\n" + "\n".join(bad))
