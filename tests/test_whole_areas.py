"""Privacy masks, motion areas and patrols: read whole, and written whole or not."""

from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components import jvc_vn
from tests.conftest import settled
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

from .test_actions import act, params

pytestmark = pytest.mark.usefixtures("loaded")

AREA = "camera.private_mask.area({}).status"
ON = [{"area": area, "enabled": True} for area in range(1, 9)]
EVILS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "enabled, color, masks.1"),
    ({"enabled": "on"}, "enabled"),
    ({"enabled": None}, "enabled"),
    ({"color": "grey"}, "color"),
    ({"color": "808080"}, "color"),
    ({"color": None}, "color"),
    ({"masks": []}, "masks"),
    ({"masks": "1"}, "masks"),
    ({"masks": {"1": True}}, "masks"),
    ({"masks": [*ON, ON[0]]}, "masks"),
    ({"masks": [1]}, "masks.1"),
    ({"masks": [ON[0], {"area": 2}]}, "masks.2"),
    ({"masks": [{**ON[0], "pan": 5}]}, "masks.1"),
    ({"masks": [{"area": 0, "enabled": True}]}, "masks.1.area"),
    ({"masks": [{"area": 9, "enabled": True}]}, "masks.1.area"),
    ({"masks": [{"area": "1&a=b", "enabled": True}]}, "masks.1.area"),
    ({"masks": [{"area": 1.5, "enabled": True}]}, "masks.1.area"),
    ({"masks": [{"area": True, "enabled": True}]}, "masks.1.area"),
    ({"masks": [ON[0], ON[0]]}, "masks.2.area"),
    ({"masks": [{"area": 1, "enabled": "edit"}]}, "masks.1.enabled"),
    ({"masks": [{"area": 1, "enabled": 1}]}, "masks.1.enabled"),
)


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


async def test_masks_are_given_back(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """What was read is written again, and only what differs is sent."""
    emulated.force(AREA.format(2), "on")
    kept = await act(hass, "get_privacy_masks")
    masks = [{"area": 3, "enabled": False}, {"area": 1, "enabled": True}]
    told = await act(
        hass, "set_privacy_masks", enabled=True, color="gray_80", masks=masks
    )
    assert [m["area"] for m in told["masks"] if m["enabled"]] == [1]
    assert (told["enabled"], told["color"]) == (True, "gray_80")
    assert emulated.get(AREA.format(0)) == "on"
    assert emulated.get(AREA.format(2)) == "off"
    await settled(emulated)
    emulated.clear_requests()
    assert await act(hass, "set_privacy_masks", **kept) == kept
    assert f"{AREA.format(2)}=on" in params(emulated)
    emulated.clear_requests()
    assert await act(hass, "set_privacy_masks", **kept) == kept
    assert [text for text in params(emulated) if "=" in text] == []


async def test_masks_that_are_refused(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """In the name of the field, before anything is sent."""
    await settled(emulated)
    emulated.clear_requests()
    for wanted, field in EVILS:
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "set_privacy_masks", **wanted)
        assert str(caught.value).startswith(f"Yard: {field}"), wanted
    assert params(emulated) == []


async def test_masks_are_not_half_written(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Where the camera refuses the last, those before it are as they were."""
    before = await act(hass, "get_privacy_masks")
    emulated.faults.refusals.append(Refusal(f"{AREA.format(7)}=on"))
    with pytest.raises(HomeAssistantError):
        await act(hass, "set_privacy_masks", color="black", masks=ON)
    emulated.faults.refusals.clear()
    assert await act(hass, "get_privacy_masks") == before


@pytest.mark.parametrize("area", ["motion", "tracking"])
async def test_an_area_is_given_back(hass: HomeAssistant, area: str) -> None:
    """Each kind of area, as it was read."""
    kept = await act(hass, "get_motion_area", area=area)
    other = ["#...........", *["." * 12] * 7]
    await act(hass, "set_motion_area", rows=other, area=area)
    assert await act(hass, "set_motion_area", **kept, area=area) == kept
    assert await act(hass, "get_motion_area", area=area) == kept


async def test_a_patrol_is_given_back(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """An empty one too."""
    kept = await act(hass, "get_patrol", patrol=1)
    assert await act(hass, "set_patrol", patrol=1, steps=[]) == {"steps": []}
    assert await act(hass, "get_patrol", patrol=1) == {"steps": []}
    await act(hass, "set_patrol", patrol=1, **kept)
    assert await act(hass, "get_patrol", patrol=1) == kept
