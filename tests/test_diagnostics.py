"""Diagnostics: what a maintainer needs, and nothing that is private."""

import json
import random
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from typing import Any
from urllib.parse import quote

import pytest
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.diagnostics import async_get_config_entry_diagnostics
from custom_components.jvc_vn.issues import (
    async_create_other_camera_issue,
    async_create_owed_issue,
    async_create_restart_issue,
)
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.protocol.follow_up import FollowUp
from custom_components.jvc_vn.protocol.scrubber import Scrubber, spellings
from tests.conftest import MAC, PASSWORD, entry_data, set_up, until
from tests.emulator import EmulatedCamera
from tests.emulator.forms import Forms

PRIVATE = {
    "camera.id": "Backdoor of the vault",
    "application.smtp.mailfrom": "somebody@somecompany.com",
    "application.ftp.user": "ftp-login",
    "network.hostname": "vault-camera",
    "network.gateway(ipv4)": "192.168.77.1",
}


@pytest.fixture
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that they are told."""
    monkeypatch.setattr(
        jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.BINARY_SENSOR, Platform.TEXT)
    )


async def test_diagnostics_tell_what_is_known(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
    emulated: EmulatedCamera,
) -> None:
    """Who it is, how it is asked, and what it answers."""
    hass.config_entries.async_update_entry(loaded, options={"motion_hold": 20})
    await hass.config_entries.async_reload(loaded.entry_id)
    coordinator = loaded.runtime_data
    await until(lambda: coordinator.data.link == "live")
    await until(lambda: p.MOTION_DETECTION in coordinator.data.values)
    coordinator.reader.refused.add(p.AGC)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    assert told["entry"]["state"] == "loaded"
    assert told["entry"]["options"] == {"motion_hold": 20}
    assert told["entry"]["data"]["username"] == "admin"
    assert told["camera"]["model"] == "VN-V685U"
    assert told["camera"]["role"] == "admin"
    assert told["camera"]["firmware"][0] == "V3-00"
    assert told["errors"] == []
    assert told["alarms"]["link"] == "live"
    assert told["alarms"]["active"] == {"input_1": False, "input_2": False} | {
        name: active
        for name, active in told["alarms"]["active"].items()
        if name == "motion"
    }
    assert told["requests"]["sent"] == coordinator.camera.requests
    assert told["requests"]["keys_per_request"] == 1
    assert told["requests"]["rhythms"]["live"] > 10
    assert told["requests"]["last_update_success"] is True
    assert told["video"]["newest_tells"]["pan"] == emulated.position[0]
    assert told["video"]["newest_bytes"] > 1000
    assert told["video"]["h264_readers"] == 0
    assert told["answers"][-1]["what"] == "answers"
    assert told["presets"] == len(coordinator.presets.titles) > 0
    assert told["values"]["camera.detection.status"] is True
    assert told["values"]["system.software.revision(net)"] == "V3-00"
    assert told["capabilities"]["refused"] == [p.AGC.key]
    assert told["entities"]["camera.camera"] is None
    assert told["entities"]["select.agc"] == "integration"


@pytest.mark.usefixtures("_few_entities", "all_enabled")
async def test_diagnostics_of_a_device_hold_nothing_private(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
) -> None:
    """No password, address, name or title; not in the text of errors either."""
    for key, value in PRIVATE.items():
        emulated.force(key, value)
    await set_up(hass, entry)
    coordinator = entry.runtime_data
    await coordinator.reader.read([p.PARAMETERS[key] for key in (*PRIVATE, p.MAC.key)])
    assert coordinator.data.values[p.CAMERA_ID] == PRIVATE["camera.id"]
    await emulated.stop()
    coordinator.schedule.mark_all_due()
    await coordinator.async_refresh()
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    told: Any = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert [error.partition(":")[0] for error in told["errors"]] == [
        "UpdateFailed",
        "UnreachableError",
    ]
    text = json.dumps(told).lower()
    titles = coordinator.presets.titles.values()
    assert titles
    private = (*PRIVATE.values(), emulated.host, entry.title, MAC, MAC.replace(":", ""))
    for secret in (*private, *(f'"{text}"' for text in (PASSWORD, *titles))):
        assert secret.lower() not in text
    for key in PRIVATE:
        assert told["values"][key] == "**REDACTED**"


@pytest.mark.usefixtures("_few_entities")
async def test_diagnostics_tell_what_was_met(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
) -> None:
    """How the camera speaks, what became of the link, and what waits."""
    emulated.forms = Forms(keys_per_request=5, push_on_connect=True)
    emulated.faults.no_content_length = True
    hass.config_entries.async_update_entry(entry, options={"autosave": False})
    await set_up(hass, entry)
    coordinator = entry.runtime_data
    await until(lambda: coordinator.data.link == "live")
    await until(lambda: coordinator.camera.batch > 1)
    emulated.push_raw(b"odd=7\r\nperipheral.input_pin.pin(1).status=make\n")
    await until(lambda: coordinator.data.active["input_1"] is True)
    await coordinator.writer.set(p.AGC, "manual")
    await coordinator.writer.set(p.DHCP, True)
    emulated.drop_alarm_clients()
    await until(lambda: len(coordinator.alarms.link_told["history"]) > 2)
    coordinator.reader.unreadable[p.SHUTTER] = "not a number"
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    capabilities, wire = told["capabilities"], told["wire"]
    assert capabilities["several_keys_in_a_request"] is True
    assert capabilities["video_refused"] is False
    assert capabilities["data_in_pictures"] is True
    assert capabilities["entities"]["binary_sensor"] > 5
    assert wire["forms"]["no_content_length"] > 1
    assert wire["requests"]["read_several"]["answered"] > 0
    assert wire["requests"]["write"]["sent"] == 2
    assert wire["requests"]["read"]["mean_seconds"] >= 0
    alarms = told["alarms"]
    assert alarms["spoke_first"] >= 1
    lines = [line["what"] for line in alarms["lines"]]
    odd = lines.index("odd=7\\r\\n")
    assert lines[odd + 1] == "peripheral.input_pin.pin(1).status=make\\n"
    what = [entry["what"] for entry in alarms["history"]]
    assert what[:2] == ["connecting", "live"]
    assert what[2].startswith("closed by the camera after")
    assert told["video"]["statistics"]["frames"] > 0
    assert told["pending"]["unsaved"] == [p.AGC.key]
    assert len(told["pending"]["saves"]) == 1
    assert told["pending"]["restart"] == "network.interface.status"
    assert told["pending"]["after_restart"] == [p.DHCP.key]
    assert told["unreadable"] == {p.SHUTTER.key: "not a number"}


async def test_diagnostics_of_a_camera_that_is_away(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
) -> None:
    """Just when something is wrong they are wanted most."""
    await emulated.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["entry"]["state"] == "setup_retry"
    assert told["entry"]["reason"].startswith("**REDACTED** does not answer")
    assert told["entry"]["data"]["password"] == "**REDACTED**"
    assert told.keys() == {"entry"}


# Fifteen needles, wherever a text can stand.

NEEDLES = {
    "title": "Vault entrance",
    "name_by_user": "Behind the safe",
    "host": "127.0.0.1",
    "mac": MAC,
    "password": "Sesame öffne?",
    "camera_id": "Kellertür 7b",
    "preset": "Spare key shelf",
    "mail_from": "guard@bank.example",
    "mail_host": "smtp.bank.example",
    "mail_login": "postbox-77",
    "ftp_host": "files.bank.example",
    "ftp_user": "uploader-3",
    "ftp_path": "/secret/branch-12",
    "hostname": "vault-cam-west",
    "gateway": "10.77.3.1",
    "ntp": "clock.bank.example",
    "access": "10.77.3.204",
    "other_title": "Night safe of the neighbour",
    "other_host": "10.99.0.17",
    "other_mac": "00:80:88:0a:0b:0c",
    "other_password": "x7-Lokomotive",
    "ignored_title": "Cellar of the neighbour",
}
KEYS = {
    "camera_id": "camera.id",
    "mail_from": "application.smtp.mailfrom",
    "mail_host": "application.smtp.host",
    "mail_login": "application.pop.user",
    "ftp_host": "application.ftp.host",
    "ftp_user": "application.ftp.user",
    "ftp_path": "application.ftp.path",
    "hostname": "network.hostname",
    "gateway": "network.gateway(ipv4)",
    "ntp": "network.ntp.host",
    "access": "network.access_control(stream_out).host(1)",
}


def written(needle: str) -> set[str]:
    """How a needle could be written by something on its way into the document."""
    found = {needle, quote(needle), quote(needle, safe="")}
    if needle in {NEEDLES["password"], NEEDLES["other_password"]}:
        found.add(b64encode(f"admin:{needle}".encode()).decode())
    if needle in {NEEDLES["mac"], NEEDLES["other_mac"]}:
        found.add(needle.replace(":", ""))
    return found


@pytest.fixture
async def planted(
    hass: HomeAssistant, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[MockConfigEntry]:
    """A camera where all is to be looked for, a second, and one that is ignored."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.BINARY_SENSOR))
    emulated.passwords["admin"] = NEEDLES["password"]
    for name, key in KEYS.items():
        emulated.force(key, NEEDLES[name])
    emulated.force("camera.position(3).comment", NEEDLES["preset"])
    other = {"host": NEEDLES["other_host"], "password": NEEDLES["other_password"]}
    MockConfigEntry(
        domain=DOMAIN,
        title=NEEDLES["other_title"],
        unique_id=NEEDLES["other_mac"],
        data=entry_data(emulated) | other,
        disabled_by=ConfigEntryDisabler.USER,
    ).add_to_hass(hass)
    MockConfigEntry(
        domain=DOMAIN,
        title=NEEDLES["ignored_title"],
        unique_id="00:80:88:0c:0d:0e",
        source=SOURCE_IGNORE,
        data={},
    ).add_to_hass(hass)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=NEEDLES["title"],
        unique_id=MAC,
        data=entry_data(emulated, password=NEEDLES["password"]),
    )
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    await entry.runtime_data.reader.read([p.PARAMETERS[key] for key in KEYS.values()])
    devices = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(devices, entry.entry_id)
    devices.async_update_device(device.id, name_by_user=NEEDLES["name_by_user"])
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


def plant(hass: HomeAssistant, entry: MockConfigEntry, text: str) -> None:
    """Put a text wherever one can come from outside."""
    coordinator = entry.runtime_data
    cause = UnreachableError(f"got {text}")
    coordinator.last_exception = UpdateFailed(f"{text} is bad")
    coordinator.last_exception.__cause__ = cause
    coordinator.camera.odd["camera.shutter"] = f"<{text}>"
    coordinator.camera.odd["camera.id"] = text
    coordinator.data.update({p.SHUTTER: f"{text}!"})
    options = {"input_1_class": f"door {text}"}
    hass.config_entries.async_update_entry(entry, options=options)
    object.__setattr__(entry, "reason", f"{text}: away")
    needed = FollowUp("system.status", "restart")
    async_create_restart_issue(hass, entry, text, needed, {text: text}, [text])
    async_create_other_camera_issue(hass, entry, text, text)
    async_create_owed_issue(hass, entry, "pan", text)


async def test_no_needle_is_found_anywhere(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    planted: MockConfigEntry,
) -> None:
    """In the whole document that a person downloads, also what is not by us."""
    assert await async_setup_component(hass, "diagnostics", {})
    await hass.async_block_till_done()
    client = await hass_client()
    url = f"/api/diagnostics/config_entry/{planted.entry_id}"
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), planted.entry_id)
    hidden = {
        spelling.lower() for text in NEEDLES.values() for spelling in written(text)
    }
    assert len(NEEDLES) >= 15
    for needle in NEEDLES.values():
        plant(hass, planted, " ".join(written(needle)))
        for path in (url, f"{url}/device/{device.id}"):
            answer = await client.get(path)
            document = await answer.json()
            assert len(document["issues"]) == 3
            data = document["data"]
            assert "REDACTED" in data["entry"]["reason"]
            assert "REDACTED" in data["entry"]["options"]["input_1_class"]
            assert len(data["errors"]) == 2
            assert all("REDACTED" in error for error in data["errors"])
            assert "REDACTED" in data["odd"]["camera.shutter"]
            assert "REDACTED" in data["values"]["camera.shutter"]
            # As it is read, without the escapes of JSON.
            plain = json.dumps(document, ensure_ascii=False).lower()
            assert not [text for text in hidden if text in plain], needle


LETTERS = "abcdefghijklmnopqrstuvwxyzäßéøłあ ABCDEXYZ0123456789._-'\"\\\\&=%+/<>{}!?"


def secret_of(dice: random.Random) -> str:
    """Something that nobody else may read, in one of many shapes."""
    numbers = [dice.randrange(256) for _ in range(6)]
    word = "".join(dice.choice(LETTERS) for _ in range(dice.randint(9, 16))).strip()
    shapes = [
        word,
        ".".join(str(number) for number in numbers[:4]),
        ":".join(f"{number:02x}" for number in numbers),
        "-".join(f"{number:02X}" for number in numbers),
        f"fe80::{numbers[0]:x}:{numbers[1] + 1:x}ff:fe00:{numbers[2]:x}",
        f"guard{numbers[0]}.{numbers[1]}@bank-{numbers[2]}.example",
        f"008088{numbers[0]:02X}{numbers[1]:02x}{numbers[2]:02X}",
        f"{dice.uniform(-90, 90):.6f}",
        f"VN{dice.randrange(10**8):08}",
    ]
    return dice.choice(shapes)


def give_away(
    hass: HomeAssistant, entry: MockConfigEntry, dice: random.Random
) -> dict[str, str]:
    """Put another secret into each place where one belongs."""
    coordinator = entry.runtime_data
    secrets = {name: secret_of(dice) for name in ("password", "title", "host", "name")}
    secrets |= {
        "place": secret_of(dice),
        "latitude": str(round(dice.uniform(-90, 90), 5)),
    }
    hass.config.latitude = float(secrets["latitude"])
    hass.config.location_name = secrets["place"]
    devices = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(devices, entry.entry_id)
    devices.async_update_device(device.id, name_by_user=secrets["name"])
    # A name of the device becomes the title, so it comes first.
    hass.config_entries.async_update_entry(
        entry,
        title=secrets["title"],
        data=entry.data | {key: secrets[key] for key in ("password", "host")},
    )
    for key in KEYS.values():
        secrets[key] = secret_of(dice)
        coordinator.data.update({p.PARAMETERS[key]: secrets[key]})
    return secrets


def last_line(entry: MockConfigEntry) -> str:
    """What the alarm port said last."""
    lines = entry.runtime_data.alarms.link_told["lines"]
    return lines[-1]["what"] if lines else ""


def babble(
    entry: MockConfigEntry, emulated: EmulatedCamera, text: str, dice: random.Random
) -> None:
    """Say a text in one of the places that hold what comes from outside."""
    coordinator = entry.runtime_data
    places: list[Callable[[], object]] = [
        lambda: setattr(coordinator, "last_exception", UpdateFailed(text)),
        lambda: coordinator.camera.odd.update({"camera.shutter": text}),
        lambda: coordinator.camera.spelled.update({"camera.agc": text}),
        lambda: coordinator.reader.unreadable.update({p.AGC: text}),
        lambda: coordinator.data.update({p.SHUTTER: text}),
        lambda: coordinator.history.note(text),
        lambda: object.__setattr__(entry, "reason", text),
        lambda: emulated.push_raw(f"{text}\r\n".encode()),
    ]
    for place in dice.sample(places, k=3):
        place()


@pytest.mark.parametrize("seed", range(6))
async def test_no_secret_gets_out_wherever_it_is_said(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    planted: MockConfigEntry,
    seed: int,
) -> None:
    """Secrets of every shape, in every spelling, in the middle of any text."""
    dice = random.Random(seed)
    coordinator = planted.runtime_data
    await until(lambda: coordinator.data.link == "live")
    for _ in range(10):
        secrets = give_away(hass, planted, dice)
        for secret in secrets.values():
            spelled = dice.choice(sorted(spellings(secret)))
            babble(planted, emulated, f"({spelled}) and {secret}", dice)
        emulated.push_raw(b"end\r\n")
        await until(lambda: "end" in last_line(planted))
        told = await async_get_config_entry_diagnostics(hass, planted)
        plain = json.dumps(told, ensure_ascii=False, default=str)
        # As a reader sees it: without the escapes of JSON.
        shown = plain.replace('\\\\"', '"').replace("\\\\\\\\", "\\\\").lower()
        for name, secret in secrets.items():
            assert secret.lower() not in shown, (name, secret)
            for spelled in spellings(secret):
                assert spelled.lower() not in shown, (name, spelled)
        assert "REDACTED" in plain


async def test_what_is_needed_stays(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, planted: MockConfigEntry
) -> None:
    """Also where somebody calls a thing by a word of ours."""
    coordinator = planted.runtime_data
    hass.config_entries.async_update_entry(planted, title="VN-V685")
    coordinator.data.update({p.PARAMETERS["application.ftp.user"]: "admin"})
    coordinator.reader.refused.add(p.AGC)
    shown: Any = await get_diagnostics_for_config_entry(hass, hass_client, planted)
    assert shown["camera"]["taken_for"] == "VN-V685"
    assert shown["camera"]["role"] == shown["entry"]["data"]["username"] == "admin"
    assert shown["capabilities"]["refused"] == [p.AGC.key]
    assert shown["values"]["application.ftp.user"] == "**REDACTED**"
    assert shown["alarms"]["link"] == "live"
    assert isinstance(shown["video"]["newest_tells"]["pan"], float)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at 10.0.0.7:80.", "at *:80."),
        ("fe80::280:88ff:fe00:1aef is", "* is"),
        ("2001:db8::1", "*"),
        ("MAC 00-80-88-00-1A-EF", "MAC *"),
        ("MAC 0080880AB1EF", "MAC *"),
        ("to a.b+c@mail.example.org", "to *"),
        ("2026-11-25T22:01:36+00:00", "2026-11-25T22:01:36+00:00"),
        ("V3-00, 1.2.3", "V3-00, 1.2.3"),
        ("Gate", "*"),
        ("the gate is open", "the * is open"),
        ("irrigate", "irrigate"),
        ("gardengnome", "*gnome"),
        ("value 7", "value 7"),
        ("7", "*"),
        ("on", "on"),
    ],
)
def test_what_is_taken_out_of_a_text(text: str, shown: str) -> None:
    """Values by themselves, and what is an address whoever has it."""
    private = ("Gate", "Garden", "7", "", "on")
    assert Scrubber(private, mark="*", public=("on",)).document([text]) == [shown]
