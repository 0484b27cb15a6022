"""What waits for a restart or a save, with hosts that only note what they are told."""

import time
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.issues import staged_before
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.errors import RefusedError
from custom_components.jvc_vn.protocol.follow_up import FollowUp
from custom_components.jvc_vn.protocol.models import Role
from custom_components.jvc_vn.state.camera_state import CameraState
from custom_components.jvc_vn.state.pending_saves import PendingSaves
from custom_components.jvc_vn.state.staged_changes import StagedChanges

RESTART = FollowUp("network.interface.status", "restart")
SAVE = FollowUp("camera.status", "save")


@pytest.fixture
def host(hass: HomeAssistant) -> Any:
    """Somebody who keeps a camera that answers nothing."""
    entry = MockConfigEntry(domain=DOMAIN, title="Yard", data={})
    entry.add_to_hass(hass)
    refused = RefusedError("system.log", 401, "Unauthorized")
    camera = SimpleNamespace(
        get_raw=AsyncMock(side_effect=refused), set_raw=AsyncMock(), send=AsyncMock()
    )
    return SimpleNamespace(
        hass=hass,
        config_entry=entry,
        data=CameraState(),
        camera=camera,
        schedule=Mock(),
        role=Role.ADMIN,
        title="Yard",
        label=str,
        options=SimpleNamespace(autosave=False),
        owed=Mock(),
        lost=Mock(),
        staged=Mock(),
        reader=Mock(),
        address_changed=Mock(),
        port_changed=Mock(),
        async_update_listeners=Mock(),
    )


async def test_it_has_the_new_value_already(host: Any) -> None:
    """Restarted by whatever way: nothing waits any more."""
    staged = StagedChanges(host)
    staged.add(RESTART, p.IP.key, "10.0.0.2", "10.0.0.1")
    assert staged.sift({p.IP: "10.0.0.1", p.COLOR: 50}) == {p.COLOR: 50}
    assert staged_before(host.hass, host.config_entry)
    assert staged.sift({p.IP: "10.0.0.2"}) == {p.IP: "10.0.0.2"}
    assert (staged.changes, staged.call) == ({}, None)
    assert staged_before(host.hass, host.config_entry) is None


async def test_a_value_that_cannot_be_read(host: Any) -> None:
    """It waits like any other, and is not shown as what is going to be."""
    staged = StagedChanges(host)
    staged.add(RESTART, p.COLOR.key, "much", None)
    assert (staged.parameters, staged.values) == ({p.COLOR}, {})
    assert host.data.get(p.COLOR) is None
    staged.add(RESTART, "own.key", "2", None)
    assert staged.parameters == {p.COLOR}


@pytest.mark.parametrize(
    ("changes", "followed"),
    [
        ({p.DHCP: "on"}, [None]),
        ({p.DHCP: "on", p.IP: "10.0.0.2"}, [None]),
        ({p.IP: "10.0.0.2"}, ["10.0.0.2"]),
        ({p.NETMASK: "255.0.0.0"}, []),
    ],
)
async def test_where_it_is_followed(
    changes: dict[Any, str], followed: list[str | None], host: Any
) -> None:
    """To its new address, or to one that DHCP will tell."""
    staged = StagedChanges(host)
    for parameter, new in changes.items():
        staged.add(RESTART, parameter.key, new, None)
    staged.call_sent()
    assert [call.args[0] for call in host.address_changed.call_args_list] == followed


@pytest.mark.parametrize("role", [Role.ADMIN, Role.USER])
async def test_nobody_knows_whether_it_has_restarted(role: Role, host: Any) -> None:
    """Without the log it waits on; once a restart was asked for, it has been one."""
    host.role = role
    staged = StagedChanges(host)
    staged.add(RESTART, p.NETMASK.key, "255.0.0.0", "255.255.255.0")
    await staged.camera_returned()
    assert staged.changes
    assert host.camera.get_raw.called is (role is Role.ADMIN)
    staged.call_sent()
    await staged.camera_returned()
    assert not staged.changes


async def test_giving_it_the_old_values_back(host: Any) -> None:
    """Those that nobody knows are only forgotten."""
    staged = StagedChanges(host)
    staged.add(RESTART, p.IP.key, "10.0.0.2", "10.0.0.1")
    staged.add(RESTART, "own.key", "2", None)
    await staged.drop()
    host.camera.set_raw.assert_awaited_once_with(p.IP.key, "10.0.0.1")
    assert not staged.changes


async def test_going_on_after_a_restart_of_home_assistant(host: Any) -> None:
    """What waits is kept with the repair."""
    StagedChanges(host, clock=lambda: 5.0).add(RESTART, p.IP.key, "10.0.0.2", None)
    later = StagedChanges(host, clock=time.time)
    later.load()
    assert (later.call, later.values) == (RESTART, {p.IP: "10.0.0.2"})


async def test_what_is_pending(host: Any) -> None:
    """A restart without a known key is nobody's; a save under its other name is one."""
    saves = PendingSaves(host)
    saves.add(RESTART)
    assert not host.staged.add.called
    saves.add(RESTART, p.IP, "10.0.0.2", "nowhere")
    host.staged.add.assert_called_once_with(RESTART, p.IP.key, "10.0.0.2", None)
    pages = FollowUp(p.HTTP_CONFIGURATION.key, "restart")
    saves.add(pages, p.HTTP_PORT, 8080)
    saves.call_sent(FollowUp(p.HTTP_COMMAND.key, "restart"))
    assert saves.pending == ()
    host.port_changed.assert_called_once_with(8080)
    saves.call_sent(RESTART)
    host.staged.call_sent.assert_called_once_with()


async def test_what_was_undone_needs_no_save(host: Any) -> None:
    """Other changes still do."""
    saves = PendingSaves(host)
    pages = FollowUp(p.HTTP_CONFIGURATION.key, "restart")
    saves.add(SAVE, p.COLOR, 50)
    saves.add(pages, p.HTTP_PORT, 8080)
    saves.drop(SAVE.key)
    assert saves.pending == (pages,)


async def test_a_change_while_it_is_saved(host: Any) -> None:
    """It is not covered by that save, and stays pending."""
    saves = PendingSaves(host)
    saves.add(SAVE, p.COLOR, 50)

    async def send(_call: FollowUp) -> None:
        saves.add(SAVE, p.COLOR, 51)

    host.camera.send.side_effect = send
    await saves.flush()
    assert saves.pending == (SAVE,)
    host.camera.send.side_effect = None
    await saves.flush()
    assert saves.pending == ()
