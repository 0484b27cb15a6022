"""The demonstration, as far as it can be tested without starting Home Assistant."""

import asyncio
import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.demo import DemoError, cameras, config_folder, dashboard
from tests.demo.__main__ import arguments, main, real_cameras
from tests.demo.processes import Child, Children, require_free
from tests.emulator.layout import LANDMARKS

MAC = "00:80:88:00:1a:ef"
DEVICE = {"id": "d1", "name": "VN-V685", "name_by_user": "Gate"}


def entity(entity_id: str, key: str, **other: Any) -> dict[str, Any]:
    """Return an entry of the entity registry's list."""
    return {
        "entity_id": entity_id,
        "unique_id": f"{MAC}_{key}",
        "platform": "jvc_vn",
        "device_id": "d1",
        "disabled_by": None,
        "entity_category": None,
        **other,
    }


def entities_of(view: dict[str, Any]) -> list[str]:
    """Return the entities that the cards of a view show, in order."""
    return [
        each.get("entity") or each["camera"]
        for section in view["sections"]
        for card in section["cards"]
        for each in card.get("entities", [card])
        if "entity" in each or "camera" in each
    ]


def test_dashboard_shows_what_is_there() -> None:
    """Entities are found by their keys; what is absent or disabled is skipped."""
    registry = [
        entity("switch.gate_relay", "output_1"),
        entity("camera.gate", "camera"),
        entity("select.gate_night", "day_night", entity_category="config"),
        entity("switch.gate_relay_2", "output_2", disabled_by="integration"),
        entity("sensor.other", "output_2", platform="other"),
    ]
    (camera,) = dashboard.devices(registry, [DEVICE, {**DEVICE, "id": "d2"}])
    overview, details = dashboard.build([camera])["views"]

    assert camera.name == "Gate"
    assert entities_of(overview) == [
        "camera.gate",
        "select.gate_night",
        "switch.gate_relay",
    ]
    assert entities_of(details) == [
        "camera.gate",
        "switch.gate_relay",
        "select.gate_night",
    ]
    assert [card.get("title") for card in details["sections"][0]["cards"]] == [
        None,
        "Controls and sensors",
        "Configuration",
    ]


def test_arguments() -> None:
    """Both emulated and real cameras can be asked for."""
    assert arguments([]).camera == []
    options = arguments(["--camera", "a", "--camera", "b:81", "--port", "8124"])
    assert (options.camera, options.port) == (["a", "b:81"], 8124)


def test_real_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password comes from the environment, and no text shows it."""
    monkeypatch.setenv("JVC_VN_PASSWORD", "secret")
    options = arguments(["--camera", "b:81", "--username", "user"])
    (camera,) = real_cameras(options)
    assert (camera.address, camera.username) == ("b:81", "user")
    assert camera.password == "secret"
    assert "secret" not in repr(camera)


@pytest.mark.usefixtures("socket_enabled")
async def test_port_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One sentence says which port is taken, and nothing is started."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(DemoError, match=f"port {port} on 127.0.0.1 .*: stop it"):
            require_free("127.0.0.1", port, "stop it")
        state = tmp_path / "state"
        options = arguments(["--port", str(port), "--state", str(state)])
        assert await main(options) == 1
    assert "choose another one with --port" in capsys.readouterr().err
    assert not state.exists()


def test_config_folder(tmp_path: Path) -> None:
    """Home Assistant listens on loopback, and searches only where it is told."""
    for _ in range(2):
        config_folder.prepare(tmp_path, 8124, ["127.0.0.11:8085"])
    stored = json.loads((tmp_path / ".storage/http").read_text())["data"]["stable"]
    assert (stored["server_host"], stored["server_port"]) == (["127.0.0.1"], 8124)
    text = (tmp_path / "configuration.yaml").read_text()
    assert {"recorder:", "history:", "media_source:"} <= set(text.splitlines())
    assert (tmp_path / "media").is_dir()
    assert 'search: ["127.0.0.11:8085"]' in text


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"step_id": "credentials"}, {"username": "admin", "password": "jvc"}),
        (
            {"step_id": "manual"},
            {"host": "127.0.0.11", "port": 8085, "alarm_port": 32040},
        ),
        (
            {"step_id": "user", "found": "127.0.0.11:8085"},
            {"camera": "127.0.0.11:8085"},
        ),
        ({"step_id": "user", "found": "127.0.0.99:80"}, {"camera": "manual"}),
    ],
)
def test_answers_of_the_config_flow(
    form: dict[str, Any], answer: dict[str, Any]
) -> None:
    """A camera that was found is picked, any other is typed in."""
    options = [{"value": form.get("found"), "label": "VN-V685"}]
    schema = [{"name": "camera", "selector": {"select": {"options": options}}}]
    form = {**form, "data_schema": schema}
    assert cameras.answer(cameras.EMULATED[0], form) == answer


class _Client:
    """Notes what is asked of Home Assistant."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.posts: list[tuple[str, dict[str, Any]]] = []

    async def command(self, command: str, **parameters: Any) -> Any:
        self.commands.append((command, parameters))
        return [
            entity("camera.gate", "camera", config_entry_id="e1"),
            entity("camera.other", "camera", config_entry_id="e2"),
        ]

    async def post(self, path: str, data: dict[str, Any]) -> Any:
        self.posts.append((path, data))


async def test_cameras_are_told_apart_and_known_to_assist() -> None:
    """Each has presets of its own, and is exposed."""
    first, second = (
        {landmark.number: landmark.title for landmark in LANDMARKS} | camera.titles
        for camera in cameras.EMULATED
    )
    assert {first[n] for n in range(1, 6)}.isdisjoint(second[n] for n in range(1, 6))
    client = _Client()
    await cameras.finish(client, "e1", cameras.EMULATED[1])  # type: ignore[arg-type]
    exposed = [p for name, p in client.commands if name.endswith("expose_entity")]
    assert exposed[0]["entity_ids"] == ["camera.gate"]
    assert exposed[0]["should_expose"] is True
    path = "/api/services/jvc_vn/rename_preset"
    renamed = {"entity_id": "camera.gate", "preset": "1", "title": "Garden gate"}
    assert (path, renamed) in client.posts


def test_the_dashboard_turns_cameras_and_shows_what_happened() -> None:
    """Step buttons below the picture; a history below the details."""
    keys = ("camera", "ptz_left", "home", "motion")
    listed = [entity(f"x.{key}", key) for key in keys]
    config = dashboard.build(dashboard.devices(listed, [DEVICE]))
    overview, details = (view["sections"][0]["cards"] for view in config["views"])
    buttons = [card["entity"] for card in overview if card["type"] == "button"]
    assert buttons == ["x.ptz_left", "x.home"]
    (history,) = [card for card in details if card["type"] == "history-graph"]
    assert [each["entity"] for each in history["entities"]] == ["x.motion"]


async def test_dying_child(tmp_path: Path) -> None:
    """The end of a child is told with the end of its log; the others are stopped."""
    code = "print('last words'); raise SystemExit(3)"
    dying = Child("the child", [sys.executable, "-c", code], tmp_path / "a.log")
    staying = Child("b", ["sleep", "60"], tmp_path / "b.log")
    async with asyncio.timeout(10), Children() as children:
        await children.start(staying)
        await children.start(dying)
        with pytest.raises(DemoError, match=r"the child .*code 3\)(.|\n)*last words"):
            await children.watch()
