"""A camera that takes another port or address keeps its entry."""

import pytest
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from pytest_socket import socket_allow_hosts

from custom_components.jvc_vn import relocation
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .test_emulator_network import free_port
from .test_settings import go_on
from .test_staged_changes import write

pytestmark = pytest.mark.usefixtures("loaded")
NEW, ELSEWHERE = "127.0.0.78", "127.0.0.79"


@pytest.fixture(autouse=True)
def _all_of_loopback() -> None:
    """Let the camera have other addresses too."""
    socket_allow_hosts(["127.0.0.1", NEW, ELSEWHERE])


def repairs(hass: HomeAssistant) -> set[str | None]:
    """What repairs are about; the password of the emulated camera is the factory's."""
    return {issue.translation_key for issue in ir.async_get(hass).issues.values()}


def is_there(entry: MockConfigEntry, emulated: EmulatedCamera) -> bool:
    """Tell whether the entry shows the camera where it is now."""
    data = entry.data
    if (data["host"], data["port"]) != (emulated.host, emulated.http_port):
        return False
    coordinator = getattr(entry, "runtime_data", None)
    return coordinator is not None and bool(coordinator.last_update_success)


async def test_a_port(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """As soon as the camera has taken it on, it is asked there."""
    # One that stays where it was goes on.
    relocation.async_follow(hass, loaded)
    await hass.async_block_till_done()
    assert is_there(loaded, emulated)
    old, port = emulated.http_port, free_port(emulated.host)
    await write(hass, "network.http.port", str(port))
    await loaded.runtime_data.pending_saves.flush()
    await until(lambda: emulated.http_port == port != old)
    await hass.async_block_till_done()
    await until(lambda: is_there(loaded, emulated))
    assert loaded.data["port"] == port


async def restarted(emulated: EmulatedCamera, since: float) -> None:
    """Wait until the camera has restarted."""
    await until(lambda: emulated.powered and emulated.powered_at != since)


async def test_an_address(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """With the restart that a person asks for, it is followed to its new place."""
    emulated.reboot_seconds, since = 0.1, emulated.powered_at
    await write(hass, "network.interface.ip", NEW)
    await write(hass, "network.interface.status", "restart")
    await restarted(emulated, since)
    assert emulated.host == NEW
    assert loaded.data["host"] == NEW
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert is_there(loaded, emulated)
    assert repairs(hass) == {"factory_password"}


async def test_it_is_not_there(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A person is asked, with the new address; whoever answers has to be it."""
    emulated.reboot_seconds, since = 0.05, emulated.powered_at
    await write(hass, "network.interface.ip", NEW)
    await write(hass, "network.interface.status", "restart")
    await restarted(emulated, since)
    await emulated.move_to(ELSEWHERE)
    await hass.config_entries.async_reload(loaded.entry_id)
    issue_id = f"moved_{loaded.entry_id}"
    assert not ir.async_get(hass).async_get_issue("jvc_vn", issue_id)
    monkeypatch.setattr(relocation, "PATIENCE", 0.0)
    await hass.config_entries.async_reload(loaded.entry_id)
    issue = ir.async_get(hass).async_get_issue("jvc_vn", issue_id)
    assert issue
    assert issue.translation_placeholders
    assert issue.translation_placeholders["host"] == NEW
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": "jvc_vn", "issue_id": issue_id}
    )
    flow = await answer.json()
    asked = {field["name"]: field["description"] for field in flow["data_schema"]}
    assert asked["host"] == {"suggested_value": NEW}
    port = emulated.http_port
    flow = await go_on(client, flow, {"host": NEW, "port": port})
    assert (flow["type"], flow["errors"]) == ("form", {"base": "not_there"})
    flow = await go_on(client, flow, {"host": "no host", "port": port})
    assert (flow["type"], flow["errors"]) == ("form", {"host": "invalid_host"})
    flow = await go_on(client, flow, {"host": f"http://{ELSEWHERE}/", "port": port})
    assert flow["type"] == "create_entry"
    assert is_there(loaded, emulated)
    assert repairs(hass) == {"factory_password"}
