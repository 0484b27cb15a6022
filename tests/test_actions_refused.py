"""What the actions behind the settings refuse, and whom: before anything is sent."""

from typing import Any

import pytest
import voluptuous as vol
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components import jvc_vn
from tests.conftest import MAC, entry_data, set_up, settled
from tests.emulator import EmulatedCamera

from .test_actions import CAMERA, params
from .test_actions_settings import ANSWERS, act

LONG = "x" * 2000
EVILS = (
    None,
    True,
    -1,
    0,
    100_000,
    1.5,
    [],
    {},
    "a&b=c",
    "100%",
    "a\r\nb",
    "🔔",
    LONG,
    "",
)
ROWS = ["#" * 12] * 8

GOOD: dict[str, dict[str, Any]] = {
    "pulse_output": {"output": 1, "duration": 500},
    "get_motion_area": {"area": "motion"},
    "set_motion_area": {"rows": ROWS, "area": "motion"},
    "edit_privacy_mask": {"area": 1, "edit": "start"},
    "get_alarm_action": {"action": 1},
    "set_alarm_action": {"action": 1, "enabled": True},
    "set_password": {"user": "operator", "password": "secret"},
    "factory_reset": {"confirm": MAC},
}
MORE_EVILS: dict[str, tuple[Any, ...]] = {
    "output": (3, "1"),
    "duration": (99, 5001, "500"),
    "rows": (
        ROWS[:7],
        [*ROWS, ROWS[0]],
        [*ROWS[:7], "#" * 11],
        [*ROWS[:7], "x" * 12],
        [*ROWS[:7], 5],
        "#" * 96,
    ),
    "edit": ("Start", "edit"),
    "action": (7, "1"),
    "password": ("abc", "x" * 17, "pässword", "pass\tword", 12345, "🔔🔔🔔🔔"),
    "user": ("Admin", "root"),
    "confirm": ("00:80:88:00:1a:ee", "00:80:88:00:1a:ef:00"),
}
OPTIONAL = {("get_motion_area", "area"), ("set_motion_area", "area")}


def evils(field: str) -> list[Any]:
    """What a field cannot be."""
    found: list[Any] = [*EVILS, *MORE_EVILS.get(field, ())]
    if field == "enabled":
        found = [evil for evil in found if type(evil) not in {bool, type(None)}]
    if field == "password":
        found = [evil for evil in found if evil not in ("a&b=c", "100%")]
    return found


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


@pytest.mark.parametrize("name", GOOD)
async def test_bad_input(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A translated error names camera and field, and nothing is sent."""
    await settled(emulated)
    emulated.clear_requests()
    for field in GOOD[name]:
        for evil in evils(field):
            with pytest.raises(ServiceValidationError) as caught:
                await act(hass, name, **GOOD[name] | {field: evil})
            told = str(caught.value)
            assert told.startswith(f"Yard: {field} "), evil
            assert " take" in told
            assert len(told) < 400
            if field == "password" and evil:
                assert str(evil) not in told + caplog.text
    assert not params(emulated)


async def test_missing_and_unknown_fields(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Home Assistant itself refuses them."""
    await settled(emulated)
    emulated.clear_requests()
    for name, good in GOOD.items():
        with pytest.raises(vol.Invalid):
            await act(hass, name, **good, foo=1)
        for field in good.keys() - {"enabled"}:
            rest = {other: value for other, value in good.items() if other != field}
            if (name, field) not in OPTIONAL:
                with pytest.raises(vol.Invalid, match=field):
                    await act(hass, name, **rest)
    assert not params(emulated)


async def test_mistakes_deep_in_an_alarm_action(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Are named by their path."""
    sequence = {"type": "sequence", "within": 5, "then": {"input": 1, "edge": "make"}}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"trigger": "motion"}, "trigger cannot be motion; it takes fields of which"),
        ({"trigger": {"type": "other"}}, "trigger.type cannot be other; it takes one"),
        ({"trigger": {**sequence, "first": {"input": 3}}}, "trigger.first.input "),
        (
            {"trigger": {**sequence, "first": sequence["then"]}},
            "trigger.then cannot be {'input': 1, 'edge': 'make'}; it takes an input",
        ),
        ({"perform": {"type": "mail"}}, "perform.address cannot be None; it takes a"),
        (
            {"perform": {"type": "tcp", "host": "nas", "port": 1, "text": "x"}},
            "perform.host cannot be nas; it takes an IPv4 address",
        ),
        (
            {
                "perform": {
                    "type": "output",
                    "output": 1,
                    "state": "make",
                    "duration": 9,
                }
            },
            "perform.duration cannot be 9; it takes a whole number from 100 to 5000,",
        ),
        ({"filters": {"monday": {"on": 1}}}, "filters.monday cannot be on; it takes "),
        (
            {"filters": {"monday": {"from": "09:00:00", "to": "08:00:00"}}},
            "filters.monday.from, to cannot be 09:00:00, 08:00:00; it takes two times",
        ),
    ]
    emulated.clear_requests()
    for data, message in cases:
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "set_alarm_action", action=1, **data)
        assert str(caught.value).startswith(f"Yard: {message}")
    assert not params(emulated)


async def test_for_administrators_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    """Others could lock somebody out."""
    for name in ("get_log", "set_password", "factory_reset"):
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                "jvc_vn",
                name,
                {"entity_id": CAMERA, **GOOD.get(name, {})},
                blocking=True,
                context=Context(user_id=hass_read_only_user.id),
                return_response=name in ANSWERS,
            )


@pytest.mark.parametrize(
    ("username", "refused"),
    [
        ("user", (set(GOOD) | {"get_log"}) - {"get_motion_area"}),
        ("operator", {"get_log", "set_password", "factory_reset"}),
    ],
)
async def test_what_a_login_may_not(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    username: str,
    refused: set[str],
) -> None:
    """The camera would say no: we say so before, and why."""
    data = entry_data(emulated, username=username)
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    await settled(emulated)
    emulated.clear_requests()
    for name in sorted(refused):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, name, **GOOD.get(name, {}))
        start = f"Yard: the login {username} may not do this. It takes one of admin"
        assert str(caught.value).startswith(start)
    assert not params(emulated)
    for name in sorted({*GOOD, "get_log", "get_sessions"} - refused):
        await act(hass, name, **GOOD.get(name, {}))
