"""What nobody may see, and what not everybody may do."""

import json
import logging
import re
import traceback
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import voluptuous as vol
from homeassistant.auth.const import GROUP_ID_USER
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from tests.conftest import (
    MAC,
    PASSWORD,
    entry_data,
    make_emulated,
    settled,
    until,
)
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Faults

CAMERA = "camera.vn_v685"
OLD, NEW, WRONG, FOREIGN = 'o1%&=+ "Zq/9x#', "n3w:pass?w&rd", "wr0ng-w%ne", "f0r3!gn&"
ADMINISTRATORS_ONLY: dict[str, dict[str, Any]] = {
    "get_log": {},
    "get_parameters": {"parameters": ["camera.id", "system.log"]},
    "set_parameter": {"parameter": "camera.id", "value": "Yard"},
    "set_password": {"user": "user", "password": "look"},
    "set_mail_server": {"sender": "gate@home.test"},
    "set_ftp_server": {"path": "yard"},
    "set_network": {"mtu": 1400},
    "set_http_port": {"port": 8080},
    "set_access_list": {"logic": "deny"},
    "set_multicast": {"stream": "jpeg", "port": 50000},
    "delete_recordings": {},
    "factory_reset": {"confirm": MAC},
}


@pytest.fixture
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera and what shows pictures."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.IMAGE))


def spellings(password: str) -> set[str]:
    """Every way in which a password may have slipped out."""
    raw = password.encode()
    logins = (f"{user}:{password}".encode() for user in ("admin", "operator", "user"))
    return {
        password,
        repr(password)[1:-1],
        json.dumps(password)[1:-1],
        quote(password, safe=""),
        quote(password),
        quote(password, safe="+/@:(),"),
        quote_plus(password),
        b64encode(raw).decode(),
        raw.hex(),
        *(b64encode(login).decode() for login in logins),
    }


def log_of(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, with what belongs to errors.

    Home Assistant itself notes at debug level each action that is called, with its
    data: that is not ours to change, and docs/security.md says so.
    """
    return "\n".join(
        caplog.handler.format(record)
        for record in caplog.records
        if not (
            record.name == "homeassistant.core"
            and "call_service" in record.getMessage()
        )
    )


async def failing(call: Awaitable[Any]) -> str:
    """Return all that the error of a call says, with what lies behind it."""
    with pytest.raises((HomeAssistantError, vol.Invalid)) as caught:
        await call
    told = "".join(traceback.format_exception(caught.value))
    # A traceback shows lines of our tests, which name no password either.
    return f"{told} {caught.value!r} {vars(caught.value)}"


async def test_a_password_shows_nowhere(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Through a whole life at debug level, in any spelling."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("custom_components.jvc_vn").setLevel(logging.DEBUG)
    told: list[str] = []
    async with make_emulated(passwords=dict.fromkeys(("admin", "user"), OLD)) as camera:
        data = entry_data(camera)
        flow = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        address = {key: data[key] for key in ("host", "port", "alarm_port")}
        configure = hass.config_entries.flow.async_configure
        await configure(flow["flow_id"], address)
        for password, ending in (
            (WRONG, FlowResultType.FORM),
            (OLD, FlowResultType.CREATE_ENTRY),
        ):
            login = {"username": "admin", "password": password}
            flow = await configure(flow["flow_id"], login)
            assert flow["type"] is ending
        await hass.async_block_till_done()
        (entry,) = hass.config_entries.async_entries(DOMAIN)
        coordinator = entry.runtime_data
        await until(lambda: coordinator.data.link == "live")

        def act(action: str, **fields: Any) -> Awaitable[Any]:
            # Called as the camera calls itself.
            target = {"entity_id": "camera.camera01", **fields}
            return hass.services.async_call(DOMAIN, action, target, blocking=True)

        secret = "system.password.operator"
        await act("set_password", user="admin", password=NEW)
        await act("set_parameter", parameter=secret, value=FOREIGN)
        told.append(
            await failing(act("set_password", user="admin", password=f"é{NEW}"))
        )
        told.append(await failing(act("set_password", user="boss", password=NEW)))
        told.append(
            await failing(act("set_parameter", parameter=secret, value=f"{NEW}\n"))
        )
        assert (camera.passwords["admin"], camera.passwords["operator"]) == (
            NEW,
            FOREIGN,
        )

        faults: tuple[dict[str, Any], ...] = (
            {"status": 500},
            {"garbage": True},
            {"video_refused": True, "status": 404},
            {"error_keys": {secret: "401 Unauthorized"}},
        )
        for fault in faults:
            camera.faults = Faults(**fault)
            told.append(
                await failing(act("set_parameter", parameter=secret, value=FOREIGN))
            )
            coordinator.schedule.mark_all_due()
            await coordinator.async_refresh()
            told.append(repr(coordinator.last_exception))
            camera.faults = Faults()
            # An action for a camera that is away is passed over.
            await coordinator.async_refresh()
        told.append(
            str(await get_diagnostics_for_config_entry(hass, hass_client, entry))
        )
        # Somebody changes the password: polling is refused, and asks for the new one.
        camera.passwords["admin"] = FOREIGN
        coordinator.schedule.mark_all_due()
        await coordinator.async_refresh()
        (flow,) = hass.config_entries.flow.async_progress()
        assert flow["context"]["source"] == "reauth"
        told += [str(hass.states.async_all()), str(flow)]
        told.append(str(list(ir.async_get(hass).issues.values())))
        assert await hass.config_entries.async_reload(entry.entry_id) is False
        told.append(
            str(await get_diagnostics_for_config_entry(hass, hass_client, entry))
        )
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()

    log = log_of(caplog)
    # What we look in is there: every request, also those that set a password.
    assert "/api/param?system.password.admin=***" in log
    assert "/api/param?system.password.operator=***" in log
    assert "**REDACTED**" in told[-1]
    for password in (OLD, NEW, WRONG, FOREIGN):
        for spelling in spellings(password):
            assert spelling not in log
            assert not [text for text in told if spelling in text]


async def test_a_video_request_holds_no_login(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The camera asks none there, so whoever listens learns none."""
    with loaded.runtime_data.hub.viewer(5) as viewer:
        assert await viewer.take()
    video = [r for r in emulated.requests if r.target.startswith("/api/video")]
    assert len(video) > 1
    assert {request.user for request in video} == {None}
    assert not [r for r in video if PASSWORD in r.target or "@" in r.target]


def context_of(user: MockUser) -> dict[str, Any]:
    """What tells an action who calls it."""
    return {"context": Context(user_id=user.id)}


def test_the_actions_for_administrators_are_all_here() -> None:
    """As many as the descriptions of the actions are marked with (A)."""
    page = Path("docs/actions.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `jvc_vn\.(\w+)` \(A\)", page, re.MULTILINE)) == {
        action for action in ADMINISTRATORS_ONLY if action != "get_parameters"
    }


@pytest.mark.usefixtures("_few_entities")
@pytest.mark.parametrize("action", ADMINISTRATORS_ONLY)
async def test_actions_for_administrators_refuse_others(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    action: str,
    hass_admin_user: MockUser,
) -> None:
    """Nothing reaches the camera, even from one who may control everything."""
    group = await hass.auth.async_get_group(GROUP_ID_USER)
    assert group
    person = MockUser(groups=[group]).add_to_hass(hass)
    fields = {"entity_id": CAMERA, **ADMINISTRATORS_ONLY[action]}
    answers = hass.services.supports_response(DOMAIN, action)
    call: Callable[..., Awaitable[Any]] = partial(
        hass.services.async_call,
        *(DOMAIN, action, fields),
        blocking=True,
        return_response=answers is SupportsResponse.ONLY,
    )
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises(Unauthorized):
        await call(**context_of(person))
    assert not emulated.requests
    emulated.initialize_seconds = 0.0
    await call(**context_of(hass_admin_user))
    # What was kept of alarms is on our disk.
    assert bool(emulated.requests) is (action != "delete_recordings")


async def test_what_others_may_read(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """All but the log, whatever letters its key is written in."""
    group = await hass.auth.async_get_group(GROUP_ID_USER)
    assert group
    person = MockUser(groups=[group]).add_to_hass(hass)
    for keys, refused in ((["camera.id"], False), (["camera.id", "System.Log"], True)):
        with pytest.raises(Unauthorized) if refused else nullcontext():
            await hass.services.async_call(
                DOMAIN,
                "get_parameters",
                {"entity_id": CAMERA, "parameters": keys},
                blocking=True,
                return_response=True,
                **context_of(person),
            )


@pytest.mark.usefixtures("loaded")
async def test_pictures_need_a_login(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Of Home Assistant, or a token that it gave out."""
    stranger, person = await hass_client_no_auth(), await hass_client()
    for kind, entity_id in (
        ("camera_proxy", CAMERA),
        ("camera_proxy_stream", CAMERA),
        ("image_proxy", "image.vn_v685_last_alarm"),
    ):
        assert hass.states.get(entity_id)
        path = f"/api/{kind}/{entity_id}"
        for query in ("", "?token=", "?token=guessed"):
            answer = await stranger.get(path + query)
            assert answer.status in {401, 403}
    answer = await person.get(f"/api/camera_proxy/{CAMERA}")
    assert answer.status == 200
