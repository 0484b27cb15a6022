"""Adding cameras to Home Assistant the way a person does: through the config flow."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import DemoError

if TYPE_CHECKING:
    from .client import Client

FLOWS = "/api/config/config_entries/flow"
ALARM_PORT = 32040


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A camera to be added: where it is, how to log in, and what to call it."""

    host: str
    port: int = 80
    username: str
    password: str = field(repr=False)
    model: str | None = None
    name: str | None = None
    area: str | None = None
    titles: dict[int, str] = field(default_factory=dict)
    """What its presets are called, where the emulator's own titles do not suit."""

    @property
    def address(self) -> str:
        """Return the address in the form of the config flow and the search."""
        return f"{self.host}:{self.port}"


BACK_YARD = {
    1: "Garden gate",
    2: "Back door",
    3: "Terrace",
    4: "Tool shed",
    5: "Fish pond",
}
EMULATED = tuple(
    Camera(
        model=model,
        host=host,
        port=8085,
        username="admin",
        password=password,
        name=name,
        area=area,
        titles=titles,
    )
    for model, host, password, name, area, titles in (
        ("VN-V685", "127.0.0.11", "jvc", "Front yard", "Driveway", {}),
        ("VN-V686", "127.0.0.12", "vn-v686", "Back yard", "Garden", BACK_YARD),
    )
)


async def add(client: Client, camera: Camera) -> bool:
    """Add a camera and name it; return False when it is there already."""
    step = await client.post(FLOWS, {"handler": "jvc_vn"})
    warned: set[str] = set()
    try:
        while step["type"] == "form":
            _check(camera, step["errors"] or {}, warned)
            given = answer(camera, step)
            step = await client.post(f"{FLOWS}/{step['flow_id']}", given)
    except BaseException:
        await client.delete(f"{FLOWS}/{step['flow_id']}")
        raise
    if step["type"] == "create_entry":
        if camera.name and camera.area:
            await _name(client, step["result"]["entry_id"], camera)
        await finish(client, step["result"]["entry_id"], camera)
        return True
    reason = step.get("reason", step["type"])
    if reason != "already_configured":
        raise DemoError(f"{camera.address} was not added: {reason}")
    return False


def _check(camera: Camera, errors: dict[str, str], warned: set[str]) -> None:
    """Go on after what the flow says only once (no alarms); raise any other error."""
    reasons = set(errors.values())
    if any(reason in warned or "alarm" not in reason for reason in reasons):
        raise DemoError(f"{camera.address} was not added: {', '.join(reasons)}")
    for reason in reasons:
        print(f"{camera.address}: {reason}, adding it all the same", flush=True)
    warned |= reasons


def answer(camera: Camera, form: dict[str, Any]) -> dict[str, Any]:
    """Return what to fill into a form of the config flow."""
    match form["step_id"]:
        case "user":
            found = camera.address in _options(form, "camera")
            return {"camera": camera.address if found else "manual"}
        case "manual":
            return {
                "host": camera.host,
                "port": camera.port,
                "alarm_port": ALARM_PORT,
            }
        case "credentials":
            return {"username": camera.username, "password": camera.password}
    raise DemoError(f"the config flow asks something unknown: step {form['step_id']}")


def _options(form: dict[str, Any], name: str) -> set[str]:
    """Return the values that a drop-down list of a form offers."""
    for part in form["data_schema"]:
        if part["name"] == name:
            options = part.get("options") or part["selector"]["select"]["options"]
            return {
                option["value"] if isinstance(option, dict) else str(option[0])
                for option in options
            }
    return set()


async def finish(client: Client, entry_id: str, camera: Camera) -> None:
    """Let Assist know the camera, and call its presets by names of their own."""
    entities = await client.command("config/entity_registry/list")
    picture = next(
        each["entity_id"]
        for each in entities
        if each["config_entry_id"] == entry_id and each["unique_id"].endswith("_camera")
    )
    await client.command(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[picture],
        should_expose=True,
    )
    for number, title in camera.titles.items():
        await client.post(
            "/api/services/jvc_vn/rename_preset",
            {"entity_id": picture, "preset": str(number), "title": title},
        )


async def _name(client: Client, entry_id: str, camera: Camera) -> None:
    """Give a device its name and area, and its entities ids that follow the name."""
    update = "config/device_registry/update"
    devices = await client.command("config/device_registry/list")
    (device,) = (each["id"] for each in devices if each["config_entry_id"] == entry_id)
    await client.command(update, device_id=device, name_by_user=camera.name)

    # Before the area is set: new ids would begin with it.
    entities = await client.command("config/entity_registry/list")
    ids = [each["entity_id"] for each in entities if each["device_id"] == device]
    wanted = await client.command(
        "config/entity_registry/get_automatic_entity_ids", entity_ids=ids
    )
    for old, new in wanted.items():
        if new and new != old:
            await client.command(
                "config/entity_registry/update", entity_id=old, new_entity_id=new
            )

    areas = await client.command("config/area_registry/list")
    ids_of_areas = {each["name"]: each["area_id"] for each in areas}
    if camera.area not in ids_of_areas:
        area = await client.command("config/area_registry/create", name=camera.area)
        ids_of_areas[camera.area] = area["area_id"]
    area_id = ids_of_areas[camera.area]
    await client.command(update, device_id=device, area_id=area_id)
