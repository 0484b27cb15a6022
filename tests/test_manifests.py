"""Every manifest of the checkout, as the check of a pull request walks them.

hassfest validates each folder that holds a `manifest.json`, also those that only
help a test. It comes as a container, so what it asks of such a folder is asked here.
"""

import ast
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import voluptuous as vol
from awesomeversion import AwesomeVersion
from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict

ROOT = Path(__file__).parents[1]
OURS = ROOT / "custom_components/jvc_vn"
REGISTERS = re.compile(
    r"services\.(async_)?register\b|async_register(_platform)?_entity_service"
    r"|async_register_admin_service"
)
REQUIRED = ("domain", "name", "codeowners", "documentation", "iot_class", "version")
IOT_CLASSES = {
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
}
TEXTS = {vol.Optional("name"): str, vol.Optional("description"): str}
FIELD = vol.Schema(
    {
        **TEXTS,
        vol.Optional("example"): object,
        vol.Optional("default"): object,
        vol.Optional("required"): bool,
        vol.Optional("selector"): validate_selector,
        vol.Optional("filter"): dict,
    }
)
SECTION = vol.Schema(
    {
        **TEXTS,
        vol.Optional("collapsed"): bool,
        vol.Required("fields"): {str: FIELD},
    }
)
ACTION = vol.Schema(
    {
        **TEXTS,
        vol.Optional("target"): vol.Any(dict, None),
        vol.Optional("fields"): {str: vol.Any(FIELD, SECTION)},
    }
)


def walked() -> Iterator[Path]:
    """The folders of all manifests; environments are no part of a checkout."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if not n.startswith(".") and n != "node_modules"]
        if "manifest.json" in files:
            yield Path(folder)


FOLDERS = sorted(walked())


def sources(folder: Path) -> str:
    """All the code of an integration."""
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*.py")))


def described(folder: Path) -> dict[str, Any]:
    """What the services.yaml says, nothing without one."""
    path = folder / "services.yaml"
    return load_yaml_dict(path) if path.exists() else {}


def test_the_walk_finds_ours_and_those_of_tests() -> None:
    """Else nothing is tried below."""
    assert OURS in FOLDERS
    assert [folder for folder in FOLDERS if ROOT / "tests" in folder.parents]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_manifest_is_whole(folder: Path) -> None:
    """The keys that every custom integration must have, in their order."""
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(REQUIRED) <= manifest.keys()
    assert manifest["domain"] == folder.name
    assert manifest["documentation"].startswith("https://")
    assert "www.home-assistant.io" not in manifest["documentation"]
    assert manifest["iot_class"] in IOT_CLASSES
    assert AwesomeVersion(manifest["version"]).valid
    keys = list(manifest)
    assert keys == ["domain", "name", *sorted(keys[2:])]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_set_up_from_yaml_has_a_schema(folder: Path) -> None:
    """Whoever defines `async_setup` defines `CONFIG_SCHEMA`."""
    body = ast.parse((folder / "__init__.py").read_text()).body
    functions = {n.name for n in body if isinstance(n, ast.AsyncFunctionDef)}
    assigned = {
        target.id
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert "async_setup" not in functions or "CONFIG_SCHEMA" in assigned


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_who_registers_actions_describes_them(folder: Path) -> None:
    """In a services.yaml of the form that hassfest reads."""
    assert bool(REGISTERS.search(sources(folder))) == bool(described(folder))
    for name, action in described(folder).items():
        assert re.fullmatch("[a-z0-9_]+", name)
        if action is not None:
            ACTION(action)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_action_has_its_texts(folder: Path) -> None:
    """A name and a description of each action and field, here or translated."""
    path = folder / "translations/en.json"
    translated = json.loads(path.read_text())["services"] if path.exists() else {}
    for name, action in described(folder).items():
        told = (action or {}) | translated.get(name, {})
        assert {"name", "description"} <= told.keys(), name
        for field, row in (action or {}).get("fields", {}).items():
            texts = row | told["fields"].get(field, {})
            if "fields" not in row:
                assert {"name", "description"} <= texts.keys(), (name, field)
