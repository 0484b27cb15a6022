"""An alarm that mails, records and sends messages: set up by a person, and received."""

import io

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from PIL import Image

from custom_components import jvc_vn
from tests.conftest import until
from tests.emulator import EmulatedCamera
from tests.emulator.servers import FtpServer, MailServer, TcpServer, UdpServer

from .test_actions_settings import act


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera, and the select of the frame rate."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.NUMBER))


@pytest.mark.usefixtures("all_enabled", "loaded")
async def test_an_alarm_goes_everywhere(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """From nothing set to a mail with its picture, by named fields alone."""
    mail, ftp = MailServer(), FtpServer(users={"gate": "secret"}, folders=("yard",))
    async with mail, ftp, TcpServer() as tcp, UdpServer() as udp:
        here = {"host": "127.0.0.1"}
        sender = "gate@home.test"
        await act(hass, "set_mail_server", **here, port=mail.port, sender=sender)
        login = {"user": "gate", "password": "secret", "path": "yard"}
        await act(hass, "set_ftp_server", **here, port=ftp.port, **login, passive=True)
        for key, seconds in (("pre", 1), ("post", 1)):
            await hass.services.async_call(
                "number",
                "set_value",
                {
                    "entity_id": f"number.vn_v685_{key}_recording",
                    "value": seconds,
                },
                blocking=True,
            )
        performs = [
            {
                "type": "mail",
                "address": "me@home.test",
                "attach_picture": True,
                "text": "The bell / 100 % & more",
            },
            {"type": "record"},
            {"type": "tcp", **here, "port": tcp.port, "text": "Hello there"},
            {"type": "udp", **here, "port": udp.port, "text": "Hello too"},
        ]
        bell = {"type": "input", "input": 1, "edge": "make"}
        for number, perform in enumerate(performs, 1):
            await act(
                hass,
                "set_alarm_action",
                action=number,
                enabled=True,
                trigger=bell,
                perform=perform,
            )
        told = (await act(hass, "get_alarm_actions"))["actions"]
        assert [each["perform"] for each in told[:4]] == performs
        assert [each["lacks"] for each in told[:4]] == [None] * 4
        emulated.set_input(1, "make")
        await until(lambda: len(emulated.outbox.sent) == 4, 10)
        await until(lambda: bool(tcp.received and udp.received))
    assert [each.error for each in emulated.outbox.sent] == [""] * 4
    (letter,) = mail.mails
    assert (letter.sender, letter.recipient) == (sender, "me@home.test")
    assert letter.text == "The bell / 100 % & more"
    (picture,) = letter.pictures
    assert Image.open(io.BytesIO(picture)).size == (640, 480)
    assert all(name.startswith("yard/") for name in ftp.files)
    assert ftp.files
    assert all(jpeg.startswith(b"\xff\xd8") for jpeg in ftp.files.values())
    assert (tcp.received, udp.received) == ([b"Hello there"], [b"Hello too"])
