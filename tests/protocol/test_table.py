"""The whole table against an emulated camera that was written without it."""

import re
from datetime import datetime, time
from typing import Any

from custom_components.jvc_vn.protocol import formats
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.codecs import (
    Choice,
    Codec,
    Flag,
    Hundredths,
    Number,
    Text,
)
from custom_components.jvc_vn.protocol.errors import RefusedError
from custom_components.jvc_vn.protocol.models import Model
from custom_components.jvc_vn.protocol.parameters.parameter import SavedBy
from tests.emulator import EmulatedCamera

# Two members stand for a family.
SEVERAL = re.compile(r"\((?!1\)|2\))\d+\)|monday|tuesday|thursday|friday|saturday")
KEYS = [key for key in p.PARAMETERS if not SEVERAL.search(key)]
HINTS = {
    SavedBy.CAMERA: "camera.status=save",
    SavedBy.NETWORK: "network.interface.status=restart",
    SavedBy.DNS: "network.dns.status=restart",
    SavedBy.NTP: "network.ntp.status=restart",
    SavedBy.HTTP: "network.http(configuration).status=restart",
    SavedBy.VSIP: "network.vsip_server.status=restart",
    SavedBy.SYSTEM: "system.status=restart",
}
NUMBERED = {
    SavedBy.ENCODING: "encode({n}).status=save",
    SavedBy.EVENT: "application.event({n}).status=restart",
    SavedBy.MULTICAST: "network.destination({n}).status=save",
    SavedBy.PATROL: "camera.motion.auto_patrol({n}).status=save",
}
# Each of these ends the test, or asks for something that must come first.
SPECIAL = {
    "network.interface.status",
    "system.status",
    "system.password.admin",
    "network.http(configuration).status",
    "network.http.status",
    "camera.status",
    "camera.motion.pan.limit.left",
    "camera.motion.pan.limit.right",
    "camera.motion.auto_tracking(2).target",
    "camera.position(1).status",
    "camera.position(2).status",
    "camera.private_mask.width",
    "camera.private_mask.height",
}
RAW = {
    "trigger": ["m1", "m1(100)b2", "camera.position(3).status"],
    "action": ["pinout/m1/1500", "mailto/a@b.com/none/Alarm%20ON", ""],
    "clickoncenter": ["25.00-25.00", "s160-s120"],
}


# What another setting bounds, and ports, whose last ones are reserved.
BOUNDED = {
    "encode(1).quality": [10, 33],
    "network.ntp.interval": [1, 31],
    "application.object.prerec": [1, 60],
    "application.object.postrec": [1, 60],
}
PORTS = [2, 50000]


def samples(parameter: p.Parameter[Any]) -> list[Any]:
    """Values that the guide allows, the ends of the range among them."""
    if parameter.key in BOUNDED:
        return BOUNDED[parameter.key]
    if parameter.key.endswith(".port"):
        return PORTS
    codec: Codec[Any] = parameter.codec
    match codec:
        case Choice():
            return codec.choices
        case Flag():
            return [True, False]
        case Number() | Hundredths() | formats.Suffixed() | formats.PulseLength():
            return [codec.low, codec.high]
        case Text():
            return ["Abc1"]
        case formats.Address():
            return ["225.0.1.1" if "destination" in parameter.key else "10.0.0.100"]
        case formats.Joined():
            return [(40, 40, 40)[: len(codec._highest)]]
        case formats.Raw():
            return RAW[parameter.key.rpartition(".")[2]]
    return {
        formats.Cells: [((True, False) * 6,) * 8],
        formats.TimeOfDay: [time(23, 59, 59)],
        formats.Date: [datetime(2005, 6, 14, 17, 15, 37)],  # noqa: DTZ001
        formats.FocusValue: [0, 50.5, "easy_auto", "manual"],
        formats.Gray: ["808080", "ffffff"],
        formats.IrisValue: [0, 100, "auto_low", "manual"],
        formats.PresetNumber: [3],
        formats.Window: [("010200", "040500"), ("000000", "240000")],
    }[type(codec)]


SAVED_ANYWAY = {
    "camera.image.white_balance",
    "camera.image.white_balance.r",
    "camera.image.white_balance.b",
    "camera.image.blc",
}


def expected_hint(parameter: p.Parameter[Any]) -> str | None:
    """What the camera asks for after a write (reference, 6.1a)."""
    if parameter.key in SAVED_ANYWAY:
        # Kept with a preset, but the guide prints this, alone or as one of two (6.2).
        return "camera.status=save"
    if parameter.saved_by in NUMBERED:
        number = re.search(r"\((\d)\)", parameter.key)
        assert number is not None
        return NUMBERED[parameter.saved_by].format(n=number[1])
    return HINTS.get(parameter.saved_by)


async def test_everything_can_be_read(camera: Camera, emulated: EmulatedCamera) -> None:
    """Every value that a new VN-V685 has is read and understood."""
    wanted = [
        parameter
        for parameter in map(p.PARAMETERS.get, KEYS)
        if parameter and parameter.readers
        if parameter.models.have(Model.V685, (3, 0))
    ]
    assert len(wanted) > 150
    readings = await camera.get_many(wanted)
    assert readings.refused == {}
    assert readings.unreadable == {}
    assert set(readings.values) == set(wanted)


async def test_everything_can_be_written(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Every value that the table allows is taken, and asks for what it says."""
    emulated.force("camera.image.senseup_limit", "0")
    expected, answered = {}, {}
    for key in KEYS:
        parameter = p.PARAMETERS[key]
        if key in SPECIAL or not parameter.writers:
            continue
        if not parameter.models.have(Model.V685, (3, 0)):
            continue
        for value in samples(parameter):
            expected[key, value] = expected_hint(parameter)
            try:
                needed = await camera.set(parameter, value)
            except RefusedError as err:
                answered[key, value] = str(err)
            else:
                answered[key, value] = str(needed) if needed else None
    assert len(expected) > 400
    wrong = {
        pair: answered[pair] for pair in expected if answered[pair] != expected[pair]
    }
    assert wrong == {}
