"""The demonstration's dashboard, built from what the entity registry holds."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .client import Client

URL_PATH = "jvc-cameras"
STRATEGY_PATH = "jvc-all-cameras"
DOMAIN = "jvc_vn"

type Card = dict[str, Any]

SELECTS = ("preset", "day_night")
TILES = (
    "input_1",
    "input_2",
    "motion",
    "alarm_link",
    "output_1",
    "output_2",
    "auto_pan",
    "tracking",
)
TURNING = (
    "ptz_left",
    "ptz_up",
    "ptz_down",
    "ptz_right",
    "ptz_zoom_out",
    "ptz_zoom_in",
    "home",
    "ptz_stop",
)
HISTORY = ("motion", "input_1", "input_2")
DETAILS = {
    None: "Controls and sensors",
    "config": "Configuration",
    "diagnostic": "Diagnostic",
}
# An entity's own name: which camera it belongs to stands in the heading.
OWN_NAME = {"type": "entity"}


@dataclass(frozen=True)
class Device:
    """One camera and its enabled entities, by the key at the end of the unique id."""

    name: str
    entities: dict[str, str]
    categories: dict[str | None, list[str]] = field(default_factory=dict)


def devices(
    entity_list: Iterable[dict[str, Any]], device_list: Iterable[dict[str, Any]]
) -> list[Device]:
    """Sort the entities of both registries' lists into cameras."""
    found = {
        device["id"]: Device(device["name_by_user"] or device["name"], {})
        for device in device_list
    }
    for entity in sorted(entity_list, key=lambda entity: str(entity["entity_id"])):
        if (
            entity["platform"] == DOMAIN
            and not entity["disabled_by"]
            and (device := found.get(entity["device_id"]))
        ):
            key = entity["unique_id"].partition("_")[2]
            device.entities[key] = entity["entity_id"]
            category = device.categories.setdefault(entity["entity_category"], [])
            category.append(entity["entity_id"])
    return [device for device in found.values() if device.entities]


def build(cameras: list[Device]) -> dict[str, Any]:
    """Return the whole dashboard."""
    return {
        "title": "Cameras",
        "views": [
            _view("Cameras", "mdi:cctv", [_overview(each) for each in cameras]),
            _view(
                "Details",
                "mdi:format-list-bulleted",
                [_details(each) for each in cameras],
            ),
        ],
    }


async def install(client: Client) -> bool:
    """Make the dashboard the start page; say whether there was a camera to show."""
    existing = await client.command("lovelace/dashboards/list")
    if any(each["url_path"] == URL_PATH for each in existing):
        return True
    cameras = devices(
        await client.command("config/entity_registry/list"),
        await client.command("config/device_registry/list"),
    )
    if not cameras:
        return False
    await client.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Cameras",
        icon="mdi:cctv",
    )
    await client.command(
        "lovelace/config/save", url_path=URL_PATH, config=build(cameras)
    )
    await client.command(
        "lovelace/dashboards/create",
        url_path=STRATEGY_PATH,
        title="All cameras",
        icon="mdi:view-grid",
    )
    await client.command(
        "lovelace/config/save",
        url_path=STRATEGY_PATH,
        config={"strategy": {"type": "custom:jvc-vn-cameras"}},
    )
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )
    return True


def _view(title: str, icon: str, sections: list[Card]) -> Card:
    return {
        "type": "sections",
        "title": title,
        "path": title.lower(),
        "icon": icon,
        "max_columns": 2,
        "sections": sections,
    }


def _section(title: str, cards: list[Card]) -> Card:
    heading = {"type": "heading", "heading": title, "icon": "mdi:cctv"}
    return {"type": "grid", "cards": [heading, *cards]}


def _overview(camera: Device) -> Card:
    """Return the live picture of a camera and what one wants at hand below it."""

    def cards(keys: Iterable[str], card: Callable[[str], Card]) -> list[Card]:
        return [card(camera.entities[key]) for key in keys if key in camera.entities]

    return _section(
        camera.name,
        cards(["camera"], _picture)
        + cards(TURNING, _button)
        + cards(SELECTS, _select)
        + cards(TILES, _tile),
    )


def _details(camera: Device) -> Card:
    """Return all entities of a camera, by category."""
    return _section(
        camera.name,
        [
            {
                "type": "entities",
                "title": title,
                "show_header_toggle": False,
                "entities": [
                    {"entity": entity_id, "name": OWN_NAME} for entity_id in entities
                ],
            }
            for category, title in DETAILS.items()
            if (entities := camera.categories.get(category))
        ]
        + _history(camera),
    )


def _history(camera: Device) -> list[Card]:
    """Return what happened lately, if there is something that tells it."""
    told = [camera.entities[key] for key in HISTORY if key in camera.entities]
    if not told:
        return []
    entities = [{"entity": each, "name": OWN_NAME} for each in told]
    return [{"type": "history-graph", "hours_to_show": 6, "entities": entities}]


def _picture(entity_id: str) -> Card:
    return {
        "type": "custom:jvc-vn-card",
        "camera": entity_id,
        "grid_options": {"columns": "full"},
    }


def _select(entity_id: str) -> Card:
    features = [{"type": "select-options"}]
    return {**_tile(entity_id), "hide_state": True, "features": features}


def _button(entity_id: str) -> Card:
    press = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": entity_id},
    }
    return {
        "type": "button",
        "entity": entity_id,
        "name": OWN_NAME,
        "show_name": False,
        "tap_action": press,
        "grid_options": {"columns": 3, "rows": 1},
    }


def _tile(entity_id: str) -> Card:
    return {
        "type": "tile",
        "entity": entity_id,
        "name": OWN_NAME,
        "grid_options": {"columns": 6},
    }
