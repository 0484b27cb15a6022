"""What Home Assistant and HACS read beside the code: manifest, texts, icons.

The checks of hassfest and of the HACS action that can be made without a network.
"""

import ast
import json
import re
import struct
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from awesomeversion import AwesomeVersion
from homeassistant.config_entries import (
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigFlowResult,
)
from homeassistant.const import __version__ as ha_version
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import SelectSelector, validate_selector
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn import PLATFORMS
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.protocol import search
from custom_components.jvc_vn.protocol.models import Role
from custom_components.jvc_vn.repairs import settings, told
from tests.conftest import PASSWORD, entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera
from tests.emulator.forms import Forms
from tests.emulator.parameters import READERS

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "custom_components" / DOMAIN
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
ENGLISH: dict[str, Any] = json.loads((FOLDER / "translations/en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
SERVICES: dict[str, Any] = yaml.safe_load((FOLDER / "services.yaml").read_text())
TRANSLATIONS = sorted((FOLDER / "translations").glob("*.json"))
MODULES = {
    path.relative_to(FOLDER).as_posix(): ast.parse(path.read_text())
    for path in sorted(FOLDER.rglob("*.py"))
}

MAIN_ENTITY = ("camera", "camera")
"""The picture is the device itself: it has its name, and the icon of all cameras."""
FREE_TEXT = {("select", "preset"), ("sensor", "preset")}
"""What shows the camera's own words."""


def placeholders(text: str) -> set[str]:
    """The names that a text leaves open."""
    return set(re.findall(r"{(\w+)}", text))


def texts(tree: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """All texts of a translation file with their paths."""
    if isinstance(tree, str):
        yield where, tree
        return
    for key, value in tree.items():
        yield from texts(value, f"{where}.{key}".lstrip("."))


def calls(module: ast.AST, *names: str) -> Iterator[ast.Call]:
    """All calls of functions, methods or classes with one of these names."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "attr", None) or getattr(called, "id", None)
            if name in names:
                yield node


def argument(call: ast.Call, name: str) -> Any:
    """The value of a keyword argument, if it is a plain one."""
    for keyword in call.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return keyword.value.value
    return None


def constants(node: ast.AST) -> set[str]:
    """All texts that stand in a piece of code."""
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


# The manifest and the repository.


def test_the_manifest_says_what_is_required() -> None:
    """What hassfest and HACS ask of a custom integration."""
    assert {
        "codeowners",
        "config_flow",
        "documentation",
        "domain",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "name",
        "version",
    } <= MANIFEST.keys()
    assert MANIFEST["domain"] == DOMAIN == FOLDER.name
    assert MANIFEST["config_flow"] is True
    assert MANIFEST["integration_type"] == "device"
    assert MANIFEST["iot_class"] == "local_push"
    assert MANIFEST["codeowners"]
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    for link in ("documentation", "issue_tracker"):
        assert MANIFEST[link].startswith("https://github.com/")


def test_the_manifest_holds_nothing_unknown() -> None:
    """Hassfest refuses any other key, such as `homeassistant`."""
    assert MANIFEST.keys() <= {
        "after_dependencies",
        "categories",
        "codeowners",
        "config_flow",
        "connectivity",
        "dependencies",
        "dhcp",
        "documentation",
        "domain",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "loggers",
        "name",
        "quality_scale",
        "requirements",
        "single_config_entry",
        "version",
    }


def test_the_manifest_is_in_order() -> None:
    """Domain and name first, the rest by the alphabet."""
    keys = list(MANIFEST)
    assert keys[:2] == ["domain", "name"]
    assert keys[2:] == sorted(keys[2:])


def test_the_manifest_needs_nothing_to_be_installed() -> None:
    """Home Assistant carries all of it already."""
    assert MANIFEST.get("requirements", []) == []


def test_the_version_stands_in_one_place() -> None:
    """In the manifest, which Home Assistant, the Marketplace and HACS show."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    assert AwesomeVersion(MANIFEST["version"]).simple


async def test_home_assistant_takes_the_manifest(hass: HomeAssistant) -> None:
    """It loads the integration, and knows how it is discovered."""
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.name == MANIFEST["name"]
    assert integration.has_branding
    assert {"domain": DOMAIN, "macaddress": "008088*"} in [
        {"domain": DOMAIN, **matcher} for matcher in integration.dhcp or []
    ]
    assert {"registered_devices": True} in (integration.dhcp or [])


def test_what_the_code_uses_is_named_in_the_manifest() -> None:
    """A component that is not set up before us may not be there.

    One that asks us, as `repairs` asks our `repairs/`, is there by then.
    """
    declared = {*MANIFEST["dependencies"], *MANIFEST.get("after_dependencies", ())}
    declared.add("homeassistant")  # set up before all others
    asking = {name.partition("/")[0].removesuffix(".py") for name in MODULES}
    used = {
        name.split(".")[2]
        for module in MODULES.values()
        for name in imported(module)
        if name.startswith("homeassistant.components.")
    }
    assert used - declared - set(PLATFORMS) - asking == set()


def imported(module: ast.AST) -> Iterator[str]:
    """The full names of all that a module imports absolutely."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES)
def test_only_public_parts_of_home_assistant_are_used(module: str) -> None:
    """Private ones change without a word."""
    names = [n for n in imported(MODULES[module]) if n.startswith("homeassistant.")]
    assert [n for n in names if re.search(r"\._[^_]", n)] == []


def test_hacs_knows_every_key() -> None:
    """HACS refuses any other one."""
    assert HACS["name"] == MANIFEST["name"]
    assert HACS.keys() <= {
        "content_in_root",
        "country",
        "filename",
        "hacs",
        "hide_default_branch",
        "homeassistant",
        "name",
        "persistent_directory",
        "render_readme",
        "zip_release",
    }
    assert "filename" in HACS or not HACS.get("zip_release")


def test_hacs_asks_for_a_home_assistant_that_exists() -> None:
    """At most the one that the tests run with."""
    assert AwesomeVersion("2026.3") < AwesomeVersion(HACS["homeassistant"])
    assert AwesomeVersion(HACS["homeassistant"]) <= AwesomeVersion(ha_version)


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "hacs.json"])
def test_hacs_finds_the_files_that_it_wants(name: str) -> None:
    """In the root of the repository."""
    assert (ROOT / name).read_text().strip()


def test_the_repository_holds_one_integration() -> None:
    """HACS takes the first folder that it finds."""
    folders = [p.name for p in FOLDER.parent.iterdir() if p.is_dir()]
    assert [name for name in folders if name != "__pycache__"] == [DOMAIN]


@pytest.mark.parametrize(("name", "size"), [("icon", 256), ("icon@2x", 512)])
def test_the_icon_has_the_size_that_is_shown(name: str, size: int) -> None:
    """A PNG, square, as the brands repository has them."""
    head = (FOLDER / "brand" / f"{name}.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (size, size)


def test_the_brand_folder_holds_only_what_is_served() -> None:
    """Home Assistant serves eight names."""
    served = {
        f"{dark}{kind}{double}.png"
        for dark in ("", "dark_")
        for kind in ("icon", "logo")
        for double in ("", "@2x")
    }
    assert {p.name for p in (FOLDER / "brand").iterdir()} <= served


# Texts in general.


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_texts_are_plain(path: Path) -> None:
    """What hassfest forbids in a text: links, HTML, quoted or odd placeholders."""
    for where, text in texts(json.loads(path.read_text())):
        assert text, where
        assert text == text.strip(), where
        assert not re.search(r"https?:|www\.|<[a-zA-Z/]", text), where
        assert "[%key:" not in text, where
        # In the message format a quote before a brace makes it literal.
        assert "'{" not in text, where
        assert "}'" not in text, where
        assert re.sub(r"{[a-z_]+}", "", text).count("{") == 0, where


OTHERS = [path for path in TRANSLATIONS if path.stem != "en"]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_every_language_says_the_same(path: Path) -> None:
    """All texts of the English file and no others, with the same placeholders."""
    english = {where: placeholders(text) for where, text in texts(ENGLISH)}
    said = {
        where: placeholders(text) for where, text in texts(json.loads(path.read_text()))
    }
    assert said == english


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_one_text_is_said_in_one_way(path: Path) -> None:
    """A sentence that stands in several places is the same in each of them.

    A word may be bent: *off* goes with what is off.
    """
    said = dict(texts(json.loads(path.read_text())))
    found: dict[str, set[str]] = {}
    for where, text in texts(ENGLISH):
        if " " in text.strip("{}") and text.endswith("."):
            found.setdefault(text, set()).add(said[where])
    assert not {text: ways for text, ways in found.items() if len(ways) > 1}


UNITS = re.compile(r"[{]name[}]|x?\d[\d./:]*( (s|fps))?|LCD \d|[A-Z]{2,5}|MPEG-4|IPv6")
"""What is written in the same way everywhere: numbers, units, abbreviations."""
DUPLEX = {
    f"{speed} Mbit/s {way} duplex" for speed in (10, 100) for way in ("full", "half")
}
SAME_WORDS = {
    "de": "Alarm Gamma Gateway Host Hosts Live Panorama Parameter Port Preset"
    " Presets Stream Streams Text Zoom",
    "es": "Color Gamma Host Hosts Iris Manual Panorama Preset Presets Visible Zoom",
    "fr": "Causes Confirmation Direction Gamma Iris Minutes Mode Panorama"
    " Port Type Visible Zoom",
    "it": "Area Gamma Gateway Host Panorama Password Preset Stream Zoom",
    "ja": "",
    "nl": "Alarm Autofocus Camera Gamma Gateway Host Hosts Interval Panorama Parameter"
    " Parameters Preset Presets Stream Streams Trigger Type Zoom",
    "pl": "Alarm Folder Gamma Host Panorama Patrol Port Preset Zoom",
    "pt": "Gateway Manual Panorama Preset Presets Stream Streams Zoom",
    "pt-BR": "Gateway Host Hosts Manual Panorama Preset Presets Stream Streams Zoom",
    "sv": "Gamma Gateway Mask Panorama Parameter Port Text Zoom",
}
"""Words that a language spells as English does."""
SAME_PHRASES = {
    "de": {"Administrator (admin)", "Operator (operator)"},
    "fr": {f"{n} minutes" for n in (2, 3, 5, 10, 20, 30)}
    | {"1 minute", "Mode 1", "Mode 2", "Mode 3"},
    "it": DUPLEX | {"Area A", "Area B", "Area C", "Area D"},
    "ja": {"POP before SMTP"},
    "nl": DUPLEX | {"Operator (operator)"},
    "pl": {"Administrator (admin)", "Operator (operator)", "PTZ stop"},
    "pt": DUPLEX,
    "pt-BR": DUPLEX,
    "sv": {
        "10 Mbit/s full duplex",
        "100 Mbit/s full duplex",
        "{year}-{month}-{day}",
    },
}


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_nothing_is_left_in_english(path: Path) -> None:
    """But for units and proper names, and words that both languages have."""
    said = dict(texts(json.loads(path.read_text())))
    same = {
        text
        for where, text in texts(ENGLISH)
        # The zones are the camera's own words, most of them names of places.
        if said[where] == text and ".timezone.state." not in where
    }
    strange = {text for text in same if not UNITS.fullmatch(text)}
    words = set(SAME_WORDS[path.stem].split())
    assert strange == words | SAME_PHRASES.get(path.stem, set())


# Forms.


@pytest.fixture(autouse=True)
def _quick_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback an answer is there at once."""
    monkeypatch.setattr(search, "search", partial(search.search, wait=0.1))
    monkeypatch.setattr(alarm, "SETTLE", 0.05)


async def _card(hass: HomeAssistant) -> ConfigFlowResult:
    data = {"host": "127.0.0.9", "port": 80, "model": "VN-V685"}
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=data
    )


@pytest.fixture
async def forms(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    search_targets: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, ConfigFlowResult]:
    """All forms of the config flow, by step."""
    flows = hass.config_entries.flow
    nothing = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    hass.config_entries.async_update_entry(
        entry, data=entry.data | {"host": "127.0.0.77"}
    )
    search_targets.append((emulated.host, emulated.search_port or 0))
    listed = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    found = [
        listed,
        nothing,
        await _all_added(hass, emulated),
        await _manual(hass),
        await _card(hass),
        await entry.start_reauth_flow(hass),
        await entry.start_reconfigure_flow(hass),
        await flows.async_init(
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data={"host": "127.0.0.8", "entry_id": entry.entry_id},
        ),
    ]
    with monkeypatch.context() as patched:
        patched.setitem(READERS, "system.model", lambda *_: "VN-V687U")
        found.append(await _unknown(hass))
    found.append(await _sister(hass))
    return {str(form["step_id"]): form for form in found}


async def _all_added(hass: HomeAssistant, emulated: EmulatedCamera) -> ConfigFlowResult:
    """Search while the only camera that answers has been added."""
    known = MockConfigEntry(domain=DOMAIN, data=entry_data(emulated))
    known.add_to_hass(hass)
    flows = hass.config_entries.flow
    form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    await hass.config_entries.async_remove(known.entry_id)
    return form


async def _manual(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose another address than those found."""
    flows = hass.config_entries.flow
    form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await flows.async_configure(form["flow_id"], {"camera": "manual"})


async def _unknown(hass: HomeAssistant) -> ConfigFlowResult:
    """Add a camera of a model that the guide does not know."""
    flows = hass.config_entries.flow
    async with make_emulated(mac="0080880000FF") as camera:
        form = await flows.async_init(
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data={"host": camera.host, "port": camera.http_port, "model": "VN-V687U"},
        )
        login = {"username": "admin", "password": PASSWORD}
        form = await flows.async_configure(form["flow_id"], login)
        # The alarm port is not where a found camera has it: once more is enough.
        return await flows.async_configure(form["flow_id"], login)


async def _sister(hass: HomeAssistant) -> ConfigFlowResult:
    """Add a camera of another family."""
    flows = hass.config_entries.flow
    async with make_emulated(mac="0080880000EE", forms=Forms.vn_h()) as camera:
        form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
        form = await flows.async_configure(form["flow_id"], {"camera": "manual"})
        address = entry_data(camera)
        login = {key: address.pop(key) for key in ("username", "password")}
        form = await flows.async_configure(form["flow_id"], address)
        return await flows.async_configure(form["flow_id"], login)


def test_every_form(forms: dict[str, ConfigFlowResult]) -> None:
    """Every step has texts, and there are no texts without a step."""
    assert forms.keys() == ENGLISH["config"]["step"].keys()
    code = MODULES["config_flow.py"]
    shown = {argument(call, "step_id") for call in calls(code, "async_show_form")}
    asked = {
        text
        for call in calls(code, "_ask_address")
        for text in constants(call.args[0]) or {"manual"}
    }
    assert shown - {None} | asked == forms.keys()


def explains(form: ConfigFlowResult, step: dict[str, Any]) -> None:
    """Make sure that a form has a text and a hint for each field, and each section."""
    assert form["data_schema"] is not None
    fields = {str(key) for key in form["data_schema"].schema}
    for key, part in form["data_schema"].schema.items():
        if isinstance(part, section):
            fields.remove(str(key))
            told = step["sections"][key]
            assert told["name"]
            inner = {str(each) for each in part.schema.schema}
            assert told["data"].keys() == told["data_description"].keys() == inner
    assert step.get("data", {}).keys() == fields
    assert step.get("data_description", {}).keys() == fields
    open_names = {name for _, text in texts(step) for name in placeholders(text)}
    assert open_names <= (form["description_placeholders"] or {}).keys()


async def test_every_field_is_named_and_explained(
    forms: dict[str, ConfigFlowResult],
) -> None:
    """In the config flow; each placeholder is filled in."""
    for step, form in forms.items():
        explains(form, ENGLISH["config"]["step"][step])


async def test_every_option_is_named_and_explained(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """In the options flow."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert ENGLISH["options"]["step"].keys() == {form["step_id"]}
    told = ENGLISH["options"]["step"][form["step_id"]]["sections"]
    assert form["data_schema"]
    parts = form["data_schema"].schema
    assert told.keys() == {str(name) for name in parts}
    for name, part in parts.items():
        fields = {str(key) for key in part.schema.schema}
        assert told[name]["data"].keys() == fields
        assert told[name]["data_description"].keys() == fields
        assert told[name]["name"]


async def test_every_choice_has_a_text(forms: dict[str, ConfigFlowResult]) -> None:
    """In forms and actions; no text is without a choice."""
    choices: dict[str, set[str]] = {}
    for select in selects(forms.values()):
        choices.setdefault(select["translation_key"], set()).update(
            option if isinstance(option, str) else option["value"]
            for option in select["options"]
        )
    # Found cameras, which are a host and a port, have labels of their own.
    choices["camera"] = {key for key in choices["camera"] if ":" not in key}
    choices["restart_or_drop"] = {settings.RESTART, settings.DROP}
    choices["hide_or_keep"] = {told.HIDE, told.KEEP}
    assert choices == {
        key: set(value["options"])
        for key, value in ENGLISH["selector"].items()
        if "options" in value
    }
    assert choices["username"] == set(Role)


def test_every_part_of_a_field_has_a_text() -> None:
    """Of an object that a person fills in."""
    objects = {
        config["translation_key"]: set(config["fields"])
        for config in objects_of_actions()
    }
    assert objects == {
        key: set(value["fields"])
        for key, value in ENGLISH["selector"].items()
        if "fields" in value
    }


def selects(forms: Iterable[ConfigFlowResult]) -> Iterator[dict[str, Any]]:
    """The settings of all fields of forms and actions that offer choices."""
    for form in forms:
        assert form["data_schema"]
        for asked in form["data_schema"].schema.values():
            if isinstance(asked, SelectSelector):
                yield dict(asked.config)
    for asked in asked_by_actions():
        if "select" in asked["selector"]:
            yield asked["selector"]["select"]


def asked_by_actions() -> Iterator[dict[str, Any]]:
    """All fields of actions, and those within."""
    waiting = [
        asked
        for action in SERVICES.values()
        for asked in action.get("fields", {}).values()
    ]
    while waiting:
        asked = waiting.pop()
        yield asked
        waiting += (asked["selector"].get("object") or {}).get("fields", {}).values()


def objects_of_actions() -> Iterator[dict[str, Any]]:
    """The objects that actions take; each has fields, for nobody writes YAML.

    But for a list of numbers, for which there is no form.
    """
    for asked in asked_by_actions():
        if "object" in asked["selector"]:
            config = asked["selector"]["object"]
            if config is None and asked.get("example", "").startswith("["):
                continue
            assert config["fields"]
            yield config


ORDINALS = 8
"""More things of a kind have no first one that anybody would choose."""


@pytest.mark.parametrize("name", SERVICES)
def test_no_field_of_an_action_begins_at_an_extreme(name: str) -> None:
    """A number without a default begins at its lowest value in the form.

    What the camera has from the factory may be an extreme: it is the example, too.
    """
    for key, asked in SERVICES[name].get("fields", {}).items():
        if (number := asked["selector"].get("number")) is None:
            continue
        assert "default" in asked, key
        if number["max"] - number["min"] >= ORDINALS:
            inside = number["min"] < asked["default"] < number["max"]
            assert inside or asked["default"] == asked.get("example"), key


async def test_the_forms_of_actions_are_those_of_home_assistant(
    hass: HomeAssistant,
) -> None:
    """It would show another one as YAML."""
    for asked in asked_by_actions():
        validate_selector(asked["selector"])


async def test_every_card_has_what_its_title_needs(
    hass: HomeAssistant, forms: dict[str, ConfigFlowResult]
) -> None:
    """Found cameras and refused logins; else it shows an error of the translation."""
    needed = placeholders(ENGLISH["config"].get("flow_title", ""))
    titles = {
        flow["step_id"]: flow["context"]["title_placeholders"].keys()
        for flow in hass.config_entries.flow.async_progress()
        if "title_placeholders" in flow["context"]
    }
    asked_by_cards = {"credentials", "moved", "reauth_confirm", "unknown_model"}
    assert titles.keys() == asked_by_cards
    for step, given in titles.items():
        assert needed <= given, step


def test_every_error_of_a_form_has_a_text() -> None:
    """And each text has its error."""
    said: set[str] = set()
    for node in (
        node
        for name in ("config_flow.py", "trial.py")
        for node in ast.walk(MODULES[name])
    ):
        # {"base": "..."} and tables such as {LinkState.DOWN: "..."}.
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                is_error = (
                    isinstance(key, ast.Constant) and key.value == "base"
                ) or isinstance(key, ast.Attribute)
                if is_error:
                    said |= constants(value)
        # An assignment to a field of `errors`.
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Subscript) and getattr(t.value, "id", "") == "errors"
            for t in node.targets
        ):
            said |= constants(node.value)
    assert said == ENGLISH["config"]["error"].keys()


def test_every_end_of_a_flow_has_a_text() -> None:
    """And each text has its end."""
    code = MODULES["config_flow.py"]
    said = {
        argument(call, "reason")
        for call in calls(code, "async_abort", "_abort_if_unique_id_mismatch")
    } - {None}
    said |= {
        reason
        for call in calls(code, "_abort_if_unique_id_configured")
        if (reason := argument(call, "error"))
    }
    # What Home Assistant's own methods say where no reason is given.
    implied = {
        "_abort_if_unique_id_configured": {"already_configured"},
        "_async_abort_entries_match": {"already_configured"},
        "async_set_unique_id": {"already_in_progress"},
        "async_update_reload_and_abort": {
            "reauth_successful",
            "reconfigure_successful",
        },
    }
    for name, reasons in implied.items():
        if next(calls(code, name), None):
            said |= reasons
    assert said == ENGLISH["config"]["abort"].keys()


# Entities.

CAMERAS = (
    ("VN-V685", "V3-00", Role.ADMIN),
    ("VN-V685", "V3-00", Role.USER),
    ("VN-V686", "V1-04", Role.ADMIN),
    ("VN-V686", "V1-04", Role.USER),
)
"""Together they have every entity there is."""


@dataclass
class Kind:
    """What is known of all entities with one key.

    Attributes:
        plain: no device class gives it an icon, or one for each state.
        words: the states or events that it can show, as far as they are fixed.
    """

    plain: bool = False
    words: set[str] = field(default_factory=set)


@pytest.fixture
async def kinds(hass: HomeAssistant) -> dict[tuple[str, str], Kind]:
    """All entities that any model and login has, by platform and key."""
    found: dict[tuple[str, str], Kind] = {}
    for number, (model, firmware, role) in enumerate(CAMERAS):
        mac = f"00:80:88:00:00:{number:02x}"
        async with make_emulated(model=model, firmware=firmware, mac=mac) as emulated:
            password = emulated.passwords[role]
            data = entry_data(emulated, username=role, password=password)
            entry = MockConfigEntry(domain=DOMAIN, unique_id=mac, data=data)
            entry.add_to_hass(hass)
            # With what the camera is asked for first, and what is read behind.
            await set_up(hass, entry)
            assert await hass.config_entries.async_unload(entry.entry_id)
        registry = er.async_get(hass)
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
            assert entity.translation_key
            key = entity.domain, entity.translation_key
            kind = found.setdefault(key, Kind())
            kind.plain |= entity.original_device_class in (None, "enum")
            if key not in FREE_TEXT:
                abilities = entity.capabilities or {}
                kind.words |= set(abilities.get("options") or ())
                kind.words |= set(abilities.get("event_types") or ())
    del found[MAIN_ENTITY]
    return found


def nested(section: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """What a file says of each entity, by platform and key."""
    return {
        (platform, key): told
        for platform, keys in section.items()
        for key, told in keys.items()
    }


async def test_entities_are_named_drawn_and_spelled_out(
    kinds: dict[tuple[str, str], Kind],
) -> None:
    """Each has a name, an icon unless its class has one, and words for its states.

    Nothing is left over from an entity that is no more.
    """
    told, drawn = nested(ENGLISH["entity"]), nested(ICONS["entity"])
    assert {key for key, entity in told.items() if entity["name"]} == kinds.keys()
    assert drawn.keys() <= kinds.keys()
    assert {key for key, kind in kinds.items() if kind.plain} <= drawn.keys()
    assert {key: words_of(entity) for key, entity in told.items()} == {
        key: kind.words for key, kind in kinds.items()
    }
    on_off = {"on", "off"}
    assert {
        key: strange
        for key, icons in drawn.items()
        if (strange := words_of(icons) - (kinds[key].words or on_off))
    } == {}


def words_of(told: dict[str, Any]) -> set[str]:
    """The states and types of events that a file speaks of."""
    events = told.get("state_attributes", {}).get("event_type", {})
    return {*told.get("state", ()), *events.get("state", ())}


def test_every_icon_is_one_of_material_design() -> None:
    """The only set that every Home Assistant has."""
    for where, icon in texts(ICONS):
        assert re.fullmatch(r"mdi:[a-z0-9]+(-[a-z0-9]+)*", icon), where


def test_an_icon_of_a_state_differs_from_the_usual_one() -> None:
    """Hassfest refuses one that says nothing."""
    for keys in ICONS["entity"].values():
        for icons in keys.values():
            assert icons["default"] not in icons.get("state", {}).values()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_says_how_many_updates_run_at_once(platform: str) -> None:
    """A rule of the quality scale."""
    assigned = {
        target.id: node.value
        for node in MODULES[f"{platform}.py"].body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    limit = assigned["PARALLEL_UPDATES"]
    assert isinstance(limit, ast.Constant)
    assert limit.value in (0, 1)


# Actions.

NOT_FIELDS = {"metadata", *(str(key) for key in cv.ENTITY_SERVICE_FIELDS)}
"""What Home Assistant adds to the schema of every action that has a target."""


async def test_actions_are_described_where_they_exist(hass: HomeAssistant) -> None:
    """The registered ones, and no others, with all of their fields."""
    assert await async_setup_component(hass, DOMAIN, {})
    registered = hass.services.async_services_for_domain(DOMAIN)
    described = ENGLISH["services"]
    assert registered.keys() == SERVICES.keys() == described.keys()
    assert registered.keys() == ICONS["services"].keys()
    for name, action in registered.items():
        accepted = {str(key): key for key in schema_keys(action.schema)}
        fields = accepted.keys() - NOT_FIELDS
        asked = SERVICES[name].get("fields", {})
        assert asked.keys() == fields, name
        assert described[name].get("fields", {}).keys() == fields, name
        for key, details in asked.items():
            required = type(accepted[key]).__name__ == "Required"
            assert details.get("required", False) is required, (name, key)


def schema_keys(schema: Any) -> Iterable[Any]:
    """The keys of a schema, in whatever it is wrapped."""
    if isinstance(schema, dict):
        return schema
    if hasattr(schema, "schema"):
        return schema_keys(schema.schema)
    for validator in getattr(schema, "validators", ()):
        if keys := schema_keys(validator):
            return keys
    return ()


@pytest.mark.parametrize("name", SERVICES)
def test_an_action_is_named_and_explained(name: str) -> None:
    """It and each of its fields; and it targets our cameras only."""
    told = ENGLISH["services"][name]
    for each in (told, *told.get("fields", {}).values()):
        assert each["name"]
        assert each["description"].endswith(".")
    assert SERVICES[name]["target"] == {
        "entity": {"integration": DOMAIN, "domain": "camera"}
    }
    for asked in SERVICES[name].get("fields", {}).values():
        assert asked["selector"]


# Exceptions.

RAISED = (
    "ConfigEntryAuthFailed",
    "ConfigEntryError",
    "ConfigEntryNotReady",
    "HomeAssistantError",
    "ServiceValidationError",
    "UpdateFailed",
)


OF_ERRORS = {"error", "mac"}
"""What `errors._details` gives beside what is written at the place itself."""


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Place, translation key and given placeholders of every translated exception."""
    for name, module in MODULES.items():
        for call in calls(module, *RAISED):
            where = f"{name}:{call.lineno}"
            keywords = {k.arg: k.value for k in call.keywords}
            assert ast.unparse(keywords["translation_domain"]) == "DOMAIN", where
            given = keywords.get("translation_placeholders")
            names = _dict_keys(module, given) if given else set()
            for key in _possible_keys(keywords["translation_key"], module):
                yield where, key, names
        for call in calls(module, "camera_error", "error"):
            if len(call.args) >= 2:
                yield from _of_camera(f"{name}:{call.lineno}", call, module)


def _of_camera(
    where: str, call: ast.Call, module: ast.Module
) -> Iterator[tuple[str, str, set[str]]]:
    """The same for an error that names its camera by itself."""
    key, names = call.args[1], {"camera", *(k.arg or "" for k in call.keywords)}
    if isinstance(key, ast.JoinedStr):
        # A refused value: the kind of what was expected ends the key.
        for kind, details in expectations():
            yield where, f"invalid_{kind}", names | details
    else:
        for each in _possible_keys(key, module):
            yield where, each, names | (OF_ERRORS if "" in names else set())


def expectations() -> Iterator[tuple[str, set[str]]]:
    """What values can be expected, and the details that tell more of it."""
    for module in MODULES.values():
        for call in calls(module, "Expected"):
            (kind,) = call.args
            assert isinstance(kind, ast.Constant)
            yield kind.value, {str(keyword.arg) for keyword in call.keywords}


def _possible_keys(value: ast.expr, module: ast.Module | None = None) -> set[str]:
    """The texts that a value may be.

    Itself, what was assigned to a name, or what the called function returns.
    """
    if isinstance(value, ast.Await):
        return _possible_keys(value.value, module)
    if isinstance(value, ast.Name):
        assigned = [
            node.value
            for node in ast.walk(module or ast.Module([], []))
            if isinstance(node, ast.NamedExpr) and node.target.id == value.id
        ]
        return {text for each in assigned for text in _possible_keys(each)}
    if not isinstance(value, ast.Call):
        return constants(value)
    if not isinstance(value.func, ast.Name):
        return set()
    return {
        text
        for module in MODULES.values()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name == value.func.id
        for statement in ast.walk(node)
        if isinstance(statement, ast.Return) and statement.value
        for text in _possible_keys(statement.value)
    }


def _dict_keys(module: ast.Module, value: ast.expr) -> set[str]:
    """The keys of a dictionary that is written out, named before, or joined."""
    match value:
        case ast.Dict():
            return {key.value for key in value.keys if isinstance(key, ast.Constant)}
        case ast.BinOp(op=ast.BitOr()):
            return _dict_keys(module, value.left) | _dict_keys(module, value.right)
        case ast.Name():
            (assigned,) = [
                node.value
                for node in ast.walk(module)
                if isinstance(node, ast.Assign)
                and [getattr(t, "id", "") for t in node.targets] == [value.id]
            ]
            return _dict_keys(module, assigned)
        case _:
            raise AssertionError(ast.unparse(value))


def test_every_exception_has_a_text_and_what_it_needs() -> None:
    """And each text has its exception."""
    found = list(raised())
    told = {key: placeholders(e["message"]) for key, e in ENGLISH["exceptions"].items()}
    assert {key for _, key, _ in found} == told.keys()
    for where, key, names in found:
        assert told[key] <= names, where


# Issues.


def test_every_issue_has_a_text_and_what_it_needs() -> None:
    """And each text has its issue: what can be mended has a dialog, the rest a text."""
    found: dict[str, bool] = {}
    for name, module in MODULES.items():
        for call in calls(module, "async_create_issue"):
            keywords = {k.arg: k.value for k in call.keywords}
            given = _dict_keys(module, keywords["translation_placeholders"])
            for key in _possible_keys(keywords["translation_key"]):
                found[key] = bool(argument(call, "is_fixable"))
                told = ENGLISH["issues"][key]
                needed = placeholders(told["title"] + told.get("description", ""))
                assert needed <= given, name
    for call in calls(MODULES["issues.py"], "_create_issue"):
        given = {"camera", *(str(k.arg) for k in call.keywords)} - {"fix", "severity"}
        for key in _possible_keys(call.args[3]):
            found[key] = any(k.arg == "fix" for k in call.keywords)
            told = ENGLISH["issues"][key]
            needed = placeholders(told["title"] + told.get("description", ""))
            assert needed <= given, key
    for call in calls(MODULES["issues.py"], "_create_disk_issue"):
        (key,) = _possible_keys(call.args[1])
        found[key] = False
        told = ENGLISH["issues"][key]
        needed = placeholders(told["title"] + told["description"])
        assert needed == {str(k.arg) for k in call.keywords}, key
    issues = ENGLISH["issues"]
    assert found == {key: "fix_flow" in issue for key, issue in issues.items()}
    for issue in issues.values():
        assert ("description" in issue) is not ("fix_flow" in issue)


def test_every_dialog_that_mends_has_its_texts() -> None:
    """Its steps, what goes on, and how it may end; and what they leave open."""
    flows_of = [name for name in MODULES if name.startswith("repairs/")]
    code = ast.Module([node for name in flows_of for node in MODULES[name].body], [])
    said = {
        "step": texts_said(code, "async_show_form", "step_id")
        | texts_said(code, "async_show_menu", "step_id"),
        "progress": texts_said(code, "async_show_progress", "progress_action"),
        "abort": texts_said(code, "async_abort", "reason"),
    }
    flows = [i["fix_flow"] for i in ENGLISH["issues"].values() if "fix_flow" in i]
    told: dict[str, dict[str, set[str]]] = {
        part: {
            key: {name for _, text in texts({"": each}) for name in placeholders(text)}
            for flow in flows
            for key, each in flow.get(part, {}).items()
        }
        for part in said
    }
    assert {part: set(keys) for part, keys in told.items()} == {
        part: set(keys) for part, keys in said.items()
    }
    for part, keys in told.items():
        for key, needed in keys.items():
            assert needed <= said[part][key], (part, key)


def texts_said(code: ast.Module, method: str, name: str) -> dict[str, set[str]]:
    """What a method is called with, and the placeholders that are given with it."""
    said: dict[str, set[str]] = {}
    for call in calls(code, method):
        keywords = {k.arg: k.value for k in call.keywords}
        given = keywords.get("description_placeholders")
        said[argument(call, name)] = _dict_keys(code, given) if given else set()
    return said
