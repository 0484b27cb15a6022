"""Answers that come byte by byte, or never: every wait has an end."""

import asyncio
import time

import pytest
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn import coordinator, trial
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import camera, http, identity_check, ptz
from custom_components.jvc_vn.ptz import controller
from tests.conftest import act, entry_data, set_up
from tests.emulator import EmulatedCamera

LIMIT = 0.5


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for ten, and for all else in proportion."""
    for module in (http, camera, identity_check, trial, controller):
        monkeypatch.setattr(module, "TIMEOUT", LIMIT)
    monkeypatch.setattr(identity_check, "PICTURE_WAIT", 0.15)
    monkeypatch.setattr(ptz, "CLOSE_TIMEOUT", LIMIT)
    monkeypatch.setattr(coordinator, "CLOSE_TIMEOUT", 1.1 * LIMIT)


@pytest.fixture(params=["param_dribble", "video_dribble", "hang", "video_silent"])
def trouble(request: pytest.FixtureRequest) -> str:
    """What the camera does."""
    return str(request.param)


def begin(emulated: EmulatedCamera, trouble: str) -> None:
    """Let it begin."""
    value = 0.05 if "dribble" in trouble else True
    setattr(emulated.faults, trouble, value)


async def test_the_flow_ends(
    hass: HomeAssistant, emulated: EmulatedCamera, trouble: str
) -> None:
    """Within the time of one request, with an error or a camera."""
    flow = hass.config_entries.flow

    async def submit(result: ConfigFlowResult, **data: object) -> ConfigFlowResult:
        begun = time.monotonic()
        result = await flow.async_configure(result["flow_id"], data)
        assert time.monotonic() - begun < 2.5 * LIMIT
        return result

    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    address = {k: entry_data(emulated)[k] for k in ("host", "port", "alarm_port")}
    result = await submit(result, **address)
    assert result["step_id"] == "credentials"
    begin(emulated, trouble)
    result = await submit(result, username="admin", password="jvc")
    if "param" in trouble or trouble == "hang":
        assert result["errors"] == {"base": "cannot_connect"}


async def test_reload_and_removal_end(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, trouble: str
) -> None:
    """Whatever the camera does: a reload fails soon, and it can be removed."""
    await set_up(hass, entry)
    await act(hass, "jvc_vn.ptz_move", "camera.vn_v685", pan=50, duration=30)
    await act(hass, "switch.turn_on", "switch.vn_v685_image_stabilizer")
    begin(emulated, trouble)
    begun = time.monotonic()
    await hass.config_entries.async_reload(entry.entry_id)
    assert time.monotonic() - begun < 6 * LIMIT
    assert entry.state in (ConfigEntryState.SETUP_RETRY, ConfigEntryState.LOADED)
    begun = time.monotonic()
    await hass.config_entries.async_remove(entry.entry_id)
    assert time.monotonic() - begun < 2.5 * LIMIT


async def test_an_action_ends(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, trouble: str
) -> None:
    """With its result or an error, in the time of one request."""
    begin(emulated, trouble)
    loaded.runtime_data.identity_check.invalidate()
    begun = time.monotonic()
    results = await asyncio.gather(
        *(
            act(hass, "jvc_vn.goto_preset", "camera.vn_v685", preset=n)
            for n in (1, 2, 3)
        ),
        return_exceptions=True,
    )
    assert len(results) == 3
    assert time.monotonic() - begun < 2.5 * LIMIT
