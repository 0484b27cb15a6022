"""Adding a camera by hand or from a card, and changing what is known of it."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import pytest_socket
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn import config_flow
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.diagnostics import async_get_config_entry_diagnostics
from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.protocol import camera as protocol_camera
from custom_components.jvc_vn.protocol import http, search
from tests.conftest import (
    MAC,
    PASSWORD,
    entry_data,
    make_emulated,
    settled,
    until,
)
from tests.emulator import EmulatedCamera
from tests.emulator.alarm import PLACES
from tests.emulator.faults import Refusal
from tests.emulator.parameters import READERS
from tests.test_discovery import card_title, searchable, target

type Targets = list[tuple[str, int]]

OTHER_MAC = "00:80:88:ff:ff:ff"
LOGIN = {"username": "admin", "password": PASSWORD}
FACTORY_TOLD = "jvc (VN-V685, VN-V686B), vn-v686 (VN-V686)"
UNUSED_PORT = 9
"""The discard port, at which nobody listens."""
PLATFORMS = jvc_vn.PLATFORMS
CHANGING = {"button", "number", "select", "switch", "text", "time"}
"""Platforms of what can be changed."""


@pytest.fixture(autouse=True)
def _quick_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback an answer is there at once, on any of three addresses."""
    monkeypatch.setattr(search, "search", partial(search.search, wait=0.1))
    monkeypatch.setattr(alarm, "SETTLE", 0.05)
    # What makes an entry quick to set up; one test has them all.
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.BINARY_SENSOR, Platform.CAMERA))
    pytest_socket.socket_allow_hosts(["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"])


# What the tests are told in.


@asynccontextmanager
async def running(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> AsyncGenerator[EmulatedCamera]:
    """Switch a camera on, and off again when nothing talks to it any more."""
    async with emulated:
        try:
            yield emulated
        finally:
            for entry in hass.config_entries.async_loaded_entries(DOMAIN):
                await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def emulated(hass: HomeAssistant) -> AsyncGenerator[EmulatedCamera]:
    """An emulated VN-V685 that answers at once."""
    async with running(hass, make_emulated()) as camera:
        yield camera


def address(emulated: EmulatedCamera, **changes: Any) -> dict[str, Any]:
    """What a person enters as the address of a camera."""
    return {
        "host": emulated.host,
        "port": emulated.http_port,
        "alarm_port": emulated.alarm_port,
        **changes,
    }


async def begin(hass: HomeAssistant, source: str, data: Any = None) -> ConfigFlowResult:
    """Start a flow."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": source}, data=data
    )


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, **fields: Any
) -> ConfigFlowResult:
    """Fill in a form, and wait for what follows from it."""
    result = await hass.config_entries.flow.async_configure(form["flow_id"], fields)
    await hass.async_block_till_done()
    return result


async def find(
    hass: HomeAssistant, host: str, port: int = 80, model: str = "VN-V685"
) -> ConfigFlowResult:
    """Let the search find a camera."""
    data = {"host": host, "port": port, "model": model}
    return await begin(hass, SOURCE_INTEGRATION_DISCOVERY, data)


async def lease(hass: HomeAssistant, host: str, mac: str = MAC) -> ConfigFlowResult:
    """Let DHCP see a device take an address."""
    info = DhcpServiceInfo(host, "vn-v685", mac.replace(":", ""))
    return await begin(hass, SOURCE_DHCP, info)


async def ignore(hass: HomeAssistant, form: ConfigFlowResult) -> None:
    """Do what the button `Ignore` of a card does."""
    flow = hass.config_entries.flow.async_get(form["flow_id"])
    data = {"unique_id": flow["context"]["unique_id"], "title": "Ignored"}
    await begin(hass, SOURCE_IGNORE, data)
    assert not hass.config_entries.flow.async_progress()


def shows(result: ConfigFlowResult, step: str, **errors: str) -> bool:
    """Tell whether a form is shown, with exactly these errors."""
    assert result["type"] is FlowResultType.FORM, result
    assert result["step_id"] == step
    assert (result["errors"] or {}) == errors
    return True


def aborts(result: ConfigFlowResult, reason: str) -> bool:
    """Tell whether a flow ended for this reason."""
    assert result["type"] is FlowResultType.ABORT, result
    assert result["reason"] == reason
    return True


async def added(
    hass: HomeAssistant,
    result: ConfigFlowResult,
    data: dict[str, Any],
    link: str = "live",
) -> str:
    """Make sure that a camera was added with this data and works; its title."""
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    assert dict(result["data"]) == data
    entry = result["result"]
    assert entry.unique_id == MAC
    await works(hass, entry, link)
    return str(result["title"])


async def works(hass: HomeAssistant, entry: Any, link: str = "live") -> None:
    """Make sure that an entry is set up, and that its camera answers."""
    assert entry.state is ConfigEntryState.LOADED
    await until(lambda: entry.runtime_data.data.link == link)

    def states() -> dict[str, str]:
        return {state.entity_id: state.state for state in hass.states.async_all()}

    (known,) = (key for key in states() if key.endswith("_input_1"))
    assert known.startswith("binary_sensor.")
    # Values come behind.
    await until(lambda: states()[known] == "off")
    await until(lambda: STATE_UNAVAILABLE not in states().values())


def choices(form: ConfigFlowResult) -> dict[str, str]:
    """What the list of found cameras offers, value to label."""
    assert form["data_schema"]
    options = form["data_schema"].schema["camera"].config["options"]
    return {option["value"]: option["label"] for option in options}


def suggested(form: ConfigFlowResult) -> dict[str, Any]:
    """What a form is filled in with."""
    assert form["data_schema"]
    return {
        str(key): key.description["suggested_value"]
        for key in form["data_schema"].schema
        if key.description
    }


@dataclass
class WebServer:
    """Something with an HTTP port that is no camera of ours."""

    port: int
    received: bytearray = field(default_factory=bytearray)

    @property
    def was_asked(self) -> bool:
        """It got at least one request."""
        return self.received.startswith(b"GET ")

    @property
    def knows_password(self) -> bool:
        """It was sent a login in any form."""
        token = b64encode(f"admin:{PASSWORD}".encode())
        return token in self.received or b"authorization" in self.received.lower()


@asynccontextmanager
async def web_server(
    answer: bytes, host: str = "127.0.0.1", *, only_to: bytes = b""
) -> AsyncGenerator[WebServer]:
    """Answer requests with the same bytes; close without a word on all others."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heard.received += head
        if only_to in head:
            writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, host) as server:
        heard = WebServer(server.sockets[0].getsockname()[1])
        yield heard


def page(status: str, *headers: str, body: str = "<html>Hello</html>") -> bytes:
    """Print an answer of an ordinary web server."""
    lines = [f"HTTP/1.1 {status}", "Server: nginx", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", body]).encode()


OTHER_ANSWERS = {
    "page": page("200 OK", "Content-Type: text/html"),
    "login": page("401 Unauthorized", 'WWW-Authenticate: Basic realm="Router"'),
    "elsewhere": page("302 Found", "Location: http://127.0.0.2:9/"),
    "error": page("500 Internal Server Error"),
    "binary": bytes(range(256)) * 16,
    "text": b"SSH-2.0-OpenSSH_10.0\r\n",
}


# A person adds a camera.


async def test_a_found_camera_is_added(
    hass: HomeAssistant, search_targets: Targets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Search, choice and login; the search told the address."""
    async with running(hass, searchable()) as emulated:
        monkeypatch.setattr(config_flow, "DEFAULT_ALARM_PORT", emulated.alarm_port)
        search_targets.append(target(emulated))
        form = await begin(hass, SOURCE_USER)
        assert shows(form, "user")
        chosen = f"127.0.0.1:{emulated.http_port}"
        assert choices(form) == {chosen: "VN-V685 (127.0.0.1)", "manual": "manual"}
        form = await submit(hass, form, camera=chosen)
        assert shows(form, "credentials")
        told = form["description_placeholders"]
        assert told == {"host": "127.0.0.1", "factory_passwords": FACTORY_TOLD}
        assert suggested(form) == {}
        result = await submit(hass, form, **LOGIN)
        title = await added(hass, result, entry_data(emulated))
        assert title == "Camera01"


async def test_cameras_that_were_added_are_not_listed(
    hass: HomeAssistant, search_targets: Targets
) -> None:
    """Only what is new is offered."""
    async with (
        searchable("127.0.0.2") as known,
        searchable("127.0.0.3", model="VN-V686B") as new,
    ):
        MockConfigEntry(domain=DOMAIN, data=entry_data(known)).add_to_hass(hass)
        search_targets.extend([target(known), target(new)])
        form = await begin(hass, SOURCE_USER)
    assert list(choices(form)) == [f"127.0.0.3:{new.http_port}", "manual"]


@pytest.mark.parametrize("all_known", [True, False])
async def test_without_a_new_camera_the_address_is_asked(
    hass: HomeAssistant, search_targets: Targets, all_known: bool
) -> None:
    """A list without a camera would be a question too many; it says what to do."""
    async with searchable() as known, running(hass, make_emulated()) as emulated:
        if all_known:
            MockConfigEntry(domain=DOMAIN, data=entry_data(known)).add_to_hass(hass)
            search_targets.append(target(known))
        form = await begin(hass, SOURCE_USER)
        assert shows(form, "all_added" if all_known else "nothing_found")
        form = await submit(hass, form, **address(emulated))
        await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))


async def test_a_search_that_fails(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, emulated: EmulatedCamera
) -> None:
    """Without a network to search in, the address is asked."""

    async def no_network(*_: object, **__: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(search, "search", no_network)
    form = await begin(hass, SOURCE_USER)
    assert shows(form, "nothing_found")
    form = await submit(hass, form, **address(emulated))
    assert shows(form, "credentials")
    # A camera that does not tell its name is added by its model.
    emulated.faults.refusals.append(Refusal("camera.id"))
    result = await submit(hass, form, **LOGIN)
    assert result["title"] == "VN-V685 (127.0.0.1)"
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_another_address_than_those_found(
    hass: HomeAssistant, search_targets: Targets, emulated: EmulatedCamera
) -> None:
    """The list ends with the way to enter one."""
    async with searchable("127.0.0.2") as found:
        search_targets.append(target(found))
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, camera="manual")
        assert shows(form, "manual")
        form = await submit(hass, form, **address(emulated))
        await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))


@pytest.mark.parametrize("blanks", ["{}", " {}\t"])
async def test_a_camera_is_added_by_its_address(
    hass: HomeAssistant, emulated: EmulatedCamera, blanks: str
) -> None:
    """Blanks around the address, as copying brings them, do no harm."""
    form = await begin(hass, SOURCE_USER)
    host = blanks.format(emulated.host)
    form = await submit(hass, form, **address(emulated, host=host))
    assert shows(form, "credentials")
    result = await submit(hass, form, **LOGIN)
    title = await added(hass, result, entry_data(emulated))
    assert title == "Camera01"


async def test_the_usual_ports_are_filled_in(hass: HomeAssistant) -> None:
    """80 and 32040: nobody has to know them."""
    form = await begin(hass, SOURCE_USER)
    assert form["data_schema"]
    assert form["data_schema"]({"host": "cam"}) == {
        "host": "cam",
        "port": 80,
        "alarm_port": 32040,
    }


BAD_ADDRESSES = [
    ({"host": ""}, {"host": "invalid_host"}),
    ({"host": "c" * 300}, {"host": "invalid_host"}),
    ({"host": "http://"}, {"host": "invalid_host"}),
    ({"host": "http://:8080/"}, {"host": "invalid_host"}),
    ({"host": "127.0.0.1:70000"}, {"host": "invalid_host"}),
    ({"host": "127.0.0.1:80:80"}, {"host": "invalid_host"}),
    ({"host": "192.168.1"}, {"host": "invalid_host"}),
    ({"host": "front yard"}, {"host": "invalid_host"}),
    ({"host": ":::"}, {"host": "invalid_host"}),
    ({"host": "yard\r\nX-Header: 1"}, {"host": "invalid_host"}),
    ({"port": 0}, {"port": "invalid_port"}),
    ({"port": 70000}, {"port": "invalid_port"}),
    ({"alarm_port": -1}, {"alarm_port": "invalid_port"}),
    (
        {"host": "?", "port": 0, "alarm_port": 65536},
        {"host": "invalid_host", "port": "invalid_port", "alarm_port": "invalid_port"},
    ),
]


@pytest.mark.parametrize(("changes", "errors"), BAD_ADDRESSES, ids=repr)
async def test_an_impossible_address_is_said_at_its_field(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    changes: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """Nothing is sent, what was entered stays, and the right address goes on."""
    form = await begin(hass, SOURCE_USER)
    entered = address(emulated, **changes)
    form = await submit(hass, form, **entered)
    assert shows(form, "manual", **errors)
    assert suggested(form) == entered | {"host": entered["host"].strip()}
    assert emulated.requests == []
    assert shows(await submit(hass, form, **address(emulated)), "credentials")


async def test_a_camera_is_added_by_its_name(
    hass: HomeAssistant, emulated: EmulatedCamera, real_names: None
) -> None:
    """The name stays, so that the address behind it may change."""
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated, host="localhost"))
    assert shows(form, "credentials")
    result = await submit(hass, form, **LOGIN)
    title = await added(hass, result, entry_data(emulated, host="localhost"))
    assert title == "Camera01"


async def test_an_address_of_ipv6_is_taken(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """It is tried; nobody listens there."""
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated, host="::1"))
    assert shows(form, "manual", base="cannot_connect")


async def test_a_port_that_is_no_number_is_refused(hass: HomeAssistant) -> None:
    """By the form itself."""
    form = await begin(hass, SOURCE_USER)
    with pytest.raises(InvalidData) as refused:
        await submit(hass, form, host="127.0.0.1", port="http", alarm_port=32040)
    assert list(refused.value.schema_errors) == ["port"]


@pytest.mark.parametrize("answer", OTHER_ANSWERS.values(), ids=OTHER_ANSWERS)
async def test_another_server_is_not_taken_for_a_camera(
    hass: HomeAssistant, emulated: EmulatedCamera, answer: bytes
) -> None:
    """Whatever it answers; then the right address goes on."""
    form = await begin(hass, SOURCE_USER)
    async with web_server(answer) as server:
        form = await submit(hass, form, **address(emulated, port=server.port))
    assert shows(form, "manual", base="not_a_camera")
    assert server.was_asked
    assert not server.knows_password
    assert shows(await submit(hass, form, **address(emulated)), "credentials")


async def test_nobody_at_the_address(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The camera may be off; once it is on, it goes on."""
    await emulated.stop()
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated))
    assert shows(form, "manual", base="cannot_connect")
    await emulated.start()
    assert shows(await submit(hass, form, **address(emulated)), "credentials")


async def test_a_camera_that_never_answers(
    hass: HomeAssistant, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person does not wait for ever."""
    for module in (http, protocol_camera):
        monkeypatch.setattr(module, "TIMEOUT", 0.2)
    emulated.faults.hang = True
    form = await begin(hass, SOURCE_USER)
    async with asyncio.timeout(3):
        form = await submit(hass, form, **address(emulated))
    assert shows(form, "manual", base="cannot_connect")
    emulated.faults.hang = False
    assert shows(await submit(hass, form, **address(emulated)), "credentials")


async def test_a_camera_that_refuses_us_its_video_can_be_added(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Its access list names us: it closes without a word, but takes the login."""
    emulated.faults.video_refused = True
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated))
    assert shows(form, "credentials")
    result = await submit(hass, form, **LOGIN)
    await added(hass, result, entry_data(emulated))


async def test_a_known_address_is_not_added_again(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The flow ends before anything is sent."""
    form = await begin(hass, SOURCE_USER)
    result = await submit(hass, form, **address(emulated))
    assert aborts(result, "already_configured")
    assert emulated.requests == []


async def test_a_second_camera_behind_the_same_router_can_be_added(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """One address, another port: routers forward ports."""
    async with running(hass, make_emulated(mac=OTHER_MAC)) as second:
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, **address(second))
        assert shows(form, "credentials")
        result = await submit(hass, form, **LOGIN)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["result"].unique_id == OTHER_MAC
        await until(lambda: result["result"].runtime_data.data.link == "live")


# The login.


@pytest.fixture
async def login_form(hass: HomeAssistant, emulated: EmulatedCamera) -> ConfigFlowResult:
    """The form that asks for the login of the emulated camera."""
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated))
    assert shows(form, "credentials")
    emulated.clear_requests()
    return form


@pytest.mark.parametrize(
    ("user", "may_change"), [("admin", True), ("operator", True), ("user", False)]
)
async def test_each_user_of_the_camera_can_be_chosen(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    login_form: ConfigFlowResult,
    monkeypatch: pytest.MonkeyPatch,
    user: str,
    may_change: bool,
) -> None:
    """With its own password, and what it may do."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", PLATFORMS)
    emulated.passwords[user] = "it's mine&100%"
    login = {"username": user, "password": "it's mine&100%"}
    result = await submit(hass, login_form, **login)
    await added(hass, result, entry_data(emulated, **login))
    domains = {state.domain for state in hass.states.async_all()}
    assert {"binary_sensor", "camera", "sensor"} <= domains
    assert bool(domains & CHANGING) is may_change


async def test_another_user_is_refused_by_the_form(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """The camera has three fixed users."""
    with pytest.raises(InvalidData) as refused:
        await submit(hass, login_form, username="root", password=PASSWORD)
    assert list(refused.value.schema_errors) == ["username"]
    assert emulated.requests == []


@pytest.mark.parametrize("model", ["VN-V686", "VN-V686B"])
async def test_the_title_of_a_camera_without_one(
    hass: HomeAssistant, model: str
) -> None:
    """Its model and address."""
    async with running(hass, make_emulated(model=model, camera_id="")) as emulated:
        login = {"username": "operator", "password": emulated.passwords["operator"]}
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, **address(emulated))
        result = await submit(hass, form, **login)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["title"] == f"{model} (127.0.0.1)"
        assert result["result"].unique_id == MAC
        await until(lambda: result["result"].runtime_data.data.link == "live")


@pytest.mark.parametrize("password", ["wrong", "vn-v686", "пароль"])
async def test_a_wrong_password_can_be_corrected(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    login_form: ConfigFlowResult,
    password: str,
) -> None:
    """The form stays, with what was entered."""
    entered = {"username": "admin", "password": password}
    form = await submit(hass, login_form, **entered)
    assert shows(form, "credentials", base="invalid_auth")
    assert suggested(form) == {**entered, "keep_alarms": True}
    await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))


async def test_the_camera_goes_away_before_the_login(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """When it is back, the same form adds it."""
    await emulated.stop()
    form = await submit(hass, login_form, **LOGIN)
    assert shows(form, "credentials", base="cannot_connect")
    await emulated.start()
    await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))


async def test_the_camera_falls_silent_before_the_login(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    login_form: ConfigFlowResult,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It takes connections, but does not answer in time."""
    for module in (http, protocol_camera):
        monkeypatch.setattr(module, "TIMEOUT", 0.2)
    emulated.faults.hang = True
    async with asyncio.timeout(3):
        form = await submit(hass, login_form, **LOGIN)
    assert shows(form, "credentials", base="cannot_connect")


async def test_the_camera_goes_away_while_the_login_is_tried(
    hass: HomeAssistant,
) -> None:
    """It still shows a picture, but answers nothing else."""
    ours = page("200 OK", "X-VNV685_response: encode=jpeg")
    async with web_server(ours, only_to=b"/api/video") as server:
        form = await find(hass, "127.0.0.1", server.port)
        form = await submit(hass, form, **LOGIN)
    assert server.knows_password
    assert shows(form, "manual", base="cannot_connect")


@pytest.mark.parametrize("model", ["VN-C655U", "VN-V6850U", "Router 3000", "\xff", ""])
async def test_another_product_of_the_maker_is_not_added(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    login_form: ConfigFlowResult,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
) -> None:
    """It takes the login, but says that it is another model."""
    with monkeypatch.context() as patched:
        patched.setitem(READERS, "system.model", lambda _camera, _index: model)
        form = await submit(hass, login_form, **LOGIN)
    assert shows(form, "credentials", base="not_a_camera")
    await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        ("garbage", True),
        ("status", 404),
        ("error_keys", {"system.model": "503 Busy"}),
        ("error_keys", {"network.interface.mac": "404 Not Found"}),
    ],
)
async def test_a_camera_that_cannot_be_understood_is_not_added(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    login_form: ConfigFlowResult,
    fault: str,
    value: Any,
) -> None:
    """Binary noise, an error page, a refusal to say who it is."""
    setattr(emulated.faults, fault, value)
    form = await submit(hass, login_form, **LOGIN)
    assert shows(form, "credentials", base="not_a_camera")


async def test_a_login_that_is_refused_in_the_answer(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """The guide's only error, for a key that everybody may read (6)."""
    emulated.faults.error_keys["system.model"] = "401 Unauthorized"
    form = await submit(hass, login_form, **LOGIN)
    assert shows(form, "credentials", base="invalid_auth")


async def test_a_camera_that_moved_is_found_again(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """Adding a known camera under its new address mends the entry."""
    data = entry_data(emulated, host="127.0.0.2", port=UNUSED_PORT, alarm_port=1)
    entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=data)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    form = await submit(hass, login_form, **LOGIN)
    assert shows(form, "moved")
    assert form["description_placeholders"]
    assert form["description_placeholders"]["old"] == "127.0.0.2"
    assert form["description_placeholders"]["new"] == "127.0.0.1"
    assert aborts(await submit(hass, form), "address_changed")
    assert dict(entry.data) == entry_data(emulated)
    await works(hass, entry)


async def test_mending_the_address_keeps_the_login(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """The entry may have another user's login on purpose."""
    data = entry_data(emulated, host="127.0.0.2", username="operator")
    entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=data)
    entry.add_to_hass(hass)
    form = await submit(hass, login_form, **LOGIN)
    assert aborts(await submit(hass, form), "address_changed")
    assert dict(entry.data) == data | {"host": "127.0.0.1"}


# Alarms.


@asynccontextmanager
async def all_places_taken(emulated: EmulatedCamera) -> AsyncGenerator[None]:
    """Connect as many alarm clients as the camera takes."""
    writers = [
        (await asyncio.open_connection(emulated.host, emulated.alarm_port))[1]
        for _ in range(PLACES)
    ]
    await until(lambda: emulated.alarm_clients == PLACES)
    yield
    for writer in writers:
        writer.close()


async def test_no_free_place_for_alarms_is_said_once(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """Who submits again adds the camera as it is."""
    async with all_places_taken(emulated):
        form = await submit(hass, login_form, **LOGIN)
        assert shows(form, "credentials", base="alarm_places_taken")
        assert suggested(form) == {**LOGIN, "keep_alarms": True}
        result = await submit(hass, form, **LOGIN)
        await added(hass, result, entry_data(emulated), link="refused")


async def test_a_place_that_was_freed_is_used(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """Then alarms come."""
    async with all_places_taken(emulated):
        form = await submit(hass, login_form, **LOGIN)
        assert shows(form, "credentials", base="alarm_places_taken")
    await until(lambda: emulated.alarm_clients == 0)
    result = await submit(hass, form, **LOGIN)
    await added(hass, result, entry_data(emulated), link="live")


async def test_a_closed_alarm_port_is_said_once(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Who submits again adds the camera as it is."""
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated, alarm_port=UNUSED_PORT))
    form = await submit(hass, form, **LOGIN)
    assert shows(form, "credentials", base="alarm_port_closed")
    result = await submit(hass, form, **LOGIN)
    data = entry_data(emulated, alarm_port=UNUSED_PORT)
    await added(hass, result, data, link="down")


async def test_trying_the_alarm_port_takes_no_place_for_long(
    hass: HomeAssistant, emulated: EmulatedCamera, login_form: ConfigFlowResult
) -> None:
    """Afterwards the entry's own link is the only one."""
    result = await submit(hass, login_form, **LOGIN)
    await added(hass, result, entry_data(emulated))
    await until(lambda: emulated.alarm_clients == 1)


# A card shows up.


async def test_a_card_leads_to_the_login(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names model and address; the login adds the camera."""
    async with running(hass, searchable("127.0.0.2")) as emulated:
        monkeypatch.setattr(config_flow, "DEFAULT_ALARM_PORT", emulated.alarm_port)
        form = await find(hass, *target(emulated))
        assert shows(form, "credentials")
        assert emulated.requests == []
        flow = hass.config_entries.flow.async_get(form["flow_id"])
        assert card_title(flow) == "VN-V685 (127.0.0.2)"
        result = await submit(hass, form, **LOGIN)
        await added(hass, result, entry_data(emulated))


async def test_a_card_of_a_known_address_does_not_appear(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Nothing is sent for it either."""
    result = await find(hass, emulated.host, emulated.http_port)
    assert aborts(result, "already_configured")
    assert emulated.requests == []


async def test_a_card_does_not_appear_twice(hass: HomeAssistant) -> None:
    """The address tells, as long as the MAC is not known."""
    assert shows(await find(hass, "127.0.0.2"), "credentials")
    assert aborts(await find(hass, "127.0.0.2", 8080), "already_in_progress")
    assert shows(await find(hass, "127.0.0.3"), "credentials")
    assert len(hass.config_entries.flow.async_progress()) == 2


type Discovery = Callable[[HomeAssistant, str], Awaitable[ConfigFlowResult]]


@pytest.mark.parametrize("again", [find, lease], ids=["search", "dhcp"])
@pytest.mark.parametrize("first", [find, lease], ids=["search", "dhcp"])
async def test_one_camera_has_one_card(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
    first: Discovery,
    again: Discovery,
) -> None:
    """Search and DHCP find the same cameras."""
    monkeypatch.setattr(config_flow, "DEFAULT_PORT", emulated.http_port)
    assert shows(await first(hass, emulated.host), "credentials")
    assert aborts(await again(hass, emulated.host), "already_in_progress")
    assert len(hass.config_entries.flow.async_progress()) == 1


@pytest.mark.parametrize("again", [find, lease], ids=["search", "dhcp"])
@pytest.mark.parametrize("first", [find, lease], ids=["search", "dhcp"])
async def test_what_the_person_ignores_stays_ignored(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
    first: Discovery,
    again: Discovery,
) -> None:
    """Whichever way it is found again."""
    monkeypatch.setattr(config_flow, "DEFAULT_PORT", emulated.http_port)
    await ignore(hass, await first(hass, emulated.host))
    assert aborts(await again(hass, emulated.host), "already_configured")


@pytest.mark.parametrize("discovery", [find, lease], ids=["search", "dhcp"])
async def test_no_card_appears_while_a_person_adds_the_camera(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    login_form: ConfigFlowResult,
    monkeypatch: pytest.MonkeyPatch,
    discovery: Discovery,
) -> None:
    """They have it before them already."""
    monkeypatch.setattr(config_flow, "DEFAULT_PORT", emulated.http_port)
    result = await discovery(hass, emulated.host)
    assert aborts(result, "already_in_progress")
    await added(hass, await submit(hass, login_form, **LOGIN), entry_data(emulated))


async def test_an_ignored_camera_can_be_added_by_hand(
    hass: HomeAssistant, search_targets: Targets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the list of the search, and a person may change their mind."""
    async with running(hass, searchable()) as emulated:
        monkeypatch.setattr(config_flow, "DEFAULT_ALARM_PORT", emulated.alarm_port)
        search_targets.append(target(emulated))
        await ignore(hass, await find(hass, *target(emulated)))
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, camera=f"127.0.0.1:{emulated.http_port}")
        result = await submit(hass, form, **LOGIN)
        await added(hass, result, entry_data(emulated))


@pytest.mark.parametrize("first", [find, lease], ids=["search", "dhcp"])
async def test_the_card_of_a_camera_that_is_added_goes_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
    first: Discovery,
) -> None:
    """A person may add it by its address instead."""
    monkeypatch.setattr(config_flow, "DEFAULT_PORT", emulated.http_port)
    assert shows(await first(hass, emulated.host), "credentials")
    form = await begin(hass, SOURCE_USER)
    form = await submit(hass, form, **address(emulated))
    await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))
    assert hass.config_entries.flow.async_progress() == []


# DHCP.


@pytest.mark.parametrize(
    ("mac", "was_running"), [(MAC, True), ("70:b3:d5:12:34:56", False)]
)
async def test_a_camera_with_a_new_address_goes_on_working(
    hass: HomeAssistant, mac: str, was_running: bool
) -> None:
    """DHCP tells it, for any MAC that is registered; ports and login stay.

    If it has never been seen, nobody could know it again, and the person is asked.
    """
    camera = make_emulated(mac=mac, camera_id="By the pond")
    async with camera:
        data = entry_data(camera)
        entry = MockConfigEntry(domain=DOMAIN, unique_id=mac, data=data)
        entry.add_to_hass(hass)
        if was_running:
            assert await hass.config_entries.async_setup(entry.entry_id)
            await works(hass, entry)
            await settled(camera)
    if not was_running:
        await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
    camera.host = "127.0.0.2"
    async with running(hass, camera):
        assert aborts(await lease(hass, "127.0.0.2", mac), "already_configured")
        if not was_running:
            await until(lambda: bool(hass.config_entries.flow.async_progress()))
            (card,) = hass.config_entries.flow.async_progress()
            assert not [r for r in camera.requests if r.user]
            assert aborts(await submit(hass, card), "address_changed")
        await until(lambda: entry.data["host"] == "127.0.0.2")
        await hass.async_block_till_done()
        assert dict(entry.data) == data | {"host": "127.0.0.2"}
        await works(hass, entry)


async def test_an_unchanged_address_does_not_disturb(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """A renewed lease is no reason to reload."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    coordinator = entry.runtime_data
    assert aborts(await lease(hass, emulated.host), "already_configured")
    await hass.async_block_till_done()
    assert entry.runtime_data is coordinator


async def test_a_new_camera_that_dhcp_sees_is_offered(
    hass: HomeAssistant, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it has shown, without a password, that it is one of ours."""
    monkeypatch.setattr(config_flow, "DEFAULT_PORT", emulated.http_port)
    monkeypatch.setattr(config_flow, "DEFAULT_ALARM_PORT", emulated.alarm_port)
    form = await lease(hass, emulated.host)
    assert shows(form, "credentials")
    assert [request.user for request in emulated.requests] == [None]
    flow = hass.config_entries.flow.async_get(form["flow_id"])
    assert card_title(flow) == "VN-V68x (127.0.0.1)"
    await added(hass, await submit(hass, form, **LOGIN), entry_data(emulated))


@pytest.mark.parametrize("kind", ["page", "login", "binary"])
async def test_another_device_of_the_maker_is_left_alone(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The first half of the MAC is not enough."""
    async with web_server(OTHER_ANSWERS[kind]) as server:
        monkeypatch.setattr(config_flow, "DEFAULT_PORT", server.port)
        assert aborts(await lease(hass, "127.0.0.1"), "not_supported")
    assert server.was_asked
    assert not server.knows_password


async def test_a_device_without_a_web_server_is_left_alone(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answers there."""
    monkeypatch.setattr(config_flow, "DEFAULT_PORT", UNUSED_PORT)
    assert aborts(await lease(hass, "127.0.0.1"), "not_supported")


async def test_a_new_mac_at_a_known_address_is_not_offered(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The known camera's own lease sorts that out first."""
    result = await lease(hass, emulated.host, OTHER_MAC)
    assert aborts(result, "already_configured")
    assert emulated.requests == []
    assert dict(entry.data) == entry_data(emulated)


# No password before it is a camera.


async def _by_search(
    hass: HomeAssistant, entry: MockConfigEntry, port: int
) -> ConfigFlowResult:
    return await find(hass, "127.0.0.2", port)


async def _by_reauth(
    hass: HomeAssistant, entry: MockConfigEntry, port: int
) -> ConfigFlowResult:
    data = {**entry.data, "host": "127.0.0.2", "port": port}
    hass.config_entries.async_update_entry(entry, data=data)
    return await entry.start_reauth_flow(hass)


async def _by_reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, port: int
) -> ConfigFlowResult:
    return await entry.start_reconfigure_flow(hass)


@pytest.mark.parametrize("kind", ["page", "login"])
@pytest.mark.parametrize("way", [_by_search, _by_reauth, _by_reconfigure])
async def test_a_server_that_is_no_camera_never_gets_the_password(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    way: Callable[[HomeAssistant, MockConfigEntry, int], Awaitable[ConfigFlowResult]],
    kind: str,
) -> None:
    """The camera's address may have passed to another device since."""
    async with web_server(OTHER_ANSWERS[kind], "127.0.0.2") as server:
        form = await way(hass, entry, server.port)
        fields: dict[str, Any] = dict(LOGIN)
        if form["step_id"] == "reconfigure":
            fields |= {"host": "127.0.0.2", "port": server.port, "alarm_port": 32040}
        result = await submit(hass, form, **fields)
    assert not server.knows_password
    assert server.was_asked
    assert shows(result, form["step_id"], base="not_a_camera")


# What is known of a camera changes.


@pytest.mark.parametrize("user", ["admin", "operator"])
async def test_a_new_login_is_taken_and_used(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, user: str
) -> None:
    """First a wrong one, then the right one: the entry is set up with it."""
    emulated.passwords = {"admin": "changed", "operator": "changed"}
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress()
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert shows(form, "reauth_confirm")
    assert form["description_placeholders"]["camera"] == "Yard"
    assert suggested(form) == {"username": "admin"}
    form = await submit(hass, form, username=user, password="wrong")
    assert shows(form, "reauth_confirm", base="invalid_auth")
    assert suggested(form) == {"username": user, "password": "wrong"}
    login = {"username": user, "password": "changed"}
    assert aborts(await submit(hass, form, **login), "reauth_successful")
    assert dict(entry.data) == entry_data(emulated, **login)
    assert entry.title == "Yard"
    await works(hass, entry)
    assert hass.config_entries.flow.async_progress() == []


async def test_a_login_is_not_taken_while_the_camera_is_off(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Nothing is stored that was not tried."""
    await emulated.stop()
    form = await entry.start_reauth_flow(hass)
    form = await submit(hass, form, username="operator", password="new")
    assert shows(form, "reauth_confirm", base="cannot_connect")
    assert dict(entry.data) == entry_data(emulated)


async def test_the_login_of_another_camera_is_not_stored(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The MAC decides."""
    hass.config_entries.async_update_entry(entry, unique_id=OTHER_MAC)
    form = await entry.start_reauth_flow(hass)
    login = {"username": "operator", "password": PASSWORD}
    assert aborts(await submit(hass, form, **login), "other_camera")
    assert dict(entry.data) == entry_data(emulated)
    assert entry.unique_id == OTHER_MAC


async def test_a_camera_is_told_its_new_address_and_login(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """All that is known is filled in but the password; the new camera works."""
    form = await entry.start_reconfigure_flow(hass)
    assert shows(form, "reconfigure")
    known = entry_data(emulated)
    del known["password"]
    assert suggested(form) == known
    login = {"username": "operator", "password": "moved"}
    camera = make_emulated(host="127.0.0.2", passwords={"operator": "moved"})
    async with running(hass, camera) as moved:
        result = await submit(hass, form, **address(moved, host=" 127.0.0.2 "), **login)
        assert aborts(result, "reconfigure_successful")
        assert dict(entry.data) == entry_data(moved, **login)
        assert (entry.title, entry.unique_id) == ("Yard", MAC)
        await works(hass, entry)


@pytest.mark.parametrize(("changes", "errors"), BAD_ADDRESSES[-2:], ids=repr)
async def test_an_impossible_new_address_is_said_at_its_field(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    changes: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """Nothing is sent or stored, and what was entered stays."""
    form = await entry.start_reconfigure_flow(hass)
    entered = address(emulated, **changes) | LOGIN
    form = await submit(hass, form, **entered)
    assert shows(form, "reconfigure", **errors)
    assert suggested(form) == entered | {"host": entered["host"].strip()}
    assert emulated.requests == []
    assert dict(entry.data) == entry_data(emulated)


async def test_a_new_address_with_another_camera_is_not_stored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The MAC decides."""
    before = dict(entry.data)
    async with make_emulated(host="127.0.0.2", mac=OTHER_MAC) as other:
        form = await entry.start_reconfigure_flow(hass)
        result = await submit(hass, form, **address(other), **LOGIN)
    assert aborts(result, "other_camera")
    assert dict(entry.data) == before
    assert entry.unique_id == MAC


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"port": UNUSED_PORT}, "cannot_connect"),
        ({"password": "wrong"}, "invalid_auth"),
    ],
)
async def test_what_does_not_work_is_not_stored(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    changes: dict[str, Any],
    error: str,
) -> None:
    """It can be corrected in the same form."""
    form = await entry.start_reconfigure_flow(hass)
    right = address(emulated) | LOGIN
    form = await submit(hass, form, **(right | changes))
    assert shows(form, "reconfigure", base=error)
    assert dict(entry.data) == entry_data(emulated)
    assert aborts(await submit(hass, form, **right), "reconfigure_successful")
    await works(hass, entry)


async def test_a_camera_has_options(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """They open from its entry."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert shows(form, "init")


async def test_a_model_that_the_guide_does_not_know(
    hass: HomeAssistant,
    login_form: ConfigFlowResult,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Is added as the nearest one, and the person is told so before."""
    monkeypatch.setitem(READERS, "system.model", lambda *_: "VN-V687U")
    form = await submit(hass, login_form, **LOGIN)
    assert form["step_id"] == "unknown_model"
    assert form["description_placeholders"] == {"name": "VN-V687U", "model": "VN-V686"}
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await until(lambda: result["result"].runtime_data.data.link == "live")
    told = await async_get_config_entry_diagnostics(hass, result["result"])
    assert told["camera"]["model"] == "VN-V687U"
    assert told["camera"]["taken_for"] == "VN-V686"
    assert told["camera"]["known_model"] is False
