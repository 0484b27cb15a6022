"""Alarm actions: what is set is what the camera does, and what is got again."""

from typing import Any

import pytest

from custom_components.jvc_vn.protocol.alarm_actions import (
    read_alarm_action,
    write_alarm_action,
)
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import InvalidValueError, RefusedError
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import written

EVENT = "application.event(2)"
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
NO_FILTER = {"enabled": False, "from": "00:00:00", "to": "24:00:00", "type": "mask"}
EMPTY = {
    "enabled": False,
    "trigger": None,
    "perform": None,
    "filters": dict.fromkeys(DAYS, NO_FILTER),
}
MAKE_1 = {"type": "input", "input": 1, "edge": "make"}
PULSE = {"type": "output", "output": 1, "state": "make", "duration": 1500}
MAIL = {
    "type": "mail",
    "address": "o'neill&co@somecompany.com",
    "attach_picture": True,
    "text": "Tür & Tor/50 % = 🔔",
}
NIGHT = {"enabled": True, "from": "22:30:00", "to": "24:00:00", "type": "unmask"}


async def change(camera: Camera, number: int, **parts: Any) -> dict[str, Any]:
    """Change parts of an action."""
    return await write_alarm_action(camera, number, parts)


async def test_an_action_that_is_not_set(camera: Camera) -> None:
    """Says so, in the form that is taken."""
    assert await read_alarm_action(camera, 2) == EMPTY
    assert await change(camera, 2, **EMPTY) == EMPTY


@pytest.mark.parametrize(
    ("action", "parts"),
    [
        (1, {"trigger": MAKE_1, "perform": PULSE, "enabled": True}),
        (2, {"trigger": {"type": "motion"}, "perform": MAIL}),
        (3, {"trigger": {"type": "day_night", "filter": "off"}}),
        (3, {"trigger": {"type": "fan"}, "perform": {"type": "record"}}),
        (
            4,
            {
                "trigger": {"type": "preset", "preset": 99},
                "perform": {"type": "preset", "preset": 0},
            },
        ),
        (
            5,
            {
                "trigger": {
                    "type": "sequence",
                    "first": {"input": 1, "edge": "make"},
                    "within": 50,
                    "then": {"input": 2, "edge": "break"},
                },
                "perform": {
                    "type": "udp",
                    "host": "10.0.0.100",
                    "port": 20000,
                    "text": "x" * 127,
                },
            },
        ),
        (
            5,
            {
                "perform": {
                    "type": "tcp",
                    "host": "10.0.0.100",
                    "port": 1,
                    "text": "a b",
                }
            },
        ),
        (5, {"perform": {"type": "day_night", "mode": "auto_mid"}}),
        (6, {"trigger": {"type": "interval", "seconds": 1500}, "enabled": True}),
        (6, {"perform": {"type": "ftp"}}),
        (1, {"filters": {"sunday": NIGHT, "friday": NIGHT}}),
    ],
)
async def test_what_is_set_is_got(
    camera: Camera, action: int, parts: dict[str, Any]
) -> None:
    """And can be set once more, which writes nothing."""
    before = await read_alarm_action(camera, action)
    wanted = before | parts
    if "filters" in parts:
        wanted["filters"] = before["filters"] | parts["filters"]
    assert await change(camera, action, **parts) == wanted
    assert await read_alarm_action(camera, action) == wanted
    assert await change(camera, action, **wanted) == wanted


async def test_only_what_changes_is_written(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Then one restart, then on: so the guide has it."""
    both = {"trigger": MAKE_1, "perform": PULSE}
    await change(camera, 2, enabled=True, **both)
    assert written(emulated) == [
        f"{EVENT}.action=pinout/m1/1500",
        f"{EVENT}.trigger=m1",
        f"{EVENT}.status=restart",
        f"{EVENT}.status=on",
    ]
    emulated.clear_requests()
    filters = {"monday": {**NO_FILTER, "enabled": True}, "sunday": {"type": "unmask"}}
    await change(camera, 2, filters=filters, **both)
    assert written(emulated) == [
        f"{EVENT}.filter(monday).status=on",
        f"{EVENT}.filter(sunday).type=unmask",
        f"{EVENT}.status=restart",
        # It goes on working with the changed settings.
        f"{EVENT}.status=on",
    ]
    emulated.clear_requests()
    await change(camera, 2, enabled=False, **both)
    await change(camera, 2)
    assert written(emulated) == [f"{EVENT}.status=off"]
    emulated.clear_requests()
    await change(camera, 2, trigger=None)
    assert written(emulated) == [f"{EVENT}.trigger=%00", f"{EVENT}.status=restart"]


async def test_the_camera_does_it(camera: Camera, emulated: EmulatedCamera) -> None:
    """An input closes an output, without us."""
    await change(
        camera,
        1,
        enabled=True,
        trigger=MAKE_1,
        perform={**PULSE, "duration": 100},
    )
    emulated.set_input(1, "make")
    assert emulated.output(1) == "make"
    await until(lambda: emulated.output(1) == "break")


async def test_a_text_is_sent_as_one_segment(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """With all that could mean something else encoded."""
    await change(camera, 2, perform=MAIL)
    assert f"{EVENT}.action=mailto/o%27neill%26co@somecompany.com/object01/" in str(
        written(emulated)
    )
    assert emulated.get(f"{EVENT}.action").endswith("/object01/Tür & Tor/50 % = 🔔")


class _Unwritable(dict[str, str]):
    """Keys that can be read, and not be written."""

    def __init__(self, emulated: EmulatedCamera, *keys: str) -> None:
        super().__init__(dict.fromkeys(keys, "401 Unauthorized"))
        self._emulated = emulated

    def get(self, key: str, default: Any = None) -> Any:
        writes = "=" in self._emulated.requests[-1].target
        return super().get(key, default) if writes else default


@pytest.mark.parametrize("held", [None, MAIL, "httpto/10.0.0.1/x y"])
async def test_changes_of_which_one_is_refused_are_taken_back(
    camera: Camera, emulated: EmulatedCamera, held: Any
) -> None:
    """Else the next restart would bring half of them into force."""
    if isinstance(held, str):
        # The emulated camera refuses it: what counts is that it was sent back.
        emulated.force(f"{EVENT}.action", held)
    else:
        await change(camera, 2, perform=held)
    before = await read_alarm_action(camera, 2)
    emulated.faults.error_keys = _Unwritable(emulated, f"{EVENT}.trigger")
    emulated.clear_requests()
    with pytest.raises(RefusedError):
        await change(camera, 2, trigger=MAKE_1, perform=PULSE, enabled=True)
    assert f"{EVENT}.status" not in str(written(emulated))
    last = written(emulated)[-1].removeprefix(f"{EVENT}.action=")
    if isinstance(held, str):
        assert last == "httpto/10.0.0.1/x%20y"
    else:
        assert await change(camera, 2, filters={"monday": NIGHT}) == {
            **before,
            "filters": {**before["filters"], "monday": NIGHT},
        }


async def test_what_is_unknown_is_shown_and_left_alone(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Such as an action of a later firmware."""
    emulated.force(f"{EVENT}.action", "httpto/10.0.0.1/x y")
    emulated.force(f"{EVENT}.filter(monday).time", "strange")
    got = await read_alarm_action(camera, 2)
    assert got["perform"] == {"type": "other", "text": "httpto/10.0.0.1/x y"}
    assert "from" not in got["filters"]["monday"]
    await change(camera, 2, trigger=MAKE_1)
    assert emulated.get(f"{EVENT}.action") == "httpto/10.0.0.1/x y"


async def test_a_camera_that_does_not_tell(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Is asked in vain, and nothing is written."""
    emulated.faults.error_keys[f"{EVENT}.action"] = "401 Unauthorized"
    with pytest.raises(RefusedError):
        await read_alarm_action(camera, 2)
    with pytest.raises(RefusedError):
        await change(camera, 2, enabled=True)
    assert not written(emulated)


SUNDAY = "filters.sunday"


@pytest.mark.parametrize(
    ("number", "parts", "field"),
    [
        *((1, {"enabled": evil}, "enabled") for evil in (0, "on", [], "x" * 2000)),
        *((1, {"filters": evil}, "filters") for evil in (0, "", [], {"someday": {}})),
        *(
            (1, {"filters": {"sunday": evil}}, SUNDAY)
            for evil in (None, 5, [], {"x": 1})
        ),
        *(
            (1, {"filters": {"sunday": {"type": evil}}}, f"{SUNDAY}.type")
            for evil in (None, "masked", 1, [], "a\r\nb")
        ),
        *(
            (1, {"filters": {"sunday": {"enabled": evil}}}, f"{SUNDAY}.enabled")
            for evil in (None, "on", 1, {})
        ),
        *(
            (1, {"filters": {"sunday": evil}}, f"{SUNDAY}.from, to")
            for evil in [
                {"from": "01:00:00"},
                {"to": "01:00:00"},
                {"from": "24:00:00", "to": "24:00:00"},
                {"from": "02:00:00", "to": "01:00:00"},
                {"from": "01:00:00", "to": "01:00:00"},
                {"from": "00:00:00", "to": "24:00:01"},
                {"from": "1:00", "to": "02:00"},
                {"from": "010000", "to": "020000"},
                {"from": "\u0660\u0661:00:00", "to": "02:00:00"},
                {"from": "01:00:00\r", "to": "02:00:00"},
                {"from": 3600, "to": 7200},
                {"from": [], "to": "x" * 2000},
            ]
        ),
        (1, {"perform": {"type": "ftp"}}, "perform.type"),
        (6, {"perform": PULSE}, "perform.type"),
        (1, {"trigger": {"type": "interval", "seconds": 5}}, "trigger.type"),
        (1, {"trigger": {"type": "other", "text": "m1"}}, "trigger.type"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    camera: Camera,
    emulated: EmulatedCamera,
    number: int,
    parts: dict[str, Any],
    field: str,
) -> None:
    """Naming the field; nothing is sent, not even a read."""
    good = {"enabled": True, "trigger": MAKE_1, "perform": {"type": "ftp"}}
    if number == 1:
        good["perform"] = PULSE
    with pytest.raises(InvalidValueError) as caught:
        await change(camera, number, **good | parts)
    assert caught.value.field == field
    assert not emulated.requests
