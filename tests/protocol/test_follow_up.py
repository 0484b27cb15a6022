"""What a change still needs, as the camera hints it and as the guide documents it."""

import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.follow_up import FollowUp, follow_up
from tests.emulator import EmulatedCamera

PATROL = "camera.motion.auto_patrol"


@pytest.mark.parametrize(
    ("written", "hint", "call"),
    [
        # 6.1a, in its order
        ("camera.id", "camera.status=save", "camera.status=save"),
        ("encode(1).quality", "encode(1).status=save", "encode(1).status=save"),
        ("encode(2).bitrate", "encode(2).status=save", "encode(2).status=save"),
        ("encode(2).framesize", "encode(1).status=save", "encode(1).status=save"),
        (
            "application.event(3).trigger",
            "application.event(3).status=restart",
            "application.event(3).status=restart",
        ),
        (
            "network.interface.mtu",
            "network.interface.status=restart",
            "network.interface.status=restart",
        ),
        (
            "network.dns.ip",
            "network.dns.status=restart",
            "network.dns.status=restart",
        ),
        (
            "network.ntp.host",
            "network.ntp.status=restart",
            "network.ntp.status=restart",
        ),
        (
            "network.http.port",
            "network.http(configuration).status=restart",
            "network.http(configuration).status=restart",
        ),
        (
            "network.vsip_server.port",
            "network.vsip_server.status=restart",
            "network.vsip_server.status=restart",
        ),
        ("system.timezone", "system.status=restart", "system.status=restart"),
        ("camera.image.blc", "camera.status=save", "camera.status=save"),
        # section 11: misprinted hints
        (
            "network.destination(1).framerate",
            "network.destination(1).host=save",
            "network.destination(1).status=save",
        ),
        (
            "network.destination(2).port",
            "network.destination(2).host=save",
            "network.destination(2).status=save",
        ),
        (
            # reference, 6.13: the reply for (2) prints `destination(1).port`
            "network.destination(2).port",
            "network.destination(1).host=save",
            "network.destination(2).status=save",
        ),
        (
            "network.destination(1).host",
            "network.destination(1).host=start",
            "network.destination(1).status=start",
        ),
        (
            f"{PATROL}(0).position(3)",
            f"{PATROL}.status=save",
            f"{PATROL}(0).status=save",
        ),
        (
            f"{PATROL}(2).position(41).duration",
            f"{PATROL}.status=save",
            f"{PATROL}(2).status=save",
        ),
        (
            "network.interface.ipv6.status",
            "network.dns.status=restart",
            "network.interface.status=restart",
        ),
    ],
)
def test_documented_call(written: str, hint: str, call: str) -> None:
    """A hint is taken as the call that the guide documents."""
    needed = follow_up(written, hint)
    assert needed is not None
    assert str(needed) == call
    assert needed == FollowUp(*call.split("="))


@pytest.mark.parametrize(
    ("call", "reboots"),
    [
        ("network.interface.status=restart", True),
        ("system.status=restart", True),
        ("network.dns.status=restart", False),
        ("network.ntp.status=restart", False),
        ("application.event(1).status=restart", False),
        ("camera.status=save", False),
    ],
)
def test_reboots_are_known(call: str, reboots: bool) -> None:
    """The two calls that restart the camera are told from all others."""
    needed = follow_up("camera.id", call)
    assert needed is not None
    assert needed.reboots is reboots


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("camera.iris", "camera(num).status=save or camera.motion.auto_pan.image=save"),
        ("camera.id", None),
        ("camera.id", ""),
        ("camera.id", "soon"),
        ("camera.id", "=save"),
        ("camera.id", "camera.status="),
        ("network.interface.ipv6.status", None),
    ],
)
def test_nothing_to_send(written: str, hint: str | None) -> None:
    """Kept with a preset, or no hint that could be sent: nothing follows."""
    assert follow_up(written, hint) is None


@pytest.mark.parametrize(
    ("parameter", "value", "needed"),
    [
        (p.CAMERA_ID, "Gate", FollowUp("camera.status", "save")),
        (p.MOTION_DETECTION, False, FollowUp("camera.status", "save")),
        (p.PRESET_TITLE[3], "Gate", None),
        (p.OUTPUT[1], True, None),
    ],
)
async def test_camera_tells(
    camera: Camera, parameter: p.Parameter[object], value: object, needed: FollowUp
) -> None:
    """A write returns what the camera's own reply asks for."""
    assert await camera.set(parameter, value) == needed


async def test_follow_up_makes_it_last(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """After the follow-up a change survives power-off."""
    needed = await camera.set(p.CAMERA_ID, "Gate")
    assert needed is not None
    await camera.send(needed)
    assert emulated.requests[-1].target == "/api/param?camera.status=save"
    await emulated.stop()
    await emulated.start()
    assert await camera.get(p.CAMERA_ID) == "Gate"


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("network.destination(1).framerate", "5", "network.destination(1).host=save"),
        (f"{PATROL}(0).position(3)", "5", f"{PATROL}.status=save"),
        ("network.interface.ipv6.status", "on", "network.dns.status=restart"),
    ],
)
async def test_translated_calls_are_accepted(
    camera: Camera, key: str, value: str, hint: str
) -> None:
    """The camera takes the translated call for each hint that is misprinted."""
    reply = await camera.set_raw(key, value)
    assert reply.detail == hint
    needed = follow_up(key, reply.detail)
    assert needed is not None
    if not needed.reboots:
        await camera.send(needed)
