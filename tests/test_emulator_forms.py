"""Forms of the emulated camera: whatever the guide prints in more than one way."""

import asyncio
import re
import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock, ask, asking, fields, still, talk, until
from tests.emulator.forms import Forms
from tests.emulator.levers import put_pair, settable

pytestmark = pytest.mark.enable_socket

SUMMER = datetime(2008, 7, 1, 12, 0, tzinfo=UTC).timestamp()


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
async def camera(socket_enabled: None, clock: Clock) -> AsyncIterator[EmulatedCamera]:
    """Run a camera with the likeliest forms."""
    made = EmulatedCamera(scene="plain", clock=clock, wall=lambda: SUMMER)
    made.reboot_seconds = 0.02
    async with made:
        yield made


def speak(camera: EmulatedCamera, *pairs: str) -> None:
    """Choose forms."""
    for pair in pairs:
        put_pair(camera.forms, pair)


async def head(camera: EmulatedCamera, query: str) -> str:
    """Fetch the head of a stream, and what stands before its first picture."""
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(f"GET /api/video?{query} HTTP/1.1\r\n\r\n".encode())
    text = await reader.readuntil(b"\r\n\r\n")
    text += await reader.readuntil(b"\xff\xd8")
    writer.close()
    return text.decode("latin-1")


# Video.

PUSH = "encode=jpeg&framerate=30&boundary=on"


@pytest.mark.parametrize(
    ("forms", "printed"),
    [
        (["boundary=-foo"], r"multipart/x-mixed-replace;boundary=-foo\r\n"),
        (["boundary=foo"], r"multipart/x-mixed-replace;boundary=foo\r\n"),
        (["delimiter=-foo"], r"\r\n\r\n-foo\r\nContent-Type: image/jpeg\r\n"),
        (["push_connection=on"], r"200 OK\r\nConnection: close\r\nContent-Type: mult"),
        (["video_type_header=Content-type"], r"Content-type: multipart"),
        (["echo=vnv25"], r"\r\nx-vnv25_response: encode=jpeg"),
        (["echo_broken=on"], r"\r\nx-vnv685_response:\r\nencode=jpeg&framerate=30&"),
        (["called=VN-H57U"], r"Server: JVC VN-H57 Network Camera\r\nx-vnh57_response:"),
        (["boundary_known=off"], r"Content-Type: image/jpeg\r\n.*boundary=off&"),
    ],
)
async def test_stream_heads(
    camera: EmulatedCamera, forms: list[str], printed: str
) -> None:
    """Each form of a stream's head, one at a time."""
    assert not re.search(printed, await head(camera, PUSH), re.DOTALL)
    speak(camera, *forms)
    assert re.search(printed, await head(camera, PUSH), re.DOTALL)


async def test_position_without_boundary(camera: EmulatedCamera) -> None:
    """The oldest firmware has parts where the position is asked for."""
    speak(camera, "boundary_known=off")
    text = await head(camera, "encode=jpeg&framerate=30&boundary=off&ptz_info=on")
    assert "--foo\r\nContent-Type: image/jpeg\r\n" in text
    assert "X-Puls-Pan: " in text


@pytest.mark.parametrize(
    ("form", "answer"), [("close", b""), ("503", b"HTTP/1.1 503 ")]
)
async def test_refused_stream(camera: EmulatedCamera, form: str, answer: bytes) -> None:
    """Nothing, or a status."""
    speak(camera, f"stream_refused={form}")
    camera.faults.video_refused = True
    reply = await talk(camera, b"GET /api/video?encode=jpeg HTTP/1.1\r\n\r\n")
    assert reply[: len(answer) or 1] == answer


async def test_viewers_of_jpeg(camera: EmulatedCamera) -> None:
    """So many at once, and one more gets nothing."""
    speak(camera, "jpeg_clients=2")
    links = []
    for _ in range(2):
        reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
        writer.write(f"GET /api/video?{PUSH} HTTP/1.1\r\n\r\n".encode())
        assert await reader.readuntil(b"\xff\xd8")
        links.append(writer)
    assert await still(camera) == b""
    links[0].close()
    await until(lambda: camera.video_clients == 1)
    assert await still(camera)
    links[1].close()


async def segment(camera: EmulatedCamera) -> bytes:
    """Fetch the comment segment of a picture."""
    jpeg = await still(camera)
    at = 4 + struct.unpack(">H", jpeg[4:6])[0]
    size: int = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return jpeg[at + 4 : at + 2 + size]


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("comment_blanks=off", b"\0width=640\0\0\0\0height=480\0"),
        ("comment_fill=blank", b" width = 640  height = 480  type = VN-V685U  "),
        ("alarm_size=16", b"\0alarm = 00000000camera = Camera01\0"),
        ("alarm_size=13", b"\0alarm = 0000\0camera = Camera01\0"),
        ("timestamp_name=timestamp", b"\0timestamp = 20080701120000000UTC\0"),
        ("tilt_name=Tilt", b"\0Tilt = "),
        ("called=VN-H57U", b"\0type = VN-H57U\0"),
    ],
)
async def test_comment_forms(camera: EmulatedCamera, form: str, printed: bytes) -> None:
    """Each form of the comment, one at a time."""
    assert printed not in await segment(camera)
    odd = EmulatedCamera(scene="plain", wall=lambda: SUMMER)
    speak(odd, form)
    async with odd:
        assert printed in await segment(odd)


# The API.


@pytest.mark.parametrize(
    ("form", "query", "body"),
    [
        (
            "hints=broken",
            "camera.id=x",
            "camera.id&202\r\nAccepted(camera.status=save)",
        ),
        (
            "hints=broken",
            "camera.iris=50",
            (
                "camera.iris&202 Accepted(camera(num).status=save or\r\n"
                "camera.motion.auto_pan.image=save)"
            ),
        ),
        (
            "accepted=Required",
            "camera.id=x",
            "camera.id&202 Required(camera.status=save)",
        ),
        ("unknown_key=404 Not Found", "no.such.key", "no.such.key&404 Not Found"),
        ("bad_value=400 Bad", "camera.shutter=61", "camera.shutter&400 Bad"),
        ("misprints=on", "camera.status=save", "canera.status&200 OK"),
        (
            "misprints=on",
            "camera.image.brightness",
            "camera.image.brightnesss=autoM&200 OK",
        ),
        (
            "misprints=on",
            "camera.private_mask.area(3).status",
            "camera.private_mask.area(number).status=off&200 OK",
        ),
        (
            "misprints=on",
            "encode(2).framesize=qvga",
            "encode(2).framesize&202 Accepted(encode(1).status=save)",
        ),
        (
            "reply_path=on",
            "application.object.prerec=3",
            "/api/param?application.object.prerec&200 OK",
        ),
        (
            "reply_path=on",
            "application.object.postrec",
            "/api/param?application.object.postrec=2&200 OK",
        ),
        ("zone_words=own", "system.timezone", "system.timezone=UTC Time&200 OK"),
        ("zone_words=own", "system.timezone=Japan", "system.timezone&401 Unauthorized"),
        (
            "zone_words=own",
            "system.timezone=Japan%20Time",
            "system.timezone&202 Accepted(system.status=restart)",
        ),
        (
            "plus_is_blank=on",
            "system.timezone=GMT+9",
            "system.timezone&401 Unauthorized",
        ),
        ("high_bytes=refused", "camera.id=%C3%BC", "camera.id&401 Unauthorized"),
        ("called=VN-E4U", "system.model", "system.model=VN-E4U&200 OK"),
        ("ptz=off", "camera.motion.pan", "camera.motion.pan&401 Unauthorized"),
        (
            "one_push=off",
            "camera.image.white_balance=op_auto",
            "camera.image.white_balance&401 Unauthorized",
        ),
        ("one_push=off", "camera.focus=op_auto", "camera.focus&401 Unauthorized"),
        (
            "threshold=rgb",
            "camera.motion.auto_tracking(2).threshold.rgb",
            "camera.motion.auto_tracking(2).threshold.rgb=40-40-40&200 OK",
        ),
        (
            "threshold=rgb",
            "camera.motion.auto_tracking(2).threshold.yuv",
            "camera.motion.auto_tracking(2).threshold.yuv&401 Unauthorized",
        ),
        (
            "click=percent",
            "camera.motion.clickoncenter=s10-s10",
            "camera.motion.clickoncenter&401 Unauthorized",
        ),
        (
            "click=pixels",
            "camera.motion.clickoncenter=10.00-10.00",
            "camera.motion.clickoncenter&401 Unauthorized",
        ),
        (
            "program_words=tracking",
            "camera.motion.auto_tracking(2).status",
            "camera.motion.auto_tracking(2).status=off&200 OK",
        ),
        (
            "program_words=on",
            "camera.motion.auto_pan.status",
            "camera.motion.auto_pan.status=off&200 OK",
        ),
    ],
)
async def test_answers(
    camera: EmulatedCamera, form: str, query: str, body: str
) -> None:
    """Each form of an answer, which is another one by default."""
    assert await ask(camera, query) != f"{body}\r\n"
    speak(camera, form)
    assert await ask(camera, query) == f"{body}\r\n"


async def test_length_of_the_sample(camera: EmulatedCamera) -> None:
    """Content-Length is 80 over a shorter body, and true over a longer one."""
    speak(camera, "content_length=80")
    assert b"Content-Length: 80\r\n" in await talk(camera, asking("system.model"))
    reply = await talk(camera, asking("system.session"))
    body = reply.partition(b"\r\n\r\n")[2]
    assert f"Content-Length: {len(body)}\r\n".encode() in reply


async def test_refused_login(camera: EmulatedCamera) -> None:
    """A wrong password gets a 200 with an error in its body."""
    speak(camera, "login_refused=body")
    for query in ("system.model", "camera.id=x"):
        reply = await talk(camera, asking(query, word="wrong"))
        assert reply.startswith(b"HTTP/1.1 200 OK\r\n")
        key = query.partition("=")[0].encode()
        assert reply.endswith(b"\r\n\r\n" + key + b"&401 Unauthorized\r\n")
    assert camera.get("camera.id") == "Camera01"
    # Without a login a browser must be asked for one.
    reply = await talk(camera, b"GET /api/param?system.model HTTP/1.1\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 401 ")


async def test_role_that_may_not(camera: EmulatedCamera) -> None:
    """It has a text of its own where a form says so."""
    speak(camera, "bad_role=403 Forbidden")
    assert await ask(camera, "system.log", "user") == "system.log&403 Forbidden\r\n"


async def test_partial_content_alone(camera: EmulatedCamera, clock: Clock) -> None:
    """The text about a trace that is too long stands without its key."""
    speak(camera, "partial_named=off")
    await ask(camera, "camera.motion.auto_trace.record.status=start")
    clock.now += 31
    body = await ask(camera, "camera.motion.pan=+1.00")
    assert body == "206 Partial Content, auto_trace(timeout)\r\n"
    body = await ask(camera, "camera.motion.auto_trace.record.status=stop")
    assert body == "206 Partial Content\r\n"


@pytest.mark.parametrize(
    ("name", "printed", "meant"),
    [
        ("status", "canera.status=save", "camera.status=save"),
        (
            "duration",
            "peripheral.input_pin.pin(2).duration=300",
            "peripheral.output_pin.pin(2).duration=300",
        ),
        (
            "pan_image",
            "canera.motion.auto_pan.image=save",
            "camera.motion.auto_pan.image=save",
        ),
        (
            "trace_image",
            "canera.motion.auto_trace.image=save",
            "camera.motion.auto_trace.image=save",
        ),
        ("monitor_type", "image.monitortype=crt", "camera.image.monitortype=crt"),
    ],
)
async def test_misprinted_keys_are_taken(
    camera: EmulatedCamera, name: str, printed: str, meant: str
) -> None:
    """By name: the misprinted key too, or it alone; gets stay as they are."""
    assert "401" in await ask(camera, printed)
    speak(camera, f"printed_keys={name}")
    assert "401" not in await ask(camera, printed)
    assert "401" not in await ask(camera, meant)
    speak(camera, "documented_keys=off")
    assert "401" not in await ask(camera, printed)
    assert "401" in await ask(camera, meant)
    assert "camera.status=0&" in await ask(camera, "camera.status")
    key = "peripheral.output_pin.pin(2).duration"
    assert "&200 OK" in await ask(camera, key)


async def test_titles_in_characters(camera: EmulatedCamera) -> None:
    """32 bytes or 32 characters fit."""
    key = "camera.position(3).comment"
    wide = "%C3%BC"
    assert await ask(camera, f"{key}={wide * 16}") == f"{key}&200 OK\r\n"
    assert await ask(camera, f"{key}={wide * 17}") == f"{key}&401 Unauthorized\r\n"
    speak(camera, "titles_counted=characters")
    assert await ask(camera, f"{key}={wide * 32}") == f"{key}&200 OK\r\n"
    assert await ask(camera, f"{key}={wide * 33}") == f"{key}&401 Unauthorized\r\n"
    speak(camera, "high_bytes=question")
    await ask(camera, f"{key}=a{wide}b")
    assert camera.get(key) == "a??b"


async def test_keys_in_one_request(camera: EmulatedCamera) -> None:
    """As many as the form says, and VN-H's switches of the network alone."""
    speak(camera, "keys_per_request=5")
    query = "&".join(["system.model"] * 5)
    assert (await ask(camera, query)).count("&200 OK\r\n") == 5
    body = await ask(camera, f"{query}&camera.id")
    assert body == "system.model&401 Unauthorized\r\n"
    assert "&200 OK" in await ask(camera, "camera.id&network.dns.status")
    speak(camera, "network_status_alone=on")
    body = await ask(camera, "camera.id&network.dns.status")
    assert body == (
        "camera.id=Camera01&200 OK\r\nnetwork.dns.status&401 Unauthorized\r\n"
    )
    assert "&200 OK" in await ask(camera, "network.dns.status")


# The alarm port and the clock.


async def test_alarm_forms(camera: EmulatedCamera) -> None:
    """The state at connect, the end of a motion, and no third line without one."""
    speak(camera, "push_on_connect=on", "push_on_motion_end=on", "motion_off_line=off")
    speak(camera, "alarm_line_end=lf")
    camera.motion_seconds = 0.05
    reader, writer = await asyncio.open_connection(camera.host, camera.alarm_port)
    inputs = (
        b"peripheral.input_pin.pin(1).status=break\n"
        b"peripheral.input_pin.pin(2).status=break\n"
    )
    assert await reader.readexactly(len(inputs)) == inputs
    camera.trigger_motion()
    moving = b"video.input(1).detection(motion).status=on\n"
    assert await reader.readexactly(len(inputs + moving)) == inputs + moving
    camera.clock.now += 1  # type: ignore[attr-defined]
    assert await reader.readexactly(len(inputs)) == inputs
    writer.close()


async def test_summer_time(camera: EmulatedCamera) -> None:
    """The clock keeps standard time, or goes with the place of its zone."""
    camera.force("system.timezone", "Berlin")
    assert camera.local_time().hour == 13
    speak(camera, "summer_time=on")
    assert camera.local_time().hour == 14
    camera.force("system.timezone", "GMT+1")
    assert camera.local_time().hour == 13


async def test_auto_return_while_driving(camera: EmulatedCamera, clock: Clock) -> None:
    """Its time runs while a motor does, or only once that has stopped."""
    await ask(camera, "camera.motion.auto_return.status=on")
    await ask(camera, "camera.motion.pan.status=start")
    clock.now += 600
    assert camera.motors_running() == {"pan"}
    speak(camera, "return_while_driving=on")
    await ask(camera, "camera.motion.pan.status=stop")
    await ask(camera, "camera.motion.auto_return.status=on")
    await ask(camera, "camera.motion.pan.status=start")
    clock.now += 59
    assert camera.motors_running() == {"pan"}
    clock.now += 30
    assert not camera.motors_running()
    assert camera.get("camera.status") == "0"


# All of them.


async def test_life_as_printed(socket_enabled: None, clock: Clock) -> None:
    """A camera that speaks every printed form still is the camera that it is."""
    made = EmulatedCamera(scene="plain", clock=clock, forms=Forms.as_printed())
    async with made as camera:
        assert await ask(camera, "system.model") == "system.model=VN-V685U&200 OK\r\n"
        text = await head(camera, PUSH)
        assert "boundary=-foo\r\n" in text
        assert "\r\n\r\n-foo\r\n" in text
        comment = await segment(camera)
        assert b"\0" not in comment
        assert comment.startswith(b"JVC V1.0 size=")
        await ask(camera, "camera.id=Gate")
        await ask(camera, "canera.status=save")
        await camera.stop()
        await camera.start()
        assert camera.get("camera.id") == "Gate"


async def test_sisters(socket_enabled: None) -> None:
    """They say who they are, and have no motors."""
    async with EmulatedCamera(scene="plain", forms=Forms.vn_h()) as camera:
        query = "&".join(["system.model"] * 15)
        assert (await ask(camera, query)).count("=VN-H57U&200 OK") == 15
        assert "boundary=foo\r\n" in await head(camera, PUSH)
        assert "timestamp" in fields(await still(camera))
        assert "401" in await ask(camera, "camera.position(1).status=goto")
    async with EmulatedCamera(scene="plain", forms=Forms.vn_e4()) as camera:
        assert "202 Required(" in await ask(camera, "camera.id=x")
    async with EmulatedCamera(scene="plain", forms=Forms.vn_v25()) as camera:
        assert "x-vnv25_response: " in await head(camera, PUSH)


def test_forms_by_name() -> None:
    """Every form can be set by its name."""
    wanted, forms = Forms.as_printed(), Forms()
    for name, text in settable(wanted):
        put_pair(forms, f"{name}={text}")
    assert forms == wanted
    assert forms != Forms()


async def test_old_names(camera: EmulatedCamera) -> None:
    """Names that tests had before the forms did."""
    names = ("multi_key", "misprints", "push_on_connect", "push_on_motion_end")
    assert not any(getattr(camera, name) for name in names)
    for name in names:
        setattr(camera, name, True)
    assert all(getattr(camera, name) for name in names)
    assert camera.forms == Forms(
        misprints=True,
        push_on_connect=True,
        push_on_motion_end=True,
        keys_per_request=1000,
    )
    camera.multi_key = False
    assert camera.forms.keys_per_request == 1
