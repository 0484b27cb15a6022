"""A release: what is refused, what the archive holds, and that it can be installed."""

import asyncio
import socket
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSWORD, make_emulated
from tests.demo import config_folder
from tests.demo.client import Client, onboard
from tests.demo.processes import Child, Children
from tests.release import __main__ as release

CHANGELOG = (
    "# Changelog\n\n## [1.2.3] - 2026-11-25\n\n- New.\n\n## [1.2.2] - 2026-01-01\n"
)
CAMERA = "127.0.71.9"


def test_the_notes_are_those_of_the_version() -> None:
    """And of no other."""
    assert release.notes(CHANGELOG, "1.2.3") == "- New.\n"


@pytest.mark.parametrize("version", ["1.2.2", "1.2", "1.2.4", "Unreleased"])
def test_a_version_of_which_nothing_is_told(version: str) -> None:
    """Or that has no day yet."""
    with pytest.raises(release.ReleaseError, match="CHANGELOG"):
        release.notes(CHANGELOG, version)


def test_a_tag_of_another_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is built."""
    assert release.main(["--tag", "9.9.9"]) == 1
    assert "9.9.9" in capsys.readouterr().err


def test_the_archive(tmp_path: Path) -> None:
    """What git knows of the integration, at the root, the same each time."""
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    release.build(one)
    release.build(two)
    assert one.read_bytes() == two.read_bytes()
    names = set(zipfile.ZipFile(one).namelist())
    assert {"manifest.json", "translations/en.json", "protocol/http.py"} <= names
    assert {"brand/icon.png", "py.typed", "services.yaml"} <= names
    assert not [name for name in names if "__pycache__" in name or ".." in name]


@pytest.mark.timeout(180)
async def test_it_can_be_installed(tmp_path: Path) -> None:
    """A Home Assistant of its own with the archive finds and adds a camera."""
    assert release.main(["--draft", "--to", str(tmp_path)]) == 0
    config = tmp_path / "config"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    # All ports are the usual ones, at an address that nobody else has.
    camera = make_emulated(
        host=CAMERA, http_port=8085, search_port=8085, alarm_port=32040
    )
    async with camera, Children() as children:
        where = f"{CAMERA}:8085"
        config_folder.prepare(config, port, [])
        # As little as the web pages of the set-up need.
        (config / "configuration.yaml").write_text(
            f"config:\nonboarding:\njvc_vn:\n  search: ['{where}']\n"
        )
        (config / "custom_components").unlink()
        installed = config / "custom_components/jvc_vn"
        zipfile.ZipFile(tmp_path / release.NAME).extractall(installed)
        command = [sys.executable, "-m", "homeassistant", "-c", str(config)]
        home = Child("Home Assistant", [*command, "--skip-pip"], tmp_path / "log")
        await children.start(home)
        url = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(150):
            await onboard(url)
            async with Client.connect(url) as client:
                await client.started()
                added = await _add(client)
        assert added["type"] == "create_entry", home.tail()
        assert added["result"]["state"] == "loaded"
        log = (tmp_path / "log").read_text()
        assert "Traceback" not in log


async def _add(client: Client) -> dict[str, Any]:
    """Go through the set-up as a person does: choose what was found, log in."""
    flows = "/api/config/config_entries/flow"
    form = await client.post(flows, {"handler": "jvc_vn"})
    assert form["step_id"] == "user"
    (choice,) = form["data_schema"]
    found = choice["selector"]["select"]["options"][0]["value"]
    flow = f"{flows}/{form['flow_id']}"
    form = await client.post(flow, {"camera": found})
    assert form["step_id"] == "credentials"
    login = {"username": "admin", "password": PASSWORD}
    done: dict[str, Any] = await client.post(flow, login)
    return done
