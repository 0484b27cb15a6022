"""What somebody sees who imports a blueprint."""

import json
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import Blueprint
from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from .conftest import FOLDER

ROOT = FOLDER.parents[2]
DOCUMENTATION = json.loads(
    (ROOT / "custom_components/jvc_vn/manifest.json").read_text()
)["documentation"]
MINIMUM = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
BLUEPRINTS = sorted(FOLDER.glob("*.yaml"))
OURS = {"alarm", "camera", "cameras", "follow", "masks", "program", "programs"}
"""Inputs that nothing but our entities fits."""


def load(path: Path) -> Blueprint:
    """Load a blueprint the way the import does."""
    return Blueprint(
        load_yaml_dict(path),
        path=path.name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def printed(path: Path) -> str:
    """Return the text of a blueprint."""
    return path.read_text()


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_what_the_import_shows(path: Path) -> None:
    """Where it is from, what it needs, and what each input means."""
    blueprint = load(path)
    assert blueprint.name.endswith(" (JVC VN)")
    source = f"{DOCUMENTATION}/blob/main/{path.relative_to(ROOT)}"
    assert blueprint.metadata["source_url"] == source
    assert blueprint.metadata["homeassistant"]["min_version"] == MINIMUM
    assert blueprint.metadata["description"]
    assert not blueprint.validate()
    for name, given in blueprint.inputs.items():
        assert given["name"], name
        validate_selector(given["selector"])


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
async def test_importing(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, path: Path
) -> None:
    """Home Assistant knows from the address where the file is."""
    source = load(path).metadata["source_url"]
    raw = source.replace("//github.com", "//raw.githubusercontent.com")
    aioclient_mock.get(raw.replace("/blob", ""), text=printed(path))
    imported = await fetch_blueprint_from_url(hass, source)
    assert imported.suggested_filename == f"jvc-vn/{path.stem}"
    assert imported.blueprint.domain == "automation"


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_what_can_be_picked(path: Path) -> None:
    """Only entities of ours where nothing else would do."""
    inputs: dict[str, Any] = load(path).inputs
    for name in OURS & inputs.keys():
        filters = inputs[name]["selector"]["entity"]["filter"]
        assert {one["integration"] for one in filters} == {"jvc_vn"}, name
    assert OURS & inputs.keys()
