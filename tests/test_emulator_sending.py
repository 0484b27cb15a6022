"""What the emulated camera sends of itself, received by real servers on loopback."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from PIL import Image

from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock, ask, fields, until
from tests.emulator.sending import Sent
from tests.emulator.servers import (
    FtpServer,
    MailServer,
    PopServer,
    TcpServer,
    UdpServer,
)

pytestmark = pytest.mark.enable_socket

# A Wednesday.
WEDNESDAY = datetime(2008, 10, 1, 8, 30, 5, tzinfo=UTC).timestamp()


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
async def camera(socket_enabled: None, clock: Clock) -> AsyncIterator[EmulatedCamera]:
    """Run a camera whose clock stands."""
    made = EmulatedCamera(
        scene="plain",
        clock=clock,
        wall=lambda: WEDNESDAY,
        hosts={"mail.home": "127.0.0.1", "far.test": "192.0.2.1"},
    )
    async with made:
        yield made


async def put(camera: EmulatedCamera, *queries: str) -> None:
    """Write parameters, each of which must be taken."""
    for query in queries:
        assert "&20" in await ask(camera, query), query


async def alarm(
    camera: EmulatedCamera, action: str, trigger: str = "m1", number: int = 1
) -> None:
    """Set an alarm action and switch it on."""
    base = f"application.event({number})"
    await put(
        camera,
        *([f"{base}.action={action}"] if action else []),
        *(f"{base}.trigger={trigger}", f"{base}.status=restart", f"{base}.status=on"),
    )


async def outcome(camera: EmulatedCamera) -> Sent:
    """Wait until something has been sent, or not."""
    await until(lambda: bool(camera.outbox.sent))
    return camera.outbox.sent.pop(0)


# Mail.


async def test_mail_with_its_picture(camera: EmulatedCamera) -> None:
    """A mail from the camera's name, with the picture of the alarm attached."""
    async with MailServer() as server:
        await put(
            camera,
            "camera.id=Gate",
            "application.smtp.host=127.0.0.1",
            f"application.smtp.port={server.port}",
            "application.smtp.mailfrom=gate@home.test",
        )
        await alarm(camera, "mailto/me@home.test/object01/The%20bell%20rang.")
        camera.set_input(1, "make")
        assert await outcome(camera) == Sent("mailto", "me@home.test")
    (mail,) = server.mails
    assert (mail.sender, mail.recipient) == ("gate@home.test", "me@home.test")
    assert mail.raw.startswith(b"From: Gate<gate@home.test>\r\nTo: me@home.test\r\n")
    assert mail.message["Subject"] == "Alarm from VN-V685"
    assert mail.text == "The bell rang."
    (picture,) = mail.pictures
    assert Image.open(io.BytesIO(picture)).size == (640, 480)
    assert fields(picture)["camera"] == "Gate"


async def test_mail_without_picture(camera: EmulatedCamera) -> None:
    """Only the text; a line that is a dot does not end the mail."""
    async with MailServer() as server:
        await put(
            camera,
            "application.smtp.host=mail.home",
            f"application.smtp.port={server.port}",
        )
        await alarm(camera, "mailto/me@home.test/none/.", "v1")
        camera.trigger_motion()
        await outcome(camera)
    (mail,) = server.mails
    assert mail.text == "."
    assert mail.pictures == []


@pytest.mark.parametrize(
    ("model", "settings", "sender"),
    [
        ("VN-V685", ["application.smtp.mailfrom=a@b.test"], "a@b.test"),
        ("VN-V685", ["application.pop.user=gate"], "gate@localhost"),
        ("VN-V685", [], "vn_v685@localhost"),
        ("VN-V686B", [], "vn_v686@localhost"),
        ("VN-V685", ["network.hostname=%00"], "vn_v685"),
    ],
)
async def test_sender(
    socket_enabled: None, model: str, settings: list[str], sender: str
) -> None:
    """What is not set is made up as the guide says (6.5)."""
    async with EmulatedCamera(model, scene="plain") as camera, MailServer() as server:
        await put(
            camera,
            "application.smtp.host=127.0.0.1",
            f"application.smtp.port={server.port}",
            *settings,
        )
        await alarm(camera, "mailto/me@home.test/none/x")
        camera.set_input(1, "make")
        await outcome(camera)
    assert server.mails[0].sender == sender


async def test_pop_before_smtp(camera: EmulatedCamera) -> None:
    """The mail server takes nothing before the login, and neither after a wrong one."""
    pop = PopServer(users={"gate": "secret"})
    async with pop, MailServer(pop=pop) as server:
        await put(
            camera,
            "application.smtp.host=127.0.0.1",
            f"application.smtp.port={server.port}",
            "application.pop.host=127.0.0.1",
            f"application.pop.port={pop.port}",
            "application.pop.user=gate",
            "application.pop.password=wrong",
        )
        await alarm(camera, "mailto/me@home.test/none/x")
        camera.set_input(1, "make")
        assert "530" in (await outcome(camera)).error
        camera.set_input(1, "break")
        await put(camera, "application.smtp.type=pbs")
        camera.set_input(1, "make")
        assert "-ERR" in (await outcome(camera)).error
        camera.set_input(1, "break")
        await put(camera, "application.pop.password=secret")
        camera.set_input(1, "make")
        assert not (await outcome(camera)).error
        assert len(server.mails) == 1
        assert pop.logins == ["127.0.0.1"]


# Files.


async def ftp(camera: EmulatedCamera, server: FtpServer, mode: str) -> None:
    """Tell the camera of an FTP server."""
    await put(
        camera,
        "application.ftp.host=127.0.0.1",
        f"application.ftp.port={server.port}",
        "application.ftp.user=gate",
        "application.ftp.password=secret",
        "application.ftp.path=yard%2Fgate",
        f"application.ftp.mode={mode}",
    )


def ftp_server() -> FtpServer:
    """Make a server that has a folder for the camera."""
    return FtpServer(users={"gate": "secret"}, folders=("yard/gate",))


@pytest.mark.parametrize("mode", ["active", "passive"])
async def test_recording(camera: EmulatedCamera, mode: str) -> None:
    """Pictures of before and after the alarm, named by their moments."""
    async with ftp_server() as server:
        await ftp(camera, server, mode)
        await put(
            camera,
            "application.object.framerate=15",
            "application.object.prerec=1",
            "application.object.postrec=1",
        )
        await alarm(camera, "recftp/ftp01/object01")
        await until(lambda: camera.video.rendered > 12)
        camera.force("camera.motion.pan", "200.00")
        camera.set_input(1, "make")
        assert await outcome(camera) == Sent("recftp", "127.0.0.1")
    names = list(server.files)
    assert 25 < len(names) <= 30
    assert names == [
        f"yard/gate/20081001083005-{number:03d}-2.jpg"
        for number in range(1, len(names) + 1)
    ]
    pans = [fields(jpeg)["pan"] for jpeg in server.files.values()]
    # A picture may just be taken when the alarm comes.
    assert pans.count("200.00") in (14, 15)
    assert pans == sorted(pans, key="200.00".__eq__)
    kinds = {re.sub(r":\d+$", "", told) for told in server.modes}
    assert kinds == ({"PASV"} if mode == "passive" else {"PORT 127.0.0.1"})


async def test_recording_only_before(camera: EmulatedCamera) -> None:
    """Without a time after the alarm, it is stored at once."""
    async with ftp_server() as server:
        await ftp(camera, server, "passive")
        await put(
            camera,
            "application.object.framerate=5",
            "application.object.prerec=60",
            "application.object.postrec=0",
        )
        await alarm(camera, "recftp/ftp01/object01")
        await until(lambda: camera.video.rendered > 2)
        camera.set_input(1, "make")
        assert not (await outcome(camera)).error
        assert 2 <= len(server.files) <= 5
        # Nothing is drawn for an action that is off.
        await put(camera, "application.event(1).status=off")
        drawn = camera.video.rendered
        await asyncio.sleep(0.5)
        assert camera.video.rendered <= drawn + 1


@pytest.mark.parametrize(
    ("naming", "name"),
    [
        ("default", "20081001083005-001-2.jpg"),
        ("type1", "Camera_20081001083005001.jpg"),
        ("type2", "Camera_.jpg"),
    ],
)
async def test_periodic_pictures(
    camera: EmulatedCamera, clock: Clock, naming: str, name: str
) -> None:
    """Every so many seconds one picture, named as the guide prints it."""
    async with ftp_server() as server:
        await ftp(camera, server, "passive")
        await put(
            camera,
            f"application.ftp.naming={naming}",
            "application.ftp.naming_option=Camera_",
        )
        await alarm(camera, "", "i1500", 6)
        clock.now += 1499
        await asyncio.sleep(0.15)
        assert camera.outbox.sent == []
        clock.now += 1
        assert await outcome(camera) == Sent("ftpto", "127.0.0.1")
        assert list(server.files) == [f"yard/gate/{name}"]
        clock.now += 1500
        await outcome(camera)
        await put(camera, "application.event(6).status=off")
        clock.now += 1500
        await asyncio.sleep(0.15)
        assert camera.outbox.sent == []


async def test_ftp_that_refuses(camera: EmulatedCamera) -> None:
    """A wrong password or a folder that is not there: no file, and the reason."""
    async with ftp_server() as server:
        await ftp(camera, server, "passive")
        await put(camera, "application.ftp.password=wrong")
        await alarm(camera, "", "m1", 6)
        camera.set_input(1, "make")
        assert (await outcome(camera)).error == "530 no"
        await put(
            camera, "application.ftp.password=secret", "application.ftp.path=away"
        )
        camera.set_input(1, "break")
        camera.set_input(1, "make")
        assert (await outcome(camera)).error == "550 no such"
    assert server.files == {}


# Messages, and what the camera does to itself.


async def test_messages(camera: EmulatedCamera) -> None:
    """The text arrives over TCP and over UDP."""
    async with TcpServer() as tcp, UdpServer() as udp:
        await alarm(camera, f"tcpto/127.0.0.1/{tcp.port}/Hello%20there", "m1", 1)
        await alarm(camera, f"udpto/127.0.0.1/{udp.port}/Hello%20too", "m1", 2)
        camera.set_input(1, "make")
        await until(lambda: bool(tcp.received and udp.received))
        assert tcp.received == [b"Hello there"]
        assert udp.received == [b"Hello too"]


async def test_actions_on_itself(camera: EmulatedCamera, clock: Clock) -> None:
    """Output, preset and day/night."""
    await alarm(camera, "pinout/m1/1500", "m1", 1)
    await alarm(camera, "camera.position(1).status/goto", "m1", 2)
    await alarm(camera, "camera.image.true_daynight/bw", "m1", 3)
    camera.set_input(1, "make")
    assert camera.output(1) == "make"
    assert camera.get("camera.image.true_daynight") == "bw"
    clock.now += 5
    assert camera.get("camera.status") == "1"
    assert camera.output(1) == "break"


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ("tcpto/192.0.2.1/2000/x", "192.0.2.1 is not a loopback address"),
        ("udpto/192.0.2.1/2000/x", "192.0.2.1 is not a loopback address"),
        ("mailto/me@home.test/none/x", "192.0.2.1 is not a loopback address"),
        ("recftp/ftp01/object01", "no server is set"),
    ],
)
async def test_nothing_leaves_the_machine(
    camera: EmulatedCamera, action: str, reason: str
) -> None:
    """What is beyond loopback is not sent to, by address or by name."""
    await put(
        camera,
        "application.smtp.host=far.test",
        "application.object.prerec=1",
        "application.object.postrec=0",
    )
    await alarm(camera, action)
    camera.set_input(1, "make")
    assert (await outcome(camera)).error == reason
    await put(camera, "application.smtp.host=mail.example.com")
    await alarm(camera, "mailto/me@home.test/none/x")
    camera.set_input(1, "break")
    camera.set_input(1, "make")
    assert (await outcome(camera)).error == "mail.example.com is not known"


# Triggers and filters.


@pytest.fixture
async def messages(camera: EmulatedCamera) -> AsyncIterator[UdpServer]:
    """Receive the messages of an alarm."""
    async with UdpServer() as server:
        yield server


async def test_triggers(
    camera: EmulatedCamera, clock: Clock, messages: UdpServer
) -> None:
    """Each trigger of the guide sets its action off."""
    to = f"udpto/127.0.0.1/{messages.port}"

    async def expect(trigger: str) -> None:
        await until(lambda: messages.received == [trigger.encode()])
        messages.received.clear()

    for trigger, happen in (
        ("m2", lambda: camera.set_input(2, "make")),
        ("b2", lambda: camera.set_input(2, "break")),
        ("v1", camera.trigger_motion),
        ("efans", lambda: camera.set_fan_error(broken=True)),
    ):
        await alarm(camera, f"{to}/{trigger}", trigger)
        happen()
        await expect(trigger)
    for trigger, mode in (("ncbws", "bw"), ("ncbwe", "color")):
        await alarm(camera, f"{to}/{trigger}", trigger)
        await put(camera, f"camera.image.true_daynight={mode}")
        await expect(trigger)
    await alarm(camera, f"{to}/preset", "camera.position(1).status")
    await put(camera, "camera.position(1).status=goto")
    await asyncio.sleep(0.15)
    assert messages.received == []
    # Nobody asks the camera anything meanwhile.
    clock.now += 5
    await expect("preset")


async def test_two_inputs_in_turn(
    camera: EmulatedCamera, clock: Clock, messages: UdpServer
) -> None:
    """The second one counts only within the seconds behind the first."""
    await alarm(camera, f"udpto/127.0.0.1/{messages.port}/x", "m1(100)b2")
    camera.set_input(2, "make")
    camera.set_input(1, "make")
    clock.now += 101
    camera.set_input(2, "break")
    camera.set_input(2, "make")
    camera.set_input(1, "break")
    camera.set_input(1, "make")
    clock.now += 100
    assert messages.received == []
    camera.set_input(2, "break")
    await until(lambda: messages.received == [b"x"])


@pytest.mark.parametrize(
    ("window", "kind", "sent"),
    [
        ("080000-090000", "mask", False),
        ("090000-100000", "mask", True),
        ("080000-090000", "unmask", True),
        ("090000-240000", "unmask", False),
    ],
)
async def test_filter(
    camera: EmulatedCamera, messages: UdpServer, window: str, kind: str, sent: bool
) -> None:
    """A window of the weekday masks an action, or is the only time it has."""
    base = "application.event(1).filter"
    await put(
        camera,
        *(f"{base}(wednesday).status=on", f"{base}(wednesday).time={window}"),
        f"{base}(wednesday).type={kind}",
        # Another day's window does not matter.
        *(f"{base}(thursday).status=on", f"{base}(thursday).type=mask"),
    )
    await alarm(camera, f"udpto/127.0.0.1/{messages.port}/x")
    await alarm(camera, f"udpto/127.0.0.1/{messages.port}/always", number=2)
    camera.set_input(1, "make")
    await until(lambda: b"always" in messages.received)
    assert (b"x" in messages.received) is sent
