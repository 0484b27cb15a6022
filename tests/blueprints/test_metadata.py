"""What somebody sees who imports a blueprint."""

import json
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import Blueprint
from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict

from .conftest import FOLDER

ROOT = FOLDER.parents[2]
DOCUMENTATION = json.loads(
    (ROOT / "custom_components/jvc_vn/manifest.json").read_text()
)["documentation"]
MINIMUM = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
BLUEPRINTS = sorted(FOLDER.glob("*.yaml"))
OURS = {"camera", "masks", "program", "programs"}
"""Inputs that nothing but our entities fits."""


def load(path: Path) -> Blueprint:
    """Load a blueprint the way the import does."""
    return Blueprint(
        load_yaml_dict(path),
        path=path.name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


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
def test_what_can_be_picked(path: Path) -> None:
    """Only entities of ours where nothing else would do."""
    inputs: dict[str, Any] = load(path).inputs
    for name in OURS & inputs.keys():
        filters = inputs[name]["selector"]["entity"]["filter"]
        assert {one["integration"] for one in filters} == {"jvc_vn"}, name
    assert OURS & inputs.keys()
