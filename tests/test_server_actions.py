"""The servers that the camera sends alarms to: written whole, if they answer."""

from typing import Any
from urllib.parse import quote

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from tests.conftest import settled
from tests.emulator import EmulatedCamera
from tests.emulator.servers import FtpServer, MailServer, PopServer

from .test_actions import act, params
from .test_emulator_network import free_port

pytestmark = pytest.mark.usefixtures("loaded")

SECRET = "s3cr3t&=%"
TEXTS = {
    "host": ("a b", "10.0.0", "256.1.1.1", "x" * 64, "a&b=c", "224.0.0.1", "-a", "a_b"),
    "port": (0, 65536, "25", 2.5, True, None),
    "sender": ("gate", "a b@home.test", "a@", "a@b c", "x" * 90 + "@a.test", "a@b&c"),
    "pop_before_smtp": ("yes", 1, None),
    "pop_host": ("a\r\nb", "100%"),
    "pop_port": (-1,),
    "pop_user": ("a b", "a:b", "x" * 65, "a\tb", 5),
    "pop_password": ("x" * 33, "a\nb", 5),
    "path": ("x" * 64, "a\x00b", []),
    "user": ("x" * 33, "a\rb"),
    "password": ("x" * 33, "a\x7fb", {}),
    "passive": ("on", 0),
    "naming": ("type1", "", 1),
    "name_part": ("x" * 17, "a/b", "a b", "a\\b"),
    "test": ("no", 1, None),
}
MAIL = "host port sender pop_before_smtp pop_host pop_port pop_user pop_password test"
FTP = "host port path user password passive naming name_part test"


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


@pytest.mark.parametrize(("kind", "fields"), [("mail", MAIL), ("ftp", FTP)])
async def test_bad_input(
    hass: HomeAssistant, emulated: EmulatedCamera, kind: str, fields: str
) -> None:
    """Is refused in the name of its field; nothing is asked or sent."""
    await settled(emulated)
    emulated.clear_requests()
    for field in fields.split():
        for evil in TEXTS[field]:
            good = {} if field == "port" else {"port": 25}
            with pytest.raises(ServiceValidationError) as caught:
                await act(hass, f"set_{kind}_server", **good | {field: evil})
            assert str(caught.value).startswith(f"Yard: {field} "), evil
            if "password" in field:
                assert str(evil) not in str(caught.value)
    with pytest.raises(ServiceValidationError, match="at least one"):
        await act(hass, f"set_{kind}_server")
    assert not emulated.requests


async def test_a_mail_server(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It and its POP server are asked, written, and told without the password."""
    caplog.set_level("DEBUG", "custom_components")
    pop = PopServer(users={"gate": SECRET})
    async with pop, MailServer(pop=pop) as server:
        told = await act(
            hass,
            "set_mail_server",
            host="localhost",
            port=server.port,
            sender="gate+1@home.test",
            pop_before_smtp=True,
            pop_host="127.0.0.1",
            pop_port=pop.port,
            pop_user="gate",
            pop_password=SECRET,
        )
        assert (server.connections, pop.connections) == (1, 1)
    assert told == await act(hass, "get_mail_server")
    assert told == {
        "host": "localhost",
        "port": server.port,
        "sender": "gate+1@home.test",
        "pop_before_smtp": True,
        "pop_host": "127.0.0.1",
        "pop_port": pop.port,
        "pop_user": "gate",
    }
    assert emulated.get("application.pop.password") == SECRET
    assert emulated.get("application.smtp.type") == "pbs"
    own = [r for r in caplog.records if r.name.startswith("custom_components")]
    assert own
    for spelled in (SECRET, quote(SECRET, safe="")):
        assert not [r for r in own if spelled in r.getMessage()]
    assert SECRET not in str(loaded.runtime_data.data.values)
    emulated.clear_requests()
    # What is so already is not written, nor is its server asked.
    await act(hass, "set_mail_server", sender="gate+1@home.test")
    assert params(emulated) == []
    # None.
    told = await act(hass, "set_mail_server", host="", pop_before_smtp=False)
    assert told["host"] == ""
    assert emulated.get("application.smtp.host") == "0.0.0.0"


async def test_an_ftp_server(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """All of its fields."""
    wanted = {
        "path": "yard/gate & more",
        "user": "gate",
        "passive": True,
        "naming": "type_1",
        "name_part": "Gate_",
    }
    async with FtpServer(users={"gate": SECRET}) as server:
        address = {"host": "127.0.0.1", "port": server.port}
        told = await act(hass, "set_ftp_server", **wanted, **address, password=SECRET)
    assert told == wanted | address == await act(hass, "get_ftp_server")
    assert emulated.get("application.ftp.path") == "yard/gate & more"
    assert emulated.get("application.ftp.password") == SECRET
    assert emulated.get("application.ftp.naming") == "type1"


async def test_a_server_that_does_not_answer(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Or is another kind of server: nothing is written, unless nobody shall ask."""
    await settled(emulated)
    emulated.clear_requests()
    silent = free_port("127.0.0.1")
    with pytest.raises(ServiceValidationError, match="server for SMTP that answers"):
        await act(hass, "set_mail_server", host="127.0.0.1", port=silent)
    with pytest.raises(ServiceValidationError, match="server for FTP that answers"):
        await act(hass, "set_ftp_server", host="127.0.0.1", port=silent)
    async with MailServer() as server:
        with pytest.raises(ServiceValidationError, match="pop_host cannot be 127"):
            await act(
                hass,
                "set_mail_server",
                pop_before_smtp=True,
                pop_host="127.0.0.1",
                pop_port=server.port,
            )
    with pytest.raises(ServiceValidationError, match="pop_before_smtp needs it"):
        await act(hass, "set_mail_server", pop_before_smtp=True, test=False)
    assert params(emulated) == []
    told = await act(hass, "set_mail_server", host="127.0.0.1", port=silent, test=False)
    assert told["port"] == silent


async def test_all_or_nothing(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """What was written before the one that is refused is written back."""
    emulated.faults.error_keys["application.ftp.password"] = "401 Unauthorized"
    before: dict[str, Any] = await act(hass, "get_ftp_server")
    with pytest.raises(HomeAssistantError, match="did not do it") as caught:
        await act(
            hass,
            "set_ftp_server",
            password=SECRET,
            host="10.0.0.9",
            user="gate",
            path="x",
            test=False,
        )
    assert SECRET not in str(caught.value)
    assert await act(hass, "get_ftp_server") == before
    assert emulated.get("application.ftp.host") == "0.0.0.0"
